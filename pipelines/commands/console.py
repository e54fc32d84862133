"""Words for the terminal: where results lie, warnings by level, times by stage."""

from collections.abc import Iterator

from pipelines.commands.month import LEVELS, Outcome, Report


def describe(report: Report) -> Iterator[str]:
    """Yield the lines that end a verb."""
    for outcome in report.outcomes:
        yield from _describe_month(outcome)
    if report.outcomes:
        yield ""
    yield from _stage_times(report)
    if report.outcomes:
        yield "web page: earlywarn ui (then http://127.0.0.1:3000)"


def _describe_month(outcome: Outcome) -> Iterator[str]:
    """Yield what is published for a month."""
    total = sum(outcome.warnings.values())
    levels = ", ".join(f"{outcome.warnings[level]} {level}" for level in LEVELS)
    yield ""
    yield f"{outcome.month:%Y-%m}  {total} warnings: {levels} (revision {outcome.revision})"
    yield f"  bulletin      {outcome.folder / 'bulletin.html'}"
    yield f"  warning list  {outcome.folder / 'warning_list.csv'}"
    yield from (f"  note          {remark}" for remark in outcome.remarks)


def _stage_times(report: Report) -> Iterator[str]:
    """Yield the table of times: a row a stage, a column a month."""
    months = list(dict.fromkeys(step.month for step in report.steps))
    stages = list(dict.fromkeys(step.step for step in report.steps))
    if not stages:
        return
    seconds = {(step.month, step.step): step.seconds for step in report.steps}
    yield "seconds by stage  " + "".join(f"{month or 'ingest':>10}" for month in months)
    for stage in stages:
        yield f"  {stage:<16}" + "".join(_cell(seconds.get((month, stage))) for month in months)
    totals = [sum(seconds.get((month, stage), 0) for stage in stages) for month in months]
    yield f"  {'together':<16}" + "".join(_cell(total) for total in totals)


def _cell(seconds: float | None) -> str:
    return f"{seconds:10.1f}" if seconds is not None else " " * 10
