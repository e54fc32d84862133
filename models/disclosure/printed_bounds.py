"""What printed totals alone say of those that are left out: for whoever checks an edition with nothing but the edition.

The truth of a total that is left out is not known here, so this is what can be shown: how small and how large it can be. Where the largest
is near the smallest the total is as good as printed.
In: bounds by linear programmes. Out: choosing what is left out (suppression.py), which knows the truth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import linprog

from models.disclosure.linked_sums import FEATURES, Floats, Group, is_within
from warehouse.outside_vocabulary import MONTH, YEAR_TO_DATE

# Printed figures are whole.
ROUNDED = 0.5


@dataclass(frozen=True, slots=True)
class Bounds:
    """How small and how large a total that is left out can be."""

    measure: str
    span: str
    group: Group
    low: float
    high: float

    def is_open(self, share: float) -> bool:
        """Whether there is a figure that lies by a share below the largest and above the smallest possible."""
        return self.low * (1 + share) <= self.high * (1 - share)


def printed_bounds(totals: pl.DataFrame) -> list[Bounds]:
    """Return the bounds of every total that is left out; `totals`: measure, span, FEATURES, value, is_hidden."""
    parts = [part for _, part in totals.group_by("measure", maintain_order=True)]
    return [bounds for part in parts for bounds in _of_measure(part)]


def _of_measure(rows: pl.DataFrame) -> list[Bounds]:
    told = [row for row in rows.to_dicts() if row["is_hidden"] or row["value"] is not None]
    empty = [_group(row) for row in rows.to_dicts() if not row["is_hidden"] and row["value"] is None and row["span"] != MONTH]
    empty = empty or [_group(row) for row in rows.to_dicts() if not row["is_hidden"] and row["value"] is None]
    # A feature that no table is made by divides nothing.
    values = [sorted({row[name] for row in told if row[name] is not None}) or [None] for name in FEATURES]
    parts = [part for part in product(*values) if not any(is_within(part, group) for group in empty)]
    shown = [row for row in told if not row["is_hidden"]]
    lines = np.array([_line(row, parts) for row in shown]).reshape(len(shown), 2 * len(parts))
    limits = np.array([[row["value"] + ROUNDED, ROUNDED - row["value"]] for row in shown]).reshape(len(shown), 2)
    return [_bounds(row, parts, lines, limits) for row in told if row["is_hidden"]]


def _group(row: Mapping[str, object]) -> Group:
    return tuple(None if row[name] is None else str(row[name]) for name in FEATURES)


def _line(row: Mapping[str, object], parts: Sequence[Group]) -> Floats:
    """Return which parts a total adds up, those of the month and those of the months before it."""
    inside = np.array([is_within(part, _group(row)) for part in parts], dtype=float)
    return np.concatenate([inside, inside * (row["span"] == YEAR_TO_DATE)])


def _bounds(row: Mapping[str, object], parts: Sequence[Group], lines: Floats, limits: Floats) -> Bounds:
    goal = _line(row, parts)
    upper, most = np.vstack([lines, -lines]), np.concatenate([limits[:, 0], limits[:, 1]])
    low, high = (
        linprog(sign * goal, A_ub=upper if len(upper) else None, b_ub=most if len(upper) else None, bounds=(0, None), method="highs")
        for sign in (1, -1)
    )
    least = float(low.fun) if low.status == 0 else 0.0
    return Bounds(str(row["measure"]), str(row["span"]), _group(row), least, -float(high.fun) if high.status == 0 else float("inf"))
