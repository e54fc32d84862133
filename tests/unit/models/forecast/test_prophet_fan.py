import logging

import numpy as np
import polars as pl
import pytest

from models.forecast.fitted.prophet_fan import ProphetView, prophet_view
from models.forecast.fitted.regular_series import REGRESSORS
from tests.unit.models.forecast.fictional import district, one_firm


@pytest.fixture(scope="module")
def figures() -> pl.DataFrame:
    return district(firms=1, months=60, noise=0.05)[0].select("period", "value")


@pytest.fixture(scope="module")
def view(figures: pl.DataFrame) -> ProphetView:
    return prophet_view(figures, ahead=6, seed=3)


def test_the_fan_reaches_ahead_and_is_nested(view: ProphetView) -> None:
    assert view.fan.height == 66
    assert view.fan["value"].null_count() == 6
    nested = (pl.col("lo_95") <= pl.col("lo_80")) & (pl.col("lo_80") <= pl.col("mean")) & (pl.col("mean") <= pl.col("hi_80"))
    assert view.fan.select((nested & (pl.col("hi_80") <= pl.col("hi_95"))).all()).item()


def test_most_of_the_past_lies_inside_the_fan(view: ProphetView) -> None:
    past = view.fan.drop_nulls("value")
    assert past.select(pl.col("value").is_between(pl.col("lo_95"), pl.col("hi_95")).mean()).item() > 0.85


def test_the_parts_add_up_to_the_figures(view: ProphetView) -> None:
    parts = view.decomposition
    total = parts.select(pl.sum_horizontal("trend", "season", *REGRESSORS, "remainder")).to_series()
    # The log-like scale is a shifted logarithm for ordinary figures: differences are log ratios.
    assert np.diff(total) == pytest.approx(np.diff(np.log(view.fan.drop_nulls("value")["value"])), abs=0.01)


def test_the_festival_pulls_down(view: ProphetView) -> None:
    assert view.decomposition["festival"].min() < -0.2  # type: ignore[operator]


def test_the_same_seed_gives_the_same_fan_and_leaves_the_generator_alone(figures: pl.DataFrame, view: ProphetView) -> None:
    np.random.seed(1)
    before = np.random.get_state()[1].tolist()
    again = prophet_view(figures, ahead=6, seed=3)
    assert np.random.get_state()[1].tolist() == before
    assert again.fan.equals(view.fan)


def test_stan_keeps_silent(figures: pl.DataFrame, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        prophet_view(figures, ahead=1)
    assert not [record for record in caplog.records if record.name.startswith(("cmdstanpy", "prophet"))]
    assert capfd.readouterr().err == ""


def test_gaps_and_zeros_are_stood() -> None:
    view = prophet_view(one_firm([100.0, None, 0.0, 90.0] * 6), ahead=3)
    assert view.fan["mean"].is_finite().all()
    assert view.decomposition["remainder"].null_count() == 6


def test_less_than_a_year_is_refused() -> None:
    with pytest.raises(ValueError, match="has 11 figures: explaining one needs at least 12"):
        prophet_view(one_firm([1.0] * 11))


def test_a_step_is_dated_and_sized_with_its_band() -> None:
    series = district(firms=1, months=48, noise=0.05)[0].select("period", "value").with_row_index()
    stepped = series.select("period", value=pl.when(pl.col("index") >= 40).then(pl.col("value") * 0.6).otherwise("value"))
    shift = prophet_view(stepped, ahead=3).shift.row(0, named=True)
    assert shift["period"] == stepped["period"][40]
    assert shift["lo_95_log"] < np.log(0.6) < shift["hi_95_log"]


def test_a_steady_series_has_no_shift(view: ProphetView) -> None:
    assert view.shift.is_empty()
