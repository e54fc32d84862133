"""A month's results before they are published: one Arrow file a table, in a folder of the home, put in place all at once or not at all.

A month that is held, fails or is killed leaves the warehouse, and with it the snapshot and every look, as they were. In: keeping, reading
and forgetting what is staged. Out: which tables are (stage_tables.py), when they are put in place (pipelines.delivery.publication).
"""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.data_dir import DataDir
from warehouse.catalogue import table_named
from warehouse.contract import conform
from warehouse.periods import month_key
from warehouse.store import Store

SUFFIX = ".arrow"


@dataclass(frozen=True, slots=True)
class StagedMonth:
    """The staged results of one month, below `folder`."""

    folder: Path
    month: date

    @classmethod
    def of(cls, home: DataDir, month: date) -> "StagedMonth":
        """Return the place of a month's staged results in a home; nothing is made before something is staged."""
        return cls(home.staged / month_key(month), month)

    def put(self, table: str, rows: pl.DataFrame) -> None:
        """Stage the rows of a table in the place of what was staged of it; raises ValueError where they do not fit its contract."""
        # In the order in which it is read, again and again.
        fitted = conform(rows, table_named(table)).sort(table_named(table).key, nulls_last=False)
        self.folder.mkdir(parents=True, exist_ok=True)
        half = self._file(table).with_suffix(".half")
        fitted.write_ipc(half)
        half.replace(self._file(table))

    def rows(self, table: str) -> pl.DataFrame | None:
        """Return the staged rows of a table, None where nothing is staged of it."""
        return _mapped(self._file(table)) if self._file(table).exists() else None

    def holds(self, table: str) -> bool:
        """Whether anything is staged of a table, be it that there are no rows."""
        return self._file(table).exists()

    def everything(self) -> dict[str, pl.DataFrame]:
        """Return the staged rows of every table by name."""
        return {path.stem: _mapped(path) for path in sorted(self.folder.glob(f"*{SUFFIX}"))}

    def forget(self) -> None:
        """Drop what is staged."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def beside(self, table: str, stored: pl.DataFrame, filters: Mapping[str, object]) -> pl.DataFrame:
        """Return stored rows with the staged ones in the place of this month's, by the same filters and in the same order."""
        staged = self.rows(table)
        if staged is None:
            return stored
        wanted = (pl.col(name).is_in(_choices(value)) for name, value in filters.items())
        chosen = staged.filter(pl.lit(value=True), *wanted)
        others = stored.filter(pl.col("month") != self.month)
        if others.is_empty():
            return chosen
        # Columns that came with an update stand last in the warehouse, whatever their place in the contract.
        return pl.concat([others.select(staged.columns), chosen]).sort(table_named(table).key, nulls_last=False)

    def _file(self, table: str) -> Path:
        return self.folder / f"{table}{SUFFIX}"


def _mapped(path: Path) -> pl.DataFrame:
    """Return the rows of a file as they lie on disk: a month reads them eighty times, and unpacking them costs more than using them."""
    return pl.read_ipc(path)


def _choices(value: object) -> list[object]:
    """Return what a filter lets through."""
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def scored_rows(home: DataDir, store: Store, table: str, months: Iterable[date]) -> pl.DataFrame:
    """Return a table's rows of some months as they were scored last, published or not; what a backtest judges."""
    found = [StagedMonth.of(home, month).beside(table, store.read(table, month=month), {}) for month in months]
    return pl.concat([table_named(table).empty_frame(), *found])
