"""Logistic regression shrunk towards a stated expert prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.numeric import Floats


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Coefficients in log-odds per unit of each feature, with the prior they were shrunk towards.

    ``names`` starts with ``intercept``. ``examples`` and ``positives`` are sums of weights.
    """

    names: tuple[str, ...]
    values: Floats
    prior_mean: Floats
    prior_sd: Floats
    examples: float
    positives: float


@dataclass(frozen=True, slots=True)
class Examples:
    """Past enterprise-months: ``features`` (rows, names), ``outcome`` in 0…1 (rows,), ``weight`` (rows,)."""

    features: Floats
    outcome: Floats
    weight: Floats


def fit_towards_prior(names: tuple[str, ...], examples: Examples, prior_mean: Floats, prior_sd: Floats, rounds: int = 60) -> Coefficients:
    """Find the coefficients of highest posterior density under independent normal priors.

    The likelihood is that of a statsmodels binomial GLM with fractional outcomes; the prior keeps coefficients near the
    expert's where examples are few (maximum a posteriori; Gelman et al. 2008). With no examples the answer is the prior.
    """
    total = float(examples.weight.sum())
    values = prior_mean.copy()
    if total > 0:
        values = _ascend(examples, prior_mean, prior_sd, rounds)
    return Coefficients(("intercept", *names), values, prior_mean, prior_sd, total, float((examples.weight * examples.outcome).sum()))


def log_odds(coefficients: Coefficients, features: Floats) -> Floats:
    """Contributions in log-odds, (rows, 1 + names): the intercept first; their sum is the score."""
    return np.concatenate([np.ones((len(features), 1)), features], axis=1) * coefficients.values


def probability(score: Floats) -> Floats:
    """Probability of log-odds, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(score / 2)))


def _ascend(examples: Examples, prior_mean: Floats, prior_sd: Floats, rounds: int) -> Floats:
    """Newton's method with halved steps where a full one would lower the posterior density."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    design = np.concatenate([np.ones((len(examples.features), 1)), examples.features], axis=1)
    model = GLM(examples.outcome, design, family=Binomial(), freq_weights=examples.weight)
    precision = prior_sd**-2.0

    def density(values: Floats) -> float:
        score = design @ values
        likelihood = examples.weight @ (examples.outcome * score - np.logaddexp(0.0, score))
        return float(likelihood - 0.5 * precision @ (values - prior_mean) ** 2)

    values, reached = prior_mean.copy(), density(prior_mean)
    for _ in range(rounds):
        gradient = model.score(values, scale=1.0) - precision * (values - prior_mean)
        curvature = np.diag(precision) - model.hessian(values, scale=1.0, observed=False)
        step = np.linalg.solve(curvature, gradient)
        while density(values + step) < reached - 1e-9 and np.abs(step).max() > 1e-10:
            step /= 2
        values, reached = values + step, density(values + step)
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(values)
