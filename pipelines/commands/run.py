"""`earlywarn run`: one or several months through the whole monthly job, deliveries first."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.clock import last_complete_month, today
from pipelines.commands.console import RunResult, districts_result, month_range, month_result, refuse_impossible
from pipelines.data_dir import DataDir
from pipelines.districts.parting import holds_many, may_become_many
from pipelines.errors import UsageError
from pipelines.instance.job_runner import JobRequest, open_jobs
from pipelines.instance.progress import OnStep, StepTimer
from pipelines.instance.waiting import Tell, patient_store
from pipelines.jobs import DISTRICTS, INGEST, REPORT, RUN
from pipelines.quality.suites import counted_rules
from pipelines.run_records.terminal_notices import OnNotice
from warehouse import names
from warehouse.periods import shift_month


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Which months to run and how: the last, the first of a range, the latest so many; the latest day to see; another inbox;
    whether the last month is explained with fan charts; of many districts, the one whose month is to run.
    """

    month: date | None = None
    first: date | None = None
    latest: int | None = None
    as_of: date | None = None
    inbox: Path | None = None
    is_explained: bool = True
    district: str = ""

    def run_context(self, *, is_last: bool = True) -> dict[str, Any]:
        """Return the fields of the resource that differ from the usual; of a range only the last month is explained with fan charts."""
        given = {"inbox": str(self.inbox.resolve()) if self.inbox else "", "as_of": self.as_of.isoformat() if self.as_of else ""}
        given["district"] = self.district
        return {**{name: value for name, value in given.items() if value}, "is_explained": is_last and self.is_explained}


def run(home: DataDir, options: RunOptions, on_step: OnStep | None = None, on_notice: OnNotice | None = None) -> RunResult:
    """Run every month asked for, in order, each seeing only what was known on its own day; deliveries are taken in once, first."""
    timer = StepTimer(on_step, on_notice)
    with open_jobs(home, timer) as run_job:
        # Which month is the latest, and whether there are several districts, is known only once everything new has been taken in.
        is_taken_in = options.month is None or may_become_many(home)
        if is_taken_in:
            run_job(JobRequest(INGEST, home, options.run_context()))
        months, is_many = _months(home, options, timer.tell), holds_many(home)
        _require_district(home, options, is_many=is_many)
        for month in months:
            # The inbox once: the months after it are made from what the warehouse holds.
            job = DISTRICTS if is_many else REPORT if is_taken_in or month != months[0] else RUN
            is_last = month == months[-1]
            # Rules of the months before the last are counted, which gives the same verdicts for less.
            with nullcontext() if is_last else counted_rules(is_compared=False):
                run_job(JobRequest(job, home, options.run_context(is_last=is_last), month))
    return (
        districts_result(home, months, timer.steps) if is_many else RunResult([month_result(home, month) for month in months], timer.steps)
    )


def _require_district(home: DataDir, options: RunOptions, *, is_many: bool) -> None:
    """Raise UsageError where a district is named in a home that has none."""
    if options.district and not is_many:
        raise UsageError(
            f"--district {options.district} names one of many districts, and {home.root} is one district; leave the option out"
        )


def _months(home: DataDir, options: RunOptions, tell: Tell) -> list[date]:
    """Return the months asked for, in order."""
    last = options.month or latest_month(home, options.as_of, tell)
    first = options.first or shift_month(last, 1 - (options.latest or 1))
    months = month_range(first, last)
    refuse_impossible(months, options.as_of)
    return months


def latest_month(home: DataDir, as_of: date | None, tell: Tell | None = None) -> date:
    """Return the latest month that has figures and whose scheduled day has come."""
    with patient_store(home, tell) as store:
        newest = store.read(names.OBSERVATIONS).select(pl.col("period").max()).item()
    # A month whose sixteenth has not come would be run on half of its figures.
    complete = last_complete_month(min(as_of or today(), today()))
    if newest is None:
        raise UsageError("the warehouse holds no figures yet, so there is no latest month; name one with --month, or deliver observations")
    last: date = min(newest, complete)
    return last
