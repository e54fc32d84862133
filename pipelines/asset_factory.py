"""How an asset is declared from its table's contract: its checks, its edges, its columns, and the step that makes it.

In: asset, checks and edges of a step. Out: how its rows reach the warehouse (pipelines.run_records.table_records), the rules of the checks
(pipelines.quality), which step makes what (pipelines.assets), what it computes (pipelines.steps).
Every process of Dagster reads the declarations, most of them to run nothing: so nothing that computes is loaded with them.
Two checks a table, `stop` and `warn`, and not one a rule: Dagster writes three events a check, and a table has a dozen rules; the rules
stand in the check's own table. A check of a monthly table belongs to the month it was made for.

Facts are read as of a month's own day, so a month's edge is not to a table of facts, which every delivery changes, but to what was known on
that day (KNOWN_FACTS); which tables of facts are read is told beside it, and is all that can be read. Every edge between tables that a run
makes is from a month to itself: Dagster then makes a range of months with one run for each (pipelines.instance.whole_months), and the queue
takes an earlier month first (pipelines.instance.run_coordinator).
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.clock import QUARTER_MONTHS
from pipelines.data_dir import SNAPSHOT
from pipelines.delivery.fingerprint import code_version, scoring_version
from pipelines.month.table_groups import EDITIONS, LEARNED
from pipelines.partitions import MONTHS, TRAINING_MONTHS
from pipelines.resources import Warehouse
from pipelines.run_records.asset_names import FACTS_READ, INTAKE, KNOWN_FACTS
from pipelines.run_records.column_notes import column_tags
from pipelines.run_records.sources import published_in_time
from pipelines.run_records.step_failure import steps_fail_recorded
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.contract import Table

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun

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
# The months that a month learns from. Their features are rows of the table in which its own are, but an edge across months between two
# tables that one run makes cuts a range of months into a run for each table; one from what no step makes by itself cuts nothing.
LEARNED_MONTHS = _earlier(LEARNED, TRAINING_MONTHS, 1)
# The same of the list before, which is made again where its rules changed.
LEARNED_BEFORE = _earlier(LEARNED, TRAINING_MONTHS + 1, 1)
# The tournament of the quarter that ended last before a month: the one of three months ago.
LAST_TOURNAMENT = _earlier(names.TOURNAMENT, QUARTER_MONTHS, QUARTER_MONTHS)

Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult | dg.AssetMaterialization | dg.AssetObservation]
MonthStep = Callable[["MonthRun"], Results]
Tables = Mapping[str, Sequence[str | dg.AssetDep]]
Partitions = dg.PartitionsDefinition[str]
# What is read whole, whatever the day: every row refused so far is printed.
READ_WHOLE = frozenset({names.QUARANTINE})
# Made by nothing but what decides a list (pipelines.delivery.fingerprint); of everything else any file of the program may decide.
SCORING_TABLES = frozenset({names.SERIES, names.EVIDENCE, names.RISK_FEATURES, names.RISK, names.CONTRIBUTIONS})
# What each step of a month does.
_FUNCTIONS: dict[dg.AssetsDefinition, MonthStep] = {}
_DAGSTER_TYPES = {"VARCHAR": "string", "DATE": "date", "TIMESTAMP": "timestamp", "DOUBLE": "float", "BOOLEAN": "bool"}


# Declaring ----------------------------------------------------------------------------------------------------------------------------


def month_stage(
    group: str,
    tables: Tables,
    *,
    after: Sequence[str] = (),
    checks: Sequence[dg.AssetCheckSpec] = (),
    partitions: Partitions = MONTHS,
) -> Callable[[MonthStep], dg.AssetsDefinition]:
    """Declare a step that fills tables for one month; `tables` maps each to the tables it is made from, and no others can be read.

    `after`: tables whose checks must have passed before, although nothing of them is read. `checks`: checks besides those of every table.
    `partitions`: quarters, where a step is run for the last month of one.
    """

    def declare(function: MonthStep) -> dg.AssetsDefinition:
        @steps_fail_recorded
        def step(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
            yield from function(warehouse.month_run(context.partition_key, context.assets_def))

        made_from = {name: [*deps, *after] for name, deps in tables.items()}
        declared = _step(group, made_from, function, partitions, checks=checks)(step)
        _FUNCTIONS[declared] = function
        return declared

    return declare


def function_of(step: dg.AssetsDefinition) -> MonthStep:
    """Return what a step of a month does, for a month that Dagster keeps no record of: one block of many (pipelines.districts)."""
    return _FUNCTIONS[step]


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
        code_version=code_of(name)[:16] if partitions else None,
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


def code_of(name: str) -> str:
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
