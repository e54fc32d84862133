"""Which totals are left out: the sensitive ones, and so few others that no attacker comes near to any that is left out.

The choice is a small integer programme. It begins with the sensitive totals alone; every attack that succeeds adds the condition that one
of the totals it rests on is left out as well (cuts from linear duality, after Fischetti and Salazar), until no attack is left.
In: choosing and proving. Out: attacks (attack.py), figures and groups (linked_sums.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from models.disclosure.attack import EXACT
from models.disclosure.known_moves import KnownMoves, Place, find_weaknesses, lost_places
from models.disclosure.linked_sums import Flags, Floats, LinkedSums, relations_of
from models.disclosure.settings import DisclosureSettings

# A total costs as much as one cell, and its share of the whole ten times that.
VALUE_WEIGHT: Final = 10.0
# What was left out last month costs less this month: a pattern that stays gives less to compare.
STEADY: Final = 0.5
# The last hundredth of the cost is not worth the search for it.
NEAR_ENOUGH: Final = 0.02
Way = Literal["programme", "greedy", "nothing"]


@dataclass(frozen=True, slots=True)
class Cut:
    """What gives a total away: of these totals some have to be left out, weights times left out is at least 1.

    `is_optional`: the total may be printed instead.
    """

    total: int
    weights: Floats
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is left out, how it was found and in how many rounds; by `nothing` no safe choice was found and nothing may be printed."""

    hidden: Flags
    way: Way
    rounds: int


@dataclass(frozen=True)
class Protection:
    """What is to be protected: `printable` totals may be printed now, `printed` ones are out already and cannot be called back.

    `kept`: totals that earlier editions left out and that stay so. `hidden_before`: printable totals whose like was left out in the last
    edition. `step`: to what printed figures are rounded.
    """

    sums: LinkedSums
    printable: Flags
    printed: Flags
    kept: Flags
    hidden_before: Flags
    settings: DisclosureSettings
    step: float = 1.0
    moves: KnownMoves = field(default_factory=KnownMoves)

    @cached_property
    def open(self) -> Flags:
        """The totals about which there is a choice."""
        return self.printable & ~self.printed

    @cached_property
    def sensitive(self) -> Flags:
        """The totals that tell of one enterprise and are not out already."""
        return self.sums.sensitive(self.settings) & ~self.printed

    @cached_property
    def units(self) -> NDArray[np.float64]:
        """What is chosen together, shape (totals, units): the month and the sum since January of a group are left out both or neither.

        So two editions side by side show no sum whose month is missing.
        """
        groups = list(dict.fromkeys(total.group for total in self.sums.totals))
        place = {group: number for number, group in enumerate(groups)}
        found = np.zeros((len(self.sums.totals), len(groups)))
        found[np.arange(len(found)), [place[total.group] for total in self.sums.totals]] = 1.0
        return found * self.open[:, None]

    @cached_property
    def start(self) -> Flags:
        """What is left out in any case."""
        return self.whole_units(self.open & self.secret)

    def whole_units(self, chosen: Flags) -> Flags:
        """Return a choice with everything that is chosen together with it."""
        return np.asarray(self.units @ (chosen @ self.units) > 0)

    @cached_property
    def secret(self) -> Flags:
        """What has to stay unknown whatever else is printed: what tells of one enterprise, and what earlier editions left out."""
        return self.sensitive | (self.kept & ~self.printed)

    @cached_property
    def lost(self) -> dict[Place, Flags]:
        """What earlier editions have narrowed for good: by total and direction, for an outsider and every contributor."""
        return lost_places(self, np.flatnonzero(self.secret | self.open)) if self.printed.any() else {}

    @cached_property
    def costs(self) -> Floats:
        """What leaving out each total costs; of equal ones the later costs a trace more, so that there is one best choice."""
        sizes = np.abs(self.sums.values)
        whole = float(sizes[self.printable].max(initial=0.0)) or 1.0
        costs = (1.0 + VALUE_WEIGHT * sizes / whole) * np.where(self.hidden_before, STEADY, 1.0)
        return np.asarray(costs + 1e-6 * np.arange(len(costs)) / len(costs))

    def attacked(self, hidden: Flags) -> list[Cut]:
        """Return what is wrong with a choice: nothing where every total that is left out is safe."""
        found = find_weaknesses(self, np.flatnonzero(self.secret | hidden), self.printed | (self.open & ~hidden))
        return [Cut(total, obstacle.weights, not self.secret[total]) for total, obstacle in found.items()]

    def need(self, total: int, direction: int, own: float = 0.0) -> float:
        """Return how far a total has to be open to somebody who brings `own` to it; nearly zero, at least upwards by the step."""
        rest = abs(float(self.sums.values[total]) - own)
        wide = self.settings.open_share * (rest if rest > EXACT * abs(own) else 0.0)
        return max(wide, self.step) if direction > 0 and own == 0.0 else wide


def choose(protection: Protection) -> Pattern:
    """Return what is left out at least cost by the integer programme; beyond its bounds of work a greedy search goes on from there.

    Whatever is returned has withstood every attack.
    """
    settings, cuts = protection.settings, list(_plain_cuts(protection))
    until = monotonic() + settings.seconds_most
    chosen, hidden = protection.start, _least(protection, cuts)
    for number in range(1, settings.rounds_most + 1):
        if hidden is None or monotonic() > until:
            break
        found = protection.attacked(hidden)
        if not found:
            return Pattern(hidden, "programme", number)
        cuts += found
        chosen, hidden = hidden, _least(protection, cuts)
    return choose_greedily(protection, chosen)


def _plain_cuts(protection: Protection) -> Iterator[Cut]:
    """Yield what is seen without any search: of a whole and its cells never exactly one is left out."""
    for members in relations_of(protection.sums.totals):
        for total in members:
            if protection.open[total]:
                weights = np.zeros(len(protection.open))
                weights[[other for other in members if other != total]] = 1.0
                yield Cut(total, weights, not protection.secret[total])


def _least(protection: Protection, cuts: list[Cut]) -> Flags | None:
    """Return the cheapest choice that agrees with the cuts, None where the bounds of work do not suffice."""
    units, settings = protection.units, protection.settings
    rows = np.minimum(np.array([cut.weights for cut in cuts]) @ units, 1.0)
    least = np.array([0.0 if cut.is_optional else 1.0 for cut in cuts])
    for row, cut in zip(rows, cuts, strict=True):
        if cut.is_optional:
            row[units[cut.total] > 0] = -1.0
    has_to_go = (protection.start @ units > 0).astype(float)
    solved = milp(
        protection.costs @ units, integrality=np.ones(units.shape[1]), bounds=Bounds(has_to_go, 1.0),
        constraints=LinearConstraint(rows, lb=least - 1e-9),
        options={"node_limit": settings.nodes_most, "mip_rel_gap": NEAR_ENOUGH, "time_limit": settings.seconds_most},
    )  # fmt: skip
    return None if solved.status != 0 else np.asarray(units @ (np.asarray(solved.x) > 0.5) > 0)


def choose_greedily(protection: Protection, begin: Flags | None = None) -> Pattern:
    """Return a safe choice without an integer programme: leave out what helps most for its cost until no attack is left.

    `begin`: what is left out to begin with, besides what has to be.
    """
    hidden = protection.start if begin is None else protection.start | begin
    for number in range(1, int(protection.open.sum()) + 2):
        found = protection.attacked(hidden)
        if not found:
            return Pattern(_without_needless(protection, hidden), "greedy", number)
        more = hidden.copy()
        for cut in found:
            _cover(protection, cut, more)
        if (more == hidden).all():
            break
        hidden = more
    return Pattern(protection.open.copy(), "nothing", number)


def _cover(protection: Protection, cut: Cut, hidden: Flags) -> None:
    """Leave out more until a cut holds."""
    weights = cut.weights * protection.open
    worth = np.where(hidden, 0.0, weights / protection.costs)
    for total in np.argsort(-worth, kind="stable"):
        if (weights * hidden).sum() >= 1 - 1e-9 or worth[total] <= 0:
            return
        hidden |= protection.whole_units(np.arange(len(hidden)) == total)


def _without_needless(protection: Protection, hidden: Flags) -> Flags:
    """Return a safe choice without what it can do without, the dearest first."""
    for total in sorted(np.flatnonzero(hidden & ~protection.start), key=lambda one: -protection.costs[one]):
        fewer = hidden & ~protection.whole_units(np.arange(len(hidden)) == total)
        if not protection.attacked(fewer):
            hidden = fewer
    return hidden
