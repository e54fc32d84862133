"""What steps are handed: where a run works and what it may see, and the open warehouse.

In: opening and closing. Out: what a stage may touch of it (pipelines.month). The warehouse stays open for one run, because DuckDB takes
one writer at a time. What opens it is loaded at first use: the definitions name these resources and open nothing.
"""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import PrivateAttr

from pipelines.clock import as_of_day, today
from pipelines.data_dir import DataDir, find_home
from pipelines.errors import UsageError
from pipelines.instance.dagster_home import home_of
from pipelines.instance.run_tags import is_attended
from pipelines.partitions import month_of_partition
from pipelines.run_records.asset_names import FACTS_READ
from warehouse import names
from warehouse.errors import WarehouseBusyError

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun, RunCache
    from pipelines.month.stage_tables import StageTables
    from pipelines.month.staged_month import StagedMonth
    from pipelines.settings import Settings
    from warehouse.store import Store


class RunContext(dg.ConfigurableResource[Any]):
    """What a run may see; every field is empty for the usual. The home is that of the instance in which the run is recorded.

    `inbox`: another inbox. `as_of`: the latest day a run may see, YYYY-MM-DD. `is_explained`: whether the run draws Prophet's fan charts
    (of a range, only the last month does). `district`: of an installation of many, the one whose month is to run.
    """

    inbox: str = ""
    as_of: str = ""
    is_explained: bool = True
    district: str = ""
    _place: DataDir | None = PrivateAttr(default=None)
    _is_recorded: bool = PrivateAttr(default=True)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Note the home a run belongs to; a run that is recorded nowhere belongs to the one the environment names."""
        instance = context.instance
        self._place = home_of(instance) if instance is not None and instance.is_persistent else find_home()

    @classmethod
    def of(cls, place: DataDir, **fields: Any) -> "RunContext":
        """Return what a month of a home may see where Dagster keeps no record of it."""
        here = cls(**fields)
        here._place, here._is_recorded = place, False
        return here

    @property
    def is_recorded(self) -> bool:
        """Whether Dagster keeps a record of this run, with what its page shows of every table."""
        return self._is_recorded

    @property
    def place(self) -> DataDir:
        """The home of this run."""
        return self._place or find_home()

    @cached_property
    def settings(self) -> "Settings":
        """The configuration of this home."""
        from pipelines.settings import load_settings

        return load_settings(self.place.config)

    @property
    def inbox_folder(self) -> Path:
        """Where this run looks for deliveries."""
        return Path(self.inbox) if self.inbox else self.place.inbox

    @property
    def today(self) -> date:
        """The day it is."""
        return today()

    def as_of_for(self, month: date) -> date:
        """Return up to which day a run for this month may see."""
        # Nobody can see further than today, whatever was asked for.
        latest = min(date.fromisoformat(self.as_of), self.today) if self.as_of else self.today
        return as_of_day(month, latest)

    @property
    def is_demo(self) -> bool:
        """Whether the figures are the fictional district's, which every page then says."""
        return not self.inbox and (self.place.installation.demo / "truth_events.parquet").exists()


class Warehouse(dg.ConfigurableResource[Any]):
    """The warehouse, opened at first use and closed when the run ends, whatever ended it."""

    run_context: dg.ResourceDependency[RunContext]
    _store: "Store | None" = PrivateAttr(default=None)
    _is_attended: bool = PrivateAttr(default=True)
    _cache: "RunCache | None" = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Note whether somebody waits for this run at a terminal, who can start it again."""
        self._is_attended = context.run is None or is_attended(context.run)

    @property
    def store(self) -> "Store":
        """The open warehouse, for the ingest; raises warehouse.errors.WarehouseError where it is busy or damaged."""
        if self._store is None:
            from warehouse.plain_views import note_channels

            # At first use and not at the start: a step that needs no warehouse should not wait for one.
            place = self.run_context.place
            place.prepare()
            self._store = self._opened(place)
            settings = self.run_context.settings
            note_channels(self._store, {key: source.channel for key, source in settings.sources.items()}, settings.channels.locked)
        return self._store

    def _opened(self, place: DataDir) -> "Store":
        """Open the warehouse; where it is not free in time, a step that nobody waits for is tried again later."""
        from pipelines.instance.waiting import patient_store

        try:
            return patient_store(place)
        except WarehouseBusyError as error:
            if self._is_attended:
                raise
            raise dg.RetryRequested(self.run_context.settings.runs.busy_retries) from error

    def month_run(self, partition: str, step: dg.AssetsDefinition) -> "MonthRun":
        """Return the month a partition of a step names, with the tables the step declared to Dagster."""
        from pipelines.districts.neighbours import neighbours_of
        from pipelines.districts.parting import holds_many
        from pipelines.month.run import MonthRun, RunCache
        from pipelines.month.staged_month import StagedMonth

        month, here = month_of_partition(partition, step.partitions_def), self.run_context
        if holds_many(here.place) and names.DISTRICTS not in {spec.key.path[-1] for spec in step.specs}:
            raise UsageError(f"{here.place.root} holds several districts, each with a month of its own; run the job `districts` instead")
        self._cache = self._cache or RunCache()
        return MonthRun(
            month,
            here.as_of_for(month),
            here.settings,
            here.place,
            stage_tables(self.store, step, StagedMonth.of(here.place, month)),
            is_explained=here.is_explained,
            is_demo=here.is_demo,
            is_recorded=here.is_recorded,
            district=here.district,
            neighbours=neighbours_of(here.place, month),
            cache=self._cache,
        )

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Close the warehouse."""
        self.close()

    def close(self) -> None:
        """Close the warehouse and forget what was read of it."""
        if self._cache is not None:
            self._cache.clear()
        if self._store is not None:
            self._store.close()
            self._store = None


def stage_tables(store: "Store", step: dg.AssetsDefinition, staged: "StagedMonth | None" = None) -> "StageTables":
    """Return the warehouse as a step may use it: exactly the edges that Dagster shows; its month is `staged` until it is published."""
    from pipelines.month.stage_tables import StageTables

    declared = declared_tables(step)
    return StageTables(store, step.op.name, declared, frozenset(spec.key.path[-1] for spec in step.specs), staged)


def declared_tables(step: dg.AssetsDefinition) -> frozenset[str]:
    """Return what a step is made from as Dagster shows it: its edges, and the tables of facts behind what was known on the month's day."""
    edges = {dep.asset_key.path[-1] for spec in step.specs for dep in spec.deps}
    return frozenset(edges.union(*(spec.metadata.get(FACTS_READ, []) for spec in step.specs)))
