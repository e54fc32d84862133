"""The shift of every series between two spells: how far it moved, and how uncertain that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.evidence.deviations import Deviations
from models.evidence.robust import Floats, deviation, mean

Centre = Callable[[Floats, int], Floats]

# Spells further back whose shifts tell how much a series of this kind wanders without any event, in months.
_REFERENCE_OFFSETS: Final = (0, 3, 6, 9, 12)
_FURTHEST_LOG: Final = 2.6
_LEAST_HISTORY: Final = 6


@dataclass(frozen=True, slots=True)
class Spell:
    """Months of a panel by position: the level is the one before ``onset``; the figures are those of ``first`` … ``last``."""

    onset: int
    first: int
    last: int

    def earlier(self, months: int) -> Spell:
        """The same spell that many months earlier."""
        return Spell(self.onset - months, self.first - months, self.last - months)


@dataclass(frozen=True, slots=True)
class Shift:
    """Shift in logs and its standard error, both (enterprises, indicators); NaN where a side of it is unknown."""

    size: Floats
    error: Floats


def measure_shift(deviations: Deviations, spell: Spell, centre: Centre = mean, least_error: float = 0.05) -> Shift:
    """Measure the shift of every series over ``spell``.

    The standard error is the series' own monthly noise times what shifts over spells of this length amount to in units of that
    noise, pooled over enterprises and earlier spells, so that wandering levels and autocorrelation are counted as they are.
    ``centre`` sums a spell's months up: the mean, or the median where a dip of a month or two must not count.
    """
    size = shift_size(deviations, spell, centre)
    reference = [shift_size(deviations, spell.earlier(back), centre) for back in _REFERENCE_OFFSETS if spell.onset - back > _LEAST_HISTORY]
    pooled = np.concatenate(reference) if reference else size
    noise = np.tile(deviations.noise, (max(len(reference), 1), 1))
    inflation = np.nan_to_num(deviation(pooled / noise, axis=0), nan=1.0)
    return Shift(size=size, error=np.sqrt((deviations.noise * inflation) ** 2 + least_error**2))


def shift_size(deviations: Deviations, spell: Spell, centre: Centre = mean) -> Floats:
    """Shift in logs over a spell, (enterprises, indicators), bounded; NaN where the figures or the level before are unknown."""
    if spell.onset < 1:
        return np.full(deviations.noise.shape, np.nan)
    figures = centre(deviations.excess[:, :, max(spell.first, 0) : spell.last + 1], -1)
    return np.asarray(np.clip(figures - deviations.level[:, :, spell.onset - 1], -_FURTHEST_LOG, _FURTHEST_LOG))
