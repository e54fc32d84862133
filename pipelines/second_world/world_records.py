"""Who noticed what in the second world: few and noisy signals, appeals, visits, and outcomes as far as somebody recorded them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.demo.fictional_words import APPEAL_TOPICS, DESTINATIONS
from pipelines.second_world.world_enterprises import Enterprises
from pipelines.second_world.world_events import Happening
from pipelines.second_world.world_settings import BEFORE_MONTHS, WorldSettings
from warehouse.vocabulary import SIGNALS

# Told of a departure: with the settings' chance times this, at a share of the lead.
TELLING = {
    "lease_ending": (1.2, -0.6, 0.5), "appeal": (1.0, -0.8, 0.6), "outside_investment": (1.6, -0.6, 0.6),
    "land_purchase_outside": (0.8, -0.8, 0.4),
    "recruiting_outside": (1.2, -0.2, 0.9), "visit_note": (1.2, -0.3, 1.0), "headcount_transfer": (1.2, 0.0, 1.0),
    "equipment_disposal": (1.0, 0.3, 1.1), "address_change": (0.8, 0.5, 1.3),
}  # fmt: skip
# Of others to whom something happens, so many have a signal of any kind.
OTHERS = {"decline": 0.35, "closure": 0.45, "expansion": 0.6, "growth": 0.2, "price_cut": 0.15}
NAMES_PLACE = frozenset({"outside_investment", "land_purchase_outside", "recruiting_outside", "address_change"})
APPEALS_A_YEAR, VISITS_A_YEAR = 0.2, 0.35


@dataclass(frozen=True, slots=True)
class Notebook:
    """What is drawn from: settings, happenings, when each enterprise is there."""

    settings: WorldSettings
    happenings: list[Happening]
    there: list[tuple[int, int]]
    rng: np.random.Generator

    def day(self, place: float) -> date:
        """A day in a month given as a place with a fraction."""
        return self.settings.month(int(np.floor(place))) + timedelta(days=int(self.rng.integers(0, 28)))

    def later(self, day: date, most: int, least: int = 0) -> date:
        """A day some days after another."""
        return day + timedelta(days=int(self.rng.integers(least, most + 1)))

    def anybody(self, rate: float) -> list[tuple[int, float]]:
        """Enterprises and months drawn at a yearly rate, of those who are there."""
        first, stop = BEFORE_MONTHS - 12, self.settings.count
        count = self.rng.poisson(rate * self.settings.enterprises * (stop - first) / 12)
        drawn = zip(self.rng.integers(0, self.settings.enterprises, count), self.rng.uniform(first, stop, count), strict=True)
        return [(int(who), float(when)) for who, when in drawn if self.there[who][0] <= when < self.there[who][1]]


def record_frames(settings: WorldSettings, firms: Enterprises, happenings: list[Happening]) -> dict[str, pl.DataFrame]:
    """Return signals, outcomes, appeals and visits as tidy frames, as far as they were received by the last day."""
    gone = {one.who: one.left for one in happenings if one.left is not None}
    there = [(int(entry), gone.get(who, settings.count)) for who, entry in enumerate(firms.entry)]
    makers = {
        "signals": (_signals, "observed_on"),
        "outcomes": (_outcomes, "on"),
        "appeals": (_appeals, "raised_on"),
        "visits": (_visits, "visited_on"),
    }
    frames = {}
    for name, (maker, column) in makers.items():
        made = maker(Notebook(settings, happenings, there, settings.random(name)))
        if name == "signals":
            made += _notices(Notebook(settings, happenings, there, settings.random("notices")))
        rows = pl.DataFrame(made, infer_schema_length=None)
        known = rows.filter(pl.col(column) >= settings.month(BEFORE_MONTHS - 12), pl.col("received_on") <= settings.last_day)
        coded = known.with_columns(uscc=pl.Series([firms.codes[who] for who in known["who"]], dtype=pl.String)).drop("who")
        frames[name] = coded.select("uscc", pl.exclude("uscc")).sort(column, "uscc", maintain_order=True)
    return frames


def _signals(book: Notebook) -> list[dict[str, object]]:
    rng, settings, rows = book.rng, book.settings, []
    for one in book.happenings:
        if one.kind == "relocation" and rng.random() >= settings.unseen_share:
            lead = (one.left or 0) - one.onset
            for kind, (times, early, late) in TELLING.items():
                if rng.random() < settings.signal_chance * times:
                    rows.append(_signal(book, one.who, kind, book.day(one.onset + lead * rng.uniform(early, late)), one.destination))
        elif rng.random() < OTHERS.get(one.kind, 0.0):
            rows.append(_signal(book, one.who, str(rng.choice(SIGNALS.keys)), book.day(one.onset + rng.uniform(-3, 12)), None))
    for who, when in book.anybody(settings.idle_signals):
        rows.append(_signal(book, who, str(rng.choice(SIGNALS.keys)), book.day(when), None))
    return rows


def _signal(book: Notebook, who: int, kind: str, day: date, place: str | None) -> dict[str, object]:
    """Return a row of the ledger; whoever writes it down takes one kind for another now and then."""
    rng = book.rng
    written = str(rng.choice(SIGNALS.keys)) if rng.random() < book.settings.wrong_kind_share else kind
    heard = place or DESTINATIONS[int(rng.integers(len(DESTINATIONS)))][0]
    named = heard if written in NAMES_PLACE and rng.random() < 0.5 else None
    received = book.later(day, book.settings.signal_delay_days)
    return {
        "who": who,
        "observed_on": day,
        "kind": written,
        "detail": None,
        "source": "来源不一",
        "destination": named,
        "received_on": received,
    }


def _notices(book: Notebook) -> list[dict[str, object]]:
    """Return the announced overhauls: true ones, with an end that is not always kept, and those of enterprises in trouble."""
    rng, settings, rows = book.rng, book.settings, []
    chances = {"maintenance": settings.announced_overhauls} | dict.fromkeys(
        ("decline", "closure", "relocation"), settings.announced_trouble
    )
    for one in book.happenings:
        if rng.random() < chances.get(one.kind, 0.0):
            is_true = one.kind == "maintenance"
            first = one.onset if is_true else one.onset + int(rng.integers(-1, 6))
            months = max((one.end or first + 1) - first + int(rng.integers(-1, 2)), 1) if is_true else int(rng.integers(1, 4))
            rows.append(_notice(book, one.who, first, months))
    return rows


def _notice(book: Notebook, who: int, first: int, months: int) -> dict[str, object]:
    begins = book.day(first)
    announced = begins - timedelta(days=int(book.rng.integers(0, 60)))
    ends = max(book.day(first + months - 1), begins)
    said = {"who": who, "observed_on": announced, "kind": "planned_shutdown", "detail": None, "source": "来源不一", "destination": None}
    return {**said, "from_on": begins, "until_on": ends, "received_on": book.later(announced, book.settings.signal_delay_days)}


def _outcomes(book: Notebook) -> list[dict[str, object]]:
    settings, rows = book.settings, []
    chances = {
        "relocation": (settings.recorded_departures, "relocated_out"), "closure": (settings.recorded_closures, "closed"),
        "decline": (settings.recorded_recoveries, "recovered"), "moved_within_district": (0.7, "relocated_within"),
        "maintenance": (0.06, "false_alarm"), "price_cut": (0.08, "false_alarm"),
    }  # fmt: skip
    for one in book.happenings:
        chance, outcome = chances.get(one.kind, (0.0, ""))
        when = one.left if one.left is not None else one.end
        if book.rng.random() < chance and when is not None:
            day = book.day(when)
            rows.append(
                {
                    "who": one.who,
                    "on": day,
                    "outcome": outcome,
                    "note": None,
                    "received_on": book.later(day, *settings.record_delay_days[::-1]),
                }
            )
    return rows


def _appeals(book: Notebook) -> list[dict[str, object]]:
    rng = book.rng
    asked = [*book.anybody(APPEALS_A_YEAR)]
    asked += [
        (one.who, one.onset + rng.uniform(-6, 8))
        for one in book.happenings
        if one.kind in {"relocation", "closure", "decline", "expansion"} and rng.random() < 0.25
    ]
    rows = []
    for who, when in asked:
        topic, detail = APPEAL_TOPICS[int(rng.integers(len(APPEAL_TOPICS)))]
        day = book.day(when)
        closed = book.later(day, 150, 8)
        rows.append({
            "who": who, "raised_on": day, "topic": topic, "detail": detail, "handled_by": "企业服务中心",
            "closed_on": closed if rng.random() < 0.7 and closed <= book.settings.last_day else None, "received_on": book.later(day, 10),
        })  # fmt: skip
    return rows


def _visits(book: Notebook) -> list[dict[str, object]]:
    rng = book.rng
    rows = [(who, when, "生产经营正常", "normal") for who, when in book.anybody(VISITS_A_YEAR)]
    for one in book.happenings:
        if one.kind in {"decline", "closure", "relocation"} and rng.random() < 0.25:
            # A visit does not always find what there is.
            found = ("经营困难", "confirmed") if rng.random() < 0.7 else ("生产经营正常", "normal")
            rows.append((one.who, one.onset + rng.uniform(0, 8), *found))
    days = [(who, book.day(when), finding, outcome) for who, when, finding, outcome in rows]
    return [
        {"who": who, "visited_on": day, "by": "企业服务组", "finding": finding, "outcome": outcome, "received_on": book.later(day, 15)}
        for who, day, finding, outcome in days
    ]
