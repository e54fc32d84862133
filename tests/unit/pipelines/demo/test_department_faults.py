"""Faults in departmental rows: at the stated rates, each of its kind; unusual spellings are no faults."""

from datetime import date
from math import sqrt

import polars as pl
import pytest

from pipelines.demo.departments import insurance, statistics
from pipelines.demo.departments.forms import file_name
from pipelines.demo.departments.spelling import as_number, day_spellings, month_spellings, number_spellings
from pipelines.demo.departments.spoiling import RATES, ROW_KINDS, WITHDRAWN_RATE, spoil, withdraw
from pipelines.demo.departments.workbook_bytes import column_name, serial, workbook_bytes
from pipelines.demo.faults import RATES as TIDY_RATES
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.lenient import parse_date, parse_month, parse_number

SEEDS = range(6)
FIGURE = statistics.FORM.figures[0]


@pytest.fixture(scope="module")
def reports(world, delivered):
    rows = statistics.build(world, delivered).with_columns(pl.lit(None, dtype=pl.String).alias("account"))
    return rows.with_columns(file_name(statistics.FORM, 2024).alias("file"))


@pytest.fixture(scope="module")
def spoilt(reports):
    return [spoil(DemoSettings(last=date(2025, 12, 1), seed=seed), statistics.FORM, reports) for seed in SEEDS]


def test_kinds_that_tidy_files_have_too_come_at_their_rates():
    shared = set(RATES) & set(TIDY_RATES)
    assert shared >= {"unit_slip", "bad_check_digit", "conflict", "future_period", "duplicate"}
    assert all(RATES[kind] == TIDY_RATES[kind] for kind in shared)


@pytest.mark.parametrize("kind", sorted(RATES))
def test_each_kind_comes_at_its_rate(reports, spoilt, kind):
    filled = sum(reports[figure.value].drop_nulls().len() for figure in statistics.FORM.figures)
    books = reports["file"].str.ends_with(".xlsx").sum()
    most = len(SEEDS) * (books if kind == "numeric_code" else reports.height if kind in ROW_KINDS else filled)
    found = sum((frame["fault"] == kind).sum() for frame in spoilt) / (2 if kind == "conflict" else 1)
    expected = RATES[kind] * most
    # Not every figure can be spoilt in every way: small ones cannot slip, February has no month to swap.
    assert 0.75 * expected - 4 * sqrt(expected) <= found <= expected + 4 * sqrt(expected)


def test_what_is_not_marked_is_as_it_was(reports, spoilt):
    clean = spoilt[0].filter(pl.col("fault").is_null()).select(reports.columns)
    assert clean.join(reports, on=["firm", "period", "received_on"], how="anti").height == 0
    both = clean.join(reports, on=["firm", "period", "received_on"], suffix="_before")
    for figure in statistics.FORM.figures:
        for header in figure.headers:
            assert both[header].equals(both[f"{header}_before"], null_equal=True)


@pytest.fixture(scope="module")
def changed(reports, spoilt):
    key = ["firm", "period", "received_on"]
    marked = pl.concat(spoilt).filter(pl.col("fault").is_not_null() & (pl.col("fault_figure") == FIGURE.value))
    return marked.join(reports, on=key, suffix="_before")


@pytest.mark.parametrize(
    ("kind", "now", "before"),
    [
        ("swapped_columns", FIGURE.value, FIGURE.month),
        ("swapped_columns", FIGURE.month, FIGURE.value),
        ("swapped_years", FIGURE.value, FIGURE.base),
        ("swapped_years", FIGURE.base_month, FIGURE.month),
        ("month_for_total", FIGURE.value, FIGURE.month),
        ("month_for_total", FIGURE.month, FIGURE.month),
        ("total_for_month", FIGURE.month, FIGURE.value),
    ],
)
def test_a_figure_stands_in_the_wrong_column(changed, kind, now, before):
    rows = changed.filter(pl.col("fault") == kind)
    assert rows.height > 10
    assert (rows[now] == rows[f"{before}_before"]).all()


def test_slips_are_round_factors_of_total_and_month(changed):
    rows = changed.filter(pl.col("fault") == "unit_slip")
    factors = (rows[FIGURE.value] / rows[f"{FIGURE.value}_before"]).round(6)
    assert set(factors) == {1000.0, 10_000.0, 10.0, 0.001}
    both = rows[FIGURE.month] - rows[f"{FIGURE.month}_before"] * factors
    assert both.abs().max() < 0.01
    assert 0.1 < (rows[FIGURE.base] != rows[f"{FIGURE.base}_before"]).mean() < 0.5


def test_withdrawals_come_later_and_take_back_the_last_version(world, delivered):
    rows = insurance.build(world, delivered).with_columns(
        pl.lit(None, dtype=pl.String).alias("account"), pl.lit("a.csv").alias("file"), pl.lit(None, dtype=pl.String).alias("fault")
    )
    found = pl.concat(
        [withdraw(DemoSettings(last=date(2025, 12, 1), seed=seed), insurance.FORM, rows).filter("is_withdrawn") for seed in SEEDS]
    )
    expected = WITHDRAWN_RATE * rows.height * len(SEEDS)
    assert abs(found.height - expected) < 4 * sqrt(expected) + 0.05 * expected
    last = rows.group_by("firm", "period").agg(pl.col("received_on").max().alias("last"))
    both = found.join(last, on=["firm", "period"])
    assert (both["received_on"] > both["last"]).all()
    assert both["received_on"].max() <= world.settings.last_day


@pytest.mark.parametrize("value", [0.0, 3.0, 1234.5, -120.5, 1_234_567.0, -3.0, 0.25])
def test_every_spelling_of_a_number_is_read_as_that_number(value):
    ways = number_spellings(value, is_by_hand=True)
    assert len(set(ways)) >= 3
    assert all(parse_number(way).value == value for way in ways)


def test_every_spelling_of_a_day_and_a_month_is_read_as_that_day():
    day = date(2026, 7, 8)
    assert all(parse_date(way).value == day for way in [*day_spellings(day, None), *day_spellings(day, 40_000)])
    assert all(parse_month(way).value == date(2026, 7, 1) for way in month_spellings(date(2026, 7, 1), "%Y%m"))


def test_a_code_in_a_cell_of_numbers_has_lost_its_digits():
    assert repr(as_number("91440310M9103MLF8X")) == "9.144031009103e+17"


def test_places_in_a_workbook_are_named_as_spreadsheets_do():
    assert [column_name(i) for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert serial(date(2026, 7, 8)) == 46211
    assert workbook_bytes([["a", 1, None, date(2026, 7, 8)]]) == workbook_bytes([["a", 1, None, date(2026, 7, 8)]])
