"""What an attacker can work out: other figures that agree with everything printed, found by linear programmes.

A total is protected where the parts can be moved so that nothing printed changes and the total moves far enough. The attacker knows which
groups are empty, that figures are not negative, and its own figures where it is a contributor itself.
In: moves, and what stands in their way. Out: choosing what is left out (suppression.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import OptimizeResult, linprog

from models.disclosure.linked_sums import Flags, Floats, Knower, LinkedSums

# What is moved is measured in what is needed; parts far larger are as good as endless, and are cut off for the sake of the numbers.
MOST_TIMES_NEED: Final = 1e4
EXACT: Final = 1e-6
# A total moved by this much of what is needed counts as moved enough.
ENOUGH: Final = 1 - 1e-4
# What a move costs in a part that somebody knows exactly, in any other, and what each part of the need costs that is missed.
KNOWN_MOVED: Final = 1.0
MOVED: Final = 0.001
MISSED: Final = 1e5
# So many attacks are tried in one programme, side by side: starting one costs more than solving it.
SIDE_BY_SIDE: Final = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """A move that has to be possible: of which total, up (1) or down (-1), and by how much.

    `knowers`: contributors none of whom may be able to rule it out. `is_both_ways`: its opposite has to be possible as well.
    """

    total: int
    direction: int
    need: float
    knowers: tuple[Knower, ...] = ()
    is_both_ways: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Where the parts go, in the figures' own unit, and which totals change by it."""

    parts: Floats
    changed: Flags


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a move is not possible: some of these totals have to be left out; where the weights of those add up to 1, that may be enough."""

    weights: Floats


def find_moves(sums: LinkedSums, wanted: Sequence[Wanted], printed: NDArray[np.int64]) -> list[Move | None]:
    """Return for each wanted move one that leaves the printed totals as they are, None where there is none.

    `printed`: numbers of the totals that are printed. Of all such moves it is one that touches little of what somebody knows exactly.
    """
    return [found for part in _portions(wanted) for found in _least_moves(sums, part, printed)]


def find_obstacles(sums: LinkedSums, wanted: Sequence[Wanted], printed: NDArray[np.int64]) -> list[Obstacle]:
    """Return what stands in the way of moves that are not possible."""
    return [found for part in _portions(wanted) for found in _in_the_way(sums, part, printed)]


def furthest(sums: LinkedSums, wanted: Wanted, printed: NDArray[np.int64]) -> float | None:
    """Return how far of what is needed a total can be moved, at most 1; None where the programme was not solved."""
    _, solved, goals = _as_far_as_possible(sums, [wanted], printed)
    return float(goals[0] @ np.asarray(solved.x)) if solved.status == 0 else None


def _portions(wanted: Sequence[Wanted]) -> list[Sequence[Wanted]]:
    return [wanted[start : start + SIDE_BY_SIDE] for start in range(0, len(wanted), SIDE_BY_SIDE)]


def _least_moves(sums: LinkedSums, wanted: Sequence[Wanted], printed: NDArray[np.int64]) -> list[Move | None]:
    goals, down, up = _in_units_of_need(sums, wanted)
    costs = np.full((len(sums.parts), sums.stretches), MOVED)
    costs[[knower.part for knower in sums.knowers if knower.is_alone]] = KNOWN_MOVED
    whole = np.tile(costs.ravel(), len(wanted))
    reach = sparse.block_diag([goal[None, :] for goal in goals], format="csr")
    same = sparse.kron(sparse.eye_array(len(wanted)), sums.rows[printed], format="csr")
    rows = sparse.bmat([[reach, -reach, sparse.eye_array(len(wanted))], [same, -same, None]], format="csr")
    solved = linprog(
        np.concatenate([whole, whole, np.full(len(wanted), MISSED)]), A_eq=rows,
        b_eq=np.concatenate([np.ones(len(wanted)), np.zeros(same.shape[0])]),
        bounds=np.column_stack([np.zeros(rows.shape[1]), np.concatenate([up.ravel(), down.ravel(), np.ones(len(wanted))])]), method="highs",
    )  # fmt: skip
    if solved.status != 0:
        # One that is hard to solve must not take its neighbours along; nothing is taken for safe that was not proven.
        return [None] if len(wanted) == 1 else [found for one in wanted for found in _least_moves(sums, [one], printed)]
    rise, fall, missed = np.split(np.asarray(solved.x), [goals.size, 2 * goals.size])
    moves = (rise - fall).reshape(goals.shape)
    return [
        _moved(sums, move * one.need, one.need) if far <= 1 - ENOUGH else None for one, move, far in zip(wanted, moves, missed, strict=True)
    ]


def _in_the_way(sums: LinkedSums, wanted: Sequence[Wanted], printed: NDArray[np.int64]) -> list[Obstacle]:
    (down, up), solved, goals = _as_far_as_possible(sums, wanted, printed)
    if solved.status != 0:
        none = Obstacle(np.isin(np.arange(len(sums.totals)), printed).astype(np.float64))
        return [none] if len(wanted) == 1 else [found for one in wanted for found in _in_the_way(sums, [one], printed)]
    prices = -np.asarray(solved.eqlin.marginals).reshape(len(wanted), -1)
    missing = 1.0 - (goals * np.asarray(solved.x).reshape(goals.shape)).sum(axis=1)
    return [
        _obstacle(sums, printed, price, (room, above), max(far, EXACT))
        for price, room, above, far in zip(prices, down, up, missing, strict=True)
    ]


def _as_far_as_possible(
    sums: LinkedSums, wanted: Sequence[Wanted], printed: NDArray[np.int64]
) -> tuple[tuple[Floats, Floats], OptimizeResult, Floats]:
    """Move every wanted total as far as it goes, what is needed at most; returns the bounds of the parts, the solution, the goals."""
    goals, down, up = _in_units_of_need(sums, wanted)
    same = sparse.kron(sparse.eye_array(len(wanted)), sums.rows[printed], format="csr")
    solved = linprog(
        -goals.ravel(), A_ub=sparse.block_diag([goal[None, :] for goal in goals], format="csr"), b_ub=np.ones(len(wanted)),
        A_eq=same, b_eq=np.zeros(same.shape[0]), bounds=np.column_stack([-down.ravel(), up.ravel()]), method="highs",
    )  # fmt: skip
    return (down, up), solved, goals


def _in_units_of_need(sums: LinkedSums, wanted: Sequence[Wanted]) -> tuple[Floats, Floats, Floats]:
    """Return what is to grow, and how far down and up each part may go, a row for each wanted move."""
    goals = np.array([one.direction * sums.dense[one.total] for one in wanted])
    down = np.array([np.minimum(room_of(sums, one) / one.need, MOST_TIMES_NEED) for one in wanted])
    up = np.array([_upwards(sums, one, room) for one, room in zip(wanted, down, strict=True)])
    return goals, np.where(up == 0, 0.0, down), up


def _upwards(sums: LinkedSums, wanted: Wanted, down: Floats) -> Floats:
    """Return how far up each part may go, in units of what is needed."""
    if wanted.is_both_ways:
        return down
    still = np.zeros((len(sums.parts), sums.stretches), dtype=bool)
    still[[knower.part for knower in wanted.knowers if knower.is_alone]] = True
    return np.where(still.ravel(), 0.0, MOST_TIMES_NEED)


def _moved(sums: LinkedSums, parts: Floats, need: float) -> Move:
    return Move(parts, np.abs(np.asarray(sums.rows @ parts)) > EXACT * need)


def _obstacle(sums: LinkedSums, printed: NDArray[np.int64], prices: Floats, rooms: tuple[Floats, Floats], missing: float) -> Obstacle:
    """Say by how much of what is missing each printed total would help if it were left out; from linear duality."""
    weights = np.zeros(len(sums.totals))
    rows = sums.rows[printed]
    below, above = np.asarray(rows @ rooms[0]), np.asarray(rows @ rooms[1])
    far = np.where(prices > 0, prices * above, -prices * below)
    weights[printed] = np.where(np.abs(prices) > EXACT, np.minimum(1.0, far / missing), 0.0)
    return Obstacle(weights)


def room_of(sums: LinkedSums, wanted: Wanted) -> Floats:
    """Return how far down each part may go as far as the attackers know."""
    room = sums.room.reshape(len(sums.parts), sums.stretches).copy()
    own = np.zeros_like(room)
    for knower in wanted.knowers:
        own[knower.part] = np.maximum(own[knower.part], np.abs(knower.own))
    return np.asarray(np.maximum(room - own, 0.0).ravel())
