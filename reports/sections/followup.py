"""What became of last month's list: visited, confirmed, false alarm, solved."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.frames import BriefingFrames
from reports.words import sections as texts
from reports.words.text import Words
from warehouse.vocabulary import LEVELS

# The findings and outcomes that count for each column; what a visit found may be several of them.
_COUNTED = {
    "confirmed": ("confirmed", "partly"),
    "false_alarm": ("false_alarm",),
    "solved": ("solved", "recovered"),
}


@dataclass(frozen=True, slots=True)
class Followup:
    """Counts over last month's list and the frame behind them.

    `table` has shape (5; level, listed, visited, unvisited, confirmed, false_alarm, solved), its last row the total.
    """

    table: pl.DataFrame
    listed: int
    visited: int


def follow_up(frames: BriefingFrames) -> Followup | None:
    """Counts by level with a total row, or None when nothing is known of last month's list."""
    if frames.followup.is_empty():
        return None
    # A visit counts by its date alone; a finding without a date is not yet a visit.
    marked = frames.followup.with_columns(
        visited=pl.col("visited_on").is_not_null(),
        **{name: pl.any_horizontal(pl.col("finding", "outcome").is_in(keys).fill_null(False)) for name, keys in _COUNTED.items()},
    )
    rows = [{"level": key} | _counts(marked.filter(pl.col("level") == key)) for key in LEVELS.keys]
    total = _counts(marked)
    return Followup(pl.DataFrame([*rows, {"level": "total"} | total]), total["listed"], total["visited"])


def _counts(rows: pl.DataFrame) -> dict[str, int]:
    visited = int(rows["visited"].sum())
    counted = {name: int(rows[name].sum()) for name in _COUNTED}
    return {"listed": rows.height, "visited": visited, "unvisited": rows.height - visited, **counted}


def followup_words(result: Followup | None, words: Words) -> str:
    """The section's sentence, from the same table."""
    if result is None:
        return words.say(texts.FOLLOWUP_UNKNOWN)
    if not result.visited:
        return words.say(texts.FOLLOWUP_NONE, listed=result.listed)
    return words.say(texts.FOLLOWUP, **result.table.row(-1, named=True))
