"""Hold-outs cut from the past read nothing that came after them."""

import numpy as np

from tests.bench.forecast_origins import Cut, measured


def _series() -> dict[str, np.ndarray]:
    random = np.random.default_rng(8)
    return {f"s{number}": 100 + np.cumsum(random.normal(0, 1, 60 - number)) for number in range(4)} | {"short": np.ones(20)}


def test_months_after_a_cut_change_nothing() -> None:
    series = _series()
    later = {name: np.r_[values[:-6], np.full(6, 1e6)] for name, values in series.items()}
    cut = Cut("M1", 6, 6)
    assert measured(series, cut).equals(measured(later, cut))


def test_a_cut_keeps_the_last_years_and_leaves_out_what_is_too_short() -> None:
    found = measured(_series(), Cut("M1", 6, 6, 24))
    assert found["months"].to_list() == [24] * 4
    assert found["cover_80"].is_between(0, 1).all()
