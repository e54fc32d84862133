"""The tables a summary above districts is made from, laid beside it, and the record that binds them to its page.

They lie in the month's folder itself, which has a folder for every district. Out: registers, from which moves between districts are found.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from models.district.summary import most_changed, totals_of
from pipelines.delivery.laid_tables import record_of, recorded_in, to_parquet
from reports.edition import Edition
from reports.summary_frames import SHOWN_OF_MANY, SummaryFrames

ROWS_TABLE, MOVES_TABLE, SUMMARY_RECORD = "summary_rows.parquet", "summary_moves.parquet", "summary_record.json"
LAID: Final = frozenset((ROWS_TABLE, MOVES_TABLE, SUMMARY_RECORD))


@dataclass(frozen=True, slots=True)
class LaidSummary:
    """What lies beside a summary: the frames and the edition it is made from."""

    frames: SummaryFrames
    edition: Edition


def summed_up(rows: pl.DataFrame, moves: pl.DataFrame, unread: tuple[str, ...], earlier: date | None) -> SummaryFrames:
    """Return what the pages show of the rows of districts and moves; `earlier`: the month before, where its summary is out."""
    return SummaryFrames(
        rows=rows, moves=moves, totals=totals_of(rows), chosen=tuple(most_changed(rows, SHOWN_OF_MANY)), unread=unread, earlier=earlier
    )


def lay_summary(frames: SummaryFrames, edition: Edition) -> dict[str, bytes]:
    """Return the tables of a summary and their record by their names."""
    tables = {ROWS_TABLE: to_parquet(frames.rows), MOVES_TABLE: to_parquet(frames.moves)}
    facts = {"unread": list(frames.unread), "earlier": frames.earlier and frames.earlier.isoformat()}
    return {**tables, SUMMARY_RECORD: record_of(edition, tables, facts)}


def read_laid_summary(folder: Path) -> LaidSummary:
    """Return what lies beside a summary; raises ValueError, KeyError, TypeError, OSError or a polars error where it is damaged."""
    record, edition = recorded_in(folder / SUMMARY_RECORD)
    earlier = record["earlier"] and date.fromisoformat(record["earlier"])
    rows, moves = (pl.read_parquet(folder / name) for name in (ROWS_TABLE, MOVES_TABLE))
    return LaidSummary(summed_up(rows, moves, tuple(record["unread"]), earlier), edition)
