"""An attacker on printed totals, written by itself: it has nothing but the printed tables, and what a contributor knows of itself.

For every total that is left out two linear programmes say how small and how large it can be. Unknown is what each smallest group brought
in each stretch of months; printed figures are rounded, so each says no more than where the unrounded one lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

Group = tuple[str | None, str | None, str | None]
# (edition's number, span, group).
Key = tuple[int, str, Group]
# Printed figure, or None where it is left out.
Printed = Mapping[Key, float | None]
Stretches = Mapping[tuple[int, str], Sequence[int]]
ROUNDED = 0.5
# What a figure of many digits loses where it is stored.
DIGITS = 1e-9
# The largest figure as the programmes see it: with more digits the solver takes its own tolerance for a contradiction.
LARGEST = 1e6


@dataclass(frozen=True)
class Known:
    """What a contributor brings: the group it is in, its own figure by stretch, and whether it knows that it is alone there."""

    group: Group
    own: Sequence[float]
    is_alone: bool


def covers(group: Group, part: Group) -> bool:
    return all(one is None or one == other for one, other in zip(group, part, strict=True))


@dataclass(frozen=True)
class Attacker:
    """Somebody with printed totals at hand.

    `empty`: groups in which nobody is; `stretches_of`: over which stretches a span of an edition is summed, spans besides the printed ones
    too; `known`: what it knows of itself; `steady`: by which share it takes each smallest group to change at most from one stretch to the
    next, from the second on. What contradicts itself, such as figures restated between editions, is believed as far as all of it agrees,
    so that the sum of what is missed, as shares of the figures, is least.
    """

    printed: Printed
    empty: frozenset[Group]
    stretches_of: Stretches
    known: Known | None = None
    steady: float | None = None

    @cached_property
    def parts(self) -> list[Group]:
        """The smallest groups anybody may be in."""
        values = [sorted({one for _, _, group in self.printed if (one := group[place]) is not None}) for place in range(3)]
        return [part for part in product(*values) if not any(covers(group, part) for group in self.empty)]

    @cached_property
    def stretches(self) -> int:
        """How many stretches of the year there are."""
        return 1 + max(stretch for stretches in self.stretches_of.values() for stretch in stretches)

    @cached_property
    def unit(self) -> float:
        """In what the programmes count."""
        return max(1.0, max((abs(value) for value in self.told.values()), default=0.0) / LARGEST)

    def row(self, key: Key) -> np.ndarray:
        """Which parts and stretches a total adds up."""
        edition, span, group = key
        found = np.zeros((len(self.parts), self.stretches))
        for place, part in enumerate(self.parts):
            if covers(group, part):
                found[place, list(self.stretches_of[edition, span])] = 1
        return found.ravel()

    @cached_property
    def told(self) -> dict[Key, float]:
        """What is printed."""
        return {key: value for key, value in self.printed.items() if value is not None}

    @cached_property
    def believed(self) -> tuple[sparse.csr_array, np.ndarray]:
        """Sums of unknowns, and what each is at most: the printed totals with their rounding from both sides, steadiness."""
        values = np.array(list(self.told.values())) / self.unit
        room = ROUNDED / self.unit + DIGITS * np.abs(values)
        lines = np.array([self.row(key) for key in self.told]).reshape(len(self.told), len(self.parts) * self.stretches)
        changes = self.changes()
        rows = sparse.csr_array(np.vstack([lines, -lines, changes]))
        return rows, np.concatenate([values + room, room - values, np.zeros(len(changes))])

    def changes(self) -> np.ndarray:
        """Each unknown less the most, and the least less each unknown, that follow from the stretch before."""
        found = np.zeros((0, self.stretches))
        if self.steady is not None:
            pairs = [(late, sign) for late in range(2, self.stretches) for sign in (1, -1)]
            found = np.zeros((len(pairs), self.stretches))
            for line, (late, sign) in zip(found, pairs, strict=True):
                line[late], line[late - 1] = sign, -sign * (1 + sign * self.steady)
        return np.kron(np.eye(len(self.parts)), found)

    @cached_property
    def limits(self) -> list[tuple[float, float | None]]:
        """How small and how large each unknown can be by what the attacker knows of itself."""
        limits: list[tuple[float, float | None]] = [(0.0, None)] * (len(self.parts) * self.stretches)
        if self.known is not None:
            place = self.parts.index(self.known.group) * self.stretches
            for stretch, own in enumerate(self.known.own):
                limits[place + stretch] = (own / self.unit, own / self.unit if self.known.is_alone else None)
        return limits

    @cached_property
    def most(self) -> np.ndarray:
        """What the sums are at most so that they do not contradict each other."""
        rows, most = self.believed
        if linprog(np.zeros(rows.shape[1]), A_ub=rows, b_ub=most, bounds=self.limits, method="highs").status == 0:
            return most
        solved = linprog(
            np.concatenate([np.zeros(rows.shape[1]), 1 / (1 + np.abs(most))]), A_ub=sparse.hstack([rows, -sparse.eye_array(len(most))]),
            b_ub=most, bounds=[*self.limits, *[(0.0, None)] * len(most)], method="highs",
        )  # fmt: skip
        return most + np.asarray(solved.x[rows.shape[1] :]) * (1 + 1e-6)

    def bounds(self, keys: Iterable[Key]) -> dict[Key, tuple[float, float]]:
        """How small and how large totals can be; 0 and endless where a programme was not solved."""
        found = {}
        for key in keys:
            goal = self.row(key)
            low, high = (
                linprog(sign * goal, A_ub=self.believed[0], b_ub=self.most, bounds=self.limits, method="highs") for sign in (1, -1)
            )
            found[key] = (low.fun * self.unit if low.status == 0 else 0.0, -high.fun * self.unit if high.status == 0 else np.inf)
        return found


def bounds(printed: Printed, empty: Iterable[Group], stretches_of: Stretches, known: Known | None = None) -> dict[Key, tuple[float, float]]:
    """How small and how large each total can be that is left out."""
    attacker = Attacker(printed, frozenset(empty), stretches_of, known)
    return attacker.bounds(key for key, value in printed.items() if value is None)
