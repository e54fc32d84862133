"""The log-like scale: logarithmic for ordinary figures, linear through zero and below.

``z = asinh(x / u)``. For x well above u this is log(2x / u), so differences read as log ratios; zero maps to zero and a refund
below it. u is a small share of the series' usual size, larger where small and negative figures are usual (net tax), since
there the logarithm would turn the trembling near zero into the main signal.
Source of method: inverse hyperbolic sine transformation, Burbidge, Magee & Robb (1988).
"""

from __future__ import annotations

import numpy as np

from models.numeric import Flags, Floats, is_measured, median

SMALL = 0.1  # a figure below this share of the usual size is small
LEAST_UNIT, MOST_UNIT = 0.02, 0.5  # unit u as a share of the usual size
_LEAST_UNIT = 1e-300  # numbers below lose their digits
_MOST_SCALED = 600.0  # a forecast beyond is no number any more in its own unit


def unit_of_series(values: Floats) -> Floats:
    """Give the unit u of each series of `values` (series, months), in the series' own unit; 1 where all figures are zero.

    u grows with the share of small and negative months, from 2 % of the usual size where there are none to 50 % from one in four.
    """
    measured = is_measured(values)
    usual = _median_size(values, measured)
    with np.errstate(invalid="ignore"):
        # A zero says "stopped" or "nothing invested"; only trembling around zero asks for a wider linear part.
        small = measured & (values < SMALL * usual[:, None])
    share = np.clip(LEAST_UNIT + 2 * small.sum(axis=1) / np.maximum(measured.sum(axis=1), 1), LEAST_UNIT, MOST_UNIT)
    return np.where(measured.any(axis=1), np.maximum(share * usual, _LEAST_UNIT), 1.0)


def to_log_like(values: Floats, unit: Floats) -> Floats:
    """Map `values` (series, ...) onto the log-like scale of the series' `unit` (series,)."""
    return np.arcsinh(values / _beside(unit, values))


def from_log_like(scaled: Floats, unit: Floats) -> Floats:
    """Map log-like figures back into the series' own unit; the inverse of `to_log_like`."""
    return np.sinh(np.clip(scaled, -_MOST_SCALED, _MOST_SCALED)) * _beside(unit, scaled)


def _beside(unit: Floats, values: Floats) -> Floats:
    return unit.reshape(unit.shape + (1,) * (values.ndim - 1))


def usual_size(values: Floats) -> Floats:
    """Give the median size of the figures of each series that are not zero; 1 where all are zero."""
    return _median_size(values, np.abs(values) > 0)


def _median_size(values: Floats, counted: Flags) -> Floats:
    usual = median(np.where(counted, np.abs(values), np.nan), axis=1)
    return np.where(np.isfinite(usual), usual, 1.0)
