from datetime import date

import numpy as np
import polars as pl
import pytest

from models.forecast.single.forecast import forecast_series


def series(values: list[float | None], name: str = "a") -> pl.DataFrame:
    return pl.DataFrame(
        {"series_id": name, "t": pl.Series(range(1, len(values) + 1), dtype=pl.Int32), "value": pl.Series(values, dtype=pl.Float64)}
    )


def seasonal(months: int, growth: float = 0.0) -> np.ndarray:
    time = np.arange(months)
    return 100 * np.exp(growth * time + 0.3 * np.sin(time / 12 * 2 * np.pi))


def test_a_season_is_carried_on() -> None:
    truth = seasonal(84)
    mean = forecast_series(series(truth[:72].tolist()), 12)["mean"].to_numpy()
    assert mean == pytest.approx(truth[72:], rel=0.02)


def test_growth_is_carried_on_with_caution() -> None:
    truth = seasonal(84, growth=0.01)
    mean = forecast_series(series(truth[:72].tolist()), 12)["mean"].to_numpy()
    assert (mean / truth[72:] > 0.9).all()
    assert (mean / truth[72:] < 1.02).all()


def test_noise_gets_no_season() -> None:
    values = np.exp(np.random.default_rng(3).normal(0, 0.2, 60)) * 50
    mean = forecast_series(series(values.tolist()), 12)["mean"].to_numpy()
    assert mean.std() / mean.mean() < 0.06


def test_bands_are_nested_and_widen_for_a_wandering_series() -> None:
    walk = 1000 + np.cumsum(np.random.default_rng(5).normal(0, 10, 120))
    out = forecast_series(series(walk.tolist()), 18, (50, 80, 95))
    for inner, outer in ((50, 80), (80, 95)):
        assert (out[f"lo_{outer}"] < out[f"lo_{inner}"]).all()
        assert (out[f"hi_{outer}"] > out[f"hi_{inner}"]).all()
    width = (out["hi_80"] - out["lo_80"]).to_numpy()
    assert width[17] > 1.5 * width[0]


def test_a_giant_outlier_changes_little_and_is_flagged() -> None:
    values = seasonal(72)
    spoiled = values.copy()
    spoiled[50] *= 1e6
    clean, out = forecast_series(series(values.tolist()), 12), forecast_series(series(spoiled.tolist()), 12)
    assert out["flags"].to_list() == ["outlier"] * 12
    assert out["mean"].to_numpy() == pytest.approx(clean["mean"].to_numpy(), rel=0.1)


def test_a_yearly_peak_is_no_outlier() -> None:
    values = [1000.0 if month % 12 == 11 else 100.0 for month in range(72)]
    out = forecast_series(series(values), 12)
    assert out["flags"].null_count() == 12
    assert out["mean"][11] > 600


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ([5.0], "short"),
        ([5.0, 6.0], "short"),
        ([0.0] * 30, "constant"),
        ([7.0] * 30, "constant"),
        ([-4.0] * 30, "constant"),
        ([1.0, float("nan"), 3.0, float("inf")] * 8, "gaps,not_finite"),
        ([1.0, None, 3.0, 4.0] * 8, "gaps"),
        ([None] * 29 + [4.0], "short"),
    ],
)
def test_bad_series_end_in_a_finite_forecast_with_a_flag(values: list[float | None], flags: str) -> None:
    out = forecast_series(series(values), 6)
    assert np.isfinite(out.select("mean", "lo_80", "hi_80", "lo_95", "hi_95").to_numpy()).all()
    assert out["flags"].unique().to_list() == [flags]


def test_an_empty_series_beside_others_is_null_and_says_so() -> None:
    out = forecast_series(pl.concat([series([1.0, 2.0, 3.0, 2.0, 1.0, 2.0]), series([None, None], "b")]), 3)
    empty = out.filter(pl.col("series_id") == "b")
    assert empty["mean"].null_count() == 3
    assert empty["flags"].to_list() == ["no_figures,short"] * 3
    assert out.filter(pl.col("series_id") == "a")["mean"].null_count() == 0


def test_zero_is_the_floor_of_figures_that_never_were_negative() -> None:
    falling = np.maximum(100 - 4.0 * np.arange(30), 0) + 1e-3
    assert forecast_series(series(falling.tolist()), 24)["lo_95"].min() >= 0  # type: ignore[operator]


def test_an_exploding_series_is_bounded() -> None:
    values = 1.5 ** np.arange(60)
    out = forecast_series(series(values.tolist()), 120)
    assert out["mean"].max() <= 3.1 * values.max()  # type: ignore[operator]
    assert out["hi_95"].is_finite().all()


def test_months_come_back_as_they_came() -> None:
    dates = pl.DataFrame({"series_id": "a", "period": [date(2023, 11, 1), date(2023, 12, 1)], "value": [1.0, 2.0]})
    text = dates.with_columns(pl.col("period").dt.strftime("%Y-%m"))
    assert forecast_series(dates, 2)["period"].to_list() == [date(2024, 1, 1), date(2024, 2, 1)]
    assert forecast_series(text, 2)["period"].to_list() == ["2024-01", "2024-02"]
    assert forecast_series(series([1.0, 2.0]), 2)["t"].to_list() == [3, 4]


def test_contract_columns_and_order() -> None:
    out = forecast_series(pl.concat([series([1.0, 2.0], "b"), series([1.0, 2.0, 3.0], "a")]), 1)
    assert out.columns == ["series_id", "t", "mean", "lo_80", "hi_80", "lo_95", "hi_95", "flags"]
    assert out.select("series_id", "t").rows() == [("a", 4), ("b", 3)]


def test_enterprise_and_indicator_name_a_series() -> None:
    frame = pl.DataFrame({"uscc": ["u", "u"], "indicator": ["tax", "water"], "t": [1, 1], "value": [1.0, 2.0]})
    assert forecast_series(frame, 1)["series_id"].to_list() == ["u/tax", "u/water"]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (series([1.0]).drop("series_id"), "no column series_id"),
        (series([1.0]).drop("t"), "no column period or t"),
        (series([1.0]).drop("value"), "no column value"),
        (series([1.0]).with_columns(value=pl.lit("x")), "must hold numbers"),
        (series([1.0]).with_columns(t=pl.lit(1.5)), "whole numbers"),
        (series([]), "no rows"),
        (series([None, None]), "All figures of the input are missing"),
        (pl.concat([series([1.0, 2.0]), series([1.0])]), "a has the month t = 1 more than once"),
        (pl.DataFrame({"series_id": "a", "period": ["2024-13"], "value": [1.0]}), "Row 1 has no series or no readable period"),
    ],
)
def test_unusable_input_is_refused_in_a_sentence(frame: pl.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        forecast_series(frame, 3)


@pytest.mark.parametrize(("horizon", "levels"), [(0, (80,)), (121, (80,)), (3, ()), (3, (0,)), (3, (100,))])
def test_senseless_settings_are_refused(horizon: int, levels: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"horizon|levels"):
        forecast_series(series([1.0, 2.0]), horizon, levels)


def test_only_the_last_forty_years_are_read() -> None:
    long = [1e6] * 200 + seasonal(480).tolist()
    assert forecast_series(series(long), 12)["mean"].to_numpy() == pytest.approx(forecast_series(series(long[200:]), 12)["mean"].to_numpy())


def test_eighty_in_a_hundred_months_of_short_series_lie_in_the_band() -> None:
    random = np.random.default_rng(9)
    covered = []
    for months in (20, 28, 40):
        noise = random.normal(0, 0.2, (150, months + 6))
        values = np.exp(4 + 0.3 * np.sin(np.arange(months + 6) / 12 * 2 * np.pi) + noise)
        frame = pl.concat(series(row[:months].tolist(), f"s{number:03d}") for number, row in enumerate(values))
        out = forecast_series(frame, 6)
        low, high = (out[name].to_numpy().reshape(150, 6) for name in ("lo_80", "hi_80"))
        covered.append(((values[:, months:] >= low) & (values[:, months:] <= high)).mean())
    assert covered == pytest.approx([0.8] * 3, abs=0.08)
