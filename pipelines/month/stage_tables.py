"""The tables one stage may touch: what it declares it may read, what it makes it may write, and nothing else.

In: refusing what was not declared, so that the edges Dagster shows are what is read. Out: which stage declares what (pipelines.assets),
how tables are stored (warehouse.store).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import UndeclaredReadError, UndeclaredWriteError
from pipelines.month.staged_month import StagedMonth
from pipelines.month.table_groups import KNOWN_TABLES, UNSTAGED
from warehouse import names
from warehouse.catalogue import core_tables, table_named
from warehouse.snapshot import publish_snapshot
from warehouse.store import FIGURES as FINGERPRINTED
from warehouse.store import Store, tables_read


@dataclass(frozen=True, slots=True)
class StageTables:
    """The open warehouse as one stage sees it.

    `declared`: the tables the stage is made from; None for a look from outside a run, which has no lineage and may read everything.
    `made`: the tables it fills, which it may read too: a month often goes on from the one before.
    `staged`: where the run's month lies until it is published; None for a look from outside, which sees what is published.
    """

    _store: Store
    stage: str = ""
    declared: frozenset[str] | None = None
    made: frozenset[str] = frozenset()
    staged: StagedMonth | None = None

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
        """Return the stored rows whose columns equal the filters (warehouse.store); of the run's month what is staged where anything is."""
        self.require(table)
        if self.staged is None or not self.staged.holds(table):
            return self._store.read(table, **filters)
        # What is stored of the run's own month would only be thrown away.
        is_own = filters.get("month") == self.staged.month
        stored = table_named(table).empty_frame() if is_own else self._store.read(table, **filters)
        return self.staged.beside(table, stored, filters)

    def as_of(self, table: str, day: date) -> pl.DataFrame:
        """Return a fact table as it was known on a day (warehouse.store)."""
        self.require(*tables_read(table))
        return self._store.as_of(table, day)

    def months(self, table: str) -> list[date]:
        """Return the months a table of results holds, in order."""
        self.require(table)
        stored, staged = self._store.months(table), self.staged
        if staged is None or not staged.holds(table):
            return stored
        # One that has no rows any more is none of them.
        fresh = staged.beside(table, table_named(table).empty_frame(), {})["month"]
        return sorted({*(month for month in stored if month != staged.month), *fresh})

    def first_period(self) -> date | None:
        """Return the first month any figure is about; None where there are no figures."""
        self.require(names.OBSERVATIONS, names.BILLS, names.PAYMENTS, names.PROJECTS)
        return self._store.first_period()

    def fingerprint(self, day: date) -> str:
        """Return a quick digest of what evidence is made from, as visible on a day."""
        self.require(*FINGERPRINTED)
        return self._store.fingerprint(day)

    def known_digest(self, day: date) -> str:
        """Return a quick digest of every fact visible on a day."""
        self.require(*KNOWN_TABLES)
        return self._store.known_digests([day])[day]

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
        self._require_made(table)
        if self.staged and month == self.staged.month and table not in UNSTAGED:
            self.staged.put(table, frame)
        else:
            self._store.replace_month(table, month, frame)

    def _require_made(self, table: str) -> None:
        if table not in self.made:
            raise UndeclaredWriteError(
                f"the stage {self.stage} wrote {table}, which it does not make; it makes {', '.join(sorted(self.made)) or 'nothing'}: "
                "write the table in the stage that declares it (pipelines/assets)"
            )

    def put_in_place(self) -> None:
        """Put everything that is staged of the month in the place of what is stored of it, in one transaction."""
        self._require_made(names.BRIEFINGS)
        if self.staged:
            self._store.replace_tables(self.staged.month, self.staged.everything())

    def forget_staged(self) -> None:
        """Drop what is staged of the month, which is published."""
        if self.staged:
            self.staged.forget()

    def require_readable(self) -> None:
        """Raise WarehouseDamagedError where any block of the warehouse cannot be read: nothing is published from a damaged one."""
        self._store.read_everything()

    def publish_snapshot(self, target: Path, *, is_read: bool = False) -> None:
        """Publish the read-only copy that analysts and the web page read; `is_read`: whether every block has just been read."""
        publish_snapshot(self._store, target, is_read=is_read)
