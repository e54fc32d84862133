"""What assets are handed: the place they work in, the days that bind them, the open warehouse.

In: opening and closing. Out: what is computed. The warehouse stays open for one run, because DuckDB takes one writer at a time.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import dagster as dg
import polars as pl
from pydantic import PrivateAttr

from pipelines.clock import as_of_day, today
from pipelines.data_dir import DataDir
from pipelines.errors import NoUsableInputError
from pipelines.month.figures import known_figures
from pipelines.partitions import month_of
from pipelines.settings import Settings, find_home, load_settings
from warehouse.store import OBSERVATIONS, Store

# For so many days figures are kept while a run lasts.
KEPT_DAYS = 3


class RunContext(dg.ConfigurableResource):
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


@dataclass(frozen=True, slots=True)
class MonthRun:
    """One month of one run, as assets see it."""

    month: date
    as_of: date
    settings: Settings
    store: Store
    # Figures seen on a day, shared by the stages of a run: putting them together takes a second or two.
    seen: dict[tuple[int, date, bool], pl.DataFrame] = field(default_factory=dict, compare=False)

    def read(self, table: str, month: date | None = None) -> pl.DataFrame:
        """Return the rows of a table of results for this month, or for another one, without the column `month`."""
        return self.store.read(table, month=month or self.month).drop("month")

    def known(self, table: str) -> pl.DataFrame:
        """Return a fact table as it was known on the as-of day; figures as `figures` gives them."""
        if table == OBSERVATIONS:
            return self.figures()
        return self.store.as_of(table, self.as_of)

    def figures(self, *, with_locked: bool = False) -> pl.DataFrame:
        """Return the figures of enterprises that were known (pipelines.month.figures); raises NoUsableInputError where there were none."""
        rows = self.figures_at(self.as_of, with_locked=with_locked)
        if not (rows["period"] <= self.month).any():
            raise NoUsableInputError(
                f"no figure up to {self.month:%Y-%m} of an enterprise in the register was known on {self.as_of}; "
                "name a later month, or deliver the register and the observations"
            )
        return rows

    def figures_at(self, day: date, *, with_locked: bool = False) -> pl.DataFrame:
        """Return the figures of enterprises that were known on any day (pipelines.month.figures)."""
        key = (self.store.loads, day, with_locked)
        if key not in self.seen:
            # This month's day, last month's, and one to spare; more would only fill the memory.
            while len(self.seen) >= KEPT_DAYS:
                self.seen.pop(next(iter(self.seen)))
            self.seen[key] = known_figures(self.store, day, self.settings, with_locked=with_locked)
        return self.seen[key]


class Warehouse(dg.ConfigurableResource):
    """The warehouse, opened at first use and closed when the run ends, whatever ended it."""

    run_context: dg.ResourceDependency[RunContext]
    _store: Store | None = PrivateAttr(default=None)
    _seen: dict[tuple[int, date, bool], pl.DataFrame] = PrivateAttr(default_factory=dict)

    @property
    def store(self) -> Store:
        """The open warehouse; raises warehouse.errors.WarehouseError where it is busy or damaged."""
        if self._store is None:
            # At first use and not at the start: a step that needs no warehouse should not wait for one.
            self.run_context.place.prepare()
            self._store = Store(self.run_context.place.warehouse)
        return self._store

    def month_run(self, context: dg.AssetExecutionContext) -> MonthRun:
        """Return the month the running partition names, with what it may see."""
        month = month_of(context.partition_key)
        return MonthRun(month, self.run_context.as_of_for(month), self.run_context.settings, self.store, self._seen)

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Close the warehouse."""
        if self._store is not None:
            self._store.close()
            self._store = None
            self._seen.clear()
