"""Lumpy single series: a mean that keeps the sum right, and bands that know the next lump."""

import numpy as np
import polars as pl
import pytest

from models.forecast.single.forecast import forecast_series
from models.forecast.single.intermittent_bands import intermittent_forecast, intermittent_single
from tests.bench.forecast_intermittent import SHARES, coverage


def test_a_lump_every_fifth_month_is_expected_and_no_outlier():
    values = [30.0 if month % 5 == 2 else 0.0 for month in range(60)]
    made = forecast_series(pl.DataFrame({"series_id": "a", "t": range(60), "value": values}), 12)
    assert set(made["flags"]) == {"intermittent"}
    assert made["mean"].to_list() == pytest.approx([6.0] * 12, abs=1.5)
    assert made["hi_95"].min() >= 30.0


def test_zeros_that_come_with_the_season_are_left_to_the_blend():
    season = np.tile([5.0, 6, 4, 0, 0, 0, 0, 0, 0, 0, 3, 5], 5)[None, :]
    assert not intermittent_single(season).any()


def test_lumps_below_zero_are_in_reach():
    values = np.where(np.arange(60) % 4 == 0, np.where(np.arange(60) % 8 == 0, 10.0, -10.0), 0.0)[None, :]
    _, limits = intermittent_forecast(values, 3, (0.95,))
    assert (limits[0, 0] <= -10).all()
    assert (limits[0, 1] >= 10).all()


@pytest.mark.parametrize("share", SHARES)
def test_coverage_is_within_three_points(share):
    found = coverage(share, 11)
    # An interval that holds zero holds every month of zero.
    assert found["cover_80"] == pytest.approx(max(0.8, share), abs=0.04)
    assert found["cover_95"] == pytest.approx(0.95, abs=0.03)


def test_where_zeros_cover_more_than_stated_the_randomised_coverage_is_as_stated():
    found = coverage(0.9, 11)
    assert found["cover_80"] > 0.88
    assert found["randomised_80"] == pytest.approx(0.8, abs=0.03)
    assert found["lumps_95"] == pytest.approx(found["due_95"], abs=0.15)
