"""Planted faults: at the stated rates, and the truth says where."""

import polars as pl
from stdnum.cn import uscc

from pipelines.demo.faults import FOREIGN_UNITS, RATES
from pipelines.demo.indicator_traits import TRAITS

KEY = ["uscc", "indicator", "period", "received_on"]


def faulty_rows(written, files, kind):
    """The delivered rows that the truth names for one kind of fault."""
    truth = written.planted("faults").filter(pl.col("fault") == kind)
    found = []
    for name, number, code, indicator, period in truth.select("file_name", "row_number", "uscc", "indicator", "period").iter_rows():
        row = files[name].row(number - 1, named=True)
        assert (row["uscc"], row["indicator"], row["period"]) == (code, indicator, period)
        found.append((name, row))
    assert found
    return found


def test_each_kind_comes_at_its_rate(written):
    rows = written.report.rows["observations"]
    for kind, rate in RATES.items():
        # Both rows of a contradiction are named.
        expected = rate * rows * (2 if kind == "conflict" else 1)
        assert abs(written.report.faults[kind] - expected) <= max(2.0, 0.02 * expected)


def test_bad_codes_are_bad_and_all_others_good(written, figures):
    found = faulty_rows(written, figures, "bad_check_digit")
    assert not any(uscc.is_valid(row["uscc"]) for _, row in found)
    bad = sum(not uscc.is_valid(code) for frame in figures.values() for code in frame["uscc"])
    assert bad == len(found)


def test_foreign_units_are_named_and_all_others_are_the_departments_own(written, figures):
    found = faulty_rows(written, figures, "wrong_unit")
    assert all(row["unit"] == FOREIGN_UNITS[TRAITS[row["indicator"]].delivered.unit] for _, row in found)
    odd = sum(
        unit != TRAITS[key].delivered.unit for frame in figures.values() for key, unit in frame.select("indicator", "unit").iter_rows()
    )
    assert odd == len(found)


def test_future_months_lie_far_ahead(written, figures):
    found = faulty_rows(written, figures, "future_period")
    assert all(row["period"] > "2090" for _, row in found)
    assert sum((frame["period"] > "2030").sum() for frame in figures.values()) == len(found)


def test_a_duplicate_is_a_second_copy_of_a_good_row(written, figures):
    found = faulty_rows(written, figures, "duplicate")
    for name, row in found:
        same = figures[name].filter(pl.all_horizontal([pl.col(k) == row[k] for k in KEY]))
        assert same.height == 2
        assert same.unique().height == 1


def test_a_contradiction_is_two_values_on_one_day(written, figures):
    found = faulty_rows(written, figures, "conflict")
    for name, row in found:
        same = figures[name].filter(pl.all_horizontal([pl.col(k) == row[k] for k in KEY]))
        assert same["value"].n_unique() == 2


def test_slips_are_off_by_a_round_factor(written, figures):
    found = faulty_rows(written, figures, "unit_slip")
    away = 0
    for name, row in found:
        own = figures[name].filter((pl.col("uscc") == row["uscc"]) & (pl.col("indicator") == row["indicator"]))["value"].abs()
        ratio = abs(row["value"]) / max(own.median(), 1e-9)
        away += ratio > 30 or ratio < 1 / 30
    assert away > 0.7 * len(found)


def test_the_truth_names_every_row_that_breaks_a_key(written, figures):
    truth = written.planted("faults")
    for name, frame in figures.items():
        repeated = frame.filter(~frame.select(KEY).is_unique()).height
        named = truth.filter((pl.col("file_name") == name) & pl.col("fault").is_in(["duplicate", "conflict"]))
        # Of duplicates one of two is named, of contradictions both.
        assert repeated == 2 * (named["fault"] == "duplicate").sum() + (named["fault"] == "conflict").sum()
