"""A world that has changed shows in its newest month; an ordinary one, a common shift or a month that is always restless does not."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evaluation.scatter_guard import ScatterSettings, scatter_by_month, widened_scatter
from warehouse.periods import shift_month

MONTH = date(2026, 6, 1)


def series(months: int = 30, count: int = 200, indicator: str = "electricity", seed: int = 1, **noise: float) -> pl.DataFrame:
    """Figures around 100, the band ±40; `noise`: by month (m2026_06) in place of 10, and `shift` of the newest month."""
    rng, rows = np.random.default_rng(seed), []
    for back in range(months):
        period = shift_month(MONTH, -back)
        shift = noise.get("shift", 0.0) if back == 0 else 0.0
        value = 100 + shift + rng.normal(0, noise.get(f"m{period:%Y_%m}", 10.0), count)
        rows.append(
            pl.DataFrame({"indicator": indicator, "period": period, "value": value, "expected": 100.0, "lo_95": 60.0, "hi_95": 140.0})
        )
    return pl.concat(rows).with_columns(indicator=pl.lit(indicator), expected=100.0, lo_95=60.0, hi_95=140.0)


def test_noise_that_doubles_is_noticed_in_its_first_month() -> None:
    found = widened_scatter(series(m2026_06=20.0), MONTH)
    assert found["indicator"].to_list() == ["electricity"]
    assert found["ratio"].item() == pytest.approx(2.0, abs=0.4)


@pytest.mark.parametrize("seed", range(20))
def test_an_ordinary_month_is_not(seed: int) -> None:
    assert widened_scatter(series(seed=seed), MONTH).is_empty()


def test_what_everybody_suffers_is_no_scatter() -> None:
    assert widened_scatter(series(shift=-35.0), MONTH).is_empty()


def test_a_month_that_is_restless_every_year_is_not() -> None:
    assert widened_scatter(series(m2026_06=20.0, m2025_06=21.0), MONTH).is_empty()


def test_too_little_is_known_of_few_figures_or_few_months() -> None:
    assert widened_scatter(series(count=60, m2026_06=30.0), MONTH).is_empty()
    assert widened_scatter(series(months=10, m2026_06=30.0), MONTH).is_empty()
    assert widened_scatter(series(months=10, m2026_06=30.0), MONTH, ScatterSettings(least_months=6)).height == 1


def test_figures_without_a_band_count_nowhere() -> None:
    unknown = series(count=5).with_columns(lo_95=pl.lit(None, pl.Float64))
    assert scatter_by_month(unknown).is_empty()
    assert widened_scatter(unknown, MONTH).is_empty()
