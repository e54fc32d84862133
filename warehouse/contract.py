"""The vocabulary of table contracts: what a table, a column and a caveat are, and how a frame is fitted to one.

Contracts are the only dictionary. DuckDB comments, quality checks, `DICTIONARY.md` and the labels in reports all come from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

    from warehouse.unit import Unit

DType = Literal["VARCHAR", "DATE", "TIMESTAMP", "DOUBLE", "BIGINT", "INTEGER", "TINYINT", "BOOLEAN"]
Layer = Literal["raw", "core", "feat", "pred", "out"]


@cache
def polars_types() -> dict[str, pl.DataType]:
    """Return the type of a frame's column by the type in the contract."""
    # Contracts are also read by what only shows them, which needs no frames and should not load their library.
    import polars as pl

    # One table for the whole program: a type that is missing here cannot be stored, so it cannot be stored in two ways either.
    return {
        "VARCHAR": pl.String(),
        "DATE": pl.Date(),
        "TIMESTAMP": pl.Datetime("us"),
        "DOUBLE": pl.Float64(),
        "BIGINT": pl.Int64(),
        "INTEGER": pl.Int32(),
        "TINYINT": pl.Int8(),
        "BOOLEAN": pl.Boolean(),
    }


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something a reader of the table must know before using a figure from it."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `meaning` in English for the dictionary, `label` in Chinese for reports.

    `null_means` says what a null stands for; None says that the column is never null.
    `range` is (lowest, highest), both inclusive, None for an open end. `allowed` lists every value that may occur.
    """

    name: str
    dtype: DType
    unit: Unit | None
    meaning: str
    label: str
    null_means: str | None = None
    range: tuple[float | None, float | None] | None = None
    allowed: tuple[str, ...] = ()

    @property
    def is_nullable(self) -> bool:
        """Whether a null may stand in the column."""
        return self.null_means is not None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `key` makes a row unique.

    `identity` names what a row is about, which several vintages may share; `provenance` says where it came from and since when it is
    known. What is left, `content`, is what the row says: two rows of equal identity and content are the same statement.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    caveats: tuple[Caveat, ...] = ()
    # Only facts, which come in vintages, need these two.
    identity: tuple[str, ...] = ()
    provenance: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a contract that contradicts itself, at import and not at the first load."""
        # A typing error here would otherwise surface as a wrong join months later.
        names = self.column_names
        if len(set(names)) != len(names):
            raise ValueError(f"contract {self.name}: a column is declared twice, got {names}; name each column once")
        unknown = [name for name in (*self.key, *self.identity, *self.provenance) if name not in names]
        if unknown:
            raise ValueError(
                f"contract {self.name}: key, identity or provenance names {unknown}, which are not columns; declare them or drop them"
            )

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in their stored order."""
        return tuple(column.name for column in self.columns)

    @property
    def content(self) -> tuple[str, ...]:
        """The columns that are neither identity nor provenance."""
        # Derived and not declared: a new column is part of the statement unless somebody says otherwise.
        return tuple(name for name in self.column_names if name not in self.identity and name not in self.provenance)

    @property
    def layer(self) -> str:
        """The part of the name before the first underscore: raw, core, feat, pred or out."""
        return self.name.split("_", 1)[0]

    def column(self, name: str) -> Column:
        """Return the column of that name; raises KeyError naming the table where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}; it has {', '.join(self.column_names)}")

    def polars_schema(self) -> dict[str, pl.DataType]:
        """Return column name to polars type, in stored order."""
        types = polars_types()
        return {column.name: types[column.dtype] for column in self.columns}

    def empty_frame(self) -> pl.DataFrame:
        """Return a frame of the contract's columns and types without rows."""
        return _empty_frame(self)


@cache
def _empty_frame(table: Table) -> pl.DataFrame:
    import polars as pl

    # Asked for a hundred times a month; nobody changes a frame in place.
    return pl.DataFrame(schema=table.polars_schema())


def fit(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return a frame with the contract's columns first, in order and in type: those it lacks are null, those besides stay behind them.

    For reading what an older version kept; what is written goes through `conform`. Raises a polars error where a type would be lost.
    """
    import polars as pl

    schema = table.polars_schema()
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    declared = [pl.col(name).cast(dtype, strict=True) for name, dtype in schema.items()]
    return frame.with_columns(absent).select(*declared, pl.exclude(*schema))


def conform(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the frame with the contract's columns in order and in type; nullable columns that are missing are filled with null.

    Raises ValueError naming the table and the columns where a column is unknown, one that is never null is missing or has a null, or a
    type cannot be turned into the contract's without loss.
    """
    # An unknown column is more often a typing error than a wish, so it is never dropped quietly.
    unknown = [name for name in frame.columns if name not in table.column_names]
    if unknown:
        raise ValueError(f"{table.name}: the frame has columns {unknown} the contract does not know; drop them or add them to the contract")
    missing = [column.name for column in table.columns if column.name not in frame.columns and not column.is_nullable]
    if missing:
        raise ValueError(f"{table.name}: the frame lacks {missing}, which the contract says are never null; compute them before writing")
    fitted = fit(frame, table)
    # The database would refuse these too, but without saying which table and what to do.
    broken = [column.name for column in table.columns if not column.is_nullable and fitted[column.name].null_count()]
    if broken:
        raise ValueError(f"{table.name}: null found in {broken}, which the contract says are never null; drop or fill those rows")
    return fitted
