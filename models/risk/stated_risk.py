"""From log-odds to the probability that is published: how far the operating risk is stretched, and what no sign precedes.

In: log-odds of what was fitted (models.risk.regression). Out: the settings' values and reasons (pipelines/config/models.toml).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit

from models.numeric import Floats
from models.risk.priors import Fitted
from models.risk.settings import CalibrationSettings

_STRETCHED = "operating"


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
