"""The shrunken fit is the prior without examples, the truth with many, and the posterior mode between."""

import numpy as np
import pytest

from models.risk.regression import Examples, fit_towards_prior, log_odds, probability

TRUE = np.array([-2.0, 1.0, -0.5])
PRIOR, SPREAD = np.array([-1.0, 0.3, 0.3]), np.full(3, 0.4)


def examples(count: int, seed: int = 3) -> Examples:
    random = np.random.default_rng(seed)
    features = random.normal(size=(count, 2))
    chance = probability(TRUE[0] + features @ TRUE[1:])
    return Examples(features, (random.random(count) < chance).astype(float), np.ones(count))


def test_without_examples_the_prior_stands() -> None:
    fitted = fit_towards_prior(("a", "b"), examples(0), PRIOR, SPREAD)
    np.testing.assert_array_equal(fitted.values, PRIOR)


def test_many_examples_outweigh_the_prior() -> None:
    fitted = fit_towards_prior(("a", "b"), examples(40_000), PRIOR, SPREAD)
    np.testing.assert_allclose(fitted.values, TRUE, atol=0.06)


def test_the_answer_is_where_the_posterior_is_flat() -> None:
    given = examples(300)
    fitted = fit_towards_prior(("a", "b"), given, PRIOR, SPREAD)
    design = np.column_stack([np.ones(300), given.features])
    slope = design.T @ (given.outcome - probability(design @ fitted.values)) - (fitted.values - PRIOR) / SPREAD**2
    np.testing.assert_allclose(slope, 0, atol=1e-5)


def test_outcomes_may_be_probabilities() -> None:
    given = examples(2000)
    soft = Examples(given.features, 0.1 + 0.8 * given.outcome, given.weight)
    fitted = fit_towards_prior(("a", "b"), soft, PRIOR, SPREAD)
    assert np.isfinite(fitted.values).all()
    assert fitted.positives == pytest.approx(soft.outcome.sum())


def test_twice_the_weight_is_every_example_twice() -> None:
    given = examples(500)
    doubled = Examples(np.tile(given.features, (2, 1)), np.tile(given.outcome, 2), np.ones(1000))
    weighted = Examples(given.features, given.outcome, np.full(500, 2.0))
    first, second = (fit_towards_prior(("a", "b"), each, PRIOR, SPREAD).values for each in (doubled, weighted))
    np.testing.assert_allclose(first, second, atol=1e-7)


def test_features_that_separate_outcomes_do_not_run_away() -> None:
    given = Examples(np.array([[-5.0], [5.0]] * 50), np.array([0.0, 1.0] * 50), np.ones(100))
    fitted = fit_towards_prior(("a",), given, np.zeros(2), np.ones(2))
    assert abs(fitted.values).max() < 5


def test_contributions_add_up() -> None:
    fitted = fit_towards_prior(("a", "b"), examples(500), PRIOR, SPREAD)
    features = examples(50).features
    np.testing.assert_allclose(log_odds(fitted, features).sum(axis=1), fitted.values[0] + features @ fitted.values[1:], atol=1e-12)
