"""The quality suites as Dagster asset checks: two for each table, `stop` blocks what comes after, `warn` is printed in the bulletin.

In: how verdicts are shown and kept. Out: the rules (pipelines/quality) and what they are made from (the table contracts).
One check a severity and not one a rule: Dagster writes three events a check, and a table has a dozen rules; the rules stand in its table.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg
import polars as pl

from pipelines.errors import CheckFailedError
from pipelines.quality.result import CheckResult
from pipelines.quality.suites import run_suite
from warehouse.contract import Table
from warehouse.ops.ops_db import open_ops, transaction

STOP = "stop"
WARN = "warn"


def check_specs(table: Table) -> list[dg.AssetCheckSpec]:
    """Return the two checks of a table."""
    stop = "Rules of the contract; one that fails keeps the rows out of the warehouse and stops the run."
    warn = "Rules of plausibility; what fails is printed in the bulletin."
    return [
        dg.AssetCheckSpec(STOP, asset=table.name, description=stop, blocking=True),
        dg.AssetCheckSpec(WARN, asset=table.name, description=warn),
    ]


def judge(table: Table, frame: pl.DataFrame, also: Sequence[CheckResult] = ()) -> list[CheckResult]:
    """Return what the contract's rules say about the frame, with verdicts reached elsewhere behind them."""
    return [*run_suite(table, frame), *also]


def check_results(table: Table, verdicts: Sequence[CheckResult]) -> Iterator[dg.AssetCheckResult]:
    """Yield the two results of a table, each with its rules as a table."""
    for severity, level in ((STOP, dg.AssetCheckSeverity.ERROR), (WARN, dg.AssetCheckSeverity.WARN)):
        own = [verdict for verdict in verdicts if verdict.severity == severity]
        yield dg.AssetCheckResult(
            asset_key=table.name,
            check_name=severity,
            passed=all(verdict.passed for verdict in own),
            severity=level,
            metadata={
                "rules": len(own),
                "failed": sum(not verdict.passed for verdict in own),
                "verdicts": dg.MetadataValue.md(_as_markdown(own)),
            },
        )


def _as_markdown(verdicts: Sequence[CheckResult]) -> str:
    """Return the verdicts as a table, failures first."""
    lines = ["| rule | verdict | observed | meaning |", "|---|---|---|---|"]
    ordered = sorted(verdicts, key=lambda verdict: (verdict.passed, verdict.name))
    lines += [f"| {v.name} | {'passed' if v.passed else '**failed**'} | {v.observed} | {v.meaning} |" for v in ordered]
    return "\n".join(lines)


def refuse_failures(table: Table, verdicts: Sequence[CheckResult]) -> None:
    """Raise CheckFailedError where a rule of severity stop failed."""
    failed = [verdict for verdict in verdicts if verdict.severity == STOP and not verdict.passed]
    if failed:
        first = failed[0]
        more = f" and {len(failed) - 1} further" if len(failed) > 1 else ""
        raise CheckFailedError(
            f"{table.name} failed the check {first.name}{more}: {first.meaning} Observed: {first.observed}. "
            "Nothing was stored or published; correct the source or the rule and run again"
        )


def keep_verdicts(ops: Path, occasion: str, table: Table, verdicts: Sequence[CheckResult]) -> None:
    """Put the verdicts on a table in the place of earlier ones; `occasion` is a month, or for facts the batch they were reached on."""
    rows = [(occasion, table.name, v.name, v.severity, int(v.passed), v.observed, v.meaning) for v in verdicts]
    # Facts are judged on a batch, so verdicts on earlier batches are history nobody reads.
    older = "asset = ? and (month = ? or month like 'batch %')"
    with open_ops(ops) as connection, transaction(connection):
        connection.execute(f"delete from check_results where {older}", (table.name, occasion))  # noqa: S608 - both parts stand here
        connection.executemany("insert into check_results values (?, ?, ?, ?, ?, ?, ?)", rows)


def kept_verdicts(ops: Path, occasion: str, table: Table) -> list[CheckResult]:
    """Return the verdicts reached on a table on that occasion, empty where there are none."""
    query = "select name, severity, passed, observed, meaning from check_results where month = ? and asset = ? order by rowid"
    with open_ops(ops) as connection:
        rows = connection.execute(query, (occasion, table.name)).fetchall()
    return [CheckResult(name, severity, bool(passed), observed, meaning) for name, severity, passed, observed, meaning in rows]


def read_verdicts(ops: Path, month: str, besides: str) -> pl.DataFrame:
    """Return the verdicts on a month and on the facts: name, severity, passed, observed, meaning.

    `besides`: the table that is filled after they are read, whose verdicts would be those of an earlier run.
    """
    query = """
        select name, severity, passed, observed, meaning from check_results
        where (month = ? or month like 'batch %') and asset <> ? order by asset, name
    """
    with open_ops(ops) as connection:
        rows = connection.execute(query, (month, besides)).fetchall()
    schema = {"name": pl.String, "severity": pl.String, "passed": pl.Int64, "observed": pl.String, "meaning": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col("passed").cast(pl.Boolean))
