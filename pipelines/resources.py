"""What steps are handed: where a run works and what it may see, and the open warehouse.

In: opening and closing. Out: what a stage may touch of it (pipelines.month). The warehouse stays open for one run, because DuckDB takes
one writer at a time.
"""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

from pipelines.clock import as_of_day, today
from pipelines.data_dir import DataDir, find_home
from pipelines.month.run import MonthRun, RunCache
from pipelines.month.stage_tables import StageTables
from pipelines.settings import Settings, load_settings
from warehouse.periods import month_of_key
from warehouse.store import Store


class RunContext(dg.ConfigurableResource[Any]):
    """Which home a run works in and what it may see; every field is empty for the usual.

    `home`: a folder, else EARLYWARN_HOME. `inbox`: another inbox. `as_of`: the latest day a run may see, YYYY-MM-DD. `day`: the day it is
    taken to be, for tests. `is_explained`: whether the run draws Prophet's fan charts (of a range, only the last month does).
    """

    home: str = ""
    inbox: str = ""
    as_of: str = ""
    day: str = ""
    is_explained: bool = True

    @cached_property
    def place(self) -> DataDir:
        """The home of this run."""
        return DataDir(Path(self.home)) if self.home else find_home()

    @cached_property
    def settings(self) -> Settings:
        """The configuration of this home."""
        return load_settings(self.place.config)

    @property
    def inbox_folder(self) -> Path:
        """Where this run looks for deliveries."""
        return Path(self.inbox) if self.inbox else self.place.inbox

    @property
    def today(self) -> date:
        """The day it is."""
        return date.fromisoformat(self.day) if self.day else today()

    def as_of_for(self, month: date) -> date:
        """Return up to which day a run for this month may see."""
        # Nobody can see further than today, whatever was asked for.
        latest = min(date.fromisoformat(self.as_of), self.today) if self.as_of else self.today
        return as_of_day(month, latest)

    @property
    def is_demo(self) -> bool:
        """Whether the figures are the fictional district's, which every page then says."""
        return not self.inbox and (self.place.demo / "truth_events.parquet").exists()


class Warehouse(dg.ConfigurableResource[Any]):
    """The warehouse, opened at first use and closed when the run ends, whatever ended it."""

    run_context: dg.ResourceDependency[RunContext]
    _store: Store | None = PrivateAttr(default=None)
    _cache: RunCache = PrivateAttr(default_factory=RunCache)

    @property
    def store(self) -> Store:
        """The open warehouse, for the ingest; raises warehouse.errors.WarehouseError where it is busy or damaged."""
        if self._store is None:
            # At first use and not at the start: a step that needs no warehouse should not wait for one.
            place = self.run_context.place
            place.prepare()
            self._store = Store(place.warehouse, ops=place.ops)
        return self._store

    def month_run(self, context: dg.AssetExecutionContext) -> MonthRun:
        """Return the month the running partition names, with the tables the running step declared to Dagster."""
        month, here = month_of_key(context.partition_key), self.run_context
        return MonthRun(
            month,
            here.as_of_for(month),
            here.settings,
            here.place,
            stage_tables(self.store, context.assets_def),
            is_explained=here.is_explained,
            is_demo=here.is_demo,
            cache=self._cache,
        )

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Close the warehouse."""
        self._cache.clear()
        if self._store is not None:
            self._store.close()
            self._store = None


def stage_tables(store: Store, step: dg.AssetsDefinition) -> StageTables:
    """Return the warehouse as a step may use it: exactly the edges that Dagster shows."""
    declared = {dep.asset_key.path[-1] for spec in step.specs for dep in spec.deps}
    return StageTables(store, step.op.name, frozenset(declared), frozenset(spec.key.path[-1] for spec in step.specs))
