"""What those alike share in a month or on a day: a group's middle, believed as far as the groups differ by more than chance.

A shock, a slump or a flood may hit one size or one street and not the others. What those hit share is then no enterprise's own fall, and
who falls further than they do stands out. In ordinary months groups differ by no more than chance, and nothing is taken off.
In: what is left of figures once the own level and what the district and a trade share are taken off. Out: who is in which group
(models.month), levels and noise (models.evidence.deviations).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.numeric import SD_OF_MEAN_DEVIATION, Flags, Floats, Integers, deviation, median

# So few known figures have no middle of their own to judge by whether groups differ.
_LEAST: Final = 5


def shared_by_alike(rest: Floats, groupings: Sequence[Integers]) -> Floats:
    """Return what groups share of ``rest`` (enterprises, …), one grouping after another on what the ones before it left.

    Each of ``groupings`` (enterprises,) numbers groups, −1 for none. A group's middle is shrunk towards nothing by the part of the spread
    between groups that chance does not explain, by month (empirical Bayes with the method of moments; Efron & Morris 1975, Journal of the
    American Statistical Association 70).
    """
    shared = np.zeros_like(rest)
    for groups in groupings:
        shared += _effects(rest - shared, groups)
    return shared


def _effects(rest: Floats, groups: Integers) -> Floats:
    effects = np.zeros_like(rest)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups[groups >= 0])]
    # A single group is the district, whose middle has been taken off already.
    if len(members) < 2:
        return effects
    middle = np.stack([np.nan_to_num(median(rest[rows], 0)) for rows in members])
    count = np.stack([np.isfinite(rest[rows]).sum(axis=0) for rows in members])
    spread = np.stack([np.nan_to_num(deviation(rest[rows] - median(rest[rows], 0), 0)) for rows in members])
    chance = SD_OF_MEAN_DEVIATION**2 * (count * spread**2).sum(axis=0) / np.maximum(count.sum(axis=0), 1) / np.maximum(count, 1)
    between = _between(middle, chance, count >= _LEAST)
    believed = np.where(between > 0, between / np.where(between > 0, between + chance, 1.0), 0.0)
    for rows, effect in zip(members, believed * middle, strict=True):
        effects[rows] = effect
    return effects


def _between(middle: Floats, chance: Floats, is_known: Flags) -> Floats:
    """Variance of what groups truly share: that of their middles less what chance makes of it; 0 at least."""
    known = np.maximum(is_known.sum(axis=0), 1)
    return np.asarray(np.maximum((is_known * (middle**2 - chance)).sum(axis=0) / known, 0.0))
