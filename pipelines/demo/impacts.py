"""How each planted event bends the figures: multipliers per indicator, enterprise and month.

Two sets of multipliers are kept apart: `share` holds what takes activity away from normal (and is therefore truth),
`normal` holds lasting moves that become the new normal (mix, efficiency, growth).
"""

from dataclasses import dataclass

import numpy as np

from pipelines.demo.arrays import Counts, Floats
from pipelines.demo.events import Event
from pipelines.demo.indicator_traits import BOOKED, PHYSICAL, RESPONSES, ROW, TRAITS
from pipelines.demo.settings import DemoSettings
from pipelines.demo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Effects:
    """Multipliers `share` and `normal` (K, N, T); `stop` (K, N) is the first month without a figure.

    `investment` (N, T) multiplies fixed investment.
    """

    share: Floats
    normal: Floats
    stop: Counts
    investment: Floats

    def scale(self, indicator: str, firm: int, start: int, path: Floats, *, lasting: bool = False) -> None:
        """Multiply a stretch of one series by a path; what lies outside the timeline is cut off."""
        target = (self.normal if lasting else self.share)[ROW[indicator], firm]
        low, high = max(start, 0), min(start + len(path), len(target))
        if low < high:
            target[low:high] *= path[low - start : high - start]


def apply_events(events: list[Event], settings: DemoSettings, firms: int, timeline: Timeline) -> Effects:
    """Bend the figures by every event in turn."""
    shape = (len(TRAITS), firms, timeline.count)
    stop = np.full(shape[:2], timeline.count)
    effects = Effects(share=np.ones(shape), normal=np.ones(shape), stop=stop, investment=np.ones(shape[1:]))
    rng = settings.random("impacts")
    for event in events:
        APPLY[event.kind](effects, event, rng)
    return effects


def activity_share(effects: Effects) -> Floats:
    """Truth (N, T): the mean of the medians of the physical and of the booked multipliers."""
    physical = np.median(effects.share[[ROW[k] for k in PHYSICAL]], axis=0)
    booked = np.median(effects.share[[ROW[k] for k in BOOKED]], axis=0)
    return (physical + booked) / 2


def course(event: Event, length: int) -> Floats:
    """Course of a decline as a share of its depth (0..1), month by month from its onset."""
    months = np.arange(length)
    slope = (months + 1) / event.ramp
    fall = np.clip(np.ceil(3 * slope) / 3 if event.shape == "stepwise" else slope, 0, 1)
    rest = np.clip((length - months - 0.5) / event.recovery, 0, 1) if event.recovery else 1.0
    return np.minimum(fall, rest)


def apply_decline(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A lasting fall of everything, each indicator with its own elasticity and lag; closures go on to nothing."""
    lasts = (event.end or event.left or event.onset) - event.onset + event.recovery // 2
    fall = course(event, lasts) * (1 + 0.10 * rng.standard_normal(lasts))
    respond(effects, event, np.clip(event.depth * fall, 0, 0.97), rng)
    if event.left is not None:
        close_down(effects, event, rng)
    if rng.random() < 0.7:
        effects.investment[event.firm, max(event.onset, 0) : event.onset + lasts] *= 0.25


def respond(effects: Effects, event: Event, fall: Floats, rng: np.random.Generator) -> None:
    """Pass a fall of activity on to every indicator."""
    for indicator, (low, high, lag) in RESPONSES.items():
        elasticity, delay = rng.uniform(low, high), int(rng.integers(0, lag + 1))
        effects.scale(indicator, event.firm, event.onset + delay, 1 - np.clip(elasticity * fall, 0, 0.97))


def close_down(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """From the month it is gone: people and meters near nothing, booked figures zero, reports stop one after another."""
    left, total = event.left or 0, effects.share.shape[2]
    for indicator in RESPONSES:
        residue = {"electricity": rng.uniform(0.01, 0.05), "water": 0.03, "employment": rng.uniform(0.0, 0.08)}.get(indicator, 0.0)
        if left < total:
            effects.share[ROW[indicator], event.firm, max(left, 0) :] *= residue
        lingering = int(rng.integers(0, 4)) if indicator in {"output_value", "electricity", "employment"} else int(rng.integers(0, 2))
        effects.stop[ROW[indicator], event.firm] = min(effects.stop[ROW[indicator], event.firm], left + lingering)
    effects.investment[event.firm, max(left, 0) :] = 0.0
    effects.stop[ROW["fixed_investment"], event.firm] = left + 1


def apply_relocation(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """Investment stops, people and utilities go in steps, booked figures stay and then drop at once."""
    left = event.left or 0
    lead = left - event.onset
    effects.investment[event.firm, max(event.onset, 0) :] *= 0.05 if rng.random() < 0.85 else 0.6
    # The capacity that has gone by the day of leaving; the remainder goes with the move itself.
    before = float(event.depth * rng.uniform(0.55, 0.90))
    fall = capacity_path(event, lead, before, rng)
    for indicator, low, high in (("electricity", 0.85, 1.05), ("water", 0.7, 1.0), ("gas", 0.85, 1.05), ("employment", 0.75, 1.05)):
        delay = int(rng.integers(0, 2)) if indicator == "employment" else 0
        path = 1 - np.clip(rng.uniform(low, high) * fall, 0, 0.97)
        effects.scale(indicator, event.firm, event.onset + delay, path[: lead - delay])
        remain(effects, indicator, event.firm, left, 1 - event.depth * rng.uniform(0.92, 1.0))
    book_until_gone(effects, event, rng)
    if event.form == "whole":
        stop_reports(effects, event, rng)


def capacity_path(event: Event, lead: int, before: float, rng: np.random.Generator) -> Floats:
    """Share of capacity gone in each month of the lead: in steps, evenly, or only in its last months."""
    start = {"stepwise": rng.uniform(-0.1, 0.15), "gradual": rng.uniform(-0.05, 0.1), "late": rng.uniform(0.3, 0.5)}[event.shape]
    time = (np.arange(lead) + 1) / lead
    progress = np.clip((time - start) / (1 - start), 0, 1)
    if event.shape == "stepwise":
        steps = int(rng.integers(2, 5))
        progress = np.ceil(progress * steps) / steps
    return before * progress


def remain(effects: Effects, indicator: str, firm: int, left: int, share: float) -> None:
    """What is left of a series after the move, to the end."""
    total = effects.share.shape[2]
    if left < total:
        effects.scale(indicator, firm, left, np.full(total - left, share))


def book_until_gone(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """Output, value added and tax stay booked here until shortly before the day of leaving."""
    left = event.left or 0
    ahead = int(rng.integers(0, 3))
    sag = 1 - rng.uniform(0.0, 0.08) * np.linspace(0, 1, left - event.onset)
    for indicator in BOOKED:
        lag = 1 if indicator == "tax" else 0
        effects.scale(indicator, event.firm, event.onset + lag, sag[: left - ahead - event.onset])
        remain(effects, indicator, event.firm, left - ahead + lag, max(1 - event.depth * rng.uniform(0.95, 1.0), 0.0))


def stop_reports(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """After a whole move the sources fall silent one after another."""
    left = event.left or 0
    for indicator in TRAITS:
        lingering = int(rng.integers(1, 5)) if indicator in {"electricity", "employment", "water"} else int(rng.integers(0, 3))
        effects.stop[ROW[indicator], event.firm] = left + lingering


def apply_within_district(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A move inside the district: two or three thin months, then as before."""
    path = 1 - event.depth * rng.uniform(0.4, 1.0, (event.end or 0) - event.onset)
    for indicator in RESPONSES:
        strength = 0.15 if indicator == "employment" else 1.0
        effects.scale(indicator, event.firm, event.onset, path**strength)


def apply_transfer(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A move to another district: less and less until the month it is gone, back to normal after it; reports of this district stop."""
    months = np.arange(event.ramp + event.recovery)
    fall = np.minimum((months + 1) / event.ramp, (len(months) - months) / (event.recovery + 1))
    respond(effects, event, event.depth * fall, rng)
    effects.stop[:, event.firm] = event.left or 0


def apply_maintenance(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A planned stop of one or two months: meters fall, output less (stock is sold), people stay; some is made up for later."""
    path = 1 - event.depth * rng.uniform(0.7, 1.0, (event.end or 0) - event.onset)
    for indicator in ("electricity", "gas", "water"):
        effects.scale(indicator, event.firm, event.onset, path)
    for indicator in ("output_value", "value_added"):
        effects.scale(indicator, event.firm, event.onset, path ** rng.uniform(0.3, 1.0))
    effects.scale("output_value", event.firm, event.end or 0, np.array([rng.uniform(1.0, 1.25)]))


def apply_shifted_meter(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A reading taken early or late: one month low, the next high, the sum right; either order."""
    share = event.depth if rng.random() < 0.6 else -event.depth
    for indicator in ("electricity",) if rng.random() < 0.8 else ("electricity", "water"):
        effects.scale(indicator, event.firm, event.onset, np.array([1 - share, 1 + share]))


def apply_nothing(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """Events whose effect is made elsewhere (a refund is an amount, not a multiplier)."""


def apply_left_register(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """Below the register's size: nobody collects its figures any more."""
    effects.stop[:, event.firm] = np.minimum(effects.stop[:, event.firm], event.left or 0)


def apply_price_cut(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """Prices fall, quantities do not: booked figures lower, physical ones as before."""
    path = np.full((event.end or 0) - event.onset, 1 - event.depth)
    for indicator in BOOKED:
        effects.scale(indicator, event.firm, event.onset, path ** rng.uniform(0.85, 1.15))


def apply_outsourced(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """People move to an agency's books: head-count falls for good, nothing else does."""
    effects.scale("employment", event.firm, event.onset, np.full(effects.share.shape[2] + 12, 1 - event.depth))


def apply_benign_move(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A lasting change of level both ways (another mix of products): the new normal, of some indicators or all."""
    length = effects.share.shape[2] + 12
    for indicator in RESPONSES:
        strength = rng.uniform(0.3, 1.2) if rng.random() < 0.75 else 0.0
        effects.scale(indicator, event.firm, event.onset, np.full(length, 1 - event.depth * strength), lasting=True)


def apply_efficiency(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """New machines or solar panels: electricity (sometimes gas) falls for good and output does not."""
    path = np.full(effects.share.shape[2] + 12, 1 - event.depth)
    effects.scale("electricity", event.firm, event.onset, path, lasting=True)
    if rng.random() < 0.3:
        effects.scale("gas", event.firm, event.onset, path, lasting=True)


def apply_order_peak(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """One large order: output far up for a month or two, the rest a little; the year-on-year base is spoilt a year later."""
    path = np.full((event.end or 0) - event.onset, 1 - event.depth)
    for indicator, strength in (("output_value", 1.0), ("value_added", 0.9), ("electricity", 0.25), ("gas", 0.25)):
        effects.scale(indicator, event.firm, event.onset, path**strength)
    effects.scale("tax", event.firm, event.onset + 1, path**0.8)


def apply_growth(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """Everything grows for one to two years and stays there; people grow less than output."""
    ramp = np.clip((np.arange(effects.share.shape[2] + 12) + 1) / event.ramp, 0, 1)
    for indicator in RESPONSES:
        strength = rng.uniform(0.3, 0.7) if indicator == "employment" else rng.uniform(0.6, 1.1)
        effects.scale(indicator, event.firm, event.onset, (1 - event.depth) ** (ramp * strength), lasting=True)


def apply_expansion(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A second plant elsewhere because the first is full: growth here goes on, a few people go over to help."""
    apply_growth(effects, event, rng)
    if rng.random() < 0.4:
        effects.scale("employment", event.firm, event.onset + event.ramp // 2, np.full(event.ramp, rng.uniform(0.85, 0.97)), lasting=True)


def apply_slump(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A slump of the whole industry: down in two months, back in three."""
    length = (event.end or 0) - event.onset
    respond(effects, event, event.depth * course(event, length), rng)


def apply_rationing(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """Electricity is rationed for a month or two: meters fall, output less, people stay."""
    path = np.full((event.end or 0) - event.onset, 1 - event.depth)
    for indicator, strength in (("electricity", 1.0), ("output_value", 0.3), ("value_added", 0.3), ("gas", 0.5)):
        effects.scale(indicator, event.firm, event.onset, path**strength)


def apply_shock(effects: Effects, event: Event, rng: np.random.Generator) -> None:
    """A shock to everybody: the worst in the first month or two, then a slow return."""
    length = (event.end or 0) - event.onset
    fall = event.depth * np.concatenate([[1.3], np.linspace(1.3, 0.15, length - 1)])
    respond(effects, event, np.clip(fall, 0, 0.9), rng)


APPLY = {
    "relocation": apply_relocation,
    "moved_within_district": apply_within_district,
    "transfer": apply_transfer,
    "decline": apply_decline,
    "closure": apply_decline,
    "district_shock": apply_shock,
    "sector_slump": apply_slump,
    "rationing": apply_rationing,
    "left_register": apply_left_register,
    "maintenance": apply_maintenance,
    "shifted_meter": apply_shifted_meter,
    "refund": apply_nothing,
    "price_cut": apply_price_cut,
    "outsourced_headcount": apply_outsourced,
    "benign_drop": apply_benign_move,
    "benign_rise": apply_benign_move,
    "efficiency": apply_efficiency,
    "order_peak": apply_order_peak,
    "expansion": apply_expansion,
    "growth": apply_growth,
}
