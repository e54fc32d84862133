"""The suite of a contract finds every way in which a frame can break it, and never blames the data for its own mistakes."""

import subprocess
import sys
from contextlib import nullcontext
from datetime import date

import polars as pl
import pytest

from pipelines.errors import QualityBugError, exit_code_of
from pipelines.quality import suites
from warehouse import names
from warehouse.catalogue import all_tables, table_named
from warehouse.contract import Column, Table

TABLE = Table(
    name="out_test__monthly_things",
    meaning="A table for tests.",
    columns=(
        Column("month", "DATE", None, "Month.", "月份"),
        Column("code", "VARCHAR", None, "Code.", "代码"),
        Column("level", "VARCHAR", None, "Level.", "等级", null_means="none", allowed=("red", "blue")),
        Column("risk", "DOUBLE", None, "Risk.", "风险", null_means="none", range=(0, 1)),
        Column("count", "INTEGER", None, "Count.", "数量", null_means="none", range=(0, None)),
    ),
    key=("month", "code"),
)
GOOD = {
    "month": [date(2026, 1, 1)] * 3,
    "code": ["a", "b", "c"],
    "level": ["red", None, "blue"],
    "risk": [0.0, 1.0, None],
    "count": [1, None, 0],
}


def frame(**changed: list) -> pl.DataFrame:
    return pl.DataFrame({**GOOD, **changed}, schema=TABLE.polars_schema())


def failed(table: pl.DataFrame) -> set[str]:
    return {result.name.removeprefix(f"{TABLE.name}.") for result in suites.run_suite(TABLE, table) if not result.passed}


def test_a_good_frame_passes_everything():
    results = suites.run_suite(TABLE, frame())
    assert all(result.passed for result in results)
    assert {result.severity for result in results} == {"stop"}
    assert len({result.name for result in results}) == len(results) == 8


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"code": ["a", "a", "c"]}, {"key"}),
        ({"code": ["a", None, "c"]}, {"code.not_null"}),
        ({"level": ["red", "green", None]}, {"level.allowed"}),
        ({"risk": [0.5, 1.01, None]}, {"risk.range"}),
        ({"risk": [0.5, -0.01, None]}, {"risk.range"}),
        ({"count": [-1, None, 2]}, {"count.range"}),
    ],
)
def test_each_breach_is_named(changed, names):
    assert failed(frame(**changed)) == names


def test_a_wrong_type_and_a_strange_column_are_named():
    assert failed(frame().with_columns(pl.col("risk").cast(pl.Float32))) == {"types"}
    assert failed(frame().with_columns(pl.lit(1).alias("extra"))) == {"columns"}


def test_what_was_found_is_said_in_figures():
    result = next(result for result in suites.run_suite(TABLE, frame(risk=[0.5, 7.5, None])) if result.name.endswith("risk.range"))
    assert (result.observed, result.printed) == ("1 of 3 rows", "1 of 3 rows, such as 7.5")
    assert "风险" in result.meaning


@pytest.mark.parametrize("changed", [{}, {"code": ["a", "a", None]}, {"level": ["red", "green", None], "risk": [0.5, 7.5, -1.0]}])
def test_what_is_said_is_what_the_library_says_when_it_is_asked_for_everything(changed):
    planned, rows = list(suites.plan_suite(TABLE)), frame(**changed)
    everything = suites._validate(suites._batch(rows), TABLE.name, planned, "SUMMARY")
    found = {plan.name: (result.success, *suites._observed(result.result)) for plan, result in zip(planned, everything, strict=True)}
    said = {result.name: (result.passed, result.observed, result.examples) for result in suites.run_suite(TABLE, rows)[1:]}
    assert said == found


def test_a_frame_is_not_judged_by_the_one_before_it():
    verdicts = [failed(frame(code=codes)) for codes in (["a", "b", "c"], ["a", "a", "c"], ["a", "b", "c"])]
    assert verdicts == [set(), {"key"}, set()]


def test_what_no_rule_uses_is_not_loaded():
    # In a process of its own: another test may have used one of them.
    program = (
        "import sys; from pipelines.quality import suites; suites.load_library(); "
        "print([name for name in sys.modules if any(name.startswith(f'{never}.') for never in suites.NEVER_USED)])"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_check_that_cannot_be_evaluated_is_our_mistake():
    with pytest.raises(QualityBugError, match="mistake in the program") as caught:
        suites.run_suite(TABLE, frame().drop("risk"))
    assert exit_code_of(caught.value) == 1


def test_both_shapes_of_exception_records_are_seen():
    flat = {"raised_exception": True, "exception_message": "boom", "exception_traceback": "..."}
    assert suites.exception_in(flat) == "boom"
    assert suites.exception_in({"metric": flat}) == "boom"
    assert suites.exception_in({"raised_exception": False, "exception_message": None}) is None
    assert suites.exception_in({}) is None


@pytest.mark.parametrize("table", [table_named(names.REGISTER), table_named(names.COVERAGE)], ids=lambda table: table.name)
def test_an_empty_frame_breaks_nothing(table):
    assert all(result.passed for result in suites.run_suite(table, table.empty_frame()))


def test_every_contract_has_a_suite_of_its_own_names():
    names = [plan.name for table in all_tables() for plan in suites.plan_suite(table)]
    assert len(set(names)) == len(names)


def test_verdicts_are_those_of_expectations_that_are_configured_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [frame(), frame(code=["a", "a", None]), frame(level=["red", "green", None], risk=[2.0, -1.0, None], count=[-1, -2, -3])]
    once = [suites.run_suite(TABLE, one) for one in frames]
    monkeypatch.setattr(suites, "_configured_once", nullcontext)
    assert [suites.run_suite(TABLE, one) for one in frames] == once


def test_expectations_are_configured_as_the_library_does_it_outside_of_judging() -> None:
    gx, gxe = suites._library()
    made_anew = gx.expectations.expectation.Expectation.configuration
    rule = gxe.ExpectColumnValuesToNotBeNull(column="code")
    with suites._configured_once():
        assert rule.configuration is rule.configuration
    with pytest.raises(QualityBugError):
        suites.run_suite(TABLE, frame().drop("risk"))
    assert gx.expectations.expectation.Expectation.configuration is made_anew
    assert rule.configuration is not rule.configuration
