"""Verdicts on stored tables that are not read whole: rules that need counting are counted over all rows, the others judged on a sample.

In: putting what Great Expectations found in a sample and what DuckDB counted into one verdict a rule. Out: the counting
(warehouse.exact_counts), and which tables are large (runs.toml).
"""

from dataclasses import dataclass, replace

import polars as pl

from pipelines.quality.suites import are_rules_counted, begin_suite, run_suite, verdicts_that_hold
from warehouse.contract import Table
from warehouse.ops.verdicts import CheckResult
from warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Sampled:
    """What was found of a large table: the verdicts, the rows that were looked at, and how many there are."""

    verdicts: list[CheckResult]
    frame: pl.DataFrame
    rows: int


def judge_facts(store: Store, table: Table, since: int | None, *, judged_most: int, looked_at: int) -> list[CheckResult]:
    """Judge a stored table of facts; where rules are counted, nothing is read. `since`: the batch up to which its rows passed before.

    `judged_most`: of so many rows each is judged; of a larger table `looked_at` are (runs.toml).
    """
    if are_rules_counted() and not any(store.count_broken(table.name, since).values()):
        return verdicts_that_hold(table, store.count(table.name))
    if store.count(table.name) > judged_most:
        return judge_large(store, table, looked_at, since).verdicts
    return run_suite(table, store.read(table.name))


def judge_large(store: Store, table: Table, rows_most: int, since: int | None) -> Sampled:
    """Judge a table on about `rows_most` of its rows and on exact counts; `since`: the batch up to which its rows passed before."""
    rows, new = store.count(table.name), store.count(table.name, since)
    frame = store.sample(table.name, rows_most, since)
    # Judged in the other process while DuckDB counts in this one.
    judged = begin_suite(table, frame)
    broken = store.count_broken(table.name, since)
    where = f"{new:,} rows" if since is None else f"{new:,} rows that are new, {rows - new:,} before them passed already"
    verdicts = [_counted(verdict, table, broken, f"{where}; {frame.height:,} of them were looked at") for verdict in judged.result()]
    return Sampled(verdicts, frame, rows)


def _counted(verdict: CheckResult, table: Table, broken: dict[str, int], where: str) -> CheckResult:
    """Return a verdict of the sample with what was counted over all rows, where its rule can be counted."""
    count = broken.get(verdict.name.removeprefix(f"{table.name}."))
    if count is None:
        return replace(verdict, observed=f"{verdict.observed} (judged on a sample of {where})")
    return replace(verdict, passed=verdict.passed and not count, observed=f"{count:,} of {where}, the count is exact")
