"""What the summary above districts is made of, and in which order districts stand on it: by name, never by how they do.

In: frames as the models make them. Out: counting and choosing (models.district.summary), words (reports.sections.summary_tables).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

# How many the models choose for a page that cannot show all.
SHOWN_OF_MANY: Final = 20


@dataclass(frozen=True, slots=True)
class Room:
    """How much a page has room for: districts, those it shows where there are more, districts that are not out, departures, answers.

    Workbook and CSV have all of them.
    """

    districts: int
    of_many: int
    missing: int
    moves: int
    answers: int


SCREEN: Final = Room(60, SHOWN_OF_MANY, 60, 40, 60)
# Two sheets; of answers the sum says what a reader of paper asks.
PAPER: Final = Room(8, 8, 4, 6, 6)


@dataclass(frozen=True, slots=True)
class SummaryFrames:
    """One month of all districts.

    `rows`: a row a district (folder, name, status, cause, reason, is_out, last_published, as_of, figures); `moves`: who left a district;
    `totals`: sums over those that are out, and how many each rests on; `chosen`: folders of those a short page shows; `unread`: names of
    those whose register could not be read; `earlier`: the month before, where its summary is out.
    """

    rows: pl.DataFrame
    moves: pl.DataFrame
    totals: Mapping[str, int | None]
    chosen: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    earlier: date | None = None

    def ordered(self) -> pl.DataFrame:
        """Every district in the order of names."""
        return in_order(self.rows)

    def out(self) -> pl.DataFrame:
        """The districts that have published, in the order of names."""
        return self.ordered().filter("is_out")

    def missing(self) -> pl.DataFrame:
        """The districts that have not, in the order of names."""
        return self.ordered().filter(~pl.col("is_out"))

    def shown(self, room: Room) -> pl.DataFrame:
        """Those the tables of a page show: all, or the first of the chosen where there is no room for all."""
        out = self.out()
        return out if out.height <= room.districts else out.filter(pl.col("folder").is_in(self.chosen[: room.of_many]))

    @property
    def names(self) -> dict[str, str]:
        """What each folder's district is called."""
        return dict(self.rows.select("folder", "name").iter_rows())

    def count(self, name: str) -> int:
        """A total; 0 where there is no district to count."""
        return self.totals.get(name) or 0


def in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows by name: frequent Chinese characters stand by their sound in the national code, unlike in Unicode."""
    keys = [(name or "").encode("gb18030", "replace").hex() for name in rows["name"]]
    return rows.with_columns(order=pl.Series(keys, dtype=pl.String)).sort("order", "folder").drop("order")
