"""Figures over windows: recomputed in SQL another way, and what a missing month does to sums and rates."""

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest

from models.series.windows import printed_figures
from models.warnings.exposure import measure_exposure
from tests.unit.models.warnings.case_frames import registered
from warehouse.periods import shift_month
from warehouse.printed_figures import EXPOSURES, FIGURES
from warehouse.vocabulary import INDICATORS, STOCKS

MONTH = date(2026, 10, 1)


def course(indicator="output_value", without=(), uscc="a", months=36, growth_base=None):
    """100 a month the year before last, then 110, then 121 in the last twelve months."""
    ages = [age for age in range(months) if age not in without]
    rows = [(uscc, indicator, shift_month(MONTH, -age), 100.0 * 1.1 ** (2 - age // 12), growth_base) for age in ages]
    kinds = {"uscc": pl.String, "indicator": pl.String, "period": pl.Date, "value": pl.Float64, "growth_base": pl.Float64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def figure(frame, key):
    return printed_figures(frame, MONTH).filter(pl.col("figure") == key).row(0, named=True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("output_value_month", 121),
        ("output_value_three_months", 363),
        ("output_value_year_to_date", 1210),
        ("output_value_twelve_months", 1452),
        *((f"output_value_{window}_growth", 0.1) for window in ("month", "three_months", "year_to_date", "twelve_months")),
    ],
)
def test_whole_windows(key, value):
    row = figure(course(), key)
    assert row["value"] == pytest.approx(value)
    assert (row["months_present"], row["missing"], row["until"]) == (row["months_expected"], "", MONTH)


def test_a_sum_is_over_what_is_there_and_names_the_rest_and_no_rate_is_made_of_it():
    holed = course(without=(0, 4))
    row = figure(holed, "output_value_twelve_months")
    assert (row["value"], row["months_present"], row["months_expected"]) == (pytest.approx(1210), 10, 12)
    assert (row["missing"], row["until"]) == ("2026-06,2026-10", date(2026, 9, 1))
    rate = figure(holed, "output_value_twelve_months_growth")
    assert (rate["value"], rate["months_present"], rate["missing"]) == (None, 10, "2026-06,2026-10")
    assert figure(holed, "output_value_month")["value"] is None


def test_a_hole_in_the_year_before_empties_the_rate_and_not_the_sum():
    holed = course(without=(13,))
    assert figure(holed, "output_value_twelve_months")["missing"] == ""
    rate = figure(holed, "output_value_twelve_months_growth")
    assert (rate["value"], rate["missing"]) == (None, "2026-09")
    # The month itself is not touched by another one's gap.
    assert figure(holed, "output_value_month_growth")["value"] == pytest.approx(0.1)


def test_heads_are_counted_once_and_the_last_one_says_its_month():
    row = figure(course("employment", without=(0, 1)), "employment_latest")
    assert (row["value"], row["until"], row["missing"]) == (pytest.approx(121), date(2026, 8, 1), "")
    assert figure(course("employment"), "employment_year_to_date_growth")["value"] == pytest.approx(0.1)


def test_the_base_the_sender_restates_comes_first():
    assert figure(course(growth_base=100.0), "output_value_month_growth")["value"] == pytest.approx(0.21)


def test_a_month_in_a_wrong_unit_is_missing_and_not_in_the_sum():
    wrong = course().with_columns(value=pl.when(pl.col("period") == date(2026, 3, 1)).then(1e6).otherwise("value"))
    row = figure(wrong, "output_value_year_to_date")
    assert (row["value"], row["missing"]) == (pytest.approx(9 * 121), "2026-03")


def test_an_indicator_that_never_reported_has_no_rows_and_later_months_are_not_seen():
    assert printed_figures(course().with_columns(value=pl.lit(None, pl.Float64)), MONTH).is_empty()
    later = course().head(1).with_columns(period=shift_month(MONTH, 1), value=pl.lit(9e6))
    assert printed_figures(pl.concat([course(), later]), MONTH).equals(printed_figures(course(), MONTH))


def random_series():
    """Three years of ten enterprises with a fifth of the months missing, and bases here and there."""
    rng = np.random.default_rng(3)
    rows = [
        (f"f{place}", key, shift_month(MONTH, -age), float(np.exp(rng.normal(5, 0.5))), 90.0 if rng.random() < 0.1 else None)
        for place in range(10)
        for key in INDICATORS.keys
        for age in range(36)
        if rng.random() < (1.0 if place < 5 else 0.8)
    ]
    return pl.DataFrame(rows, schema=["uscc", "indicator", "period", "value", "growth_base"], orient="row")


# Written anew in SQL from what the catalogue's words say; intervals instead of month numbers, self-joins instead of shifts.
RECOMPUTED = """
with months as (select unnest(range({first}, {last} + interval 1 month, interval 1 month))::date as period),
pairs as (select distinct uscc, indicator from series),
cells as (
    select p.uscc, p.indicator, m.period, now.value, coalesce(now.growth_base, before.value) as base
    from pairs p cross join months m
    left join series now using (uscc, indicator, period)
    left join series before
        on before.uscc = p.uscc and before.indicator = p.indicator and before.period = (m.period - interval 1 year)::date)
select uscc, indicator, sum(value) as total, count(value) as present,
    case when bool_and(value is not null and base is not null) then sum(value) / sum(base) - 1 end as growth
from cells group by all
"""
FIRST = {"month": MONTH, "three_months": date(2026, 8, 1), "year_to_date": date(2026, 1, 1), "twelve_months": date(2025, 11, 1)}


@pytest.mark.parametrize("window", FIRST)
def test_every_figure_is_what_sql_makes_of_the_same_series(window):
    series = random_series()
    query = RECOMPUTED.format(first=f"date '{FIRST[window]}'", last=f"date '{MONTH}'")
    wanted = {(row[0], row[1]): row[2:] for row in duckdb.sql(query).fetchall()}
    shown = printed_figures(series, MONTH).filter(pl.col("figure").is_in([figure.key for figure in FIGURES if figure.window == window]))
    assert shown.height > len(wanted)
    for row in shown.iter_rows(named=True):
        figure_of = FIGURES[row["figure"]]
        total, present, growth = wanted[row["uscc"], figure_of.indicator]
        if figure_of.comparison == "growth":
            assert row["value"] == (None if growth is None else pytest.approx(growth)), row
        else:
            mean = present if figure_of.indicator in STOCKS else 1
            assert row["value"] == (None if not present else pytest.approx(total / mean)), row
            assert row["months_present"] == present


def test_what_is_at_stake_is_the_same_in_the_list_and_in_the_figures():
    series = random_series()
    exposure = measure_exposure(series, registered(*[f"f{place}" for place in range(10)]), MONTH)
    shown = printed_figures(series, MONTH)
    for column, figure_of in EXPOSURES.items():
        own = dict(shown.filter(pl.col("figure") == figure_of.key).select("uscc", "value").iter_rows())
        assert own == pytest.approx(dict(exposure.select("uscc", column).iter_rows()))


def test_an_unusual_base_is_told_of_the_growth_of_the_month_and_of_nothing_else():
    odd = course().with_columns(value=pl.when(pl.col("period") == date(2025, 10, 1)).then(20.0).otherwise("value"))
    told = printed_figures(odd, MONTH).filter(pl.col("year_base").is_not_null())
    assert told.select("figure", "year_base").rows() == [("output_value_month_growth", "low")]
