"""Whatever the series, the forecast is finite, ordered, in the series' own unit and independent of its neighbours."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.single.forecast import forecast_series

FIGURES = st.floats(-1e9, 1e12, allow_nan=False).map(lambda value: 0.0 if abs(value) < 1e-6 else value)
SERIES = st.lists(st.one_of(st.none(), FIGURES, st.sampled_from([0.0, 1.0, 7.5])), min_size=1, max_size=70).filter(
    lambda values: any(value is not None for value in values)
)
QUICK = settings(max_examples=60, deadline=None)


def frame(values: list[float | None], name: str = "a") -> pl.DataFrame:
    return pl.DataFrame({"series_id": name, "t": range(len(values)), "value": pl.Series(values, dtype=pl.Float64)})


def many(count: int, months: int, seed: int) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    values = np.exp(np.cumsum(random.normal(0, 0.05, (count, months)), axis=1) + random.normal(5, 1, (count, 1)))
    return pl.concat(frame(list(row[: months - number % 5]), f"s{number:03d}") for number, row in enumerate(values))


@QUICK
@given(values=SERIES, horizon=st.integers(1, 30))
def test_the_forecast_is_finite_and_ordered(values: list[float | None], horizon: int) -> None:
    out = forecast_series(frame(values), horizon)
    figures = out.select("lo_95", "lo_80", "mean", "hi_80", "hi_95").to_numpy()
    assert figures.shape == (horizon, 5)
    assert np.isfinite(figures).all()
    slack = 1e-9 * np.abs(figures).max()
    assert (np.diff(figures, axis=1) >= -slack).all()


@QUICK
@given(values=SERIES)
def test_the_forecast_stays_near_the_figures(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    reach = 6 * max(abs(value) for value in known) + 1e-9
    mean = forecast_series(frame(values), 24)["mean"]
    assert mean.min() >= min(known) - reach  # type: ignore[operator]
    assert mean.max() <= max(known) + reach  # type: ignore[operator]


@pytest.mark.parametrize("factor", [1e-3, 1e6])
def test_another_unit_gives_the_same_forecast_in_that_unit(factor: float) -> None:
    plain = many(20, 60, 1)
    once, scaled = forecast_series(plain, 12), forecast_series(plain.with_columns(pl.col("value") * factor), 12)
    for name in ("mean", "lo_80", "hi_95"):
        np.testing.assert_allclose(scaled[name].to_numpy(), once[name].to_numpy() * factor, rtol=1e-7)


def test_a_series_alone_gets_the_forecast_it_gets_among_others() -> None:
    crowd = many(150, 60, 2)
    together = forecast_series(crowd, 12)
    for name in ("s000", "s077", "s149"):
        alone = forecast_series(crowd.filter(pl.col("series_id") == name), 12)
        among = together.filter(pl.col("series_id") == name)
        np.testing.assert_allclose(alone["mean"].to_numpy(), among["mean"].to_numpy(), rtol=1e-10)
        np.testing.assert_allclose(alone["hi_80"].to_numpy(), among["hi_80"].to_numpy(), rtol=1e-8)


def test_the_order_of_rows_does_not_matter() -> None:
    crowd = many(30, 48, 3)
    shuffled = crowd.sample(fraction=1, shuffle=True, seed=5)
    assert forecast_series(crowd, 6).equals(forecast_series(shuffled, 6))


def test_counting_from_another_month_shifts_the_answer_alone() -> None:
    crowd = many(10, 48, 4)
    later = crowd.with_columns(pl.col("t") + 1000)
    once, moved = forecast_series(crowd, 6), forecast_series(later, 6)
    assert moved.with_columns(pl.col("t") - 1000).equals(once)


def test_older_figures_are_used_but_newer_ones_lead() -> None:
    rising = frame([100.0] * 40 + [200.0] * 20)
    assert forecast_series(rising, 3)["mean"].to_list() == pytest.approx([200.0] * 3, rel=0.1)
