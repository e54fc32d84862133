"""Moves that are known to be possible, and what is still to be shown with them: one move often protects many totals against many attackers.

In: keeping moves, asking which totals they protect, looking for those that are missing. Out: finding one (attack.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from models.disclosure.attack import ENOUGH, EXACT, Move, Obstacle, Wanted, find_moves, find_obstacles, furthest
from models.disclosure.linked_sums import Flags, Floats, Knower, LinkedSums

if TYPE_CHECKING:
    from models.disclosure.suppression import Protection

# So many moves are looked for before it is asked again what they show.
AT_A_TIME: Final = 6
# A total and a direction.
Place = tuple[int, int]


@dataclass(slots=True)
class KnownMoves:
    """Moves of the parts: which totals each changes and by how much, and how much of it each contributor cannot rule out."""

    changed: list[Flags] = field(default_factory=list)
    reach: list[Floats] = field(default_factory=list)
    # Of a move, the share that each attacker cannot rule out: an outsider first, then every contributor.
    shares: list[Floats] = field(default_factory=list)

    def add(self, sums: LinkedSums, move: Move, *, is_both_ways: bool) -> None:
        """Keep a move, and its opposite where that is possible too."""
        for parts in (move.parts, -move.parts) if is_both_ways else (move.parts,):
            self.changed.append(move.changed)
            self.reach.append(np.asarray(sums.rows @ parts))
            self.shares.append(np.array([1.0, *(possible_share(sums, parts, knower) for knower in sums.knowers)]))

    def usable(self, shown: Flags) -> list[int]:
        """Return which moves change nothing that is shown."""
        return [] if not self.changed else np.flatnonzero(~(np.array(self.changed) & shown).any(axis=1)).tolist()

    def protect(self, chosen: Sequence[int], place: Place, needs: Floats) -> Flags:
        """Say against whom a total is protected by some of the moves: by one of them that goes far enough for each attacker."""
        reach = place[1] * np.array([self.reach[one][place[0]] for one in chosen])
        far = np.flatnonzero(reach > 0)
        if not len(far):
            return np.asarray(needs <= 0)
        shares = np.array([self.shares[chosen[int(one)]][: len(needs)] for one in far])
        enough = ENOUGH * needs[None, :] / reach[far, None] <= shares
        return np.asarray(enough.any(axis=0) | (needs <= 0))


def possible_share(sums: LinkedSums, parts: Floats, knower: Knower) -> float:
    """Return which share of a move does not contradict what a contributor knows of its part."""
    here = parts[knower.part * sums.stretches : (knower.part + 1) * sums.stretches]
    room = sums.room[knower.part * sums.stretches : (knower.part + 1) * sums.stretches] - np.abs(knower.own)
    if knower.is_alone:
        return 0.0 if (np.abs(here) > EXACT * float(np.abs(parts).max())).any() else 1.0
    down = here < 0
    return float(np.min(np.maximum(room[down], 0.0) / -here[down], initial=1.0))


def find_weaknesses(protection: Protection, totals: Sequence[int] | NDArray[np.int64], shown: Flags) -> dict[int, Obstacle]:
    """Return the totals that somebody can work out, each with what gives it away.

    What an outsider finds comes first: contributors are asked when no outsider succeeds.
    """
    needs = needs_of(protection, totals)
    for place, lost in protection.lost.items():
        if place in needs:
            needs[place] = np.where(lost, 0.0, needs[place])
    for only_outsiders in (True, False):
        found = _attack_all(protection, needs, np.asarray(shown), only_outsiders=only_outsiders)
        if found:
            return found
    return {}


def needs_of(protection: Protection, totals: Sequence[int] | NDArray[np.int64]) -> dict[Place, Floats]:
    """Return how far each total has to be open up and down, to an outsider first, then to every contributor."""
    sums, needs = protection.sums, dict[Place, Floats]()
    for total in totals:
        # What is left out for the sake of others alone is a secret from outsiders: by the rules it might be printed.
        is_secret = protection.sensitive[total]
        own = np.concatenate([[0.0], own_figures(sums, int(total)) if is_secret else []])
        # Who is the whole of a total knows it, be it nothing at all, and nobody could keep it from him.
        is_whole = np.concatenate([[False], is_whole_of(sums, int(total)) if is_secret else []]).astype(bool)
        for direction in (1, -1):
            wanted = [protection.need(int(total), direction, float(one)) for one in own]
            needs[int(total), direction] = np.where(is_whole, 0.0, wanted)
    return needs


def lost_places(protection: Protection, totals: Sequence[int] | NDArray[np.int64]) -> dict[Place, Flags]:
    """Return which totals earlier editions have narrowed for good, in which direction and for whom, whatever is left out now.

    What could not be solved is not taken for lost: it is attacked like everything else.
    """
    sums, moves, printed = protection.sums, protection.moves, np.flatnonzero(protection.printed)
    needs = needs_of(protection, totals)
    usable = moves.usable(protection.printed)
    known = {place: moves.protect(usable, place, needs[place]) for place in needs}
    lost = {place: np.zeros(len(each), dtype=bool) for place, each in needs.items()}
    while left := [place for place in needs if not known[place].all()][:AT_A_TIME]:
        attackers = {place: int(np.argmin(known[place])) for place in left}
        wanted = {place: _wanted(sums, place, needs[place], attacker) for place, attacker in attackers.items()}
        before = len(moves.reach)
        missed = {(one.total, one.direction) for one in _try(sums, moves, list(wanted.values()), printed)}
        new = range(before, len(moves.reach))
        for place in needs:
            known[place] = known[place] | moves.protect(new, place, needs[place]) if new else known[place]
        for place in missed:
            far = furthest(sums, wanted[place], printed)
            lost[place][attackers[place]] = far is not None and far < ENOUGH
            known[place][attackers[place]] = True
    return {place: each for place, each in lost.items() if each.any()}


def _attack_all(protection: Protection, needs: Mapping[Place, Floats], shown: Flags, *, only_outsiders: bool) -> dict[int, Obstacle]:
    sums, moves, printed = protection.sums, protection.moves, np.flatnonzero(shown)
    asked = {place: one[:1] if only_outsiders else one for place, one in needs.items()}
    usable, failed = moves.usable(shown), dict[int, Wanted]()
    known = {place: moves.protect(usable, place, needs[place])[: len(one)] for place, one in asked.items()}
    while left := [place for place in asked if place[0] not in failed and not known[place].all()]:
        tried = _one_a_total(left)[:AT_A_TIME]
        wanted = [_wanted(sums, place, needs[place], int(np.argmin(known[place]))) for place in tried]
        before = len(moves.reach)
        failed |= {one.total: one for one in _try(sums, moves, wanted, printed)}
        new = range(before, len(moves.reach))
        known |= {place: known[place] | moves.protect(new, place, needs[place])[: len(known[place])] for place in left if new}
    return dict(zip(failed, find_obstacles(sums, list(failed.values()), printed), strict=True))


def _one_a_total(places: Sequence[Place]) -> list[Place]:
    return list({total: (total, direction) for total, direction in reversed(places)}.values())[::-1]


def _wanted(sums: LinkedSums, place: Place, needs: Floats, attacker: int) -> Wanted:
    return Wanted(*place, float(needs[attacker]), (sums.knowers[attacker - 1],) if attacker else ())


def _try(sums: LinkedSums, moves: KnownMoves, wanted: Sequence[Wanted], printed: NDArray[np.int64]) -> list[Wanted]:
    """Keep the moves that are found, with their opposites where there are such; returns the wanted ones that are not possible."""
    both = [Wanted(one.total, one.direction, one.need, one.knowers, is_both_ways=True) for one in wanted]
    rest = []
    for one, move in zip(wanted, find_moves(sums, both, printed), strict=True):
        if move is None:
            rest.append(one)
        else:
            moves.add(sums, move, is_both_ways=True)
    missed = []
    for one, move in zip(rest, find_moves(sums, rest, printed), strict=True):
        if move is None:
            missed.append(one)
        else:
            moves.add(sums, move, is_both_ways=False)
    return missed


def own_figures(sums: LinkedSums, total: int) -> Floats:
    """Return what every contributor among the attackers brings to a total, 0 where it is not in it."""
    row = sums.dense[total].reshape(len(sums.parts), sums.stretches)
    return np.array([float(row[knower.part] @ knower.own) for knower in sums.knowers])


def is_whole_of(sums: LinkedSums, total: int) -> Flags:
    """Say of every contributor among the attackers whether nobody else is in a total."""
    parts = np.flatnonzero(sums.dense[total].reshape(len(sums.parts), sums.stretches).any(axis=1))
    return np.array([knower.is_alone and parts.tolist() == [knower.part] for knower in sums.knowers], dtype=bool)
