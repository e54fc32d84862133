"""What Dagster shows of a table instead of rows: how many, what is missing, which words of the vocabulary how often, which months.

A column that names somebody or gives a figure is counted and never shown; the rows stand in the snapshot, where channels and scopes hold.
"""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg
import polars as pl

from pipelines.data_dir import SNAPSHOT
from warehouse.contract import Column, Table

# Dates that say when and not whom: the months of a table, and the days on which something was known.
DATED: Final = frozenset({"month", "period", "known_on", "as_of", "ingested_on", "quarantined_on", "list_month"})


def described(table: Table, frame: pl.DataFrame) -> dict[str, Any]:
    """Return the metadata of a table's rows: their number, their profile, and where they stand."""
    return {
        "dagster/row_count": frame.height,
        "profile": dg.MetadataValue.md(profile(table, frame)),
        "rows": dg.MetadataValue.text(f"{SNAPSHOT}, table {table.name}"),
    }


def profile(table: Table, frame: pl.DataFrame) -> str:
    """Return a line for each column of which something can be said as a Markdown table: its rows without a value, and its values.

    Columns without gaps of whose values nothing may be said are counted in the last line.
    """
    empty = {name: int(count) for name, count in zip(frame.columns, frame.null_count().row(0), strict=True)}
    found = {column.name: (empty[column.name], _values(column, frame)) for column in table.columns if column.name in empty}
    shown = {name: line for name, line in found.items() if any(line)}
    lines = ["| column | empty | values |", "|---|---|---|"]
    lines += [f"| {name} | {count:,} | {values} |" for name, (count, values) in shown.items()]
    return "\n".join([*lines, f"| {len(found) - len(shown):,} other columns | 0 |  |"])


def _values(column: Column, frame: pl.DataFrame) -> str:
    """Return how often each word of a vocabulary occurs, from when to when dates are; of all else nothing."""
    if column.allowed or column.dtype == "BOOLEAN":
        return ", ".join(_counted(frame[column.name]))
    if column.name in DATED and column.dtype == "DATE":
        return " to ".join(str(day) for day in (frame[column.name].min(), frame[column.name].max()) if day is not None)
    return ""


def _counted(values: pl.Series) -> Iterator[str]:
    """Yield the values of a column of few words with how often each occurs, in their order."""
    counts = values.drop_nulls().cast(pl.String).alias("value").value_counts(name="count").sort("value")
    yield from (f"{value} {count:,}" for value, count in counts.iter_rows())
