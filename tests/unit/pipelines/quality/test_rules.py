"""Rules beyond the contracts: the books add up, refusals stay few, sources arrive."""

import polars as pl
import pytest

from pipelines.quality.rules import (
    RefusalSettings,
    check_accounting,
    check_arrival,
    check_policy_keys,
    check_refusals,
    check_scatter,
    check_whole_files,
)


def ledger(**changed: list) -> pl.DataFrame:
    rows = {
        "file_name": ["a", "b"],
        "layout": ["observations", "observations"],
        "rows_in": [100, 50],
        "rows_stored": [90, 50],
        "rows_refused": [4, 0],
        "rows_duplicate": [6, 0],
    }
    return pl.DataFrame({**rows, **changed}, schema_overrides={"layout": pl.String})


def test_books_that_add_up_pass_and_others_stop():
    assert check_accounting(ledger()).passed
    wrong = check_accounting(ledger(rows_stored=[90, 49]))
    assert (wrong.passed, wrong.severity) == (False, "stop")
    assert "such as b" in wrong.printed
    assert wrong.observed == "1 of 2 deliveries do not add up"


@pytest.mark.parametrize(("refused", "passed"), [([1, 0], [True, True]), ([4, 0], [False, True]), ([80, 0], [False, False])])
def test_refusals_warn_and_then_stop(refused, passed):
    results = check_refusals(ledger(rows_refused=refused), RefusalSettings(warn_above_share=0.02, stop_above_share=0.5))
    assert [result.severity for result in results] == ["warn", "stop"]
    assert [result.passed for result in results] == passed


def test_no_deliveries_are_no_refusals():
    assert all(result.passed for result in check_refusals(ledger().clear(), RefusalSettings()))


def test_files_refused_as_a_whole_are_named():
    assert check_whole_files(ledger()).passed
    found = check_whole_files(ledger(layout=["observations", None]))
    assert (found.observed, found.printed) == ("1 of 2 files refused as a whole", "1 of 2 files refused as a whole: b")


def test_a_thin_source_is_named_and_only_a_month_without_any_is_held():
    coverage = pl.DataFrame({"indicator": ["tax", "gas"], "arrived_count": [9, 2], "expected_count": [10, 10], "status": ["warn", "stop"]})
    results = check_arrival(coverage)
    assert [(result.severity, result.passed, result.observed) for result in results] == [
        ("stop", True, "gas 2/10"),
        ("warn", False, "tax 9/10, gas 2/10"),
    ]
    held = check_arrival(coverage.with_columns(status=pl.Series(["stop", "stop"])))
    assert [result.passed for result in held] == [False, False]
    absent = check_arrival(coverage.with_columns(status=pl.Series(["absent", "stop"])))
    assert [result.passed for result in absent] == [False, False]
    assert all(result.passed for result in check_arrival(coverage.with_columns(pl.lit("ok").alias("status"))))


def test_policies_that_nobody_knows_are_named():
    assert check_policy_keys(["P1", "P2"], ["P1", "P1"]).passed
    found = check_policy_keys(["P1"], ["P1", "P9", "P8"])
    assert (found.passed, found.severity, found.printed) == (False, "warn", "2 keys are not in the catalogue: P8, P9")


def test_scatter_that_widened_warns_and_names_the_indicator() -> None:
    result = check_scatter(pl.DataFrame({"indicator": ["electricity"], "ratio": [2.14]}))
    assert (result.passed, result.severity) == (False, "warn")
    assert result.observed_zh == "用电的离散程度为以往的2.1倍，其预期区间和风险概率本月可能偏乐观"
    assert result.printed == "1 of 8 indicators scatter far more than before; electricity 2.1 times"
    assert check_scatter(pl.DataFrame(schema={"indicator": pl.String, "ratio": pl.Float64})).passed
