"""The office's rules: when they fire and what they must not know."""

from datetime import date

import polars as pl
import pytest

from models.evaluation.rules import three_sigma_scores, year_on_year_scores
from warehouse.periods import shift_month

FIRST = date(2020, 1, 1)


def series(values, indicator="output_value", uscc="a", bases=None):
    bases = bases or [None] * len(values)
    return pl.DataFrame(
        {
            "uscc": [uscc] * len(values),
            "indicator": [indicator] * len(values),
            "period": [shift_month(FIRST, i) for i in range(len(values))],
            "value": [None if v is None else float(v) for v in values],
            "growth_base": bases,
        },
        schema_overrides={"value": pl.Float64, "growth_base": pl.Float64},
    )


def score(scores, index, uscc="a"):
    return scores.filter(pl.col("month") == shift_month(FIRST, index), pl.col("uscc") == uscc)


def test_year_on_year_needs_two_months_running():
    once = year_on_year_scores(series([100] * 15 + [60] + [100] * 3))
    assert not once["is_candidate"].any()
    twice = year_on_year_scores(series([100] * 15 + [60, 65] + [100] * 3))
    assert score(twice, 16)["operating_risk"].item() == pytest.approx(0.35)
    assert score(twice, 16)["is_candidate"].item()
    assert not score(twice, 15)["is_candidate"].item()


def test_two_months_with_a_gap_between_them_are_not_running():
    gap = year_on_year_scores(series([100] * 15 + [60, None, 60]))
    assert not gap["is_candidate"].any()


def test_year_on_year_uses_the_reported_base_where_it_is_given():
    scores = year_on_year_scores(series([100] * 14, bases=[None] * 12 + [200.0, 200.0]))
    assert score(scores, 13)["operating_risk"].item() == pytest.approx(0.5)


def test_first_year_has_no_year_on_year_score():
    assert year_on_year_scores(series([100] * 12)).is_empty()


def test_three_sigma_compares_with_the_own_past_without_the_month_itself():
    past = [100.0, 110.0] * 12
    scores = three_sigma_scores(series([*past, 0.0]))
    mean, spread = 105.0, pl.Series(past).std()
    assert score(scores, 24)["operating_risk"].item() == pytest.approx((mean - 0) / spread)
    assert score(scores, 24)["is_candidate"].item()


def test_a_constant_series_has_no_sigma_to_count_in():
    assert three_sigma_scores(series([100.0] * 20)).is_empty()


def test_the_score_is_the_median_over_the_indicators_and_stands_for_both_risks():
    both = pl.concat([series([100] * 12 + [50, 50]), series([100] * 12 + [100, 100], "electricity")])
    row = score(year_on_year_scores(both), 13)
    assert row["operating_risk"].item() == pytest.approx(0.25)
    assert row["relocation_risk"].item() == row["operating_risk"].item()


def test_later_months_do_not_change_an_earlier_score():
    values = [100, 90, 120, 80] * 6
    for rule in (year_on_year_scores, three_sigma_scores):
        early = rule(series(values[:20]))
        late = rule(series([*values[:20], 1, 1, 1, 1])).filter(pl.col("month") < shift_month(FIRST, 20))
        assert early.equals(late)
