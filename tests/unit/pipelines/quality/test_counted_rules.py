"""Rules counted in one pass hold and break exactly where Great Expectations finds that they do."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import QualityBugError
from pipelines.quality import suites
from warehouse.catalogue import all_tables
from warehouse.contract import Column, Table
from warehouse.exact_counts import count_broken_in

COLUMNS = (
    Column("month", "DATE", None, "Month.", "月份"),
    Column("code", "VARCHAR", None, "Code.", "代码", null_means="none"),
    Column("level", "VARCHAR", None, "Level.", "等级", null_means="none", allowed=("red", "it's")),
    Column("risk", "DOUBLE", None, "Risk.", "风险", range=(0, 1)),
    Column("count", "INTEGER", None, "Count.", "数量", null_means="none", range=(0, None)),
)
COMPOUND = Table("out_test__monthly_pairs", "A table for tests.", COLUMNS, ("month", "code"))
SINGLE = Table("out_test__monthly_codes", "A table for tests.", COLUMNS, ("code",))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "month": st.sampled_from([date(2026, 1, 1), date(2026, 2, 1), None]),
            "code": st.sampled_from(["a", "b", "c", None]),
            "level": st.sampled_from(["red", "it's", "blue", None]),
            "risk": st.sampled_from([0.0, 0.5, 1.0, 1.01, -0.1, float("nan"), None]),
            "count": st.sampled_from([0, 3, -1, None]),
        }
    ),
    max_size=4,
)


def framed(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=table.polars_schema())


@pytest.mark.parametrize("table", [COMPOUND, SINGLE], ids=["several columns", "one column"])
def test_counts_and_the_library_agree_on_every_rule(table: Table) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(ROWS)
    def agree(rows: list[dict[str, Any]]) -> None:
        found = {
            one.name.removeprefix(f"{table.name}."): one.passed
            for one in suites.run_suite(table, framed(table, rows))
            if not one.name.endswith(".types")
        }
        assert {name: count == 0 for name, count in count_broken_in(framed(table, rows), table).items()} == found

    agree()


def test_the_counts_are_how_many_rows_break_a_rule() -> None:
    day = date(2026, 1, 1)
    frame = framed(
        COMPOUND,
        [
            {"month": day, "code": "a", "level": "blue", "risk": 2.0, "count": -1},
            {"month": day, "code": "a", "level": None, "risk": None, "count": None},
            {"month": None, "code": "b", "level": "green", "risk": 0.1, "count": 0},
        ],
    )
    assert count_broken_in(frame, COMPOUND) == {
        "columns": 0, "key": 2, "month.not_null": 1, "level.allowed": 2, "risk.not_null": 1, "risk.range": 1, "count.range": 1,
    }  # fmt: skip


def test_other_columns_break_the_rule_about_columns() -> None:
    assert count_broken_in(pl.DataFrame({"code": ["a", "b"]}), SINGLE) == {"columns": 2}


def test_verdicts_are_the_same_whoever_judges() -> None:
    good = framed(COMPOUND, [{"month": date(2026, 1, 1), "code": "a", "level": "red", "risk": 0.5, "count": 1}])
    bad = good.with_columns(risk=pl.lit(7.0))
    for frame in (good, bad):
        whole = suites.run_suite(COMPOUND, frame)
        for is_compared in (False, True):
            with suites.counted_rules(is_compared=is_compared):
                assert suites.run_suite(COMPOUND, frame) == whole


def test_a_difference_between_the_two_is_a_mistake_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    good = framed(SINGLE, [{"month": date(2026, 1, 1), "code": "a", "level": "red", "risk": 0.5, "count": 1}])
    monkeypatch.setattr(suites, "count_broken_in", lambda *_: {"key": 1})
    with suites.counted_rules(is_compared=True), pytest.raises(QualityBugError, match=r"differ on out_test__monthly_codes\.key"):
        suites.run_suite(SINGLE, good)


def test_every_table_of_the_program_can_be_counted() -> None:
    for table in all_tables():
        names = {plan.name.removeprefix(f"{table.name}.") for plan in suites.plan_suite(table)}
        assert set(count_broken_in(table.empty_frame(), table)) == names
