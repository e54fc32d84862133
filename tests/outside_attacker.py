"""An attacker on printed totals, written by itself: it has nothing but the printed tables, and what a contributor knows of itself.

For every total that is left out two linear programmes say how small and how large it can be. Unknown is what each smallest group brought
in each stretch of months; printed figures are rounded, so each says no more than where the unrounded one lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import linprog

Group = tuple[str | None, str | None, str | None]
# (edition's number, span, group) -> printed figure, or None where it is left out.
Printed = Mapping[tuple[int, str, Group], float | None]


@dataclass(frozen=True)
class Known:
    """What a contributor brings: the group it is in, its own figure by stretch, and whether it knows that it is alone there."""

    group: Group
    own: Sequence[float]
    is_alone: bool


def covers(group: Group, part: Group) -> bool:
    return all(one is None or one == other for one, other in zip(group, part, strict=True))


def bounds(
    printed: Printed, empty: Iterable[Group], stretches_of: Mapping[tuple[int, str], Sequence[int]], known: Known | None = None
) -> dict[tuple[int, str, Group], tuple[float, float]]:
    """How small and how large each total can be that is left out.

    `empty`: groups in which nobody is; `stretches_of`: over which stretches a span of an edition is summed.
    """
    streets, sections, sizes = (sorted({one for _, _, group in printed if (one := group[place]) is not None}) for place in range(3))
    nobody = list(empty)
    parts = [part for part in product(streets, sections, sizes) if not any(covers(group, part) for group in nobody)]
    count = 1 + max(stretch for stretches in stretches_of.values() for stretch in stretches)

    def row(edition: int, span: str, group: Group) -> np.ndarray:
        found = np.zeros((len(parts), count))
        for place, part in enumerate(parts):
            if covers(group, part):
                found[place, list(stretches_of[edition, span])] = 1
        return found.ravel()

    told = [(row(*key), value) for key, value in printed.items() if value is not None]
    upper = np.array([line for line, _ in told] + [-line for line, _ in told]).reshape(2 * len(told), len(parts) * count)
    most = np.array([value + 0.5 for _, value in told] + [0.5 - value for _, value in told])
    limits: list[tuple[float, float | None]] = [(0.0, None)] * (len(parts) * count)
    if known is not None:
        place = parts.index(known.group)
        for stretch, own in enumerate(known.own):
            limits[place * count + stretch] = (own, own if known.is_alone else None)
    found = {}
    for key, value in printed.items():
        if value is None:
            goal = row(*key)
            low, high = (linprog(sign * goal, A_ub=upper, b_ub=most, bounds=limits, method="highs") for sign in (1, -1))
            found[key] = (low.fun if low.status == 0 else 0.0, -high.fun if high.status == 0 else np.inf)
    return found
