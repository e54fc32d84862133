"""The four-level board, the headline and the list's changes against last month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames, at_the_line, first_month_of
from reports.words import sections as texts
from reports.words.text import Text, Words
from warehouse.vocabulary import LEAVING_CAUSES, LEVELS

# Red and orange together are what is asked to be visited first.
SEVERE = ("red", "orange")

# Null while nothing is known: a share that happens to be all null would else become a text column.
_SHARES = ("output_share", "tax_share", "jobs_share")


def level_board(frames: BriefingFrames, edition: Edition) -> pl.DataFrame:
    """Count, change and weight by level, red first; shape (4, level, count, previous, change, output_share, tax_share, jobs_share).

    `previous` and `change` are null in the first month; a share is null when no enterprise of the level carries it, and 0 of a level
    without enterprises.
    """
    listed, previous = frames.listed(), frames.previously_listed()
    first = first_month_of(frames, edition.month)
    rows = []
    for key in LEVELS.keys:
        of_level = listed.filter(pl.col("level") == key)
        # No earlier list is not a list of zero; the difference is said in words.
        before = None if first else previous.filter(pl.col("level") == key).height
        rows.append(
            {
                "level": key,
                "count": of_level.height,
                "previous": before,
                "change": None if before is None else of_level.height - before,
                **{f"{what}_share": _level_share(of_level, listed, what) for what in ("output", "tax", "jobs")},
            }
        )
    return pl.DataFrame(rows, schema_overrides={"previous": pl.Int64, "change": pl.Int64} | dict.fromkeys(_SHARES, pl.Float64))


def _level_share(of_level: pl.DataFrame, listed: pl.DataFrame, what: str) -> float | None:
    # Nobody has nothing of it, where the figure is known at all: a dash would claim that figures have not arrived.
    is_known = total_share(listed, what) is not None
    return 0.0 if of_level.is_empty() and is_known else total_share(of_level, what)


def total_share(rows: pl.DataFrame, what: str) -> float | None:
    """The summed exposure share (`output`, `tax` or `jobs`) of some warnings; None when none of them carries one.

    An empty set is a true zero only where the figure exists at all, which the caller's whole list decides.
    """
    column = rows[f"exposure_{what}_share"].drop_nulls()
    return float(column.sum()) if column.len() else None


def total_change(board: pl.DataFrame) -> int | None:
    """The change of the whole list against last month, None in the first month."""
    return None if board["change"].null_count() else int(board["change"].sum())


@dataclass(frozen=True, slots=True)
class Situation:
    """What the month is like, whatever the number of places: how many are grave, how many are new, how many reach the line.

    Changes are against last month, and `entered` is who is new on the list; None where there is no list of last month. `kept` are below
    the line and stay listed because a visit confirmed them; they are not among `candidates`.
    """

    red: int
    orange: int
    severe_change: int | None
    entered: int | None
    candidates: int
    candidates_change: int | None
    kept: int = 0

    @property
    def severe(self) -> int:
        """How many are red or orange."""
        return self.red + self.orange


def situation(frames: BriefingFrames, month: date) -> Situation:
    """Count the month's candidates and last month's; the list has a fixed number of places and tells nothing by its length."""
    now, before = frames.warnings, frames.previous
    red, orange = (_by_level(now)[level] for level in SEVERE)
    candidates = at_the_line(now).height
    kept = now.height - candidates
    if first_month_of(frames, month):
        return Situation(red, orange, None, None, candidates, None, kept)
    severe_before = sum(_by_level(before)[level] for level in SEVERE)
    change = candidates - at_the_line(before).height
    return Situation(red, orange, red + orange - severe_before, _entered(frames).height, candidates, change, kept)


def headline(month: Situation, edition: Edition) -> str:
    """The bulletin's headline, a conclusion: `2026年10月全区红橙预警15家（增1），新进入18家；达到预警线116家，比上月增加4家`."""
    return edition.provisional(_conclusion(month, edition))


def _conclusion(month: Situation, edition: Edition) -> str:
    words = edition.words
    if not month.candidates and not month.kept:
        nobody = versus_last_month(month.candidates_change, words)
        return words.say(texts.HEADLINE_NONE, month=edition.month_words, scope=edition.scope_words, versus=nobody)
    return words.say(
        texts.HEADLINE,
        month=edition.month_words,
        scope=edition.scope_words,
        severe=month.severe,
        change=_in_brackets(month.severe_change, words),
        entered="" if month.entered is None else words.say(texts.HEADLINE_ENTERED, count=month.entered),
        candidates=month.candidates,
        versus=versus_last_month(month.candidates_change, words),
        kept=kept_words(month, words),
    )


def kept_words(month: Situation, words: Words) -> str:
    """Who stays listed below the line because a visit confirmed it, behind the count of those at the line; empty where nobody does."""
    return words.say(texts.KEPT, count=month.kept) if month.kept else ""


def _in_brackets(change: int | None, words: Words) -> str:
    """A change behind a number: （增1）, （持平）, or nothing in the first month."""
    if change is None:
        return ""
    if change == 0:
        return words.say(texts.BRACKETS_SAME)
    return words.say(texts.BRACKETS_MORE if change > 0 else texts.BRACKETS_FEWER, count=abs(change))


def versus_last_month(change: int | None, words: Words) -> str:
    """The comparison with last month's candidates: 比上月增加3家, 与上月持平, or that there is none."""
    return _compared(change, words, texts.FIRST_LIST, texts.MORE_THAN_LAST, texts.FEWER_THAN_LAST)


def change_label(change: int | None, words: Words) -> str:
    """A board tile's comparison: 较上月增加2家, 与上月持平, or that there is none."""
    return words.capital(_compared(change, words, texts.TILE_FIRST, texts.TILE_MORE, texts.TILE_FEWER))


def _compared(change: int | None, words: Words, first: Text, more: Text, fewer: Text) -> str:
    if change is None:
        return words.say(first)
    if change == 0:
        return words.say(texts.SAME_AS_LAST)
    return words.say(more if change > 0 else fewer, count=abs(change))


@dataclass(frozen=True, slots=True)
class ListChanges:
    """This list against last month's: who is new, who is gone, and who stayed, with columns as warnings; `left` as the frame leavers.

    `moved` has `level_before` and `step` (> 0 rose to a more severe level, 0 stayed, < 0 fell).
    """

    entered: pl.DataFrame
    left: pl.DataFrame
    moved: pl.DataFrame

    @property
    def rose(self) -> pl.DataFrame:
        """Those at a more severe level than last month."""
        return self.moved.filter(pl.col("step") > 0)

    @property
    def fell(self) -> pl.DataFrame:
        """Those at a milder level than last month."""
        return self.moved.filter(pl.col("step") < 0)


def list_changes(frames: BriefingFrames) -> ListChanges:
    """Compare this month's list with last month's."""
    return ListChanges(_entered(frames), frames.leavers.sort(_place_of_cause(), "uscc"), _moved(frames))


def _place_of_cause() -> pl.Expr:
    return pl.col("cause").replace_strict({key: place for place, key in enumerate(LEAVING_CAUSES.keys)}, return_dtype=pl.Int64)


def leaving_causes(left: pl.DataFrame) -> dict[str, int]:
    """How many left the list for each cause, in the order of the vocabulary; causes of nobody are left out."""
    counts = {key: left.filter(pl.col("cause") == key).height for key in LEAVING_CAUSES.keys}
    return {key: count for key, count in counts.items() if count}


def leaving_words(left: pl.DataFrame, words: Words) -> str:
    """The causes with their numbers: 风险回落5家、转为关注（名额）10家、已迁出或停业3家; empty where nobody left."""
    counted = leaving_causes(left).items()
    return words.listed(words.say(texts.LEFT_FOR, cause=words.term(LEAVING_CAUSES, key), count=count) for key, count in counted)


def _entered(frames: BriefingFrames) -> pl.DataFrame:
    """Enterprises on this list that were not on last month's; columns as warnings."""
    return frames.listed().join(frames.previously_listed().select("uscc"), on="uscc", how="anti")


def _moved(frames: BriefingFrames) -> pl.DataFrame:
    """Enterprises on both lists, with `level_before` and `step` (> 0 rose to a more severe level, 0 stayed, < 0 fell)."""
    severity = {level.key: level.severity for level in LEVELS}
    before = frames.previously_listed().select("uscc", pl.col("level").alias("level_before"))
    now, then = (pl.col(column).replace_strict(severity, default=None, return_dtype=pl.Int64) for column in ("level", "level_before"))
    # Levels are compared between the two lists and not read from status, which may be configured otherwise.
    return frames.listed().join(before, on="uscc", how="inner", maintain_order="left").with_columns(step=now - then)


def transitions(changes: ListChanges) -> pl.DataFrame:
    """The transition table, one row per level of last month and one for newcomers.

    Shape (5, before, red, orange, yellow, blue, a column for each of LEAVING_CAUSES, total); `before` is a level key or `none`;
    `total` counts last month's list, so newcomers have none.
    """
    rows: list[dict[str, object]] = []
    for key in LEVELS.keys:
        counts = _by_level(changes.moved.filter(pl.col("level_before") == key))
        left = changes.left.filter(pl.col("level") == key)
        causes = {cause: left.filter(pl.col("cause") == cause).height for cause in LEAVING_CAUSES.keys}
        rows.append({"before": key, **counts, **causes, "total": sum(counts.values()) + left.height})
    rows.append({"before": "none", **_by_level(changes.entered), **dict.fromkeys(LEAVING_CAUSES.keys), "total": None})
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys((*LEAVING_CAUSES.keys, "total"), pl.Int64()))


def _by_level(rows: pl.DataFrame) -> dict[str, int]:
    return {key: rows.filter(pl.col("level") == key).height for key in LEVELS.keys}
