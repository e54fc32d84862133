"""The tables one stage may touch: what it declares it may read, what it makes it may write, and nothing else.

In: refusing what was not declared, so that the edges Dagster shows are what is read. Out: which stage declares what (pipelines.assets),
how tables are stored (warehouse.store).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.errors import UndeclaredReadError, UndeclaredWriteError
from warehouse import names
from warehouse.catalogue import core_tables
from warehouse.snapshot import publish_snapshot
from warehouse.store import FIGURES as FINGERPRINTED
from warehouse.store import Store, tables_read

# Records of ops.db a stage may read; they are no tables of the warehouse, and Dagster sees them as assets that others fill.
EDITIONS: Final = "ops_editions"
VERDICTS: Final = "ops_verdicts"
# What figures are put together from: delivered whole, or in parts, for enterprises of the register.
FIGURE_TABLES: Final = (
    names.OBSERVATIONS, names.BILLS, names.ACCOUNTS, names.PAYMENTS, names.PROJECTS, names.REGISTER, names.SETTLEMENTS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StageTables:
    """The open warehouse as one stage sees it.

    `declared`: the tables the stage is made from; None for a look from outside a run, which has no lineage and may read everything.
    `made`: the tables it fills, which it may read too: a month often goes on from the one before.
    """

    _store: Store
    stage: str = ""
    declared: frozenset[str] | None = None
    made: frozenset[str] = frozenset()

    def require(self, *tables: str) -> None:
        """Raise UndeclaredReadError where the stage neither declares nor makes one of the tables."""
        if self.declared is None:
            return
        for table in tables:
            if table not in self.declared | self.made:
                raise UndeclaredReadError(
                    f"the stage {self.stage} read {table}, which it does not declare; it declares {', '.join(sorted(self.declared))}: "
                    "name the table among those its tables are made from (pipelines/assets), or do not read it"
                )

    def read(self, table: str, **filters: object) -> pl.DataFrame:
        """Return the stored rows whose columns equal the filters (warehouse.store)."""
        self.require(table)
        return self._store.read(table, **filters)

    def as_of(self, table: str, day: date) -> pl.DataFrame:
        """Return a fact table as it was known on a day (warehouse.store)."""
        self.require(*tables_read(table))
        return self._store.as_of(table, day)

    def months(self, table: str) -> list[date]:
        """Return the months a table of results holds, in order."""
        self.require(table)
        return self._store.months(table)

    def first_period(self) -> date | None:
        """Return the first month any figure is about; None where there are no figures."""
        self.require(names.OBSERVATIONS, names.BILLS, names.PAYMENTS, names.PROJECTS)
        return self._store.first_period()

    def fingerprint(self, day: date) -> str:
        """Return a quick digest of what evidence is made from, as visible on a day."""
        self.require(*FINGERPRINTED)
        return self._store.fingerprint(day)

    def is_made(self, table: str, month: date, inputs_hash: str) -> bool:
        """Return whether a table's rows of a month were made from these inputs."""
        self.require(table)
        return self._store.is_made(table, month, inputs_hash)

    def inputs_digest(self, day: date) -> str:
        """Return a SHA-256 of every fact visible on a day."""
        self.require(*(table.name for table in core_tables()), names.SETTLEMENTS)
        return self._store.inputs_digest(day)

    @property
    def loads(self) -> int:
        """How often facts may have changed since the warehouse was opened."""
        return self._store.loads

    def replace_month(self, table: str, month: date, frame: pl.DataFrame) -> None:
        """Put the rows of one month in the place of those stored; raises UndeclaredWriteError for a table of another stage."""
        if table not in self.made:
            raise UndeclaredWriteError(
                f"the stage {self.stage} wrote {table}, which it does not make; it makes {', '.join(sorted(self.made)) or 'nothing'}: "
                "write the table in the stage that declares it (pipelines/assets)"
            )
        self._store.replace_month(table, month, frame)

    def require_readable(self) -> None:
        """Raise WarehouseDamagedError where any block of the warehouse cannot be read: nothing is published from a damaged one."""
        self._store.read_everything()

    def publish_snapshot(self, target: Path) -> None:
        """Publish the read-only copy that analysts and the web page read."""
        publish_snapshot(self._store, target)
