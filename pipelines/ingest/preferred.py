"""Several columns of one table that bring the same thing: the best one that says something counts, row by row."""

import polars as pl

from pipelines.ingest.days import stands_for_no_day
from pipelines.ingest.identifiers import judge
from pipelines.ingest.layout import Field, Kind
from pipelines.ingest.lenient import absence, plain_text

DAYS = ("date", "past_date", "receipt", "month")


def coalesced(rows: pl.DataFrame, field: Field, names: list[str]) -> pl.DataFrame:
    """Return the rows with column `preferred_<target>`: of the columns `names`, the best first, the first cell that says something.

    Whether that cell was a number goes with it.
    """
    target = f"preferred_{field.target}"
    speaks = {name: ~_is_silent(rows[name], field.kind) for name in names}
    # A day and a text about a day are the same column only as text.
    mixed = len({rows.schema[name] for name in names}) > 1
    cells = {name: pl.col(name).cast(pl.String) if mixed else pl.col(name) for name in names}
    # Where no column says anything, the first cell with something in it shows what was meant by that.
    found = pl.coalesce(*(pl.when(speaks[name]).then(cells[name]) for name in names), *cells.values())
    numbers = [name for name in names if f"{name}_is_number" in rows.columns]
    rows = rows.with_columns(found.alias(target))
    if not numbers:
        return rows
    marks = [pl.when(speaks[name]).then(pl.col(f"{name}_is_number") if name in numbers else pl.lit(False)) for name in names]
    return rows.with_columns(pl.coalesce(*marks, pl.lit(False)).alias(f"{target}_is_number"))


def _is_silent(column: pl.Series, kind: Kind) -> pl.Expr:
    """Whether a cell says nothing: empty, said to be missing, or a date that stands for none."""
    cell = pl.col(column.name)
    if column.dtype != pl.String:
        return cell.is_null()
    silent = [text for text in column.unique().drop_nulls().to_list() if _says_nothing(text, kind)]
    return (cell.is_null() | cell.is_in(silent)).fill_null(True)


def _says_nothing(text: str, kind: Kind) -> bool:
    """Whether a text says nothing, in a column of the kind."""
    plain = plain_text(text)
    if kind in ("code", "account", "reference"):
        return judge(text, is_name=True).problem == "absent"
    return absence(plain) is not None or (kind in DAYS and stands_for_no_day(plain))
