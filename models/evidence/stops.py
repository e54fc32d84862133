"""How long a figure has stood at nothing: a payment that has stopped is told from one that has fallen.

In: figures as an array. Out: silence of a source (models.evidence.features), depth of a fall (models.evidence.indicator_evidence).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from models.numeric import Floats, median
from warehouse.vocabulary import INDICATORS

# A month counts once at least this share of the enterprises it usually has is there: what is late for all has stopped for nobody.
_DELIVERED_SHARE: Final = 0.5
# Who paid nothing has no line in a list of payments; of other figures a month that is absent is unknown.
_ABSENT_IS_NOTHING: Final = np.array([key == "tax" for key in INDICATORS.keys])


def stopped_months(values: Floats) -> Floats:
    """Count the months in a row, up to the newest delivered one, with nothing paid or made; shape (enterprises, indicators).

    ``values`` (enterprises, indicators, months). 0 where it is no longer than a pause this enterprise has made before, or where there
    never was a figure.
    """
    idle = _idle(values)
    runs = np.zeros(values.shape[:2])
    current, longest_before = np.zeros_like(runs), np.zeros_like(runs)
    begun = np.zeros_like(runs, dtype=bool)
    delivered = _delivered(values)
    for month in range(values.shape[2]):
        counts = delivered[None, :, month] & begun
        ended = counts & ~idle[:, :, month]
        longest_before = np.where(ended, np.maximum(longest_before, current), longest_before)
        current = np.where(ended, 0.0, current + (counts & idle[:, :, month]))
        begun |= values[:, :, month] > 0
    return np.where(current > longest_before, current, 0.0)


def _idle(values: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray((values <= 0) | (~np.isfinite(values) & _ABSENT_IS_NOTHING[None, :, None]))


def _delivered(values: Floats) -> npt.NDArray[np.bool_]:
    """Say of which months a source has delivered, (indicators, months)."""
    count = np.isfinite(values).sum(axis=0).astype(float)
    usual = median(np.where(count > 0, count, np.nan), axis=1)[:, None]
    return np.asarray((count > 0) & (count >= _DELIVERED_SHARE * np.nan_to_num(usual)))
