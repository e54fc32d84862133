"""How what happens bends the figures of the second world: what is taken from normal activity, and what becomes the new normal.

`share` holds what is taken away and is the truth about activity; `normal` holds changes of level that stay and count as normal.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipelines.demo.arrays import Counts, Floats
from pipelines.second_world.world_enterprises import ANSWERS, ROW, Enterprises
from pipelines.second_world.world_events import Happening, fall_path
from pipelines.second_world.world_settings import WorldSettings

METERS, PEOPLE, BOOKS = ("electricity", "water", "gas"), ("employment",), ("output_value", "value_added", "tax")
# No month of the range is further away.
LONG = 400


@dataclass(frozen=True, slots=True)
class Bent:
    """Multipliers (K, N, T), first month without reports (K, N), multiplier of investment (N, T), refunds in months' tax (N, T)."""

    share: Floats
    normal: Floats
    silent: Counts
    investment: Floats
    refunds: Floats

    def times(self, names: tuple[str, ...], who: int, start: int, path: Floats, *, stays: bool = False) -> None:
        """Multiply a stretch of some series by a path; what lies outside the range is cut off."""
        low, high = max(start, 0), min(start + len(path), self.share.shape[2])
        if low < high:
            for name in names:
                (self.normal if stays else self.share)[ROW[name], who, low:high] *= path[low - start : high - start]

    @property
    def activity(self) -> Floats:
        """The truth (N, T): the mean of the medians of what is left of the physical and of the booked figures."""
        physical = np.median(self.share[[ROW[name] for name in METERS + PEOPLE]], axis=0)
        return (physical + np.median(self.share[[ROW[name] for name in BOOKS]], axis=0)) / 2


def bend(settings: WorldSettings, firms: Enterprises, happenings: list[Happening]) -> Bent:
    """Bend the figures by everything that happens."""
    shape = (len(ROW), settings.enterprises, settings.count)
    bent = Bent(np.ones(shape), np.ones(shape), np.full(shape[:2], settings.count), np.ones(shape[1:]), np.zeros(shape[1:]))
    rng = settings.random("effects")
    for one in happenings:
        _BY_KIND[one.kind](bent, firms, one, rng)
    return bent


def _fall(bent: Bent, firms: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    """A fall of everything, each figure with the enterprise's own answer and delay; some come back over months, some at once."""
    months = min((one.end or one.left or bent.share.shape[2]) - one.onset, LONG)
    fall = one.depth * fall_path(rng, one, months)
    if one.end is not None and one.kind == "decline":
        back = int(rng.integers(0, 6))
        fall = np.concatenate([fall, fall[-1] * np.linspace(1, 0, back + 2)[1:-1]])
    for name in ANSWERS:
        answer, delay = firms.answer[ROW[name], one.who], int(firms.delay[ROW[name], one.who])
        bent.times((name,), one.who, one.onset + min(delay, max(months - 2, 0)), 1 - np.clip(answer * fall, 0, 0.96))
    if rng.random() < 0.5:
        bent.investment[one.who, max(one.onset, 0) : one.onset + months] *= 0.3
    if one.left is not None:
        _end(bent, one, rng, 0.0)


def _end(bent: Bent, one: Happening, rng: np.random.Generator, remains: float) -> None:
    """From the month it is gone: as good as nothing, and reports that stop one after another."""
    left = max(one.left or 0, 0)
    for name in ANSWERS:
        bent.share[ROW[name], one.who, left:] *= max(remains, rng.uniform(0.0, 0.04))
        bent.silent[ROW[name], one.who] = left + int(rng.integers(0, 5))
    bent.investment[one.who, left:] = 0.0
    bent.silent[ROW["fixed_investment"], one.who] = left + 1


def _move(bent: Bent, firms: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    """A departure: which figures fall, and when, goes by the order in which the move shows."""
    left = one.left or 0
    lead = left - one.onset
    for names, begin, stop, reached in _order(one.course, rng):
        time = (np.arange(lead) + 1) / lead
        progress = np.clip((time - begin) / max(stop - begin, 1 / lead), 0, 1)
        if rng.random() < 0.5:
            steps = int(rng.integers(1, 4))
            progress = np.floor(progress * steps + 1e-9) / steps
        answers = [float(np.clip(rng.normal(1.0, 0.12), 0.6, 1.2)) for _ in names]
        for name, answer in zip(names, answers, strict=True):
            bent.times((name,), one.who, one.onset, 1 - np.clip(answer * one.depth * reached * progress, -0.3, 0.96))
    _settle_investment(bent, one, rng)
    if one.form == "whole":
        _end(bent, one, rng, 0.0)
        return
    for name in ANSWERS:
        bent.times((name,), one.who, left, np.full(LONG, 1 - one.depth * rng.uniform(0.9, 1.0)))


def _order(order: str, rng: np.random.Generator) -> list[tuple[tuple[str, ...], float, float, float]]:
    """Return by group of figures when its fall begins and ends, as shares of the lead, and how far it has come by the day of leaving."""
    far = float(rng.uniform(0.6, 0.95))
    match order:
        case "people_first":
            return [(PEOPLE, 0.0, 0.8, far), (METERS, 0.35, 1.0, 0.8 * far), (BOOKS, 0.9, 1.0, 0.2)]
        case "books_first":
            # Sales and tax are signed over to the new place while the machines still run here.
            return [(BOOKS, 0.1, 0.7, far), (METERS, 0.65, 1.0, 0.5 * far), (PEOPLE, 0.7, 1.0, 0.5 * far)]
        case "together":
            return [(BOOKS, 0.1, 1.0, far), (METERS, 0.1, 1.0, far), (PEOPLE, 0.2, 1.0, 0.8 * far)]
        case "overnight":
            return [(METERS, 0.85, 1.0, 0.4), (PEOPLE, 0.9, 1.0, 0.3)]
        case _:
            # Both plants run for a while: a little more people and energy at first, and then everything at once.
            return [(PEOPLE + METERS, 0.0, 0.4, -0.08), (METERS, 0.7, 1.0, 0.5 * far), (PEOPLE, 0.75, 1.0, 0.4 * far)]


def _settle_investment(bent: Bent, one: Happening, rng: np.random.Generator) -> None:
    first = max(one.onset, 0)
    if one.course == "overlap":
        bent.investment[one.who, first : first + 5] *= 1.6
    elif rng.random() < 0.5:
        bent.investment[one.who, first:] *= rng.uniform(0.0, 0.3)


def _common(bent: Bent, firms: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    _fall(bent, firms, Happening(one.who, one.kind, one.onset, one.end, one.depth, one.course), rng)


def _within(bent: Bent, _: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    path = 1 - one.depth * rng.uniform(0.3, 1.0, 3)
    bent.times(METERS + BOOKS, one.who, one.onset, path)


def _maintenance(bent: Bent, _: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    path = 1 - one.depth * rng.uniform(0.6, 1.0, (one.end or 0) - one.onset)
    bent.times(METERS, one.who, one.onset, path)
    # Sold from stock by some, and made up for afterwards.
    bent.times(("output_value", "value_added"), one.who, one.onset, path ** rng.uniform(0.1, 1.0))
    bent.times(METERS + BOOKS[:2], one.who, one.end or 0, np.array([rng.uniform(1.0, 1.2)]))


def _meter(bent: Bent, _: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    share = one.depth * (1 if rng.random() < 0.5 else -1)
    bent.times((str(rng.choice(METERS)),), one.who, one.onset, np.array([1 - share, 1 + share]))


def _refund(bent: Bent, _: Enterprises, one: Happening, _rng: np.random.Generator) -> None:
    if 0 <= one.onset < bent.refunds.shape[1]:
        bent.refunds[one.who, one.onset] += one.depth


def _prices(bent: Bent, _: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    # Prices slide rather than step.
    months = (one.end or 0) - one.onset
    bent.times(BOOKS, one.who, one.onset, 1 - one.depth * np.minimum(1, (np.arange(months) + 1) / rng.integers(1, 6)))


def _people_outsourced(bent: Bent, _: Enterprises, one: Happening, _rng: np.random.Generator) -> None:
    bent.times(PEOPLE, one.who, one.onset, np.full(LONG, 1 - one.depth))


def _efficiency(bent: Bent, _: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    ramp = np.minimum(1, (np.arange(LONG) + 1) / rng.integers(1, 7))
    bent.times(("electricity",), one.who, one.onset, 1 - one.depth * ramp, stays=True)


def _orders(bent: Bent, _: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    path = np.full((one.end or 0) - one.onset, 1 - one.depth)
    bent.times(("output_value", "value_added"), one.who, one.onset, path)
    bent.times(METERS, one.who, one.onset, path ** rng.uniform(0.1, 0.5))


def _growth(bent: Bent, _: Enterprises, one: Happening, rng: np.random.Generator) -> None:
    ramp = np.minimum(1, (np.arange(LONG) + 1) / rng.integers(6, 30))
    for name in ANSWERS:
        bent.times((name,), one.who, one.onset, (1 - one.depth) ** (ramp * rng.uniform(0.2, 1.1)), stays=True)


_BY_KIND: dict[str, Callable[[Bent, Enterprises, Happening, np.random.Generator], None]] = {
    "decline": _fall, "closure": _fall, "relocation": _move, "moved_within_district": _within, "sector_slump": _common,
    "district_shock": _common, "maintenance": _maintenance, "shifted_meter": _meter, "refund": _refund, "price_cut": _prices,
    "outsourced_headcount": _people_outsourced, "efficiency": _efficiency, "order_peak": _orders, "expansion": _growth, "growth": _growth,
}  # fmt: skip
