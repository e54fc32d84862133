"""Figures between those that are known: a straight line over each gap, for the methods that cannot leave a month out."""

from __future__ import annotations

import numpy as np

from models.numeric import Floats


def filled(figures: Floats) -> Floats:
    """Lay a straight line over the gaps of `figures` (series, months); the last figure goes on, months before the first stay NaN."""
    seen = np.isfinite(figures)
    if not (seen[:, :-1] & ~seen[:, 1:]).any():
        return figures
    months = np.arange(figures.shape[1])
    before = np.maximum.accumulate(np.where(seen, months, -1), axis=1)
    after = np.minimum.accumulate(np.where(seen, months, figures.shape[1])[:, ::-1], axis=1)[:, ::-1]
    after = np.where(after < figures.shape[1], after, before)
    low = np.take_along_axis(figures, np.maximum(before, 0), axis=1)
    high = np.take_along_axis(figures, np.maximum(after, 0), axis=1)
    share = (months - before) / np.maximum(after - before, 1)
    return np.where(seen, figures, np.where(before >= 0, low + share * (high - low), np.nan))
