"""Leaving is told from shrinking by both risks together."""

import polars as pl
import pytest

from models.risk.score import kind_score


def scores(operating: list[float | None], relocation: list[float | None]) -> list[float | None]:
    frame = pl.DataFrame({"operating_risk": operating, "relocation_risk": relocation}, schema_overrides={"operating_risk": pl.Float64})
    return frame.select(kind_score()).to_series().to_list()


def test_even_odds_of_both_score_nothing() -> None:
    assert scores([0.5], [0.5]) == [pytest.approx(0.0)]


def test_half_of_the_log_odds_of_a_decline_speak_against_leaving() -> None:
    # Odds of 9 and of 4: log 4 less half of log 9.
    assert scores([0.9], [0.8]) == [pytest.approx(0.287682, abs=1e-6)]


def test_the_same_relocation_risk_is_leaving_where_the_enterprise_does_well() -> None:
    well, badly = scores([0.05, 0.95], [0.3, 0.3])
    assert well is not None
    assert badly is not None
    assert well > badly


def test_certainty_is_finite_and_the_unknown_stays_unknown() -> None:
    assert scores([1.0, None], [1.0, 0.5]) == [pytest.approx(10.361633, abs=1e-4), None]
