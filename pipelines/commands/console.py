"""What the verbs share that run months: which months are meant, what came of each, and the lines that end a verb."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pipelines.clock import EARLIEST_MONTH, as_of_day, today
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import read_manifest
from pipelines.errors import DistrictsNotOutError, UsageError
from pipelines.instance.progress import StepTime
from warehouse import names
from warehouse.periods import month_key, month_of_key, months_between
from warehouse.snapshot import open_snapshot
from warehouse.vocabulary import LEVELS

# Of more editions than these only the sums are told.
DESCRIBED_MOST = 24


@dataclass(frozen=True, slots=True)
class MonthResult:
    """What is published for one month; `warnings` counts the listed by level."""

    month: date
    folder: Path
    revision: int
    warnings: dict[str, int]
    remarks: tuple[str, ...] = ()
    district: str = ""


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A month of a district of many that did not come out: why, and what the command of the district alone would have ended with."""

    month: date
    district: str
    sentence: str
    exit_code: int


@dataclass(slots=True)
class RunResult:
    """What came of a verb: the months it published, and the time of every step."""

    months: list[MonthResult] = field(default_factory=list)
    steps: list[StepTime] = field(default_factory=list)
    unpublished: list[Unpublished] = field(default_factory=list)

    def require_published(self) -> None:
        """Raise DistrictsNotOutError where a month of a district did not come out."""
        if self.unpublished:
            lines = [f"{month_key(each.month)} {each.district}: {each.sentence}" for each in self.unpublished]
            raise DistrictsNotOutError("not every district is out; " + "; ".join(lines), max(each.exit_code for each in self.unpublished))


def month_range(first: date, last: date) -> list[date]:
    """Return the first days of all months from `first` to `last`; raises UsageError where they are the wrong way round."""
    if first > last:
        raise UsageError(
            f"the range runs from {first:%Y-%m} to {last:%Y-%m}; name the earlier month with --from and the later with --month or --to"
        )
    return months_between(first, last)


def refuse_impossible(months: Sequence[date], as_of: date | None) -> None:
    """Raise UsageError where a month lies before all records or had not begun on the latest day to see."""
    if months[0] < month_of_key(EARLIEST_MONTH):
        raise UsageError(f"the month {months[0]:%Y-%m} lies before {EARLIEST_MONTH}, the first this program can run; name a later one")
    for month in months:
        as_of_day(month, min(as_of or today(), today()))


def month_result(home: DataDir, month: date) -> MonthResult:
    """Return what is published for a month."""
    folder = home.briefing(month)
    manifest = read_manifest(folder) or {"revision": 0, "warnings": {}}
    warnings = {level: int(manifest["warnings"].get(level, 0)) for level in LEVELS.keys}
    return MonthResult(month, folder, int(manifest["revision"]), warnings, tuple(manifest.get("remarks", ())))


def districts_result(home: DataDir, months: Sequence[date], steps: list[StepTime]) -> RunResult:
    """Return what came of months in every district of an installation of many."""
    result = RunResult(steps=steps)
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        rows = store.read(names.DISTRICTS, month=list(months)).to_dicts()
    for row in rows:
        if row["status"] == "published":
            found = month_result(home.of_district(row["folder"]), row["month"])
            result.months.append(replace(found, district=row["district"]))
        else:
            result.unpublished.append(Unpublished(row["month"], row["district"], row["sentence"] or "", row["exit_code"]))
    return result


def describe(result: RunResult) -> Iterator[str]:
    """Yield the lines that end a verb."""
    if len(result.months) > DESCRIBED_MOST:
        yield from _describe_together(result.months)
    else:
        for month in result.months:
            yield from _describe_month(month)
    if result.months:
        yield ""
    yield from _step_times(result.steps)
    if result.months:
        yield "web page: earlywarn ui (then http://127.0.0.1:3000)"


def _describe_month(month: MonthResult) -> Iterator[str]:
    """Yield what is published for a month."""
    levels = ", ".join(f"{count} {level}" for level, count in month.warnings.items())
    yield ""
    name = f"{month_key(month.month)} {month.district}".rstrip()
    yield f"{name}  {sum(month.warnings.values())} warnings: {levels} (revision {month.revision})"
    yield f"  bulletin      {month.folder / 'bulletin.html'}"
    yield f"  warning list  {month.folder / 'warning_list.csv'}"
    yield from (f"  note          {remark}" for remark in month.remarks)


def _describe_together(months: Sequence[MonthResult]) -> Iterator[str]:
    """Yield a line a month of many districts."""
    for key in sorted({month.month for month in months}):
        own = [month for month in months if month.month == key]
        counts = {level: sum(month.warnings[level] for month in own) for level in LEVELS.keys}
        levels = ", ".join(f"{count} {level}" for level, count in counts.items())
        yield f"{month_key(key)}  {len(own)} districts, {sum(counts.values())} warnings: {levels}"
        yield f"  editions      {own[0].folder.parent}"


def _step_times(times: Sequence[StepTime]) -> Iterator[str]:
    """Yield the table of times: a row a step, a column a month."""
    months, steps = list(dict.fromkeys(time.month for time in times)), list(dict.fromkeys(time.step for time in times))
    if not steps:
        return
    seconds = {(time.month, time.step): time.seconds for time in times}
    yield "seconds by step   " + "".join(f"{month or 'ingest':>10}" for month in months)
    for step in steps:
        yield f"  {step:<16}" + "".join(_cell(seconds.get((month, step))) for month in months)
    totals = [sum(seconds.get((month, step), 0) for step in steps) for month in months]
    yield f"  {'together':<16}" + "".join(_cell(total) for total in totals)


def _cell(seconds: float | None) -> str:
    return f"{seconds:10.1f}" if seconds is not None else " " * 10
