"""Verdicts of checks: the latest replace the earlier, and a month is read with the facts it stands on."""

from pathlib import Path

import pytest

from warehouse import names
from warehouse.catalogue import table_named
from warehouse.ops.verdicts import CheckResult, keep_verdicts, kept_verdicts, read_verdicts

RISK, FACTS, BRIEFINGS = table_named(names.RISK), table_named(names.OBSERVATIONS), table_named(names.BRIEFINGS)
MONTH, BATCH = "2026-10", "batch 1"


@pytest.fixture
def ops(tmp_path: Path) -> Path:
    return tmp_path / "ops.db"


def verdict(name: str, *, passed: bool = True) -> CheckResult:
    return CheckResult(name, "warn", passed, "3 of 9 rows", "行数")


def test_verdicts_come_back_as_they_were_kept_and_in_their_order(ops: Path) -> None:
    kept = [verdict("b"), verdict("a", passed=False)]
    keep_verdicts(ops, MONTH, RISK, kept)
    assert kept_verdicts(ops, MONTH, RISK) == kept
    assert kept_verdicts(ops, "2026-09", RISK) == []


def test_later_verdicts_replace_those_of_the_same_month_alone(ops: Path) -> None:
    keep_verdicts(ops, "2026-09", RISK, [verdict("a")])
    keep_verdicts(ops, MONTH, RISK, [verdict("a"), verdict("b")])
    keep_verdicts(ops, MONTH, RISK, [verdict("a", passed=False)])
    assert kept_verdicts(ops, MONTH, RISK) == [verdict("a", passed=False)]
    assert kept_verdicts(ops, "2026-09", RISK) == [verdict("a")]


def test_of_facts_only_the_last_batch_counts(ops: Path) -> None:
    keep_verdicts(ops, BATCH, FACTS, [verdict("a")])
    keep_verdicts(ops, "batch 2", FACTS, [verdict("b")])
    assert kept_verdicts(ops, BATCH, FACTS) == []
    assert read_verdicts(ops, MONTH, names.BRIEFINGS)["name"].to_list() == ["b"]


def test_a_month_is_read_with_its_facts_and_without_what_is_filled_afterwards(ops: Path) -> None:
    keep_verdicts(ops, BATCH, FACTS, [verdict("fact", passed=False)])
    keep_verdicts(ops, MONTH, RISK, [verdict("risk")])
    keep_verdicts(ops, "2026-09", RISK, [verdict("older")])
    keep_verdicts(ops, MONTH, BRIEFINGS, [verdict("edition")])
    rows = read_verdicts(ops, MONTH, names.BRIEFINGS)
    assert rows.select("name", "passed").rows() == [("fact", False), ("risk", True)]
