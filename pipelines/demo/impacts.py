"""How each planted event bends the figures: multipliers per indicator, enterprise and month.

Two canvases are kept apart: `share` holds what takes activity away from normal (and is therefore truth),
`normal` holds lasting moves that become the new normal (mix, efficiency, growth).
"""

from dataclasses import dataclass

import numpy as np

from pipelines.demo.events import Event
from pipelines.demo.settings import BOOKED, INDICATORS, PHYSICAL, DemoSettings
from pipelines.demo.timeline import Timeline

ROW = {name: i for i, name in enumerate(INDICATORS)}
# (low, high) of the elasticity to a fall of activity, and the largest lag in months. Electricity and water carry a base
# load, people are let go late and not all; tax follows what was invoiced.
RESPONSE = {
    "output_value": (0.90, 1.08, 0),
    "value_added": (0.90, 1.12, 0),
    "tax": (0.85, 1.15, 1),
    "employment": (0.45, 0.88, 3),
    "electricity": (0.70, 1.00, 1),
    "water": (0.50, 0.90, 1),
    "gas": (0.70, 1.05, 1),
}


@dataclass(frozen=True, slots=True)
class Canvas:
    """Multipliers `share` and `normal` (K, N, T); `stop` (K, N) is the first month without a figure.

    `investment` (N, T) multiplies fixed investment.
    """

    share: np.ndarray
    normal: np.ndarray
    stop: np.ndarray
    investment: np.ndarray

    def paint(self, indicator: str, firm: int, start: int, path: np.ndarray, *, lasting: bool = False) -> None:
        """Multiply a stretch of one series by a path; what lies outside the timeline is cut off."""
        target = (self.normal if lasting else self.share)[ROW[indicator], firm]
        low, high = max(start, 0), min(start + len(path), len(target))
        if low < high:
            target[low:high] *= path[low - start : high - start]


def apply_events(events: list[Event], settings: DemoSettings, firms: int, timeline: Timeline) -> Canvas:
    """Bend the figures by every event in turn."""
    shape = (len(INDICATORS), firms, timeline.count)
    stop = np.full(shape[:2], timeline.count)
    canvas = Canvas(share=np.ones(shape), normal=np.ones(shape), stop=stop, investment=np.ones(shape[1:]))
    rng = settings.random("impacts")
    for event in events:
        PAINTERS[event.kind](canvas, event, rng)
    return canvas


def activity_share(canvas: Canvas) -> np.ndarray:
    """Truth (N, T): the mean of the medians of the physical and of the booked multipliers."""
    physical = np.median(canvas.share[[ROW[k] for k in PHYSICAL]], axis=0)
    booked = np.median(canvas.share[[ROW[k] for k in BOOKED]], axis=0)
    return (physical + booked) / 2


def course(event: Event, length: int) -> np.ndarray:
    """Course of a decline as a share of its depth (0..1), month by month from its onset."""
    months = np.arange(length)
    slope = (months + 1) / event.ramp
    fall = np.clip(np.ceil(3 * slope) / 3 if event.shape == "stepwise" else slope, 0, 1)
    rest = np.clip((length - months - 0.5) / event.recovery, 0, 1) if event.recovery else 1.0
    return np.minimum(fall, rest)


def paint_decline(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """A lasting fall of everything, each indicator with its own elasticity and lag; closures go on to nothing."""
    lasts = (event.end or event.left or event.onset) - event.onset + event.recovery // 2
    fall = course(event, lasts) * (1 + 0.10 * rng.standard_normal(lasts))
    respond(canvas, event, np.clip(event.depth * fall, 0, 0.97), rng)
    if event.left is not None:
        close_down(canvas, event, rng)
    if rng.random() < 0.7:
        canvas.investment[event.firm, max(event.onset, 0) : event.onset + lasts] *= 0.25


def respond(canvas: Canvas, event: Event, fall: np.ndarray, rng: np.random.Generator) -> None:
    """Pass a fall of activity on to every indicator."""
    for indicator, (low, high, lag) in RESPONSE.items():
        elasticity, delay = rng.uniform(low, high), int(rng.integers(0, lag + 1))
        canvas.paint(indicator, event.firm, event.onset + delay, 1 - np.clip(elasticity * fall, 0, 0.97))


def close_down(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """From the month it is gone: people and meters near nothing, booked figures zero, reports stop one after another."""
    left, total = event.left or 0, canvas.share.shape[2]
    for indicator in RESPONSE:
        residue = {"electricity": rng.uniform(0.01, 0.05), "water": 0.03, "employment": rng.uniform(0.0, 0.08)}.get(indicator, 0.0)
        if left < total:
            canvas.share[ROW[indicator], event.firm, max(left, 0) :] *= residue
        lingering = int(rng.integers(0, 4)) if indicator in {"output_value", "electricity", "employment"} else int(rng.integers(0, 2))
        canvas.stop[ROW[indicator], event.firm] = min(canvas.stop[ROW[indicator], event.firm], left + lingering)
    canvas.investment[event.firm, max(left, 0) :] = 0.0
    canvas.stop[ROW["fixed_investment"], event.firm] = left + 1


def paint_relocation(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """Investment stops, people and utilities go in steps, booked figures stay and then drop at once."""
    left = event.left or 0
    lead = left - event.onset
    canvas.investment[event.firm, max(event.onset, 0) :] *= 0.05 if rng.random() < 0.85 else 0.6
    # The capacity that has gone by the day of leaving; the remainder goes with the move itself.
    before = float(event.depth * rng.uniform(0.55, 0.90))
    fall = capacity_path(event, lead, before, rng)
    for indicator, low, high in (("electricity", 0.85, 1.05), ("water", 0.7, 1.0), ("gas", 0.85, 1.05), ("employment", 0.75, 1.05)):
        delay = int(rng.integers(0, 2)) if indicator == "employment" else 0
        path = 1 - np.clip(rng.uniform(low, high) * fall, 0, 0.97)
        canvas.paint(indicator, event.firm, event.onset + delay, path[: lead - delay])
        remain(canvas, indicator, event.firm, left, 1 - event.depth * rng.uniform(0.92, 1.0))
    book_until_gone(canvas, event, rng)
    if event.form == "whole":
        stop_reports(canvas, event, rng)


def capacity_path(event: Event, lead: int, before: float, rng: np.random.Generator) -> np.ndarray:
    """Share of capacity gone in each month of the lead: in steps, evenly, or only in its last months."""
    start = {"stepwise": rng.uniform(-0.1, 0.15), "gradual": rng.uniform(-0.05, 0.1), "late": rng.uniform(0.3, 0.5)}[event.shape]
    time = (np.arange(lead) + 1) / lead
    progress = np.clip((time - start) / (1 - start), 0, 1)
    if event.shape == "stepwise":
        steps = int(rng.integers(2, 5))
        progress = np.ceil(progress * steps) / steps
    return before * progress


def remain(canvas: Canvas, indicator: str, firm: int, left: int, share: float) -> None:
    """What is left of a series after the move, to the end."""
    total = canvas.share.shape[2]
    if left < total:
        canvas.paint(indicator, firm, left, np.full(total - left, share))


def book_until_gone(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """Output, value added and tax stay booked here until shortly before the day of leaving."""
    left = event.left or 0
    ahead = int(rng.integers(0, 3))
    sag = 1 - rng.uniform(0.0, 0.08) * np.linspace(0, 1, left - event.onset)
    for indicator in BOOKED:
        lag = 1 if indicator == "tax" else 0
        canvas.paint(indicator, event.firm, event.onset + lag, sag[: left - ahead - event.onset])
        remain(canvas, indicator, event.firm, left - ahead + lag, max(1 - event.depth * rng.uniform(0.95, 1.0), 0.0))


def stop_reports(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """After a whole move the sources fall silent one after another."""
    left = event.left or 0
    for indicator in INDICATORS:
        lingering = int(rng.integers(1, 5)) if indicator in {"electricity", "employment", "water"} else int(rng.integers(0, 3))
        canvas.stop[ROW[indicator], event.firm] = left + lingering


def paint_within_district(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """A move inside the district: two or three thin months, then as before."""
    path = 1 - event.depth * rng.uniform(0.4, 1.0, (event.end or 0) - event.onset)
    for indicator in RESPONSE:
        strength = 0.15 if indicator == "employment" else 1.0
        canvas.paint(indicator, event.firm, event.onset, path**strength)


def paint_maintenance(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """A planned stop of one or two months: meters fall, output less (stock is sold), people stay; some is made up for later."""
    path = 1 - event.depth * rng.uniform(0.7, 1.0, (event.end or 0) - event.onset)
    for indicator in ("electricity", "gas", "water"):
        canvas.paint(indicator, event.firm, event.onset, path)
    for indicator in ("output_value", "value_added"):
        canvas.paint(indicator, event.firm, event.onset, path ** rng.uniform(0.3, 1.0))
    canvas.paint("output_value", event.firm, event.end or 0, np.array([rng.uniform(1.0, 1.25)]))


def paint_shifted_meter(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """A reading taken early or late: one month low, the next high, the sum right; either order."""
    share = event.depth if rng.random() < 0.6 else -event.depth
    for indicator in ("electricity",) if rng.random() < 0.8 else ("electricity", "water"):
        canvas.paint(indicator, event.firm, event.onset, np.array([1 - share, 1 + share]))


def paint_nothing(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """Events whose effect is made elsewhere (a refund is an amount, not a multiplier)."""


def paint_left_register(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """Below the register's size: nobody collects its figures any more."""
    canvas.stop[:, event.firm] = np.minimum(canvas.stop[:, event.firm], event.left or 0)


def paint_price_cut(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """Prices fall, quantities do not: booked figures lower, physical ones as before."""
    path = np.full((event.end or 0) - event.onset, 1 - event.depth)
    for indicator in BOOKED:
        canvas.paint(indicator, event.firm, event.onset, path ** rng.uniform(0.85, 1.15))


def paint_outsourced(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """People move to an agency's books: head-count falls for good, nothing else does."""
    canvas.paint("employment", event.firm, event.onset, np.full(canvas.share.shape[2] + 12, 1 - event.depth))


def paint_benign_move(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """A lasting change of level both ways (another mix of products): the new normal, of some indicators or all."""
    length = canvas.share.shape[2] + 12
    for indicator in RESPONSE:
        strength = rng.uniform(0.3, 1.2) if rng.random() < 0.75 else 0.0
        canvas.paint(indicator, event.firm, event.onset, np.full(length, 1 - event.depth * strength), lasting=True)


def paint_efficiency(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """New machines or solar panels: electricity (sometimes gas) falls for good and output does not."""
    path = np.full(canvas.share.shape[2] + 12, 1 - event.depth)
    canvas.paint("electricity", event.firm, event.onset, path, lasting=True)
    if rng.random() < 0.3:
        canvas.paint("gas", event.firm, event.onset, path, lasting=True)


def paint_order_peak(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """One large order: output far up for a month or two, the rest a little; the year-on-year base is spoilt a year later."""
    path = np.full((event.end or 0) - event.onset, 1 - event.depth)
    for indicator, strength in (("output_value", 1.0), ("value_added", 0.9), ("electricity", 0.25), ("gas", 0.25)):
        canvas.paint(indicator, event.firm, event.onset, path**strength)
    canvas.paint("tax", event.firm, event.onset + 1, path**0.8)


def paint_growth(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """Everything grows for one to two years and stays there; people grow less than output."""
    ramp = np.clip((np.arange(canvas.share.shape[2] + 12) + 1) / event.ramp, 0, 1)
    for indicator in RESPONSE:
        strength = rng.uniform(0.3, 0.7) if indicator == "employment" else rng.uniform(0.6, 1.1)
        canvas.paint(indicator, event.firm, event.onset, (1 - event.depth) ** (ramp * strength), lasting=True)


def paint_expansion(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """A second plant elsewhere because the first is full: growth here goes on, a few people go over to help."""
    paint_growth(canvas, event, rng)
    if rng.random() < 0.4:
        canvas.paint("employment", event.firm, event.onset + event.ramp // 2, np.full(event.ramp, rng.uniform(0.85, 0.97)), lasting=True)


def paint_slump(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """A slump of the whole industry: down in two months, back in three."""
    length = (event.end or 0) - event.onset
    respond(canvas, event, event.depth * course(event, length), rng)


def paint_rationing(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """Electricity is rationed for a month or two: meters fall, output less, people stay."""
    path = np.full((event.end or 0) - event.onset, 1 - event.depth)
    for indicator, strength in (("electricity", 1.0), ("output_value", 0.3), ("value_added", 0.3), ("gas", 0.5)):
        canvas.paint(indicator, event.firm, event.onset, path**strength)


def paint_shock(canvas: Canvas, event: Event, rng: np.random.Generator) -> None:
    """A shock to everybody: the worst in the first month or two, then a slow return."""
    length = (event.end or 0) - event.onset
    fall = event.depth * np.concatenate([[1.3], np.linspace(1.3, 0.15, length - 1)])
    respond(canvas, event, np.clip(fall, 0, 0.9), rng)


PAINTERS = {
    "relocation": paint_relocation,
    "moved_within_district": paint_within_district,
    "decline": paint_decline,
    "closure": paint_decline,
    "district_shock": paint_shock,
    "sector_slump": paint_slump,
    "rationing": paint_rationing,
    "left_register": paint_left_register,
    "maintenance": paint_maintenance,
    "shifted_meter": paint_shifted_meter,
    "refund": paint_nothing,
    "price_cut": paint_price_cut,
    "outsourced_headcount": paint_outsourced,
    "benign_drop": paint_benign_move,
    "benign_rise": paint_benign_move,
    "efficiency": paint_efficiency,
    "order_peak": paint_order_peak,
    "expansion": paint_expansion,
    "growth": paint_growth,
}
