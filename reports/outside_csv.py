"""The totals of an edition for readers outside as machines read them: totals.csv, columns by their keys, figures as printed."""

from __future__ import annotations

import csv
import io
from typing import Final

import polars as pl

TOTALS_CSV: Final = "totals.csv"
WARNED_CSV: Final = "warned.csv"


def totals_csv(totals: pl.DataFrame) -> bytes:
    """The totals as CSV; what is left out has no figure and `true` in its last column, where nobody reported both are absent."""
    return _csv(totals.columns, [[_cell(value) for value in row] for row in totals.iter_rows()])


def warned_csv(counts: dict[str, dict[str, int]]) -> bytes:
    """The rounded counts of listed enterprises as CSV: by (whole, level, street), key, count."""
    return _csv(["by", "key", "count_about"], [[by, key, str(count)] for by, part in counts.items() for key, count in part.items()])


def _csv(head: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.0f}" if isinstance(value, float) else str(value)
