"""`earlywarn run`, `ingest` and `report`: one or several months through the jobs of Dagster."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from pipelines.clock import as_of_day, last_complete_month, months_between, previous_month, today
from pipelines.dagster_instance import JobRequest, Progress, StepTime, StepTimer, open_instance, quiet_logs, run_job
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import read_manifest
from pipelines.errors import UsageError
from pipelines.jobs import INGEST, MONTHLY, REPORT
from pipelines.partitions import FIRST_MONTH, month_of
from warehouse.store import OBSERVATIONS, Store

LEVELS = ("red", "orange", "yellow", "blue")


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asked for: the last month, the first of a range, the latest so many months, the latest day to see, another inbox."""

    month: date | None = None
    first: date | None = None
    latest: int | None = None
    as_of: date | None = None
    inbox: Path | None = None

    def run_context(self, *, is_last: bool = True) -> dict[str, Any]:
        """Return the fields of the resource that differ from the usual; of a range only the last month is explained with fan charts."""
        fields = {"inbox": str(self.inbox.resolve()) if self.inbox else "", "as_of": self.as_of.isoformat() if self.as_of else ""}
        return {**{name: value for name, value in fields.items() if value}, "is_explained": is_last}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one month."""

    month: date
    folder: Path
    revision: int
    warnings: dict[str, int]
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What a verb has to tell."""

    outcomes: list[Outcome] = field(default_factory=list)
    steps: list[StepTime] = field(default_factory=list)


@contextmanager
def _office(home: DataDir) -> Iterator[dg.DagsterInstance]:
    """Lend the instance with the logs out of the way."""
    with ExitStack() as stack:
        stack.enter_context(quiet_logs(home))
        yield stack.enter_context(open_instance(home))


def run_months(home: DataDir, request: Request, tell: Progress | None = None) -> Report:
    """Run every month asked for, in order, each seeing only what was known on its own day; deliveries are taken in once, first."""
    watch = StepTimer(tell=tell)
    with _office(home) as instance:
        # Which month is the latest is known only once everything new has been taken in.
        is_ingested = request.month is None
        if is_ingested:
            run_job(JobRequest(INGEST, home, request.run_context()), instance, watch)
        months = _months(home, request)
        for month in months:
            run_context = request.run_context(is_last=month == months[-1])
            run_job(JobRequest(MONTHLY, home, run_context, month, is_scored_only=is_ingested), instance, watch)
            is_ingested = True
    return Report([outcome_of(home, month) for month in months], watch.steps)


def ingest(home: DataDir, inbox: Path | None, tell: Progress | None = None) -> Report:
    """Take in an inbox and check it."""
    watch = StepTimer(tell=tell)
    with _office(home) as instance:
        run_job(JobRequest(INGEST, home, Request(inbox=inbox).run_context()), instance, watch)
    return Report(steps=watch.steps)


def report(home: DataDir, month: date, as_of: date | None, tell: Progress | None = None) -> Report:
    """Make a month's briefing again from what the warehouse holds."""
    request, watch = Request(month=month, as_of=as_of), StepTimer(tell=tell)
    _refuse_impossible([month], request)
    with _office(home) as instance:
        run_job(JobRequest(REPORT, home, request.run_context(), month), instance, watch)
    return Report([outcome_of(home, month)], watch.steps)


def _months(home: DataDir, request: Request) -> list[date]:
    """Return the months asked for, in order."""
    last = request.month or latest_month(home, request.as_of)
    first = request.first or last
    for _ in range((request.latest or 1) - 1):
        first = previous_month(first)
    months = months_between(first, last)
    _refuse_impossible(months, request)
    return months


def _refuse_impossible(months: Sequence[date], request: Request) -> None:
    """Raise UsageError where a month lies before all records or had not begun on the latest day to see."""
    if months[0] < month_of(FIRST_MONTH):
        raise UsageError(f"the month {months[0]:%Y-%m} lies before {FIRST_MONTH}, the first this program can run; name a later one")
    for month in months:
        as_of_day(month, min(request.as_of or today(), today()))


def latest_month(home: DataDir, as_of: date | None) -> date:
    """Return the latest month that has figures and whose scheduled day has come."""
    with Store(home.warehouse) as store:
        newest = store.read(OBSERVATIONS).select(pl.col("period").max()).item()
    # A month whose sixteenth has not come would be run on half of its figures.
    complete = last_complete_month(min(as_of or today(), today()))
    if newest is None:
        raise UsageError("the warehouse holds no figures yet, so there is no latest month; name one with --month, or deliver observations")
    return min(newest, complete)


def outcome_of(home: DataDir, month: date) -> Outcome:
    """Return what is published for a month."""
    folder = home.briefing(month)
    manifest = read_manifest(folder) or {"revision": 0, "warnings": {}}
    warnings = {level: int(manifest["warnings"].get(level, 0)) for level in LEVELS}
    return Outcome(month, folder, int(manifest["revision"]), warnings, tuple(manifest.get("remarks", ())))
