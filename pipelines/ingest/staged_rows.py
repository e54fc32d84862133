"""Rows that were judged and are not stored yet: in memory, or in files of a scratch folder where there are too many for that.

In: keeping them by table, and handing them out in portions that are loaded one after the other. Out: judging (reading.py) and storing
(warehouse.loading). What loading does with a row depends on rows about the same thing alone, and portions hold all of those: rows are
parted by ranges of the first column of what a row is about, in order, so that what is stored is the same to the row as in one portion.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.ingest.layout import Layout
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.connection import scratch_folder
from warehouse.loading import staged_schema

# Memory for as many rows is about a gigabyte while they are loaded.
ROWS_AT_ONCE = 1_500_000
# One of so many rows is asked for what it is about, to part a table.
EVERY = 50
# Tables whose rows are looked at together before any is loaded.
READ_TOGETHER = (names.BILLS, names.ACCOUNTS, names.READINGS, names.POLICY_CLAUSES)


@contextmanager
def staged_beside(warehouse: Path) -> Iterator["StagedRows"]:
    """Lend a place for judged rows, whose files lie beside a warehouse and are gone afterwards."""
    staged = StagedRows(scratch_folder(warehouse, "staged"), ROWS_AT_ONCE)
    try:
        yield staged
    finally:
        staged.clear()


@dataclass(slots=True)
class StagedRows:
    """The judged rows of an ingest by table; `scratch`: a folder for them, made when it is needed.

    `rules`: by table, what clashes are called. `rows_at_once`: so many are held of all tables before they are written, and loaded together.
    """

    scratch: Path
    rows_at_once: int
    rules: dict[str, str | None] = field(default_factory=dict)
    _held: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    _written: dict[str, list[Path]] = field(default_factory=dict)
    _height: int = 0

    def add(self, layout: Layout, delivery_id: str, file_name: str, kept: pl.DataFrame) -> None:
        """Keep the rows of a file."""
        place = [pl.lit(delivery_id).alias("delivery_id"), pl.lit(file_name).alias("file_name")]
        columns = list(staged_schema(layout.contract))
        self._held.setdefault(layout.table, []).append(kept.with_columns(place).select(columns))
        self.rules[layout.table] = self.rules.get(layout.table) or layout.clash_rule
        self._height += kept.height
        if self._height > self.rows_at_once:
            self._write()

    def tables(self) -> list[str]:
        """Return the tables that rows are kept for, in order."""
        return sorted({*self._held, *self._written})

    def together(self, table: str) -> pl.DataFrame | None:
        """Return all rows of a table that is read together, None where there are none."""
        return pl.concat(self._held[table]) if table in READ_TOGETHER and table in self._held else None

    def put(self, table: str, rows: pl.DataFrame) -> None:
        """Put rows in the place of those of a table that is read together."""
        self._held[table] = [rows]

    def portions(self, table: str) -> Iterator[pl.DataFrame]:
        """Yield the rows of a table in portions that depend on nothing of one another, in the order of what they are about."""
        if table not in self._written:
            yield pl.concat(self._held[table])
            return
        every = pl.concat([*(pl.scan_parquet(path) for path in self._written[table]), *(rows.lazy() for rows in self._held.get(table, []))])
        column = table_named(table).identity[0]
        limits = _limits(every, column, self.rows_at_once)
        for low, high in zip([None, *limits], [*limits, None], strict=True):
            within = [pl.col(column) >= low] if low is not None else []
            within += [(pl.col(column) < high).fill_null(value=True)] if high is not None else []
            portion = every.filter(*within) if within else every
            yield portion.collect()

    def clear(self) -> None:
        """Forget all rows and remove their files."""
        self._held.clear()
        self._written.clear()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _write(self) -> None:
        """Write what is held into files."""
        for table in [table for table in self._held if table not in READ_TOGETHER]:
            self.scratch.mkdir(parents=True, exist_ok=True)
            paths = self._written.setdefault(table, [])
            paths.append(self.scratch / f"{table}.{len(paths):05d}.parquet")
            pl.concat(self._held.pop(table)).write_parquet(paths[-1], compression="lz4", statistics=False)
        self._height = 0


def _limits(every: pl.LazyFrame, column: str, rows_at_once: int) -> list[str]:
    """Return the values of a column at which portions of about so many rows begin, the first excepted."""
    # Every so many rows are enough to know where portions begin.
    values = every.select(pl.col(column).gather_every(EVERY)).collect()[column].sort()
    step = max(1, rows_at_once // EVERY)
    return values.gather(list(range(step, values.len(), step))).drop_nulls().unique().sort().to_list()
