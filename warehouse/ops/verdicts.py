"""The verdicts of checks, in ops.db: one row a rule, table and occasion, the latest in the place of the earlier.

An occasion is a month, or for facts the batch they were judged on (`batch …`).
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from warehouse.contract import Table
from warehouse.ops.ops_db import open_ops, transaction

Severity = Literal["stop", "warn"]
COLUMNS = "name, severity, passed, observed, meaning, observed_zh, examples"
# What is printed of a verdict: what was found with its examples.
PRINTED = "name, severity, passed, observed || examples as observed, meaning, observed_zh"
SCHEMA = {name: pl.String() for name in ("name", "severity", "passed", "observed", "meaning", "observed_zh")} | {"passed": pl.Int64()}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check came to: a failed `stop` holds the month back, a failed `warn` is printed in the bulletin.

    `observed` says what was found, in counts; `meaning` says in Chinese what the check asks for and `observed_zh` what was found, since
    the bulletin prints them; the latter is empty where nothing is printed (what is of severity stop holds the bulletin back).
    `examples` goes on from `observed` with values and files, which are printed and never leave ops.db otherwise.
    """

    name: str
    severity: Severity
    passed: bool
    observed: str
    meaning: str
    observed_zh: str = ""
    examples: str = ""

    @property
    def printed(self) -> str:
        """What was found, with its examples."""
        return f"{self.observed}{self.examples}"


def keep_verdicts(ops: Path, occasion: str, table: Table, verdicts: Sequence[CheckResult]) -> None:
    """Put the verdicts on a table in the place of earlier ones."""
    rows = [(occasion, table.name, *astuple(verdict)) for verdict in verdicts]
    with open_ops(ops) as connection, transaction(connection):
        # Facts are judged on a batch, so verdicts on earlier batches are history nobody reads.
        connection.execute("delete from check_results where asset = ? and (month = ? or month like 'batch %')", (table.name, occasion))
        connection.executemany(f"insert into check_results (month, asset, {COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608


def kept_verdicts(ops: Path, occasion: str, table: Table) -> list[CheckResult]:
    """Return the verdicts reached on a table on an occasion, empty where there are none."""
    query = f"select {COLUMNS} from check_results where month = ? and asset = ? order by rowid"  # noqa: S608 - our own columns
    with open_ops(ops) as connection:
        rows = connection.execute(query, (occasion, table.name)).fetchall()
    return [CheckResult(name, severity, bool(passed), *said) for name, severity, passed, *said in rows]


def read_verdicts(ops: Path, month: str, besides: str) -> pl.DataFrame:
    """Return the verdicts on a month and on the facts: name, severity, passed, observed, meaning, observed_zh.

    `besides`: the table that is filled after they are read, whose verdicts would be those of an earlier run.
    """
    where = "(month = ? or month like 'batch %') and asset <> ?"
    query = f"select {PRINTED} from check_results where {where} order by asset, name"  # noqa: S608 - our own words
    with open_ops(ops) as connection:
        rows = connection.execute(query, (month, besides)).fetchall()
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").with_columns(pl.col("passed").cast(pl.Boolean))
