"""Totals over groups of enterprises and spans of months, and how they hang together: every one is a sum of the same smallest parts.

In: groups, spans, contributors, the rules by which a total is sensitive. Out: what is left out (suppression.py), what an attacker works out
(attack.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from models.disclosure.settings import DisclosureSettings

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# The features groups are made by; a table is made by some of them, with all its margins.
FEATURES: Final = ("street", "section", "size")
TABLES: Final = (("street", "section"), ("section", "size"), ("street", "size"))
# Two contributors of a part know more than anybody else of it.
KNOWERS: Final = 2
# A group: the value of each feature, None for all of them.
Group = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring stretches of a year, from the `first` to the `last`, over which a total is taken."""

    first: int
    last: int

    def holds(self, stretch: int) -> bool:
        """Whether a stretch is part of it."""
        return self.first <= stretch <= self.last


@dataclass(frozen=True, slots=True)
class Total:
    """One total: of which group, over which span."""

    group: Group
    span: Span


@dataclass(frozen=True, slots=True)
class Knower:
    """A contributor as an attacker: the part it is in, its own figure by stretch, and whether it is alone there."""

    part: int
    own: Floats
    is_alone: bool


@dataclass(frozen=True)
class LinkedSums:
    """Contributions and the totals over them.

    `features`: one row a contributor, columns FEATURES; `figures`: shape (contributors, stretches), NaN where nothing was reported.
    """

    features: pl.DataFrame
    figures: Floats
    totals: tuple[Total, ...]

    @cached_property
    def parts(self) -> list[Group]:
        """The smallest groups anybody is in, in order."""
        return sorted(set(self.features.select(FEATURES).rows()), key=str)

    @cached_property
    def part_of(self) -> NDArray[np.int64]:
        """The part of every contributor."""
        place = {group: number for number, group in enumerate(self.parts)}
        return np.array([place[row] for row in self.features.select(FEATURES).rows()], dtype=np.int64)

    @property
    def stretches(self) -> int:
        """How many stretches of the year there are."""
        return int(self.figures.shape[1])

    @cached_property
    def rows(self) -> sparse.csr_matrix:
        """Which parts and stretches a total adds up: shape (totals, parts x stretches)."""
        members = {group: [number for number, part in enumerate(self.parts) if is_within(part, group)] for group in self._groups()}
        places = [
            [part * self.stretches + stretch for part in members[total.group] for stretch in range(total.span.first, total.span.last + 1)]
            for total in self.totals
        ]
        pointers = np.cumsum([0, *map(len, places)])
        columns = np.array([place for row in places for place in row], dtype=np.int64)
        return sparse.csr_matrix((np.ones(len(columns)), columns, pointers), shape=(len(places), len(self.parts) * self.stretches))

    @cached_property
    def dense(self) -> Floats:
        """The rows as a full matrix."""
        return np.asarray(self.rows.toarray())

    def _groups(self) -> list[Group]:
        return list(dict.fromkeys(total.group for total in self.totals))

    @cached_property
    def room(self) -> Floats:
        """How far below its figure each part may be as far as anybody knows: down to zero, further where there are negative figures."""
        room = np.zeros((len(self.parts), self.stretches))
        np.add.at(room, self.part_of, np.abs(np.nan_to_num(self.figures)))
        return room.ravel()

    @cached_property
    def values(self) -> Floats:
        """The totals."""
        parts = np.zeros((len(self.parts), self.stretches))
        np.add.at(parts, self.part_of, np.nan_to_num(self.figures))
        return np.asarray(self.rows @ parts.ravel())

    @cached_property
    def knowers(self) -> list[Knower]:
        """The largest contributors of every part, by what they reported in all."""
        size = np.abs(np.nan_to_num(self.figures)).sum(axis=1)
        is_there = ~np.isnan(self.figures).all(axis=1)
        found = []
        for part in range(len(self.parts)):
            here = np.flatnonzero((self.part_of == part) & is_there)
            largest = here[np.argsort(-size[here], kind="stable")][:KNOWERS]
            found += [Knower(part, np.nan_to_num(self.figures[one]), len(here) == 1) for one in largest]
        return found

    def contributions(self, total: Total) -> Floats:
        """What each contributor that reported brings to a total."""
        inside = np.array([is_within(part, total.group) for part in self.parts], dtype=bool)[self.part_of]
        figures = self.figures[inside, total.span.first : total.span.last + 1]
        there = ~np.isnan(figures).all(axis=1)
        return np.asarray(np.nansum(figures[there], axis=1))

    def counts(self) -> NDArray[np.int64]:
        """How many contributors each total has."""
        return np.array([len(self.contributions(total)) for total in self.totals], dtype=np.int64)

    def sensitive(self, settings: DisclosureSettings) -> Flags:
        """Which totals tell of one enterprise."""
        return np.array([is_sensitive(self.contributions(total), settings) for total in self.totals], dtype=bool)


def is_within(part: Group, group: Group) -> bool:
    """Whether a part belongs to a group."""
    return all(wanted is None or wanted == own for own, wanted in zip(part, group, strict=True))


def groups_of(features: pl.DataFrame, tables: Sequence[tuple[str, ...]] = TABLES) -> list[Group]:
    """Return the groups that the tables show: everybody, the margins, the cells in which there is anybody."""
    shown = dict.fromkeys(names for table in tables for size in range(len(table) + 1) for names in combinations(table, size))
    found: dict[Group, None] = {}
    for names in shown:
        rows = features.select(pl.col(name) if name in names else pl.lit(None, pl.String).alias(name) for name in FEATURES)
        found |= dict.fromkeys(sorted(set(rows.rows()), key=str))
    return list(found)


def relations_of(totals: Sequence[Total]) -> list[list[int]]:
    """Return which totals hang together as a whole and its cells: lists of numbers, the whole first."""
    number = {total: place for place, total in enumerate(totals)}
    found = []
    for whole, place in number.items():
        for feature, value in enumerate(whole.group):
            cells = [
                other
                for total, other in number.items()
                if value is None
                and total.span == whole.span
                and total.group[feature] is not None
                and _without(total.group, feature) == whole.group
            ]
            found += [[place, *cells]] if cells else []
    return found


def _without(group: Group, feature: int) -> Group:
    return (*group[:feature], None, *group[feature + 1 :])


def is_sensitive(contributions: Floats, settings: DisclosureSettings) -> bool:
    """Whether a total tells of one enterprise: too few contributors, too small a rest, or two of them make most of it.

    Signs are left away: a refund is as much an enterprise's own figure as a payment. A total to which nobody contributes tells nothing.
    """
    if not len(contributions):
        return False
    sizes = np.sort(np.abs(contributions))[::-1]
    largest, both, whole = float(sizes[0]), float(sizes[:2].sum()), float(sizes.sum())
    is_rest_small = whole - both < settings.rest_share * largest
    return len(sizes) < settings.fewest or is_rest_small or both > settings.two_largest_share * whole
