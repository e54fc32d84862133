"""The shift of every series between two spells: how far it moved, and how uncertain that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.evidence.deviations import Deviations
from models.numeric import Floats, deviation, mean

Centre = Callable[[Floats, int], Floats]

# Spells further back whose shifts tell how much a series of this kind wanders without any event, in months.
_REFERENCE_OFFSETS: Final = (0, 3, 6, 9, 12)
_FURTHEST_LOG: Final = 2.6
_LEAST_HISTORY: Final = 6
# Up to so many figures a series has no year of its own behind it.
_YEAR_FIGURES: Final = 12


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


class LevelShifts:
    """Measures shifts of one district and keeps them: judging many months asks for the same spells again and again."""

    def __init__(self, deviations: Deviations, centre: Centre = mean, least_error: float = 0.05) -> None:
        """Take the district's deviations and how a spell's months are summed up."""
        self.deviations = deviations
        self._centre = centre
        self._least_error = least_error
        self._earliest = _earliest_level(deviations)
        self._figures: dict[tuple[int, int], Floats] = {}
        self._sizes: dict[Spell, Floats] = {}
        self._shifts: dict[Spell, Shift] = {}

    def measure(self, spell: Spell) -> Shift:
        """Measure the shift over a spell; see ``measure_shift``."""
        if spell not in self._shifts:
            self._shifts[spell] = Shift(self._size(spell), self._error(spell))
        return self._shifts[spell]

    def _error(self, spell: Spell) -> Floats:
        noise = self.deviations.noise
        reference = [self._size(spell.earlier(back)) for back in _REFERENCE_OFFSETS if spell.onset - back > _LEAST_HISTORY]
        pooled = np.concatenate(reference) if reference else self._size(spell)
        # Figures that never moved have no noise to be measured in, and say nothing about that of others.
        measured = np.tile(np.where(noise > 0, noise, np.nan), (max(len(reference), 1), 1))
        inflation = np.nan_to_num(deviation(pooled / measured, axis=0), nan=1.0)
        return np.asarray(np.sqrt((noise * inflation) ** 2 + self._least_error**2))

    def _size(self, spell: Spell) -> Floats:
        if spell not in self._sizes:
            self._sizes[spell] = self._against_level(spell)
        return self._sizes[spell]

    def _against_level(self, spell: Spell) -> Floats:
        """Do as ``shift_size`` does; the same months are held against the levels before many onsets and are summed up once."""
        if spell.onset < 1:
            return np.full(self.deviations.noise.shape, np.nan)
        months = (max(spell.first, 0), spell.last)
        if months not in self._figures:
            self._figures[months] = self._centre(self.deviations.excess[:, :, months[0] : months[1] + 1], -1)
        return _bounded(self._figures[months] - self._level_before(spell))

    def _level_before(self, spell: Spell) -> Floats:
        """Return the level before a spell; for a new series its earliest one, where the figures come after it."""
        level, (earliest, month) = self.deviations.level[:, :, spell.onset - 1], self._earliest
        return np.where(np.isfinite(level) | (month >= spell.first), level, earliest)


def _earliest_level(deviations: Deviations) -> tuple[Floats, Floats]:
    """Return the first known level of series without a year of figures, and its month by position, both (enterprises, indicators).

    What peers share has been taken off, so that a level goes on as theirs does: the earliest known one stands for the months before it. Of
    a series with a year of figures, or with no level yet, it is NaN at an infinite month.
    """
    known = np.isfinite(deviations.level)
    is_new = known.any(axis=2) & (np.isfinite(deviations.excess).sum(axis=2) <= _YEAR_FIGURES)
    month = np.where(is_new, known.argmax(axis=2), np.inf)
    place = np.where(is_new, known.argmax(axis=2), 0)[:, :, None]
    return np.where(is_new, np.take_along_axis(deviations.level, place, axis=2)[:, :, 0], np.nan), month


def measure_shift(deviations: Deviations, spell: Spell, centre: Centre = mean, least_error: float = 0.05) -> Shift:
    """Measure the shift of every series over ``spell``.

    The standard error is the series' own monthly noise times what shifts over spells of this length amount to in units of that
    noise, pooled over enterprises and earlier spells, so that wandering levels and autocorrelation are counted as they are.
    ``centre`` sums a spell's months up: the mean, or the median where a dip of a month or two must not count.
    """
    return LevelShifts(deviations, centre, least_error).measure(spell)


def shift_size(deviations: Deviations, spell: Spell, centre: Centre = mean) -> Floats:
    """Shift in logs over a spell, (enterprises, indicators), bounded; NaN where the figures or the level before are unknown."""
    if spell.onset < 1:
        return np.full(deviations.noise.shape, np.nan)
    figures = centre(deviations.excess[:, :, max(spell.first, 0) : spell.last + 1], -1)
    return _bounded(figures - deviations.level[:, :, spell.onset - 1])


def _bounded(size: Floats) -> Floats:
    return np.asarray(np.clip(size, -_FURTHEST_LOG, _FURTHEST_LOG))
