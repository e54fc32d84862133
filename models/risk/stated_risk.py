"""From log-odds to the probability that is published: how far the operating risk is stretched, and what no sign precedes.

In: log-odds of what was fitted (models.risk.regression). Out: the settings' values and reasons (pipelines/config/models.toml).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from annotated_types import Interval
from scipy.special import expit

from models.numeric import Floats
from models.risk.priors import Fitted

_STRETCHED = "operating"


@dataclass(frozen=True, slots=True)
class CalibrationSettings:
    """What lies between the fitted log-odds of a decline and its published probability.

    Labels made of noisy figures flatten what is learned from them (an outcome measured with error attenuates a logistic regression; Carroll
    et al. 2006, Measurement Error in Nonlinear Models, chapter 15), so log-odds are stretched by ``sharpness``; and so many decline
    ``without_sign`` before, which no sum of signs can state.
    """

    sharpness: Annotated[float, Interval(ge=0.5, le=2)] = 1.15
    without_sign: Annotated[float, Interval(ge=0, le=0.1)] = 0.015


def sharpened(risk: str, fitted: Fitted, settings: CalibrationSettings) -> Fitted:
    """Return what was fitted with the weights of the operating risk stretched, so that contributions add up to what is published."""
    if risk != _STRETCHED:
        return fitted
    values, errors = fitted.coefficients.values, fitted.height_errors
    wider = None if errors is None else settings.sharpness * errors
    return fitted._replace(coefficients=replace(fitted.coefficients, values=settings.sharpness * values), height_errors=wider)


def stated(risk: str, odds: Floats, settings: CalibrationSettings) -> Floats:
    """Return the probability that log-odds (rows,) are published as; beside the operating risk stand those who show no sign before."""
    if risk != _STRETCHED:
        return np.asarray(expit(odds))
    return np.asarray(settings.without_sign + (1 - settings.without_sign) * expit(odds))
