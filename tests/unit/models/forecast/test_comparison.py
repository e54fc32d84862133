from datetime import date

import numpy as np
import polars as pl
import pytest

from models.forecast.district.district_forecaster import expect_district
from models.forecast.fitted.regular_series import RegularSeries, regular_series
from models.forecast.tournament.candidates import CANDIDATES, candidate_forecast
from models.forecast.tournament.comparison import TournamentSettings, hold_tournament
from models.forecast.tournament.selection import EVERYWHERE, apply_choice, chosen_forecasters
from tests.unit.models.forecast.fictional import district, one_firm

# No budget for fitted models: their place in the tournament is tested once below.
CHEAP = TournamentSettings(budget_seconds=0, fewest_series=5)


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return hold_tournament(*district(firms=45, months=54, noise=0.2), settings=CHEAP)


def test_every_class_is_decided_once(table: pl.DataFrame) -> None:
    decided = table.group_by("indicator", "size_class").agg(pl.col("is_chosen").sum())
    assert decided["is_chosen"].to_list() == [1, 1, 1]
    assert set(table["forecaster"]) == set(EVERYWHERE)


def test_the_seasonal_naive_loses_on_noisy_series(table: pl.DataFrame) -> None:
    error = table.group_by("forecaster").agg(pl.col("scaled_error").mean())
    by_name = dict(error.iter_rows())
    assert by_name["screening"] < 0.85 * by_name["seasonal_naive"]
    assert "seasonal_naive" not in chosen_forecasters(table)["forecaster"]


def test_the_same_inputs_give_the_same_table(table: pl.DataFrame) -> None:
    again = hold_tournament(*district(firms=45, months=54, noise=0.2), settings=CHEAP)
    assert table.equals(again)


def test_too_few_series_change_nothing() -> None:
    series, groups, last = district(firms=45, months=54, noise=0.2)
    # A season that repeats to the letter: the seasonal naive is perfect, but two firms prove nothing.
    exact = pl.concat([one_firm([100.0 + month % 12 * 30 for month in range(54)], name, "gas") for name in ("X0001", "X0002")])
    joined = hold_tournament(pl.concat([series, exact]), groups, last, TournamentSettings(budget_seconds=0))
    assert joined.filter(pl.col("indicator") == "gas", "is_chosen")["forecaster"].to_list() == ["screening"]


def test_a_short_district_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 14 months, got 12"):
        hold_tournament(*district(firms=5, months=12), settings=CHEAP)


def test_a_chosen_forecaster_moves_its_class_alone() -> None:
    series, groups, last = district(firms=30, months=48)
    before = expect_district(series, groups, last)
    choice = pl.DataFrame({"indicator": ["electricity"], "size_class": ["2"], "forecaster": ["seasonal_naive"]})
    after = apply_choice(before, choice)
    moved = before.targets.join(after.targets, on=["uscc", "indicator", "horizon_months"], suffix="_after").join(groups, on="uscc")
    same = (moved["expected"] - moved["expected_after"]).abs() < 1e-9 * moved["expected"]
    assert same.filter(moved["size_class"] != "2").all()
    year_ago = series.filter(pl.col("period") == date(last.year, last.month, 1)).select("uscc", "value")
    named = moved.filter(pl.col("size_class") == "2", pl.col("horizon_months") == 12).join(year_ago, on="uscc")
    assert named["expected_after"].to_numpy() == pytest.approx(named["value"].to_numpy())
    assert (named["lo_80_after"] < named["expected_after"]).all()


def test_no_choice_changes_nothing() -> None:
    before = expect_district(*district(firms=6, months=30))
    nobody = pl.DataFrame(schema={"indicator": pl.String, "size_class": pl.String, "forecaster": pl.String})
    assert apply_choice(before, nobody) is before


@pytest.fixture(scope="module")
def regular() -> RegularSeries:
    return regular_series(one_firm([100 * np.exp(0.3 * np.sin(month / 12 * 2 * np.pi)) for month in range(48)]), 6)


@pytest.mark.parametrize("name", sorted(CANDIDATES))
def test_candidates_carry_a_clean_season_on(name: str, regular: RegularSeries) -> None:
    truth = [100 * np.exp(0.3 * np.sin(month / 12 * 2 * np.pi)) for month in range(48, 54)]
    candidate = candidate_forecast(name, regular, seed=1)
    assert not candidate.failed
    assert regular.in_own_unit(candidate.values) == pytest.approx(truth, rel=0.15)


def test_a_failing_candidate_is_replaced_and_counted(regular: RegularSeries, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_series: RegularSeries, _seed: int) -> np.ndarray:
        raise ValueError("singular")

    monkeypatch.setitem(CANDIDATES, "ets", refuse)
    candidate = candidate_forecast("ets", regular, seed=1)
    assert candidate.failed
    np.testing.assert_array_equal(candidate.values, CANDIDATES["seasonal_naive"](regular, 0))


def test_an_exploding_candidate_is_bounded_and_counted(regular: RegularSeries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CANDIDATES, "ets", lambda _series, _seed: np.full(6, 1e9))
    candidate = candidate_forecast("ets", regular, seed=1)
    assert candidate.bounded
    assert candidate.values.max() < 20


def test_a_bug_in_a_candidate_is_not_hidden(regular: RegularSeries, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_series: RegularSeries, _seed: int) -> np.ndarray:
        raise KeyError("a typing error")

    monkeypatch.setitem(CANDIDATES, "ets", broken)
    with pytest.raises(KeyError):
        candidate_forecast("ets", regular, seed=1)
