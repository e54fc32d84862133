"""The shrunken fit is the prior without examples, the truth with many, and the posterior mode between."""

import numpy as np
import pytest
from scipy.special import expit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from models.risk.regression import Examples, fit_towards_prior, log_odds, standard_errors

TRUE = np.array([-2.0, 1.0, -0.5])
PRIOR, SPREAD = np.array([-1.0, 0.3, 0.3]), np.full(3, 0.4)


def examples(count: int, seed: int = 3) -> Examples:
    random = np.random.default_rng(seed)
    features = random.normal(size=(count, 2))
    chance = expit(TRUE[0] + features @ TRUE[1:])
    return Examples(features, (random.random(count) < chance).astype(float), np.ones(count), np.ones(count))


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
    slope = design.T @ (given.outcome - expit(design @ fitted.values)) - (fitted.values - PRIOR) / SPREAD**2
    np.testing.assert_allclose(slope, 0, atol=1e-5)


def test_outcomes_may_be_probabilities() -> None:
    given = examples(2000)
    soft = Examples(given.features, 0.1 + 0.8 * given.outcome, given.weight, given.exposure)
    fitted = fit_towards_prior(("a", "b"), soft, PRIOR, SPREAD)
    assert np.isfinite(fitted.values).all()
    assert fitted.positives == pytest.approx(soft.outcome.sum())


def test_at_full_exposure_it_is_the_binomial_regression_of_statsmodels() -> None:
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    given = examples(2000)
    fitted = fit_towards_prior(("a", "b"), given, PRIOR, np.full(3, 1e4))
    rival = GLM(given.outcome, np.column_stack([np.ones(2000), given.features]), family=Binomial(), freq_weights=given.weight).fit()
    np.testing.assert_allclose(fitted.values, rival.params, atol=1e-6)


def censored(count: int, exposure: float) -> tuple[Examples, Examples]:
    """Examples watched in full, and the same when a share of the outcomes has not shown yet."""
    known = examples(count)
    shown = known.outcome * (np.random.default_rng(4).random(count) < exposure)
    return known, Examples(known.features, shown, known.weight, np.full(count, exposure))


@pytest.mark.parametrize("exposure", [0.25, 0.6])
def test_outcomes_that_have_not_shown_yet_do_not_bias_the_coefficients(exposure: float) -> None:
    known, young = censored(60_000, exposure)
    fitted = fit_towards_prior(("a", "b"), young, PRIOR, np.full(3, 100.0))
    np.testing.assert_allclose(fitted.values, TRUE, atol=0.15)
    as_if_known = fit_towards_prior(
        ("a", "b"), Examples(young.features, young.outcome, young.weight, known.exposure), PRIOR, np.full(3, 100.0)
    )
    assert as_if_known.values[0] < TRUE[0] - 0.4


def test_the_posterior_of_censored_examples_is_flat_at_the_answer() -> None:
    _, young = censored(300, 0.5)
    fitted = fit_towards_prior(("a", "b"), young, PRIOR, SPREAD)
    design = np.column_stack([np.ones(300), young.features])

    def density(values: np.ndarray) -> float:
        chance = expit(design @ values)
        likelihood = np.where(young.outcome == 1, np.log(chance), np.log(1 - chance * young.exposure))
        return float(likelihood.sum() - (((values - PRIOR) / SPREAD) ** 2).sum() / 2)

    steps = 1e-4 * np.eye(3)
    slope = [(density(fitted.values + step) - density(fitted.values - step)) / 2e-4 for step in steps]
    np.testing.assert_allclose(slope, 0, atol=1e-4)


def test_who_has_not_been_watched_teaches_nothing() -> None:
    given = examples(200)
    unwatched = Examples(given.features, np.zeros(200), given.weight, np.zeros(200))
    np.testing.assert_allclose(fit_towards_prior(("a", "b"), unwatched, PRIOR, SPREAD).values, PRIOR, atol=1e-9)


def test_twice_the_weight_is_every_example_twice() -> None:
    given = examples(500)
    doubled = Examples(np.tile(given.features, (2, 1)), np.tile(given.outcome, 2), np.ones(1000), np.ones(1000))
    weighted = Examples(given.features, given.outcome, np.full(500, 2.0), given.exposure)
    first, second = (fit_towards_prior(("a", "b"), each, PRIOR, SPREAD).values for each in (doubled, weighted))
    np.testing.assert_allclose(first, second, atol=1e-7)


def test_features_that_separate_outcomes_do_not_run_away() -> None:
    given = Examples(np.array([[-5.0], [5.0]] * 50), np.array([0.0, 1.0] * 50), np.ones(100), np.ones(100))
    fitted = fit_towards_prior(("a",), given, np.zeros(2), np.ones(2))
    assert abs(fitted.values).max() < 5


def test_contributions_add_up() -> None:
    fitted = fit_towards_prior(("a", "b"), examples(500), PRIOR, SPREAD)
    features = examples(50).features
    np.testing.assert_allclose(log_odds(fitted, features).sum(axis=1), fitted.values[0] + features @ fitted.values[1:], atol=1e-12)


def test_standard_errors_are_those_of_a_general_linear_model_where_nobody_expects_anything() -> None:
    given = examples(500)
    fitted = fit_towards_prior(("a", "b"), given, PRIOR, np.full(3, 1e4))
    design = np.column_stack([np.ones(500), given.features])
    library = GLM(given.outcome, design, family=Binomial()).fit()
    np.testing.assert_allclose(standard_errors(fitted, given), library.bse, rtol=1e-4)


def test_without_examples_the_standard_error_is_the_priors_spread() -> None:
    fitted = fit_towards_prior(("a", "b"), examples(0), PRIOR, SPREAD)
    np.testing.assert_allclose(standard_errors(fitted, examples(0)), SPREAD)


def test_what_has_been_watched_for_less_tells_less() -> None:
    whole = examples(500)
    young = Examples(whole.features, whole.outcome, whole.weight, np.full(500, 0.25))
    errors = [standard_errors(fit_towards_prior(("a", "b"), given, TRUE, SPREAD), given) for given in (whole, young)]
    assert (errors[1] > errors[0]).all()
