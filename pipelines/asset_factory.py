"""How an asset is declared from its table's contract, and how its rows reach the warehouse: judged first, then written, then shown."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import dagster as dg
import polars as pl

from pipelines.delivery.fingerprint import code_version
from pipelines.partitions import MONTHS
from pipelines.quality.asset_checks import check_results, check_specs, judge, keep_verdicts, kept_verdicts, refuse_failures
from pipelines.quality.result import CheckResult
from pipelines.resources import MonthRun, Warehouse
from warehouse.catalogue import table_named
from warehouse.contract import Table

# The pool lets Dagster hold back a second run while one has the warehouse open.
POOL = "warehouse"
OWNER = "team:early-warning"
PREVIEW_ROWS = 5
# Wider tables are cut in the preview; the whole stands in the warehouse.
PREVIEW_COLUMNS = 10

Results = Iterator[dg.MaterializeResult | dg.AssetCheckResult]
_DAGSTER_TYPES = {"VARCHAR": "string", "DATE": "date", "TIMESTAMP": "timestamp", "DOUBLE": "float", "BOOLEAN": "bool"}


def table_spec(name: str, group: str, deps: Sequence[str] = (), *, is_monthly: bool = True) -> dg.AssetSpec:
    """Return the asset of a table: name, description, columns and caveats come from the contract."""
    table = table_named(name)
    caveats = "".join(f"\n\n*{caveat.text}*" for caveat in table.caveats)
    return dg.AssetSpec(
        name,
        deps=list(deps),
        description=table.meaning + caveats,
        group_name=group,
        owners=[OWNER],
        kinds={"duckdb", "polars"},
        tags={"layer": table.layer},
        metadata={"dagster/column_schema": _column_schema(table), "dagster/table_name": name},
        partitions_def=MONTHS if is_monthly else None,
    )


def _column_schema(table: Table) -> dg.TableSchema:
    """Return the columns of a contract as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                _DAGSTER_TYPES.get(column.dtype, "int"),
                description=f"{column.label}: {column.meaning}",
                constraints=dg.TableColumnConstraints(nullable=column.is_nullable),
            )
            for column in table.columns
        ]
    )


def stage(
    group: str, tables: dict[str, Sequence[str]], *, is_monthly: bool = True
) -> Callable[[Callable[..., Results]], dg.AssetsDefinition]:
    """Declare a step that fills the given tables; `tables` maps each to the tables it is made from."""
    specs = [table_spec(name, group, deps, is_monthly=is_monthly) for name, deps in tables.items()]
    checks = [spec for name in tables for spec in check_specs(table_named(name))]

    def declare(function: Callable[..., Results]) -> dg.AssetsDefinition:
        # A step of several tables cannot be cut: its figures are made together.
        return dg.multi_asset(specs=specs, check_specs=checks, name=function.__name__, pool=POOL, can_subset=False)(function)

    return declare


def record_month(
    warehouse: Warehouse, run: MonthRun, name: str, frame: pl.DataFrame, *, also: Sequence[CheckResult] = (), **metadata: Any
) -> Results:
    """Judge a month's rows, put them in the place of the month's earlier ones, and yield what Dagster shows.

    `also`: verdicts reached elsewhere. Raises CheckFailedError before anything is written where a rule of severity stop fails.
    """
    table, month = table_named(name), f"{run.month:%Y-%m}"
    dated = _in_declared_types(frame.with_columns(pl.lit(run.month).alias("month")), table)
    verdicts = judge(table, dated, also)
    keep_verdicts(warehouse.run_context.place.ops, month, table, verdicts)
    # The results are shown even when the rows are refused: they say why.
    yield from check_results(table, verdicts)
    refuse_failures(table, verdicts)
    run.store.replace_month(name, run.month, dated)
    yield dg.MaterializeResult(asset_key=name, metadata={**_described(frame), **metadata})


def _in_declared_types(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the frame with columns in the contract's order and types; missing nullable ones null; the rest is for the checks."""
    schema = table.polars_schema()
    absent = [pl.lit(None, dtype=schema[c.name]).alias(c.name) for c in table.columns if c.is_nullable and c.name not in frame.columns]
    filled = frame.with_columns(absent)
    known = [name for name in schema if name in filled.columns]
    return filled.select(*[pl.col(name).cast(schema[name]) for name in known], pl.exclude(known))


def record_facts(warehouse: Warehouse, name: str, *, also: Sequence[CheckResult] = (), **metadata: Any) -> Results:
    """Judge a table of facts as it stands after an ingest and yield what Dagster shows.

    Rows refused one by one stand in quarantine already; a rule of severity stop that fails here raises CheckFailedError. A table is judged
    again when a batch has added to it, since nothing else changes it; the verdicts in `also` are new every time.
    """
    table, ops, frame = table_named(name), warehouse.run_context.place.ops, warehouse.store.read(name)
    occasion = f"batch {_origin(warehouse, name)} {code_version()}"
    verdicts = [v for v in kept_verdicts(ops, occasion, table) if v.name.startswith(f"{name}.")] or judge(table, frame)
    keep_verdicts(ops, occasion, table, [*verdicts, *also])
    yield from check_results(table, [*verdicts, *also])
    refuse_failures(table, [*verdicts, *also])
    yield dg.MaterializeResult(asset_key=name, metadata={**_described(frame), **metadata})


def _origin(warehouse: Warehouse, name: str) -> str:
    """Return a digest of the deliveries a table was filled from; ledgers grow with every delivery."""
    ledger = warehouse.store.read("raw_deliveries__event_files")
    # Named by content and not by batch number, which starts again when a warehouse is made anew.
    own = ledger.filter((pl.col("table_name") == name) & (pl.col("rows_stored") > 0)) if name.startswith("core_") else ledger
    return sha256(own.select("delivery_id", "rows_stored").write_csv().encode()).hexdigest()[:16]


def _described(frame: pl.DataFrame) -> dict[str, Any]:
    """Return the row count and the first rows as metadata."""
    return {"dagster/row_count": frame.height, "preview": dg.MetadataValue.md(as_markdown(frame.head(PREVIEW_ROWS)))}


def as_markdown(frame: pl.DataFrame) -> str:
    """Return a frame as a Markdown table, numbers rounded, at most PREVIEW_COLUMNS columns."""
    shown = frame.select(frame.columns[:PREVIEW_COLUMNS])
    lines = [f"| {' | '.join(shown.columns)} |", f"|{'---|' * shown.width}"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in shown.iter_rows()]
    return "\n".join(lines)


def _cell(value: object) -> str:
    """Return a value as a reader wants it; bars would break the table."""
    if value is None:
        return "—"
    return (f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)).replace("|", "\\|")
