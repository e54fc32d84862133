"""What people noticed, asked for and recorded: signals, appeals, visits, outcomes.

Most signals mean nothing. Departures have them with less than certainty, each at a stage where it could be seen;
expansions and ailing enterprises have the same kinds, so that no kind gives a departure away.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.demo import fictional_words
from pipelines.demo.events import Event
from pipelines.demo.simulation import Simulation
from pipelines.demo.timeline import Timeline

# kind: (probability for a departure, earliest and latest share of the lead at which it is seen; may lie before the lead)
DEPARTURE_SIGNALS = {
    "lease_ending": (0.45, -0.5, 0.35),
    "appeal": (0.40, -0.5, 0.3),
    "outside_investment": (0.55, -0.3, 0.3),
    "land_purchase_outside": (0.30, -0.4, 0.2),
    "recruiting_outside": (0.45, -0.1, 0.5),
    "visit_note": (0.45, -0.2, 0.7),
    "headcount_transfer": (0.45, 0.05, 0.7),
    "equipment_disposal": (0.40, 0.2, 0.85),
    "address_change": (0.22, 0.6, 1.1),
}
# A part of the departures is seen by nobody.
UNSEEN_SHARE = 0.10
EXPANSION_SIGNALS = {
    "outside_investment": 0.55,
    "land_purchase_outside": 0.40,
    "recruiting_outside": 0.35,
    "headcount_transfer": 0.15,
    "appeal": 0.30,
}
DISTRESS_SIGNALS = {
    "lease_ending": 0.10,
    "equipment_disposal": 0.08,
    "headcount_transfer": 0.04,
    "appeal": 0.20,
    "visit_note": 0.12,
    "address_change": 0.04,
}
# Signals per enterprise and year that mean nothing.
IDLE_SIGNALS = {
    "lease_ending": 0.050,
    "appeal": 0.080,
    "outside_investment": 0.032,
    "land_purchase_outside": 0.007,
    "recruiting_outside": 0.018,
    "visit_note": 0.055,
    "headcount_transfer": 0.012,
    "equipment_disposal": 0.014,
    "address_change": 0.020,
}
DETAILS = {
    "lease_ending": "厂房租约将到期",
    "appeal": "企业来函反映困难",
    "outside_investment": "在外地设立子公司或增资",
    "land_purchase_outside": "在外地取得工业用地",
    "recruiting_outside": "在外地发布招聘信息",
    "visit_note": "走访记录提到搬迁或外地布局",
    "headcount_transfer": "参保人员转入关联企业",
    "equipment_disposal": "出售或转让生产设备",
    "address_change": "变更登记地址",
}
SOURCES = {
    "lease_ending": "街道办",
    "appeal": "企业服务平台",
    "visit_note": "走访组",
    "headcount_transfer": "社保部门",
    "address_change": "市场监管部门",
}
WITH_DESTINATION = frozenset({"outside_investment", "land_purchase_outside", "recruiting_outside", "address_change"})
# Share of events that are announced as an overhaul: large users of power and gas and whoever handles dangerous goods announce theirs,
# others do not; an enterprise that runs out of orders or moves its machines calls that an overhaul at times.
ANNOUNCED_OVERHAULS = {"maintenance": 0.5, "decline": 0.06, "closure": 0.10, "relocation": 0.06}
# Months after the onset in which such an enterprise says so, and for how many months.
SAID_WITHIN, SAID_FOR = 4, (1, 3)
# An announced end is a month early in so many cases, and a month late in as many.
END_OFF_SHARE = 0.12
DAYS_AHEAD = (3, 40)
# Share of events whose outcome anybody writes down.
RECORDED = {
    "relocation": 0.88,
    "moved_within_district": 0.80,
    "transfer": 1.0,
    "closure": 0.85,
    "decline": 0.45,
    "left_register": 1.0,
    "maintenance": 0.12,
    "price_cut": 0.12,
    "outsourced_headcount": 0.12,
    "refund": 0.08,
    "benign_drop": 0.08,
}
FALSE_NOTES = {
    "maintenance": "设备检修",
    "price_cut": "产品降价，产量未减",
    "outsourced_headcount": "劳务外包，用工未减",
    "refund": "留抵退税",
    "benign_drop": "产品结构调整",
}
# Chance of an appeal and the topics (by their place in the catalogue) of those to whom something happens.
EVENT_APPEALS = {"relocation": (0.45, (0, 1)), "expansion": (0.50, (0, 2)), "decline": (0.30, (4, 5)), "closure": (0.30, (4, 1))}
VISIT_FINDINGS = {
    "decline": (0.35, ("订单减少，开工不足", "confirmed")),
    "closure": (0.40, ("经营困难，拟停产", "confirmed")),
    "relocation": (0.30, ("正在比选外地场地", "confirmed")),
    "maintenance": (0.15, ("设备检修，即将恢复", "false_alarm")),
    "price_cut": (0.15, ("产品降价，产量未减", "false_alarm")),
    "outsourced_headcount": (0.12, ("劳务外包，用工未减", "false_alarm")),
}
APPEALS_PER_YEAR = 0.16
# Of the others the answer takes a year and more.
SOON_CLOSED_SHARE = 0.8
VISITS_PER_YEAR = 0.45


# What was noticed in the year before the figures begin is handed over with them.
NOTICED_BEFORE_MONTHS = 12
DATE_COLUMN = {"signals": "observed_on", "outcomes": "on", "appeals": "raised_on", "visits": "visited_on"}


@dataclass(frozen=True, slots=True)
class People:
    """The district's people at work: who there is, what happens, months turned into days; with random numbers of its own.

    `present` is the first and the last month index in which each enterprise is there to be noticed.
    """

    timeline: Timeline
    last_day: date
    owners: list[str]
    events: list[Event]
    present: list[tuple[int, int]]
    rng: np.random.Generator

    @property
    def start(self) -> int:
        """Month index from which things are written down."""
        return self.timeline.history - NOTICED_BEFORE_MONTHS

    def day(self, month_index: float) -> date:
        """A day in a month given as an index with a fraction."""
        return self.timeline.at(int(np.floor(month_index))) + timedelta(days=int(self.rng.integers(0, 28)))

    def after(self, day: date, shortest: int, longest: int) -> date:
        """A day some days later."""
        return day + timedelta(days=int(self.rng.integers(shortest, longest + 1)))

    def anybody(self, rate_per_year: float) -> list[tuple[int, float]]:
        """Enterprises and months drawn evenly at a rate per enterprise and year; those not there yet or any more fall out."""
        total = self.rng.poisson(rate_per_year * len(self.owners) * (self.timeline.count - self.start) / 12)
        firms = self.rng.integers(0, len(self.owners), total)
        months = self.rng.uniform(self.start, self.timeline.count, total)
        return [(int(f), float(m)) for f, m in zip(firms, months, strict=True) if self.present[f][0] <= m < self.present[f][1]]


def write_records(world: Simulation) -> dict[str, pl.DataFrame]:
    """Signals, outcomes, appeals and visits as tidy frames by name, as far as they were received by the last day."""
    makers = {"signals": signal_rows, "outcomes": outcome_rows, "appeals": appeal_rows, "visits": visit_rows}
    present = presence(world)
    frames = {}
    for name, maker in makers.items():
        rng = world.settings.random(name)
        owners = world.register.frame["owner"].to_list()
        people = People(world.timeline, world.settings.last_day, owners, world.events, present, rng)
        rows = maker(people)
        if name == "signals" and world.settings.has_notices:
            rows += notice_rows(replace(people, rng=world.settings.random("notices")))
        frames[name] = dated(rows, DATE_COLUMN[name], people, world.register.codes)
    # The days of notices, in a district too in which nobody announces anything.
    frames["signals"] = frames["signals"].with_columns(pl.col("from_on", "until_on").cast(pl.Date))
    return frames


def presence(world: Simulation) -> list[tuple[int, int]]:
    """First and last month index in which each enterprise is in the district."""
    left = {e.firm: e.left for e in world.events if e.left is not None}
    return [(int(entry), left.get(firm, world.timeline.count)) for firm, entry in enumerate(world.register.entry)]


def dated(rows: list[dict[str, object]], column: str, people: People, codes: list[str]) -> pl.DataFrame:
    """Rows that were received in time, with codes in place of numbers, by date."""
    frame = pl.DataFrame(rows, infer_schema_length=None)
    known = frame.filter(pl.col(column) >= people.timeline.at(people.start), pl.col("received_on") <= people.last_day)
    named = known.with_columns(uscc=pl.col("firm").replace_strict(dict(enumerate(codes)), return_dtype=pl.String)).drop("firm")
    return named.select("uscc", pl.exclude("uscc")).sort(column, "uscc", maintain_order=True)


def signal_rows(people: People) -> list[dict[str, object]]:
    """Signals of departures, expansions and ailing enterprises, and the many that mean nothing."""
    rows: list[dict[str, object]] = []
    for event in people.events:
        if event.kind in {"relocation", "transfer"}:
            rows += departure_signals(people, event)
        elif event.kind == "expansion":
            rows += loose_signals(people, event, EXPANSION_SIGNALS, outside_place(people))
        elif event.kind in {"decline", "closure"}:
            rows += loose_signals(people, event, DISTRESS_SIGNALS, None)
    for kind, rate in IDLE_SIGNALS.items():
        rows += [signal(people, firm, kind, people.day(month), outside_place(people)) for firm, month in people.anybody(rate)]
    return rows


def departure_signals(people: People, event: Event) -> list[dict[str, object]]:
    """Each kind with its probability, at a stage where it can be seen; none at all for a few."""
    rng, lead = people.rng, (event.left or 0) - event.onset
    seen = rng.random() >= UNSEEN_SHARE
    rows = []
    for kind, (chance, early, late) in DEPARTURE_SIGNALS.items():
        if seen and rng.random() < chance:
            month = event.onset + lead * rng.uniform(early, late)
            rows.append(signal(people, event.firm, kind, people.day(month), event.destination))
    return rows


def loose_signals(people: People, event: Event, chances: dict[str, float], place: str | None) -> list[dict[str, object]]:
    """Signals of an event that is no departure, within a year of its onset."""
    rng = people.rng
    found = [kind for kind, chance in chances.items() if rng.random() < chance]
    return [signal(people, event.firm, kind, people.day(event.onset + rng.uniform(-2, 12)), place) for kind in found]


def signal(people: People, firm: int, kind: str, day: date, place: str | None) -> dict[str, object]:
    """One row of the ledger of signals; the place is named by some kinds, and not always."""
    named = place if kind in WITH_DESTINATION and people.rng.random() < 0.7 else None
    source = SOURCES.get(kind, "公开信息")
    received = people.after(day, 0, 20)
    details = {"detail": DETAILS[kind], "source": source, "destination": named, "from_on": None, "until_on": None}
    return {"firm": firm, "observed_on": day, "kind": kind, **details, "received_on": received}


def notice_rows(people: People) -> list[dict[str, object]]:
    """Return the notices in the form of the ledger of signals, with the first and the last day announced."""
    return [notice(people, event) for event in people.events if people.rng.random() < ANNOUNCED_OVERHAULS.get(event.kind, 0.0)]


def notice(people: People, event: Event) -> dict[str, object]:
    """Return one notice; the days of a true one are those of the overhaul, nearly."""
    rng = people.rng
    first, months = event.onset, (event.end or event.onset + 1) - event.onset
    if event.kind != "maintenance":
        first, months = event.onset + int(rng.integers(0, SAID_WITHIN)), int(rng.integers(SAID_FOR[0], SAID_FOR[1] + 1))
    months = max(months + int(rng.choice([-1, 0, 1], p=[END_OFF_SHARE, 1 - 2 * END_OFF_SHARE, END_OFF_SHARE])), 1)
    begins, ends = people.timeline.at(first) + timedelta(days=int(rng.integers(0, 10))), people.day(first + months - 1)
    announced = begins - timedelta(days=int(rng.integers(*DAYS_AHEAD)))
    said = {"detail": "企业报备年度停产检修", "source": "行业主管部门", "destination": None}
    dated = {"from_on": begins, "until_on": max(ends, begins), "received_on": people.after(announced, 0, 10)}
    return {"firm": event.firm, "observed_on": announced, "kind": "planned_shutdown", **said, **dated}


def outside_place(people: People) -> str:
    """A place outside the district."""
    weights = np.array([w for _, w, _ in fictional_words.DESTINATIONS])
    return fictional_words.DESTINATIONS[int(people.rng.choice(len(weights), p=weights / weights.sum()))][0]


def outcome_rows(people: People) -> list[dict[str, object]]:
    """Departures, closures, recoveries and false alarms as far as somebody recorded them, some weeks after the fact."""
    rows: list[dict[str, object]] = []
    for event in people.events:
        if people.rng.random() < RECORDED.get(event.kind, 0.0):
            month, outcome, note = outcome_of(event)
            day = people.day(month)
            rows.append({"firm": event.firm, "on": day, "outcome": outcome, "note": note, "received_on": people.after(day, 5, 60)})
    return rows


def outcome_of(event: Event) -> tuple[int, str, str | None]:
    """Month, outcome and note of an event that is recorded."""
    if event.kind in {"relocation", "transfer"}:
        form = "主要产能迁出，保留登记" if event.form == "partial" else "整体迁出"
        return event.left or 0, "relocated_out", f"{form}，迁往{event.destination}"
    if event.kind == "moved_within_district":
        return event.end or event.onset, "relocated_within", "区内搬迁"
    if event.kind == "closure":
        return event.left or 0, "closed", None
    if event.kind == "left_register":
        return event.left or 0, "left_register", "规模以下退库"
    if event.kind == "decline":
        return event.end or event.onset, "recovered", "生产经营恢复"
    return event.onset + 2, "false_alarm", FALSE_NOTES.get(event.kind)


def appeal_rows(people: People) -> list[dict[str, object]]:
    """Appeals of anybody about anything, and of those about to leave more often about space and cost."""
    rng, topics = people.rng, fictional_words.APPEAL_TOPICS
    rows = [appeal(people, firm, month, topics[int(rng.integers(len(topics)))]) for firm, month in people.anybody(APPEALS_PER_YEAR)]
    for event in people.events:
        chance, about = EVENT_APPEALS.get(event.kind, (0.0, (0,)))
        if rng.random() < chance:
            rows.append(appeal(people, event.firm, event.onset + rng.uniform(-4, 6), topics[int(rng.choice(about))]))
    return rows


def appeal(people: People, firm: int, month: float, topic: tuple[str, str]) -> dict[str, object]:
    """One appeal; most are closed within four months, the others a year later."""
    day = people.day(month)
    closed = people.after(day, 10, 120)
    if people.rng.random() >= SOON_CLOSED_SHARE:
        closed += timedelta(days=366)
    closed_on = closed if closed <= people.last_day else None
    details = {"topic": topic[0], "detail": topic[1], "handled_by": "企业服务中心", "closed_on": closed_on}
    return {"firm": firm, "raised_on": day, **details, "received_on": people.after(day, 0, 5)}


def visit_rows(people: People) -> list[dict[str, object]]:
    """Visits: the routine round, and those to enterprises whose figures fell, which find what there is to find."""
    rng = people.rng
    rows = [visit(people, firm, month, ("生产经营正常", "normal")) for firm, month in people.anybody(VISITS_PER_YEAR)]
    for event in people.events:
        chance, finding = VISIT_FINDINGS.get(event.kind, (0.0, ("", "")))
        if rng.random() < chance:
            rows.append(visit(people, event.firm, event.onset + rng.uniform(1, 6), finding))
    return rows


def visit(people: People, firm: int, month: float, finding: tuple[str, str]) -> dict[str, object]:
    """One visit by the responsible owner."""
    day = people.day(month)
    details = {"by": people.owners[firm], "finding": finding[0], "outcome": finding[1], "note": None}
    return {"firm": firm, "visited_on": day, **details, "received_on": people.after(day, 0, 7)}
