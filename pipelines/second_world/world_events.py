"""What happens to whom in the second world: lasting falls of several courses, moves that show in several orders, and look-alikes."""

from dataclasses import dataclass, field, replace

import numpy as np

from pipelines.demo.arrays import Floats
from pipelines.demo.fictional_words import DESTINATIONS
from pipelines.second_world.world_enterprises import Enterprises
from pipelines.second_world.world_settings import BEFORE_MONTHS, WorldSettings

# After every range.
NEVER = 10_000
# Months in which nothing else happens to an enterprise before and after something of weight.
CLEAR_MONTHS = 5
# Depth from and to (negative: a rise), months from and to; no months: for good.
COURSES = {
    "maintenance": (0.3, 0.9, 1, 3), "shifted_meter": (0.15, 0.6, 2, 2), "refund": (0.5, 4.0, 1, 1), "price_cut": (0.12, 0.4, 5, 20),
    "outsourced_headcount": (0.2, 0.7, 0, 0), "efficiency": (0.08, 0.35, 0, 0), "order_peak": (-2.0, -0.3, 1, 3),
    "expansion": (-0.7, -0.15, 0, 0), "growth": (-1.5, -0.25, 0, 0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens to an enterprise; months are places in the world's range.

    `end` is the first month no longer affected (None: to the end), `depth` the fall of activity, `left` the month it is gone; `course` is
    the shape of a fall or the order in which a move shows.
    """

    who: int
    kind: str
    onset: int
    end: int | None
    depth: float
    course: str = ""
    left: int | None = None
    form: str | None = None
    destination: str | None = None
    is_benign: bool = False


@dataclass(slots=True)
class Diary:
    """What happens, and when each enterprise is taken."""

    happenings: list[Happening] = field(default_factory=list)
    taken: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def put(self, rng: np.random.Generator, firms: Enterprises, happening: Happening, until: int, clear: int = CLEAR_MONTHS) -> None:
        """Give a happening to somebody to whom nothing else happens then; nobody, when thirty draws find none."""
        for who in rng.integers(0, len(firms.output), 30):
            spans = self.taken.get(int(who), [])
            free = all(until + clear < first or happening.onset - clear > last for first, last in spans)
            if free and (firms.entry[who] == 0 or firms.entry[who] + CLEAR_MONTHS <= happening.onset):
                self.happenings.append(replace(happening, who=int(who)))
                self.taken.setdefault(int(who), []).append((happening.onset, until))
                return


def plan_happenings(settings: WorldSettings, firms: Enterprises) -> list[Happening]:
    """Draw everything that happens in a district."""
    diary, rng = Diary(), settings.random("happenings")
    for left in _months(rng, settings, settings.relocation_rate, BEFORE_MONTHS + 1, settings.count + 12):
        move = _move(rng, settings, left)
        if move.onset < settings.count:
            diary.put(rng, firms, move, NEVER)
    for onset in _months(rng, settings, settings.decline_rate, BEFORE_MONTHS - 12, settings.count):
        fall = _fall(rng, settings, onset)
        diary.put(rng, firms, fall, fall.end or NEVER)
    for onset in _months(rng, settings, settings.mild_rate, BEFORE_MONTHS - 12, settings.count):
        mild = _lasting(rng, settings, onset, float(rng.uniform(*settings.mild_depth)))
        diary.put(rng, firms, mild, mild.end or NEVER)
    for onset in _months(rng, settings, settings.within_rate, BEFORE_MONTHS, settings.count):
        within = Happening(
            -1, "moved_within_district", onset, onset + 3, float(rng.uniform(0.1, 0.4)), form="within_district", is_benign=True
        )
        diary.put(rng, firms, within, onset + 4)
    for kind, rate in settings.benign_rates.items():
        for onset in _months(rng, settings, rate, BEFORE_MONTHS - 6, settings.count):
            _look_alike(rng, settings, firms, diary, kind, onset)
    common = [*_slumps(settings, firms), *(_shock(settings, firms) if settings.with_shock else [])]
    return sorted(diary.happenings + common, key=lambda one: (one.who, one.onset, one.kind))


def _months(rng: np.random.Generator, settings: WorldSettings, rate: float, first: int, stop: int) -> list[int]:
    """Draw months at a yearly rate, as chance has it and not evenly."""
    count = rng.poisson(rate * settings.enterprises * (stop - first) / 12)
    return [int(one) for one in rng.integers(first, stop, count)]


def _pick(rng: np.random.Generator, weights: dict[str, float]) -> str:
    shares = np.array(list(weights.values()))
    return str(list(weights)[int(rng.choice(len(shares), p=shares / shares.sum()))])


def _move(rng: np.random.Generator, settings: WorldSettings, left: int) -> Happening:
    """Draw a departure, whole or for the most part."""
    order, lead = _pick(rng, settings.move_orders), int(rng.integers(settings.move_months[0], settings.move_months[1] + 1))
    is_partial = bool(rng.random() < settings.partial_share)
    place = DESTINATIONS[int(rng.integers(len(DESTINATIONS)))][0]
    depth = float(rng.uniform(0.52, 0.85)) if is_partial else 1.0
    form = "partial" if is_partial else "whole"
    return Happening(-1, "relocation", left - lead, None, depth, order, left, form, place)


def _fall(rng: np.random.Generator, settings: WorldSettings, onset: int) -> Happening:
    """Draw a decline that counts, or a closure with or without anything before it."""
    low, high = settings.deep_depth
    fall = _lasting(rng, settings, onset, low + (high - low) * float(rng.beta(1.4, 1.9)))
    if rng.random() >= settings.closure_share:
        return fall
    if rng.random() < settings.abrupt_share:
        return replace(fall, kind="closure", course="step", end=None, left=max(onset, BEFORE_MONTHS) + 1, depth=0.95)
    return replace(fall, kind="closure", end=None, left=max(fall.end or onset + 18, BEFORE_MONTHS + 1))


def _lasting(rng: np.random.Generator, settings: WorldSettings, onset: int, depth: float) -> Happening:
    """Draw a fall that lasts: four months to for good."""
    months = int(np.clip(4 + rng.weibull(1.1) * 8, 4, 40))
    end = None if months >= 34 else onset + months
    return Happening(-1, "decline", onset, end, depth, _pick(rng, settings.onset_shapes))


def _look_alike(rng: np.random.Generator, settings: WorldSettings, firms: Enterprises, diary: Diary, kind: str, onset: int) -> None:
    low, high, shortest, longest = COURSES[kind]
    length = int(rng.integers(shortest, longest + 1))
    one = Happening(-1, kind, onset, onset + length if length else None, float(rng.uniform(low, high)), is_benign=True)
    before = len(diary.happenings)
    diary.put(rng, firms, one, min(one.end or onset + 3, settings.count), clear=1)
    if kind == "maintenance" and len(diary.happenings) > before and rng.random() < settings.yearly_maintenance_share:
        _every_year(diary, settings, diary.happenings[-1])


def _every_year(diary: Diary, settings: WorldSettings, first: Happening) -> None:
    """Repeat an overhaul in the same month of the years after it, where nothing else happens then."""
    for onset in range(first.onset + 12, settings.count, 12):
        end = onset + (first.end or onset) - first.onset
        if all(end < start or onset > last for start, last in diary.taken[first.who]):
            diary.happenings.append(replace(first, onset=onset, end=end))
            diary.taken[first.who].append((onset, end))


def _slumps(settings: WorldSettings, firms: Enterprises) -> list[Happening]:
    """Whole trades go down for some months; not everybody begins at once, and some hardly notice."""
    rng = settings.random("slumps")
    found: list[Happening] = []
    for trade in rng.choice(np.unique(firms.trade), size=min(settings.slumps, len(np.unique(firms.trade))), replace=False):
        onset, months = int(rng.integers(BEFORE_MONTHS - 2, settings.count - 3)), int(rng.integers(4, 15))
        depth, course = float(rng.uniform(*settings.slump_depth)), str(rng.choice(["v", "u"]))
        for who in np.flatnonzero(firms.trade == trade):
            start = onset + int(rng.integers(-1, 3))
            own = float(np.clip(depth * rng.gamma(3.0, 1 / 3.0), 0.01, 0.5))
            found.append(Happening(int(who), "sector_slump", start, start + months, own, course, is_benign=True))
    return found


def _shock(settings: WorldSettings, firms: Enterprises) -> list[Happening]:
    """Everybody is hit in one month and comes back at a pace of its own."""
    rng = settings.random("shock")
    onset, depth = int(rng.integers(settings.count - 21, settings.count - 5)), float(rng.uniform(*settings.shock_depth))
    own = np.clip(depth * rng.gamma(4.0, 0.25, len(firms.output)), 0.03, 0.7)
    months = rng.integers(3, 11, len(firms.output))
    return [
        Happening(who, "district_shock", onset, onset + int(length), float(hit), "v", is_benign=True)
        for who, (hit, length) in enumerate(zip(own, months, strict=True))
    ]


def fall_path(rng: np.random.Generator, happening: Happening, months: int) -> Floats:
    """Return the share of its depth that a fall has reached in each month from its onset."""
    time = np.arange(months) + 1.0
    rate = float(rng.uniform(0.25, 0.8))
    middle = float(rng.uniform(1.5, 6.0))
    match happening.course:
        case "slide":
            path = 1 / (1 + np.exp(-(time - middle) * rng.uniform(0.6, 1.2)))
        case "decay":
            path = 1 - np.exp(-rate * time)
        case "sawtooth":
            # Down, half of it back, and down again to the whole.
            path = np.minimum(1.0, 0.35 + 0.65 * time / (2.2 * middle)) * (
                1 - 0.45 * (np.sin(time * 2 * np.pi / middle) > 0.3) * (time < 2 * middle)
            )
        case "v":
            path = np.clip(1 - (time - 1) / max(months, 1), 0, 1)
        case "u":
            path = np.minimum(1, np.minimum(time / 2, (months - time + 1) / 2))
        case _:
            path = np.ones(months)
    reached: Floats = np.clip(path, 0, 1)
    return reached
