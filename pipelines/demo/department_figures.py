"""What the departments hold: rows of figures with basis, unit, base and the day they arrived; late, restated, missing.

Rows are one long frame; who writes them into which file is decided by `writers` (tidy) or `departments` (as offices send them).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts, Days, Flags, Floats
from pipelines.demo.indicator_traits import ROW, TRAITS, Delivered
from pipelines.demo.indicators import Figures
from pipelines.demo.simulation import Simulation
from pipelines.demo.timeline import Timeline
from warehouse.periods import month_key

MISSING_RATE = 0.010
GAP_RATE_PER_YEAR = 0.02
DISTRESS_MISSING_RATE = 0.04
# Below this share of normal activity an enterprise reports worse.
DISTRESS_ACTIVITY = 0.70
LATE_RATE = 0.05
RESTATED_RATE = 0.015
RESTATED_BASE_RATE = 0.12
TWO_MONTH_WATER_SHARE = 0.80
STATED_COVER_SHARE = 0.50

COLUMNS = ("uscc", "indicator", "period", "value", "unit", "basis", "covers_months", "same_period_last_year", "received_on", "channel")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one indicator as arrays of equal length: who, which month, amount in the unit of delivery, base, day of arrival."""

    firm: Counts
    month: Counts
    value: Floats
    base: Floats
    arrival: Days


def deliver(world: Simulation) -> pl.DataFrame:
    """All rows of all departments, in order of arrival, with `department` and `billed_months` beside the columns of the tidy layout."""
    rng = world.settings.random("deliveries")
    rows = pl.concat([indicator_rows(rng, name, world) for name in TRAITS])
    arrived = rows.filter(pl.col("received_on") <= world.settings.last_day)
    if world.settings.is_late:
        arrived = arrived.filter(pl.col("period") < month_key(world.timeline.months[-1]))
    return arrived.sort("department", "received_on", "indicator", "period", "uscc", "value", maintain_order=True)


def indicator_rows(rng: np.random.Generator, name: str, world: Simulation) -> pl.DataFrame:
    """Rows of one indicator: first deliveries, and restatements as later vintages."""
    source, timeline = TRAITS[name].delivered, world.timeline
    amounts, due, covers, billed = due_amounts(rng, name, timeline, world.figures)
    due &= in_report(name, world) & ~lost(rng, world.activity)
    firm, month = np.nonzero(due)
    value = amounts[firm, month] * source.factor
    base = restated_base(rng, amounts, firm, month) * source.factor if source.basis == "ytd" else np.full(len(firm), np.nan)
    arrival = arrival_days(rng, source, timeline, month, world.activity[firm, month])
    revised = rng.random(len(firm)) < RESTATED_RATE
    first = np.where(revised, value * np.exp(0.06 * rng.standard_t(3, len(firm))), value)
    later = arrival + rng.integers(12, 75, len(firm)).astype("timedelta64[D]")
    batches = [
        Batch(firm, month, first, base, arrival),
        Batch(firm[revised], month[revised], value[revised], base[revised], later[revised]),
    ]
    return pl.concat([rows_frame(name, world, (covers, billed), batch) for batch in batches])


def due_amounts(rng: np.random.Generator, name: str, timeline: Timeline, figures: Figures) -> tuple[Floats, Flags, Counts, Counts]:
    """Amounts as delivered, whether a row is due, stated cover in months (0 = not stated), and months billed in truth; all (N, T)."""
    values = figures.values[ROW[name]]
    due, covers = np.ones(values.shape, dtype=bool), np.zeros(values.shape, dtype=int)
    if TRAITS[name].delivered.basis == "ytd":
        return cumulate(values, timeline), due & (timeline.month_numbers != 1), covers, covers + 1
    if name == "water":
        return two_month_bills(rng, values)
    return values, due, covers, covers + 1


def cumulate(values: Floats, timeline: Timeline) -> Floats:
    """Sum since January (N, T); NaN in a first year that begins after January."""
    total = np.empty_like(values)
    running = np.full(len(values), np.nan)
    for t, number in enumerate(timeline.month_numbers):
        running = values[:, t] + (0.0 if number == 1 else running)
        total[:, t] = running
    return total


def two_month_bills(rng: np.random.Generator, values: Floats) -> tuple[Floats, Flags, Counts, Counts]:
    """Water: most enterprises get a bill every second month, half of which say that they cover two."""
    firms, months = values.shape
    bimonthly = rng.random((firms,)) < TWO_MONTH_WATER_SHARE
    parity = rng.integers(0, 2, (firms,))
    stated = rng.random((firms,)) < STATED_COVER_SHARE
    billed = ~bimonthly[:, None] | ((np.arange(months) + parity[:, None]) % 2 == 0)
    previous = np.concatenate([values[:, :1], values[:, :-1]], axis=1)
    amounts = np.where(bimonthly[:, None], values + previous, values)
    spans = np.where(bimonthly[:, None], 2, 1) * np.ones((1, months), dtype=int)
    return amounts, billed, np.where(stated[:, None], spans, 0), spans


def in_report(name: str, world: Simulation) -> Flags:
    """Whether an enterprise is in a department's figures at all in a month (N, T): has it, has entered, has not fallen silent."""
    months = np.arange(world.timeline.count)
    entered = months >= np.maximum(world.register.entry, world.timeline.history)[:, None]
    reported: Flags = entered & (months < world.effects.stop[ROW[name]][:, None]) & world.figures.has[ROW[name]][:, None]
    return reported


def lost(rng: np.random.Generator, activity: Floats) -> Flags:
    """Rows that never come (N, T): single ones, and gaps of two to four months; more of them where an enterprise is in distress."""
    shape = activity.shape
    single = rng.random(shape) < np.where(activity < DISTRESS_ACTIVITY, DISTRESS_MISSING_RATE, MISSING_RATE)
    starts = rng.random(shape) < GAP_RATE_PER_YEAR / 12
    length = rng.integers(2, 5, shape)
    gap = starts.copy()
    for lag in range(1, 4):
        gap[:, lag:] |= starts[:, :-lag] & (length[:, :-lag] > lag)
    return single | gap


def restated_base(rng: np.random.Generator, amounts: Floats, firm: Counts, month: Counts) -> Floats:
    """Last year's cumulative figure on this year's basis: mostly the old one, for some enterprises and years another."""
    firms, months = amounts.shape
    years = months // 12 + 2
    changed = rng.random((firms, years)) < RESTATED_BASE_RATE
    factor = np.where(changed, np.exp(0.07 * rng.standard_t(4, (firms, years))), 1.0)
    return amounts[firm, month - 12] * factor[firm, month // 12]


def arrival_days(rng: np.random.Generator, source: Delivered, timeline: Timeline, month: Counts, activity: Floats) -> Days:
    """Day a row arrives: the department's day of the next month, a day or two of scatter, some much later."""
    starts = np.array([timeline.at(t + 1) for t in range(timeline.count)], dtype="datetime64[D]")
    scatter = rng.integers(-1, 3, len(month))
    late = (rng.random(len(month)) < np.where(activity < DISTRESS_ACTIVITY, 2 * LATE_RATE, LATE_RATE)) * rng.integers(4, 50, len(month))
    days: Days = starts[month] + (source.day - 1 + scatter + late).astype("timedelta64[D]")
    return days


def rows_frame(name: str, world: Simulation, months: tuple[Counts, Counts], batch: Batch) -> pl.DataFrame:
    """Put a batch into rows of the tidy layout, with the department and the months billed (stated, true) beside them."""
    source, count = TRAITS[name].delivered, len(batch.firm)
    covers, billed = months
    periods = np.array([month_key(month) for month in world.timeline.months])
    return pl.DataFrame(
        {
            "uscc": np.array(world.register.codes)[batch.firm],
            "indicator": [name] * count,
            "period": periods[batch.month],
            "value": np.round(batch.value, source.decimals),
            "unit": [source.unit] * count,
            "basis": [source.basis] * count,
            "covers_months": pl.Series(covers[batch.firm, batch.month], dtype=pl.Int64),
            "same_period_last_year": np.round(batch.base, source.decimals),
            "received_on": batch.arrival,
            "channel": [source.channel] * count,
            "department": [source.department] * count,
            "billed_months": billed[batch.firm, batch.month],
        },
        schema_overrides={"uscc": pl.String, "period": pl.String},
    ).with_columns(
        pl.col("covers_months").replace(0, None),
        pl.col("same_period_last_year").fill_nan(None),
    )
