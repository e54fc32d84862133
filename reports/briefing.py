"""One edition of one district as its pages read it: frames, language, and what several sections share, made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames, first_month_of
from reports.sections.levels import SEVERE, ListChanges, Situation, level_board, list_changes, situation
from reports.words.reasons import clearing_phrases, measure_phrases, reason_phrases
from reports.words.text import Words


@dataclass(frozen=True)
class Briefing:
    """Frames and edition of one issue; everything else is computed when it is first asked for and then kept."""

    frames: BriefingFrames
    edition: Edition

    @cached_property
    def words(self) -> Words:
        """The language of the edition."""
        return self.edition.words

    @cached_property
    def listed(self) -> pl.DataFrame:
        """The listed warnings in the order of the list, shape (listed, columns of out_warnings)."""
        return self.frames.listed()

    @cached_property
    def severe(self) -> pl.DataFrame:
        """The listed warnings that are red or orange."""
        return self.listed.filter(pl.col("level").is_in(SEVERE))

    @cached_property
    def is_first(self) -> bool:
        """Whether there is no earlier list to compare with."""
        return first_month_of(self.frames, self.edition.month)

    @cached_property
    def board(self) -> pl.DataFrame:
        """The four-level board; columns as `sections.levels.level_board`."""
        return level_board(self.frames, self.edition)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Listed enterprises by level, the most severe first."""
        return dict(self.board.select("level", "count").iter_rows())

    @cached_property
    def total(self) -> int:
        """How many enterprises are listed."""
        return sum(self.counts.values())

    @cached_property
    def watched(self) -> pl.DataFrame:
        """Those at or above the line without a place on the list, the gravest first."""
        return self.frames.watched()

    @cached_property
    def situation(self) -> Situation:
        """What the month is like, whatever the number of places."""
        return situation(self.frames, self.edition.month)

    @cached_property
    def changes(self) -> ListChanges:
        """Who came, who left and who moved since last month's list."""
        return list_changes(self.frames)

    @cached_property
    def visited(self) -> frozenset[str]:
        """Enterprises with a visit on record."""
        return frozenset(self.frames.last_visits["uscc"])

    @cached_property
    def reasons(self) -> dict[str, list[str]]:
        """The reasons of each enterprise in order, worded."""
        return reason_phrases(self.frames.reasons, self.words)

    @cached_property
    def measures(self) -> dict[str, list[str]]:
        """The services proposed to each enterprise in order, worded."""
        return measure_phrases(self.frames.measures, self.words)

    @cached_property
    def clearings(self) -> dict[str, list[str]]:
        """What would clear each enterprise's warning in order, worded."""
        return clearing_phrases(self.frames.clearings, self.words)

    @cached_property
    def with_stated_signs(self) -> frozenset[str]:
        """Enterprises whose reasons say already that there are signs of relocation."""
        return frozenset(self.frames.reasons.filter(pl.col("code") == "relocation_signs")["uscc"])
