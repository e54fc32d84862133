"""Logistic regression shrunk towards a stated expert prior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

from models.numeric import Floats

# Steps that shrink to less than this much of the one before go on with the information they have.
_SHRINKING: Final = 0.2


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
    """Past enterprise-months: ``features`` (rows, names); ``outcome``, ``weight`` and ``exposure``, each (rows,).

    ``outcome`` in 0…1. ``exposure`` in 0…1 is the share of all outcomes that would have shown by now: 1 where the wait is over. Below 1
    an outcome of 0 is censored: not yet, rather than no.
    """

    features: Floats
    outcome: Floats
    weight: Floats
    exposure: Floats


def fit_towards_prior(names: tuple[str, ...], examples: Examples, prior_mean: Floats, prior_sd: Floats, rounds: int = 60) -> Coefficients:
    """Find the coefficients of highest posterior density under independent normal priors.

    What has happened counts log p, what has not at exposure F counts log(1 - p F): the likelihood of right-censored observations
    (Kalbfleisch & Prentice 2002, chapter 3), which at full exposure is that of a binomial GLM with fractional outcomes. The prior keeps
    coefficients near the expert's where examples are few (maximum a posteriori; Gelman et al. 2008). With no examples the answer is the
    prior.
    """
    total = float(examples.weight.sum())
    values = prior_mean.copy()
    if total > 0:
        values = _ascend(examples, prior_mean, prior_sd, rounds)
    return Coefficients(("intercept", *names), values, prior_mean, prior_sd, total, float((examples.weight * examples.outcome).sum()))


def log_odds(coefficients: Coefficients, features: Floats) -> Floats:
    """Contributions in log-odds, (rows, 1 + names): the intercept first; their sum is the score."""
    return np.concatenate([np.ones((len(features), 1)), features], axis=1) * coefficients.values


def standard_errors(coefficients: Coefficients, examples: Examples) -> Floats:
    """Return the standard error of each coefficient, the intercept first: of the normal density that fits the posterior at its peak.

    The prior is part of it (Laplace's approximation; Gelman et al. 2013, Bayesian Data Analysis, section 4.1).
    """
    return np.asarray(np.sqrt(np.diagonal(covariance(coefficients, examples))))


def covariance(coefficients: Coefficients, examples: Examples) -> Floats:
    """Return the covariance of the coefficients, (1 + names, 1 + names), the intercept first; as of `standard_errors`."""
    information = _information(_design(examples), examples, coefficients.values)
    return np.asarray(np.linalg.inv(information + np.diag(coefficients.prior_sd**-2.0)))


def _design(examples: Examples) -> Floats:
    return np.concatenate([np.ones((len(examples.features), 1)), examples.features], axis=1)


def _information(design: Floats, examples: Examples, values: Floats) -> Floats:
    """Return Fisher's information of the examples at some coefficients, (1 + names, 1 + names), without the prior's part."""
    score = design @ values
    chance = expit(score)
    # A product with its own transpose costs half of any other.
    rooted = design * np.sqrt(examples.weight * chance * (1 - chance) * _worth(examples, score))[:, None]
    return np.asarray(rooted.T @ rooted)


def _worth(examples: Examples, score: Floats) -> Floats:
    """Return what a "not yet" is worth of a "no": its exposure at most, and less the likelier the outcome still is."""
    with np.errstate(divide="ignore"):
        unseen = np.log1p(-examples.exposure)
    return np.asarray(examples.exposure * expit(-score - unseen))


def _ascend(examples: Examples, prior_mean: Floats, prior_sd: Floats, rounds: int) -> Floats:
    """Fisher's scoring with halved steps where a full one would lower the posterior density.

    The information, nearly all of the cost, is worked out again only where the steps shrink slowly (the chord method; Kelley 1995,
    Iterative Methods for Linear and Nonlinear Equations, section 5.4): the prior keeps the way short, and along it it hardly changes.
    """
    design = _design(examples)
    outcome, weight, precision = examples.outcome, examples.weight, prior_sd**-2.0
    with np.errstate(divide="ignore"):
        unseen = np.log1p(-examples.exposure)

    def density(values: Floats) -> float:
        score = design @ values
        likelihood = weight @ (outcome * score - np.logaddexp(0.0, score) + (1 - outcome) * np.logaddexp(0.0, score + unseen))
        return float(likelihood - 0.5 * precision @ (values - prior_mean) ** 2)

    values, reached = prior_mean.copy(), density(prior_mean)
    size, before = np.inf, np.inf
    for _ in range(rounds):
        score = design @ values
        chance = expit(score)
        worth = _worth(examples, score)
        gradient = design.T @ (weight * (outcome * (1 - chance) - (1 - outcome) * chance * worth)) - precision * (values - prior_mean)
        if size > _SHRINKING * before or not np.isfinite(before + size):
            factor = cho_factor(_information(design, examples, values) + np.diag(precision))
        step = cho_solve(factor, gradient)
        attained = density(values + step)
        while attained < reached - 1e-9 and np.abs(step).max() > 1e-10:
            step /= 2
            attained = density(values + step)
        values, reached = values + step, attained
        before, size = size, float(np.abs(step).max())
        if size < 1e-8:
            break
    return np.asarray(values)
