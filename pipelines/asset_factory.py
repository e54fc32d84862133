"""How an asset is declared from its table's contract, and how its rows reach the warehouse: judged first, then written, then shown.

In: asset, checks and edges of a step, and the way of its rows. Out: the rules of the checks (pipelines.quality), where verdicts are kept
(warehouse.ops.verdicts), what a step computes (pipelines.assets).
Two checks a table, `stop` and `warn`, and not one a rule: Dagster writes three events a check, and a table has a dozen rules; the rules
stand in the check's own table. A check of a monthly table belongs to the month it was made for.

Facts are read as of a month's own day, so a month's edge is not to a table of facts, which every delivery changes, but to what was known on
that day (KNOWN_FACTS); which tables of facts are read is told beside it, and is all that can be read. Months follow one another by that
asset, and every other edge within a run is from a month to itself: Dagster then makes a range of months run by run,
each of one month, and the queue takes an earlier month first (pipelines.instance.run_coordinator).
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg
import polars as pl

from pipelines.delivery.fingerprint import code_version, scoring_version
from pipelines.errors import CheckFailedError
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import EDITIONS
from pipelines.partitions import MONTHS, QUARTER_MONTHS
from pipelines.quality.sampled import Sampled, judge_large
from pipelines.quality.suites import run_suite
from pipelines.resources import Warehouse
from pipelines.run_records.column_notes import column_tags, passed_on
from pipelines.run_records.data_versions import FACTS_READ, INTAKE, KNOWN_FACTS, digest_version, rows_version, version_tags
from pipelines.run_records.fact_ledger import FactLedger
from pipelines.run_records.frame_profile import SNAPSHOT, described
from pipelines.run_records.sources import published_in_time
from pipelines.run_records.step_failure import steps_fail_recorded
from pipelines.work_process import Pending, begin
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.contract import Table
from warehouse.ops.verdicts import CheckResult, keep_verdicts, kept_verdicts
from warehouse.periods import month_key

# The pool lets Dagster hold back a second run while one has the warehouse open.
POOL = "warehouse"
OWNER = "team:early-warning"
STOP = "stop"
WARN = "warn"

# So many months back an edition is looked for: Dagster compares no more than a hundred months along an edge.
MONTHS_BACK = 98


@contextmanager
def _as_pinned() -> Iterator[None]:
    """Keep Dagster's warnings about its newer parts to itself: the version is pinned, and nobody at a terminal can act on them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=dg.BetaWarning)
        warnings.simplefilter("ignore", category=dg.PreviewWarning)
        yield


def _earlier(name: str, first: int, last: int) -> dg.AssetDep:
    """Return the edge from the partitions of so many months before a month; there are none before the first."""
    with _as_pinned():
        return dg.AssetDep(name, partition_mapping=dg.TimeWindowPartitionMapping(-first, -last, allow_nonexistent_upstream_partitions=True))


# The editions of earlier months, with all that a month takes over from them.
EARLIER_EDITIONS = _earlier(EDITIONS, MONTHS_BACK, 1)
# The tournament of the quarter that ended last before a month: the one of three months ago.
LAST_TOURNAMENT = _earlier(names.TOURNAMENT, QUARTER_MONTHS, QUARTER_MONTHS)

Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult | dg.AssetMaterialization | dg.AssetObservation]
Tables = Mapping[str, Sequence[str | dg.AssetDep]]
Partitions = dg.PartitionsDefinition[str]
# What is read whole, whatever the day: every row refused so far is printed.
READ_WHOLE = frozenset({names.QUARANTINE})
# Made by nothing but what decides a list (pipelines.delivery.fingerprint); of everything else any file of the program may decide.
SCORING_TABLES = frozenset({names.SERIES, names.EVIDENCE, names.RISK_FEATURES, names.RISK, names.CONTRIBUTIONS})
# What each step of a month does, by its name.
_FUNCTIONS: dict[str, Callable[[MonthRun], Results]] = {}
_DAGSTER_TYPES = {"VARCHAR": "string", "DATE": "date", "TIMESTAMP": "timestamp", "DOUBLE": "float", "BOOLEAN": "bool"}


# Declaring ----------------------------------------------------------------------------------------------------------------------------


def month_stage(
    group: str,
    tables: Tables,
    *,
    after: Sequence[str] = (),
    checks: Sequence[dg.AssetCheckSpec] = (),
    partitions: Partitions = MONTHS,
) -> Callable[[Callable[[MonthRun], Results]], dg.AssetsDefinition]:
    """Declare a step that fills tables for one month; `tables` maps each to the tables it is made from, and no others can be read.

    `after`: tables whose checks must have passed before, although nothing of them is read. `checks`: checks besides those of every table.
    `partitions`: quarters, where a step is run for the last month of one.
    """

    def declare(function: Callable[[MonthRun], Results]) -> dg.AssetsDefinition:
        @steps_fail_recorded
        def step(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
            yield from function(warehouse.month_run(context.partition_key, context.assets_def))

        made_from = {name: [*deps, *after] for name, deps in tables.items()}
        declared = _step(group, made_from, function, partitions, checks=checks)(step)
        _FUNCTIONS[declared.op.name] = function
        return declared

    return declare


def function_of(step: dg.AssetsDefinition) -> Callable[[MonthRun], Results]:
    """Return what a step of a month does, for a month that Dagster keeps no record of: one block of many (pipelines.districts)."""
    return _FUNCTIONS[step.op.name]


def ingest_stage(
    group: str, tables: Tables, *, also: Sequence[dg.AssetSpec] = ()
) -> Callable[[Callable[..., Results]], dg.AssetsDefinition]:
    """Declare a step that fills tables from the inbox, whatever month they are about; it is handed Dagster's context and the warehouse.

    `also`: what else it makes, which is no table.
    """

    def declare(function: Callable[..., Results]) -> dg.AssetsDefinition:
        return _step(group, tables, function, None, also=also)(steps_fail_recorded(function))

    return declare


def _step(
    group: str,
    tables: Tables,
    function: Callable[..., Results],
    partitions: Partitions | None,
    *,
    also: Sequence[dg.AssetSpec] = (),
    checks: Sequence[dg.AssetCheckSpec] = (),
) -> Callable[[Callable[..., Results]], dg.AssetsDefinition]:
    """Return the decorator of a step that is named and described after a function."""
    made = [
        table_spec(name, group, deps, partitions=partitions).merge_attributes(metadata=_code_links(function))
        for name, deps in tables.items()
    ]
    return dg.multi_asset(
        specs=[*made, *also],
        check_specs=[*(spec for name in tables for spec in check_specs(name, partitions)), *checks],
        name=function.__name__,
        description=function.__doc__,
        pool=POOL,
        # A step of several tables cannot be cut: its figures are made together.
        can_subset=False,
    )


def _code_links(function: Callable[..., Results]) -> Mapping[str, Any]:
    """Return the link from an asset to the function that makes it, where this program lies on the machine it runs on."""
    code = function.__code__
    with _as_pinned():
        place = dg.LocalFileCodeReference(file_path=code.co_filename, line_number=code.co_firstlineno, label=function.__name__)
        return {"dagster/code_references": dg.CodeReferencesMetadataValue(code_references=[place])}


def table_spec(name: str, group: str, deps: Iterable[str | dg.AssetDep] = (), *, partitions: Partitions | None = MONTHS) -> dg.AssetSpec:
    """Return the asset of a table: name, description, columns and caveats come from the contract."""
    table = table_named(name)
    caveats = "".join(f"\n\n*{caveat.text}*" for caveat in table.caveats)
    edges, facts = month_edges(deps, partitions) if partitions else (list(deps), [])
    return dg.AssetSpec(
        name,
        deps=edges,
        description=table.meaning + caveats,
        group_name=group,
        owners=[OWNER],
        kinds={"duckdb", "polars"},
        tags={"layer": table.layer},
        metadata={
            "dagster/column_schema": _column_schema(table),
            "dagster/table_name": name,
            "dagster/uri": f"duckdb:{SNAPSHOT}#{name}",
            **({FACTS_READ: facts} if facts else {}),
        },
        partitions_def=partitions,
        # Facts are not made by code: a newer program reads the same rows.
        code_version=_code_of(name)[:16] if partitions else None,
        freshness_policy=published_in_time() if name == names.BRIEFINGS else None,
    )


def month_edges(deps: Iterable[str | dg.AssetDep], partitions: Partitions = MONTHS) -> tuple[list[str | dg.AssetDep], list[str]]:
    """Return the edges of a month's table, and the tables of facts that stand behind what was known on the month's day.

    What is held for a quarter is not held again for what comes late, so that only the intake stands before it.
    """
    read = list({dep.asset_key if isinstance(dep, dg.AssetDep) else dg.AssetKey(dep): dep for dep in deps}.values())
    facts = [dep for dep in read if isinstance(dep, str) and dep.startswith(("core_", "raw_")) and dep not in READ_WHOLE]
    others = [dep for dep in read if dep not in facts]
    return ([KNOWN_FACTS if partitions == MONTHS else INTAKE, *others] if facts else others), facts


def _code_of(name: str) -> str:
    """Return the version of the code that makes a table."""
    return scoring_version() if name in SCORING_TABLES else code_version()


def _column_schema(table: Table) -> dg.TableSchema:
    """Return the columns of a contract as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                _DAGSTER_TYPES.get(column.dtype, "int"),
                description=f"{column.label}: {column.meaning}",
                constraints=dg.TableColumnConstraints(nullable=column.is_nullable, unique=table.key == (column.name,)),
                tags=column_tags(table, column),
            )
            for column in table.columns
        ]
    )


def check_specs(name: str, partitions: Partitions | None = MONTHS) -> list[dg.AssetCheckSpec]:
    """Return the two checks of a table."""
    stop = "Rules of the contract; one that fails keeps the rows out of the warehouse and stops the run."
    warn = "Rules of plausibility; what fails is printed in the bulletin."
    return [
        check_spec(STOP, name, stop, partitions, is_blocking=True),
        check_spec(WARN, name, warn, partitions),
    ]


def check_spec(
    name: str, asset: str, description: str, partitions: Partitions | None = MONTHS, *, is_blocking: bool = False
) -> dg.AssetCheckSpec:
    """Return a check of an asset; one of a monthly asset passes or fails by month, so that one month's pass covers no other's failure."""
    with _as_pinned():
        return dg.AssetCheckSpec(name, asset=asset, description=description, blocking=is_blocking, partitions_def=partitions)


# Recording ----------------------------------------------------------------------------------------------------------------------------


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
        return cls(run, name, frame, dated, begin(run_suite, table_named(name), dated))

    def record(self, also: Sequence[CheckResult] = (), **metadata: Any) -> Results:
        """Yield the verdicts, write the rows where none of severity stop failed (else CheckFailedError), and yield what Dagster shows."""
        verdicts = [*self.verdicts.result(), *also]
        keep_verdicts(self.run.home.ops, month_key(self.run.month), table_named(self.name), verdicts)
        # The results are shown even when the rows are refused: they say why.
        yield from check_results(self.name, verdicts)
        refuse_failures(self.name, verdicts)
        self.run.tables.replace_month(self.name, self.run.month, self.dated)
        lineage = passed_on(self.name, self.run.tables.declared or ())
        shown = {**described(table_named(self.name), self.dated), "cpu_seconds": self.run.cpu_seconds(), **metadata}
        shown |= {"dagster/column_lineage": lineage} if lineage else {}
        yield dg.MaterializeResult(asset_key=self.name, metadata=shown, data_version=rows_version(self.dated))


def judge_all(run: MonthRun, frames: Mapping[str, pl.DataFrame]) -> list[MonthRows]:
    """Begin to judge the rows of several tables of a month, in the order in which they are to be recorded."""
    return [MonthRows.judge(run, name, frame) for name, frame in frames.items()]


def record_all(run: MonthRun, frames: Mapping[str, pl.DataFrame]) -> Results:
    """Judge and record the rows of several tables of a month: one is written while the next is judged."""
    for rows in judge_all(run, frames):
        yield from rows.record()


def record_past_months(run: MonthRun, name: str, frames: Iterable[tuple[date, pl.DataFrame]]) -> Results:
    """Judge rows of other months than the run's, put them in their months, and yield a materialization of each month's partition.

    All are judged together and before any is written. Raises CheckFailedError where a rule of severity stop fails.
    """
    dated = {month: _dated(frame, name, month) for month, frame in frames}
    if dated:
        refuse_failures(name, begin(run_suite, table_named(name), pl.concat(dated.values())).result())
    for month, frame in dated.items():
        run.tables.replace_month(name, month, frame)
        fingerprint = {"inputs_hash": frame["inputs_hash"][0]} if frame.height and "inputs_hash" in frame.columns else {}
        # No output of the step, which is about another month: what it was made from is told here.
        tags = version_tags(rows_version(frame), _code_of(name)[:16], {KNOWN_FACTS: ""})
        shown = {**described(table_named(name), frame), **fingerprint}
        yield dg.AssetMaterialization(name, partition=month_key(month), metadata=shown, tags=tags)


def _dated(frame: pl.DataFrame, name: str, month: date) -> pl.DataFrame:
    """Return the frame with its month, in the contract's order and types, missing nullable columns null; the rest is for the checks."""
    schema, table = table_named(name).polars_schema(), table_named(name)
    dated = frame.with_columns(pl.lit(month).alias("month"))
    absent = [pl.lit(None, dtype=schema[c.name]).alias(c.name) for c in table.columns if c.is_nullable and c.name not in dated.columns]
    filled = dated.with_columns(absent)
    known = [column for column in schema if column in filled.columns]
    return filled.select(*[pl.col(column).cast(schema[column]) for column in known], pl.exclude(known))


def record_facts(warehouse: Warehouse, name: str, *, also: Sequence[CheckResult] = (), **metadata: Any) -> Results:
    """Judge a table of facts as it stands after an ingest and yield what Dagster shows.

    Rows refused one by one stand in quarantine already; a rule of severity stop that fails here raises CheckFailedError. A table is judged
    again when a batch has added to it, since nothing else changes it; the verdicts in `also` are new every time.
    """
    table, ops, store = table_named(name), warehouse.run_context.place.ops, warehouse.store
    ledger = FactLedger.of(store, name)
    kept = [verdict for verdict in kept_verdicts(ops, ledger.occasion(), table) if verdict.name.startswith(f"{name}.")]
    facts = _large_facts if store.count(name) > warehouse.run_context.settings.runs.judged_rows_most else _whole_facts
    judged, described_as, version = facts(warehouse, table, ledger, kept)
    verdicts = [*judged, *also]
    keep_verdicts(ops, ledger.occasion(), table, verdicts)
    yield from check_results(name, verdicts)
    refuse_failures(name, verdicts, is_stored=True)
    yield dg.MaterializeResult(asset_key=name, metadata={**described_as, **metadata}, data_version=version)


Judged = tuple[Sequence[CheckResult], Mapping[str, Any], dg.DataVersion]


def _whole_facts(warehouse: Warehouse, table: Table, _: FactLedger, kept: Sequence[CheckResult]) -> Judged:
    """Return the verdicts on a table of facts that is read whole, its description and its version."""
    frame = warehouse.store.read(table.name)
    return kept or begin(run_suite, table, frame).result(), described(table, frame), rows_version(frame)


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
