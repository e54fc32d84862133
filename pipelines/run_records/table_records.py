"""How the rows of a step reach the warehouse: judged first, then written, then shown.

In: the way of rows, and what Dagster is shown of it. Out: what an asset is (pipelines.asset_factory), the rules of the checks
(pipelines.quality), where verdicts are kept (warehouse.ops.verdicts), what a step computes (pipelines.steps).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg
import polars as pl

from pipelines.asset_factory import STOP, WARN, Results, code_of
from pipelines.errors import CheckFailedError
from pipelines.month.run import MonthRun
from pipelines.month.table_groups import LEARNED
from pipelines.quality.sampled import Sampled, judge_facts, judge_large
from pipelines.quality.suites import begin_suite
from pipelines.resources import Warehouse
from pipelines.run_records.asset_names import KNOWN_FACTS
from pipelines.run_records.column_notes import passed_on
from pipelines.run_records.data_versions import digest_version, rows_version, standing_events, version_tags
from pipelines.run_records.fact_ledger import FactLedger
from pipelines.run_records.frame_profile import described
from pipelines.work_process import Pending
from warehouse.catalogue import table_named
from warehouse.contract import Table
from warehouse.ops.verdicts import CheckResult, keep_verdicts, kept_verdicts
from warehouse.periods import month_key


def record_month(run: MonthRun, name: str, frame: pl.DataFrame, *, also: Sequence[CheckResult] = (), **metadata: Any) -> Results:
    """Judge a month's rows, put them in the place of the month's earlier ones, and yield what Dagster shows.

    `also`: verdicts reached elsewhere. Raises CheckFailedError before anything is written where a rule of severity stop fails.
    """
    yield from MonthRows.judge(run, name, frame).record(also, **metadata)


@dataclass(frozen=True, slots=True)
class MonthRows:
    """A month's rows of a table whose rules are being judged, so that others can be made or judged meanwhile; none is written before."""

    run: MonthRun
    name: str
    frame: pl.DataFrame
    dated: pl.DataFrame
    verdicts: Pending[list[CheckResult]]

    @classmethod
    def judge(cls, run: MonthRun, name: str, frame: pl.DataFrame) -> "MonthRows":
        """Begin to judge the rows of a month."""
        dated = _dated(frame, name, run.month)
        return cls(run, name, frame, dated, begin_suite(table_named(name), dated))

    def record(self, also: Sequence[CheckResult] = (), **metadata: Any) -> Results:
        """Yield the verdicts, write the rows where none of severity stop failed (else CheckFailedError), and yield what Dagster shows."""
        verdicts = [*self.verdicts.result(), *also]
        keep_verdicts(self.run.home.ops, month_key(self.run.month), table_named(self.name), verdicts)
        # The results are shown even when the rows are refused: they say why.
        yield from check_results(self.name, verdicts) if self.run.is_recorded else ()
        refuse_failures(self.name, verdicts)
        self.run.tables.replace_month(self.name, self.run.month, self.dated)
        if self.run.is_recorded:
            yield self._shown(metadata)

    def _shown(self, metadata: Mapping[str, Any]) -> dg.MaterializeResult[Any]:
        """Return what Dagster shows of the rows, once they are written."""
        lineage = passed_on(self.name, self.run.tables.declared or ())
        shown = {**described(table_named(self.name), self.dated), "cpu_seconds": self.run.cpu_seconds(), **metadata}
        shown |= {"dagster/column_lineage": lineage} if lineage else {}
        return dg.MaterializeResult(asset_key=self.name, metadata=shown, data_version=rows_version(self.dated))


def judge_all(run: MonthRun, frames: Mapping[str, pl.DataFrame]) -> list[MonthRows]:
    """Begin to judge the rows of several tables of a month, in the order in which they are to be recorded."""
    return [MonthRows.judge(run, name, frame) for name, frame in frames.items()]


def record_all(run: MonthRun, frames: Mapping[str, pl.DataFrame]) -> Results:
    """Judge and record the rows of several tables of a month: one is written while the next is judged."""
    for rows in judge_all(run, frames):
        yield from rows.record()


def record_learned(run: MonthRun, name: str, frame: pl.DataFrame) -> Results:
    """Judge and record a month's rows that later months learn from, and yield that they are there to be learned from."""
    rows = MonthRows.judge(run, name, frame)
    yield from rows.record()
    if run.is_recorded:
        yield from standing_events(LEARNED, month_key(run.month), rows_version(rows.dated))


def record_past_months(run: MonthRun, name: str, frames: Iterable[tuple[date, pl.DataFrame]]) -> Results:
    """Judge rows of other months than the run's, put them in their months, and yield a materialization of each month's partition.

    All are judged together and before any is written. Raises CheckFailedError where a rule of severity stop fails.
    """
    dated = {month: _dated(frame, name, month) for month, frame in frames}
    if dated:
        refuse_failures(name, begin_suite(table_named(name), pl.concat(dated.values())).result())
    for month, frame in dated.items():
        run.tables.replace_month(name, month, frame)
        if run.is_recorded:
            yield from _past_month(name, month, frame)


def _past_month(name: str, month: date, frame: pl.DataFrame) -> Results:
    """Yield what Dagster shows of rows of another month than the run's, and that they are there to be learned from."""
    fingerprint = {"inputs_hash": frame["inputs_hash"][0]} if frame.height and "inputs_hash" in frame.columns else {}
    # No output of the step, which is about another month: what it was made from is told here.
    version = rows_version(frame)
    tags = version_tags(version, code_of(name)[:16], {KNOWN_FACTS: ""})
    # Of dozens of months at once, each kept for good; where the rows stand is told of the table.
    yield dg.AssetMaterialization(name, partition=month_key(month), metadata={"dagster/row_count": frame.height, **fingerprint}, tags=tags)
    yield from standing_events(LEARNED, month_key(month), version)


def _dated(frame: pl.DataFrame, name: str, month: date) -> pl.DataFrame:
    """Return the frame with its month, in the contract's order and types, missing nullable columns null; the rest is for the checks."""
    schema, table = table_named(name).polars_schema(), table_named(name)
    dated = frame.with_columns(pl.lit(month).alias("month"))
    absent = [pl.lit(None, dtype=schema[c.name]).alias(c.name) for c in table.columns if c.is_nullable and c.name not in dated.columns]
    filled = dated.with_columns(absent)
    known = [column for column in schema if column in filled.columns]
    return filled.select(*[pl.col(column).cast(schema[column]) for column in known], pl.exclude(known))


def record_facts(warehouse: Warehouse, ledger: FactLedger, *, also: Sequence[CheckResult] = (), **metadata: Any) -> Results:
    """Judge a table of facts as it stands after an ingest and yield what Dagster shows.

    Rows refused one by one stand in quarantine already; a rule of severity stop that fails here raises CheckFailedError. A table is judged
    again when a batch has added to it, since nothing else changes it; the verdicts in `also` are new every time.
    """
    name, ops = ledger.table, warehouse.run_context.place.ops
    table = table_named(name)
    kept = [verdict for verdict in kept_verdicts(ops, ledger.occasion(), table) if verdict.name.startswith(f"{name}.")]
    judged, described_as, version = _way_of_judging(warehouse, name)(warehouse, table, ledger, kept)
    verdicts, is_recorded = [*judged, *also], warehouse.run_context.is_recorded
    keep_verdicts(ops, ledger.occasion(), table, verdicts)
    yield from check_results(name, verdicts) if is_recorded else ()
    refuse_failures(name, verdicts, is_stored=True)
    if is_recorded:
        yield dg.MaterializeResult(asset_key=name, metadata={**described_as, **metadata}, data_version=version)


Judged = tuple[Sequence[CheckResult], Mapping[str, Any], dg.DataVersion | None]


def _way_of_judging(warehouse: Warehouse, name: str) -> Callable[[Warehouse, Table, FactLedger, Sequence[CheckResult]], Judged]:
    """Return how a table of facts is judged: unseen where nobody is shown it, by a sample where it is large, else whole."""
    if not warehouse.run_context.is_recorded:
        return _unseen_facts
    return _large_facts if warehouse.store.count(name) > warehouse.run_context.settings.runs.judged_rows_most else _whole_facts


def _unseen_facts(warehouse: Warehouse, table: Table, ledger: FactLedger, kept: Sequence[CheckResult]) -> Judged:
    """Return the verdicts on a table of facts of which nothing is shown."""
    limits, since = warehouse.run_context.settings.runs, ledger.passed_before(warehouse.run_context.place.ops)
    judged = kept or judge_facts(warehouse.store, table, since, judged_most=limits.judged_rows_most, looked_at=limits.sampled_rows)
    return judged, {}, None


def _whole_facts(warehouse: Warehouse, table: Table, _: FactLedger, kept: Sequence[CheckResult]) -> Judged:
    """Return the verdicts on a table of facts that is read whole, its description and its version."""
    frame = warehouse.store.read(table.name)
    return kept or begin_suite(table, frame).result(), described(table, frame), rows_version(frame)


def _large_facts(warehouse: Warehouse, table: Table, ledger: FactLedger, kept: Sequence[CheckResult]) -> Judged:
    """Return the same of a table too large to be read: rows that were not judged before are counted, and a sample of them looked at."""
    store, limit = warehouse.store, warehouse.run_context.settings.runs.sampled_rows
    if kept:
        found = Sampled(list(kept), store.sample(table.name, limit, ledger.newest - 1), store.count(table.name))
    else:
        found = judge_large(store, table, limit, ledger.passed_before(warehouse.run_context.place.ops))
    shown = {**described(table, found.frame), "dagster/row_count": found.rows, "rows looked at": found.frame.height}
    return found.verdicts, shown, digest_version(f"{table.name} {ledger.origin()} {found.rows}")


# Judging ------------------------------------------------------------------------------------------------------------------------------


def check_results(name: str, verdicts: Sequence[CheckResult]) -> Iterator[dg.AssetCheckResult]:
    """Yield the two results of a table, each with its rules as a table."""
    for severity, level in ((STOP, dg.AssetCheckSeverity.ERROR), (WARN, dg.AssetCheckSeverity.WARN)):
        own = [verdict for verdict in verdicts if verdict.severity == severity]
        failed = sum(not verdict.passed for verdict in own)
        yield dg.AssetCheckResult(
            asset_key=name,
            check_name=severity,
            passed=not failed,
            severity=level,
            metadata={"rules": len(own), "failed": failed, "verdicts": dg.MetadataValue.md(_verdict_table(own))},
        )


def refuse_failures(name: str, verdicts: Sequence[CheckResult], *, is_stored: bool = False) -> None:
    """Raise CheckFailedError where a rule of severity stop failed; `is_stored`: whether the rows judged are in the warehouse already."""
    failed = [verdict for verdict in verdicts if verdict.severity == STOP and not verdict.passed]
    if failed:
        first = failed[0]
        kept = (
            "What was taken in stays stored and nothing was published"
            if is_stored
            else "These rows were not stored and nothing was published"
        )
        more = f" and {len(failed) - 1} further" if len(failed) > 1 else ""
        told = [
            f"{name} failed the check {first.name}{more}: {first.meaning} Observed: {observed}. "
            f"{kept}; correct the source or the rule and run again"
            for observed in (first.printed, first.observed)
        ]
        raise CheckFailedError(*told)


# Showing ------------------------------------------------------------------------------------------------------------------------------


def _verdict_table(verdicts: Sequence[CheckResult]) -> str:
    """Return the verdicts as a Markdown table, failures first."""
    lines = ["| rule | verdict | observed | meaning |", "|---|---|---|---|"]
    ordered = sorted(verdicts, key=lambda verdict: (verdict.passed, verdict.name))
    lines += [f"| {v.name} | {'passed' if v.passed else '**failed**'} | {v.observed} | {v.meaning} |" for v in ordered]
    return "\n".join(lines)
