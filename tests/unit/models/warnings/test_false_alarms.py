"""Expected false alarms: the count's distribution against the binomial, simulation and the edges."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from models.warnings.false_alarms import EXACT_LENGTH, count_distribution, expected_false_alarms, true_chance


def test_a_shared_shift_widens_the_interval_and_leaves_what_is_expected():
    chances = np.linspace(0.2, 0.9, 60)
    alone, shared = expected_false_alarms(chances), expected_false_alarms(chances, shift_spread=0.4)
    assert shared.expected == alone.expected
    assert shared.low < alone.low
    assert alone.high < shared.high
    assert expected_false_alarms(chances, shift_spread=1e-9) == alone


def test_the_interval_holds_counts_that_share_a_shift():
    chance, chances = np.random.default_rng(5), np.linspace(0.3, 0.9, 60)
    odds = np.log((1 - chances) / chances)
    shifts = chance.normal(0.0, 0.5, 4000)
    false = chance.random((4000, 60)) < 1 / (1 + np.exp(-(odds + shifts[:, None])))
    held = {spread: ((found.low <= (counts := false.sum(axis=1))) & (counts <= found.high)).mean()
            for spread in (0.0, 0.5) if (found := expected_false_alarms(chances, shift_spread=spread))}  # fmt: skip
    assert held[0.0] < 0.85
    assert 0.93 < held[0.5] < 0.98


def test_a_very_long_list_shares_a_shift_too():
    long = np.full(EXACT_LENGTH + 1, 0.7)
    alone, shared = expected_false_alarms(long), expected_false_alarms(long, shift_spread=0.4)
    assert shared.high - shared.low > 3 * (alone.high - alone.low)
    near = expected_false_alarms(np.full(EXACT_LENGTH, 0.7), shift_spread=0.4)
    assert abs(near.high - shared.high) <= 2


def test_equal_chances_give_the_binomial():
    assert count_distribution(np.full(20, 0.3)) == pytest.approx(binom.pmf(np.arange(21), 20, 0.3))


def test_expected_is_the_sum_of_what_is_left_to_one():
    count = expected_false_alarms(np.array([0.9, 0.5, 0.2]))
    assert count.expected == pytest.approx(0.1 + 0.5 + 0.8)
    assert count.listed == 3


def test_interval_holds_simulated_counts_as_often_as_it_says():
    rng = np.random.default_rng(11)
    chances = rng.uniform(0.05, 0.95, 60)
    count = expected_false_alarms(chances, level=0.9)
    drawn = (rng.random((20_000, 60)) > chances).sum(axis=1)
    inside = np.mean((drawn >= count.low) & (drawn <= count.high))
    # A count is discrete, so the interval holds at least what it says and not much more.
    assert 0.9 <= inside < 0.96


def test_certain_warnings_have_no_false_alarm():
    assert expected_false_alarms(np.ones(5)) == expected_false_alarms(np.ones(5))
    count = expected_false_alarms(np.ones(5))
    assert (count.expected, count.low, count.high) == (0.0, 0, 0)


def test_an_empty_list_promises_nothing():
    count = expected_false_alarms(np.empty(0))
    assert (count.expected, count.low, count.high) == (0.0, 0, 0)


def test_the_short_cut_for_long_lists_agrees_with_the_exact_count():
    chances = np.random.default_rng(1).uniform(0, 1, EXACT_LENGTH)
    exact = expected_false_alarms(chances)
    near = expected_false_alarms(np.append(chances, 1.0))
    assert abs(exact.low - near.low) <= 1
    assert abs(exact.high - near.high) <= 1


@pytest.mark.parametrize("chance", [0.0, 0.9999, 1.0])
def test_a_long_list_promises_no_fewer_than_none_and_no_more_than_it_names(chance):
    long = np.full(EXACT_LENGTH + 1, chance)
    count = expected_false_alarms(long)
    assert 0 <= count.low <= count.high <= len(long)


@pytest.mark.parametrize("bad", [[1.2], [-0.1], [float("nan")]])
def test_what_is_no_probability_is_refused(bad):
    with pytest.raises(ValueError, match="between 0 and 1"):
        expected_false_alarms(np.array(bad))


def test_a_warning_comes_true_by_either_risk():
    risks = pl.DataFrame({"operating_risk": [0.5, 0.5, None], "relocation_risk": [0.5, 0.0, 0.3]})
    assert risks.select(true_chance()).to_series().to_list() == pytest.approx([0.75, 0.5, 0.3])
