"""What happens to whom and when: the plan of planted events, before any figure is made.

Rates are per enterprise and year. They are set so that about 7 % of firm-months lie in a decline or a departure and
about 1 % in a departure, spread over the whole range with the early months included.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from pipelines.demo import fictional_words
from pipelines.demo.arrays import Counts, Flags
from pipelines.demo.fictional_places import place_of
from pipelines.demo.fictional_register import Register
from pipelines.demo.settings import HISTORY_MONTHS, DemoSettings
from pipelines.demo.timeline import Timeline

RELOCATION_RATE = 0.0115
MOVE_WITHIN_DISTRICT_RATE = 0.003
DECLINE_RATE = 0.069
CLOSURE_SHARE = 0.22
# How many enterprises of a district move to the districts beside it over the whole range, never more than one in ten.
TRANSFERS, TRANSFERS_MOST_SHARE = (2, 5), 0.1
LEAVE_REGISTER_RATE = 0.006
BENIGN_RATES = {
    "maintenance": 0.09,
    "shifted_meter": 0.15,
    "refund": 0.07,
    "price_cut": 0.030,
    "outsourced_headcount": 0.025,
    "benign_drop": 0.06,
    "benign_rise": 0.06,
    "efficiency": 0.04,
    "order_peak": 0.08,
    "expansion": 0.014,
    "growth": 0.020,
}
# Depth from and to (a share of the figures it touches; of a refund, in months' tax), months from and to; 0 months = for good.
BENIGN_COURSES = {
    "maintenance": (0.35, 0.95, 1, 2),
    "shifted_meter": (0.15, 0.60, 2, 2),
    "refund": (0.5, 3.0, 1, 1),
    "price_cut": (0.15, 0.38, 6, 18),
    "outsourced_headcount": (0.20, 0.65, 0, 0),
    "benign_drop": (0.05, 0.20, 0, 0),
    "benign_rise": (-0.20, -0.05, 0, 0),
    "efficiency": (0.08, 0.30, 0, 0),
    "order_peak": (-1.8, -0.4, 1, 2),
    "expansion": (-0.6, -0.15, 0, 0),
    "growth": (-1.5, -0.3, 0, 0),
}
# Events under way when the figures begin.
RUN_IN_MONTHS = 12
GAP_MONTHS = 6
# A month index after every range: nothing may follow a departure.
FOR_GOOD = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """One planted event. Indexes are months of the timeline (history included, may lie outside it).

    `end` is the first month that is no longer affected, None = to the end; `depth` the fall of activity (negative = rise);
    `left` the month in which the enterprise is gone; `ramp` and `recovery` are months of falling and rising.
    """

    firm: int
    kind: str
    onset: int
    end: int | None
    depth: float
    is_benign: bool
    shape: str = "sudden"
    form: str | None = None
    left: int | None = None
    ramp: int = 1
    recovery: int = 0
    destination: str | None = None
    detail: str = ""


@dataclass(slots=True)
class Plan:
    """Events so far, with the spans each enterprise is busy with, and the month in which it is gone."""

    events: list[Event] = field(default_factory=list)
    busy: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)

    def is_free(self, firm: int, start: int, end: int, gap: int = GAP_MONTHS) -> bool:
        """Whether nothing of consequence happens to an enterprise around a span."""
        return all(end + gap < s or start - gap > e for s, e in self.busy.get(firm, []))

    def add(self, event: Event, busy_until: int) -> None:
        """Take an event in and block its span."""
        self.events.append(event)
        self.busy.setdefault(event.firm, []).append((event.onset, busy_until))
        if event.left is not None:
            self.gone[event.firm] = event.left


def plan_events(settings: DemoSettings, register: Register, timeline: Timeline) -> list[Event]:
    """Draw all events of the district; risk first, so that benign ones can keep clear of it."""
    plan, rng = Plan(), settings.random("events")
    if settings.has_neighbours:
        plan_transfers(plan, settings, register, timeline)
    plan_relocations(plan, rng, register, timeline)
    plan_declines(plan, rng, register, timeline, settings)
    if settings.with_shock:
        plan_shock(plan, settings, register, timeline)
    plan_register_exits(plan, rng, register, timeline)
    for kind, rate in BENIGN_RATES.items():
        plan_benign(plan, rng, register, timeline, kind, rate)
    plan_slumps(plan, settings.random("slumps"), register, timeline)
    return sorted(plan.events, key=lambda e: (e.firm, e.onset, e.kind))


def spread(rng: np.random.Generator, rate: float, firms: int, start: int, stop: int) -> Counts:
    """Months of a number of events spread evenly over [start, stop), in random order."""
    count = int(np.floor(rate * firms * (stop - start) / 12 + rng.random()))
    months = start + (np.arange(count) + rng.random(count)) / max(count, 1) * (stop - start)
    return rng.permutation(months.astype(int))


def find_firm(plan: Plan, rng: np.random.Generator, register: Register, start: int, end: int, gap: int = GAP_MONTHS) -> int | None:
    """An enterprise that is in the register and undisturbed around the span; None when twenty draws find none."""
    for firm in rng.integers(0, len(register.entry), 20):
        settled = register.entry[firm] == 0 or register.entry[firm] + 5 <= start
        if settled and plan.is_free(int(firm), start, end, gap):
            return int(firm)
    return None


def plan_relocations(plan: Plan, rng: np.random.Generator, register: Register, timeline: Timeline) -> None:
    """Departures with a lead of 6 to 15 months, some of which end after the range, and moves inside the district."""
    firms = len(register.entry)
    first, last = timeline.history, timeline.count
    for left in spread(rng, RELOCATION_RATE, firms, first + 1, last + 13):
        lead = int(rng.integers(6, 16))
        if left - lead < last and (firm := find_firm(plan, rng, register, left - lead, FOR_GOOD)) is not None:
            plan.add(relocation(rng, firm, int(left), lead), FOR_GOOD)
    for onset in spread(rng, MOVE_WITHIN_DISTRICT_RATE, firms, first - 2, last):
        if (firm := find_firm(plan, rng, register, onset, onset + 6)) is not None:
            depth = float(rng.uniform(0.1, 0.35))
            event = Event(firm, "moved_within_district", int(onset), int(onset) + 3, depth, is_benign=True, form="within_district")
            plan.add(event, onset + 6)


def plan_transfers(plan: Plan, settings: DemoSettings, register: Register, timeline: Timeline) -> None:
    """Moves to the districts with the numbers beside this one: thinner and thinner for some months, then as before at the new place."""
    rng = settings.random("transfers")
    beside = [place_of(number).name for number in (settings.number - 1, settings.number + 1) if number > 0]
    for _ in range(min(int(rng.integers(*TRANSFERS)), int(TRANSFERS_MOST_SHARE * settings.enterprises))):
        event = transfer(rng, timeline, str(rng.choice(beside)))
        if (firm := find_firm(plan, rng, register, event.onset, FOR_GOOD)) is not None:
            plan.add(replace(event, firm=firm), FOR_GOOD)


def transfer(rng: np.random.Generator, timeline: Timeline, destination: str) -> Event:
    """Draw a move to another district that has no enterprise yet."""
    left, lead, recovery = int(rng.integers(timeline.history + 4, timeline.count - 2)), int(rng.integers(3, 7)), int(rng.integers(2, 5))
    depth = float(rng.uniform(0.35, 0.6))
    return Event(
        -1,
        "transfer",
        left - lead,
        left + recovery,
        depth,
        is_benign=False,
        form="whole",
        left=left,
        ramp=lead,
        recovery=recovery,
        destination=destination,
    )


def relocation(rng: np.random.Generator, firm: int, left: int, lead: int) -> Event:
    """One departure: whole or for the most part, inside or outside the city."""
    is_partial = bool(rng.random() < 0.22)
    depth = float(rng.uniform(0.55, 0.8) if is_partial else 1.0)
    weights = np.array([w for _, w, _ in fictional_words.DESTINATIONS])
    place, _, inside = fictional_words.DESTINATIONS[int(rng.choice(len(weights), p=weights / weights.sum()))]
    shape = str(rng.choice(["stepwise", "late", "gradual"], p=[0.65, 0.12, 0.23]))
    return Event(
        firm,
        "relocation",
        left - lead,
        None,
        depth,
        is_benign=False,
        shape=shape,
        form="partial" if is_partial else "whole",
        left=left,
        destination=place,
        detail="within_city" if inside else "outside_city",
    )


def plan_declines(plan: Plan, rng: np.random.Generator, register: Register, timeline: Timeline, settings: DemoSettings) -> None:
    """Lasting declines; some end in closure. Fragile industries are hit up to twice as often as sturdy ones."""
    fragile = settings.random("fragility").uniform(0.6, 1.4, len(fictional_words.INDUSTRIES))[register.industry_index]
    for onset in spread(rng, DECLINE_RATE, len(register.entry), timeline.history - RUN_IN_MONTHS, timeline.count):
        event = decline(rng, int(onset))
        firm = find_firm(plan, rng, register, event.onset, busy_until(event))
        # Rejection turns the even draw into one weighted by the industry's fragility.
        if firm is not None and rng.random() < fragile[firm] / 1.4 + 0.25:
            place_decline(plan, event, firm)


def decline(rng: np.random.Generator, onset: int) -> Event:
    """Draw the course of a decline that has no enterprise yet."""
    duration = int(np.clip(np.exp(rng.normal(np.log(10), 0.5)), 4, 24))
    depth = float(0.25 + 0.55 * rng.beta(1.4, 2.2))
    shape = str(rng.choice(["sudden", "gradual", "stepwise"], p=[0.42, 0.42, 0.16]))
    ramp = {"sudden": 1, "gradual": int(rng.integers(4, 11)), "stepwise": int(rng.integers(3, 9))}[shape]
    ramp = min(ramp, max(2, duration - 2))
    # An enterprise that closed before the first delivered month would never have been in the register.
    closes = bool(rng.random() < CLOSURE_SHARE) and onset + duration > HISTORY_MONTHS + 1
    recovery = 0 if closes else int(rng.integers(1, 6))
    left = onset + duration if closes else None
    end = onset + duration + (recovery + 1) // 2
    kind = "closure" if closes else "decline"
    return Event(-1, kind, onset, end, depth, is_benign=False, shape=shape, left=left, ramp=ramp, recovery=recovery)


def place_decline(plan: Plan, event: Event, firm: int) -> None:
    """Give a drawn decline its enterprise."""
    end = None if event.kind == "closure" else event.end
    plan.add(replace(event, firm=firm, end=end), busy_until(event))


def busy_until(event: Event) -> int:
    """Last month in which a decline leaves no room for anything else: for good when the enterprise closes."""
    return FOR_GOOD if event.left is not None else (event.end or event.onset) + event.recovery


def plan_shock(plan: Plan, settings: DemoSettings, register: Register, timeline: Timeline) -> None:
    """One shock in the last two years, with an exposure for each enterprise that it hits and more declines after it."""
    rng, hit = settings.random("shock"), hit_by_shock(settings, register)
    onset = int(rng.integers(max(timeline.history + 3, timeline.count - 22), timeline.count - 5))
    depth, length = float(rng.uniform(0.22, 0.32)), int(rng.integers(5, 9))
    for firm in range(len(register.entry)):
        own = float(np.clip(depth * np.exp(rng.normal(0, 0.35)), 0.05, 0.6))
        if hit[firm] and plan.gone.get(firm, onset + 1) > onset:
            plan.events.append(Event(firm, "district_shock", onset, onset + length, own, is_benign=True, shape="shock"))
    for _ in range(round(0.03 * int(hit.sum()))):
        event = decline(rng, onset + int(rng.integers(0, 4)))
        if (firm_hit := find_firm(plan, rng, register, event.onset, busy_until(event))) is not None:
            place_decline(plan, event, firm_hit)


def hit_by_shock(settings: DemoSettings, register: Register) -> Flags:
    """Whom a shock hits (N,): everybody, a street of middling size, the smaller third, or the second largest trade."""
    if settings.shock_hits == "size":
        return np.asarray(register.output <= np.quantile(register.output, 1 / 3))
    if settings.shock_hits == "district":
        return np.ones(len(register.entry), dtype=bool)
    of = register.frame["street"].to_numpy() if settings.shock_hits == "street" else register.industry_index
    names, counts = np.unique(of, return_counts=True)
    place = len(names) // 2 if settings.shock_hits == "street" else -min(2, len(names))
    return np.asarray(of == names[np.argsort(counts, kind="stable")[place]])


def plan_register_exits(plan: Plan, rng: np.random.Generator, register: Register, timeline: Timeline) -> None:
    """Healthy enterprises that leave the register because they fell below its size."""
    for month in spread(rng, LEAVE_REGISTER_RATE, len(register.entry), timeline.history + 6, timeline.count):
        if (firm := find_firm(plan, rng, register, month - 6, FOR_GOOD)) is not None:
            event = Event(firm, "left_register", int(month), None, 0.0, is_benign=True, left=int(month), detail="below_scale")
            plan.add(event, FOR_GOOD)


def plan_benign(plan: Plan, rng: np.random.Generator, register: Register, timeline: Timeline, kind: str, rate: float) -> None:
    """Spread one kind of look-alike over enterprises and months."""
    for onset in spread(rng, rate, len(register.entry), timeline.history - 6, timeline.count):
        event = benign(rng, kind, int(onset))
        until = min(event.end or event.onset + 3, timeline.count)
        if (firm := find_firm(plan, rng, register, event.onset, until, gap=2)) is not None:
            plan.add(replace(event, firm=firm), until)


def benign(rng: np.random.Generator, kind: str, onset: int) -> Event:
    """Draw length and depth of a look-alike; lasting ones have no end."""
    low, high, shortest, longest = BENIGN_COURSES[kind]
    length = int(rng.integers(shortest, longest + 1))
    ramp = int(rng.integers(8, 25)) if kind in {"expansion", "growth"} else 1
    return Event(-1, kind, onset, onset + length if length else None, float(rng.uniform(low, high)), is_benign=True, ramp=ramp)


def plan_slumps(plan: Plan, rng: np.random.Generator, register: Register, timeline: Timeline) -> None:
    """Whole industries: four sector slumps and two rationings of electricity, everybody in it to a degree of its own."""
    present = np.unique(register.industry_index)
    for division in rng.choice(present, size=min(4, len(present)), replace=False):
        onset = int(rng.integers(timeline.history - 3, timeline.count - 3))
        length, depth = int(rng.integers(5, 12)), float(rng.uniform(0.10, 0.20))
        hit = np.flatnonzero(register.industry_index == division)
        strike_all(
            plan, rng, hit, Event(-1, "sector_slump", onset, onset + length, depth, is_benign=True, shape="slump", ramp=2, recovery=3)
        )
    for division in rng.choice(present, size=min(2, len(present)), replace=False):
        onset = int(rng.integers(timeline.history, timeline.count - 2))
        hit = np.flatnonzero(register.industry_index == division)
        strike_all(plan, rng, hit, Event(-1, "rationing", onset, onset + int(rng.integers(1, 3)), 0.22, is_benign=True))


def strike_all(plan: Plan, rng: np.random.Generator, firms: Counts, event: Event) -> None:
    """Give an event to everybody of a group, each with a depth around the common one."""
    depths = np.clip(event.depth * np.exp(rng.normal(0, 0.25, len(firms))), 0.02, 1.2 * event.depth)
    for firm, depth in zip(firms, depths, strict=True):
        if plan.gone.get(int(firm), event.onset + 1) > event.onset:
            plan.events.append(replace(event, firm=int(firm), depth=float(depth)))
