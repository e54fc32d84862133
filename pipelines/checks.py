"""The quality suites as Dagster asset checks: two for each table, `stop` blocks what comes after, `warn` is printed in the bulletin.

In: how verdicts are shown and kept. Out: the rules (pipelines/quality) and what they are made from (the table contracts).
One check a severity and not one a rule: Dagster writes three events a check, and a table has a dozen rules; the rules stand in its table.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import dagster as dg
import polars as pl

from pipelines.delivery.ops import open_ops, transaction
from pipelines.errors import CheckFailedError
from pipelines.quality.suites import run_suite
from warehouse.contract import Table

STOP = "stop"
WARN = "warn"


class Verdict(Protocol):
    """What a rule said about a table."""

    name: str
    severity: str
    passed: bool
    observed: str
    meaning: str


def check_specs(table: Table) -> list[dg.AssetCheckSpec]:
    """Return the two checks of a table."""
    stop = "Rules of the contract; one that fails keeps the rows out of the warehouse and stops the run."
    warn = "Rules of plausibility; what fails is printed in the bulletin."
    return [
        dg.AssetCheckSpec(STOP, asset=table.name, description=stop, blocking=True),
        dg.AssetCheckSpec(WARN, asset=table.name, description=warn),
    ]


def judge(table: Table, frame: pl.DataFrame) -> Sequence[Verdict]:
    """Return what every rule of the table says about the frame."""
    verdicts: Sequence[Verdict] = run_suite(table, frame)
    return verdicts


def check_results(table: Table, verdicts: Sequence[Verdict]) -> Iterator[dg.AssetCheckResult]:
    """Yield the two results of a table, each with its rules as a table."""
    for severity, level in ((STOP, dg.AssetCheckSeverity.ERROR), (WARN, dg.AssetCheckSeverity.WARN)):
        own = [verdict for verdict in verdicts if verdict.severity == severity]
        yield dg.AssetCheckResult(
            asset_key=table.name,
            check_name=severity,
            passed=all(verdict.passed for verdict in own),
            severity=level,
            metadata={"rules": len(own), "failed": sum(not verdict.passed for verdict in own), "verdicts": dg.MetadataValue.md(_as_markdown(own))},
        )


def _as_markdown(verdicts: Sequence[Verdict]) -> str:
    """Return the verdicts as a table, failures first."""
    lines = ["| rule | verdict | observed | meaning |", "|---|---|---|---|"]
    ordered = sorted(verdicts, key=lambda verdict: (verdict.passed, verdict.name))
    lines += [f"| {v.name} | {'passed' if v.passed else '**failed**'} | {v.observed} | {v.meaning} |" for v in ordered]
    return "\n".join(lines)


def refuse_failures(table: Table, verdicts: Sequence[Verdict]) -> None:
    """Raise CheckFailedError where a rule of severity stop failed."""
    failed = [verdict for verdict in verdicts if verdict.severity == STOP and not verdict.passed]
    if failed:
        first = failed[0]
        more = f" and {len(failed) - 1} further" if len(failed) > 1 else ""
        raise CheckFailedError(
            f"{table.name} failed the check {first.name}{more}: {first.meaning} Observed: {first.observed}. "
            "Nothing was stored or published; correct the source or the rule and run again"
        )


def keep_verdicts(ops: Path, month: str, table: Table, verdicts: Sequence[Verdict]) -> None:
    """Put the verdicts of a month's table in the place of earlier ones; `month` is empty for facts, which belong to no month."""
    rows = [(month, table.name, v.name, v.severity, int(v.passed), v.observed, v.meaning) for v in verdicts]
    with open_ops(ops) as connection, transaction(connection):
        connection.execute("delete from check_results where month = ? and asset = ?", (month, table.name))
        connection.executemany("insert into check_results values (?, ?, ?, ?, ?, ?, ?)", rows)


def read_verdicts(ops: Path, month: str) -> pl.DataFrame:
    """Return the verdicts on a month and on the facts: name (rule and table), severity, passed, observed, meaning."""
    query = "select asset || '.' || name, severity, passed, observed, meaning from check_results where month in ('', ?) order by asset, name"
    with open_ops(ops) as connection:
        rows = connection.execute(query, (month,)).fetchall()
    schema = {"name": pl.String, "severity": pl.String, "passed": pl.Int64, "observed": pl.String, "meaning": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col("passed").cast(pl.Boolean))
