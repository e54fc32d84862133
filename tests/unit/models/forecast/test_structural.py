from datetime import date

import numpy as np
import polars as pl
import pytest

from models.forecast.fitted.structural import StructuralView, level_shift, structural_view
from tests.unit.models.forecast.fictional import district, one_firm


def stepped(fall: float, at: int, months: int = 48, noise: float = 0.05) -> pl.DataFrame:
    figures = district(firms=1, months=months, noise=noise)[0].select("period", "value").with_row_index()
    return figures.select(
        "period", pl.when(pl.col("index") >= at).then(pl.col("value") * (1 - fall)).otherwise(pl.col("value")).alias("value")
    )


@pytest.fixture(scope="module")
def view() -> StructuralView:
    return structural_view(stepped(0.4, 40), ahead=6)


def test_a_step_is_dated_and_sized(view: StructuralView) -> None:
    shift = view.shift.row(0, named=True)
    assert shift["period"] == date(2023, 5, 1)
    assert shift["size_share"] == pytest.approx(-0.4, abs=0.08)
    assert shift["lo_95_log"] < np.log(0.6) < shift["hi_95_log"]


def test_a_steady_series_has_no_shift() -> None:
    assert structural_view(stepped(0.0, 40)).shift.is_empty()


def test_the_parts_add_up(view: StructuralView) -> None:
    parts = view.decomposition
    total = parts.select(pl.sum_horizontal("level", "season", "calendar", "remainder")).to_series()
    assert np.diff(total) == pytest.approx(np.diff(np.log(parts["value"])), abs=0.01)


def test_the_fan_starts_the_month_after_and_is_nested(view: StructuralView) -> None:
    assert view.fan["period"][0] == date(2024, 1, 1)
    assert view.fan.height == 6
    assert (view.fan["lo_95"] < view.fan["lo_80"]).all()
    assert (view.fan["hi_95"] > view.fan["hi_80"]).all()


def test_short_and_gappy_series_are_stood() -> None:
    view = structural_view(one_firm([100.0, None, 95.0, 105.0, 98.0] * 4), ahead=3)
    assert view.decomposition["level"].is_finite().all()
    assert view.decomposition["season"].unique().to_list() == [0.0]


@pytest.mark.parametrize(("noise", "found"), [(0.02, True), (0.8, False)])
def test_a_shift_must_stand_out_from_the_noise(noise: float, found: bool) -> None:
    series = np.random.default_rng(4).normal(0, noise, 30) - 0.3 * (np.arange(30) >= 22)
    month, size, error = level_shift(series) or (0, 0.0, 1.0)
    assert (abs(size) > 3 * error) is found
    if found:
        assert month == 22


def test_one_odd_month_is_no_shift() -> None:
    series = np.random.default_rng(4).normal(0, 0.05, 30)
    series[24] -= 3
    _, size, error = level_shift(series) or (0, 0.0, 1.0)
    assert abs(size) < 3 * error


def risen(months_since: int) -> StructuralView:
    """A figure that doubled for a year and has stood at its old level for so many months since."""
    noise = np.random.default_rng(4).normal(0, 0.05, 48)
    rise = np.where((np.arange(48) >= 36 - months_since) & (np.arange(48) < 48 - months_since), np.log(2), 0.0)
    return structural_view(one_firm(list(100 * np.exp(noise + rise))))


def test_a_shift_that_the_newest_months_have_undone_is_none() -> None:
    assert risen(0).shift["size_share"].item() > 0.6
    assert risen(4).shift.is_empty()


def test_too_short_for_a_shift() -> None:
    assert level_shift(np.zeros(5)) is None
