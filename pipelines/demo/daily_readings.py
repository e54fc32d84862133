"""Daily electricity of the fictional district: what the meters counted each day, adding up to the month that the bills are made of.

A month's true use is shared out to its days by the working week, the festival's standstill and the noise of days. Where a bill is off
because the meter was read early or late, the days are not: they are what was used. In: the days. Out: the months (indicators).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts, Floats
from pipelines.demo.department_figures import in_report
from pipelines.demo.events import Event
from pipelines.demo.indicator_traits import ROW, TRAITS
from pipelines.demo.latent import autoregress, firm_volatility, tailed
from pipelines.demo.simulation import Simulation
from pipelines.demo.timeline import FESTIVAL_FROM_DAYS, FESTIVAL_TO_DAYS, is_working_day, new_year_day
from pipelines.demo.writers import Files
from warehouse.periods import month_number

INDICATOR = "electricity"
# A part of the factories runs through; the others rest at weekends, one deeper than the next.
RUNS_THROUGH_SHARE = 0.40
RESTING_USE = (0.35, 0.85)
RUNNING_USE = (0.92, 1.00)
# On the deepest days of the festival's standstill a factory uses so much less, in logs.
STANDSTILL_LOG = 1.3
FLOOR_DAYS = (-2, 8)
# Noise of a day, in logs for an enterprise of middling volatility: a persistent part and a fresh one.
DRIFT_LOG, DRIFT_PERSISTENCE, JITTER_LOG = 0.07, 0.60, 0.06
# Readings that never come.
LOST_SHARE = 0.004
DECIMALS = 1


@dataclass(frozen=True, slots=True)
class Daily:
    """Use by day: ``days`` in order, ``use`` (N, D) in kWh, NaN where there is no reading."""

    days: tuple[date, ...]
    use: Floats


def daily_use(world: Simulation) -> Daily:
    """Share every month's true use out to its days, up to the day before the last delivery; the running month goes on like the last."""
    rng = world.settings.random("daily readings")
    first, until = world.timeline.months[world.timeline.history], world.settings.last_day
    days = tuple(first + timedelta(days=step) for step in range((until - first).days))
    month = np.array([month_number(day) for day in days]) - month_number(first) + world.timeline.history
    known = np.minimum(month, world.timeline.count - 1)
    weight = _week(rng, world, days) * _festival(rng, world, days) * np.exp(_drifting(world, days, known) + _noise(rng, world, len(days)))
    use = np.round(_monthly_use(world)[:, known] * weight / _sums(weight, month)[:, known - world.timeline.history], DECIMALS)
    there = in_report(INDICATOR, world)[:, known] & (rng.random(use.shape) >= LOST_SHARE)
    return Daily(days, np.where(there, use, np.nan))


def _monthly_use(world: Simulation) -> Floats:
    """Return the use of each month (N, T): the bills' figure without the meters that were read early or late."""
    use: Floats = world.figures.values[ROW[INDICATOR]].copy()
    for event in world.events:
        if event.kind == "shifted_meter" and 0 <= event.onset < use.shape[1] - 1:
            _read_in_time(use, world, event)
    return use


def _read_in_time(use: Floats, world: Simulation, event: Event) -> None:
    """Take the effect of one early or late reading out of the two months that it touches."""
    share = world.effects.share[ROW[INDICATOR], event.firm]
    part = event.depth if share[event.onset] < share[event.onset + 1] else -event.depth
    use[event.firm, event.onset] /= 1 - part
    use[event.firm, event.onset + 1] /= 1 + part


def _sums(weight: Floats, month: Counts) -> Floats:
    """Sum the weights of each whole month (N, months); a month that has only begun counts like the one before it."""
    starts = np.flatnonzero(np.diff(month, prepend=month[0] - 1))
    sums: Floats = np.add.reduceat(weight, starts, axis=1)
    return sums


def _week(rng: np.random.Generator, world: Simulation, days: tuple[date, ...]) -> Floats:
    """Return the working week of each enterprise (N, D): 1 on working days, less on the others."""
    firms = len(world.register.codes)
    is_factory = np.array([industry.is_factory for industry in world.register.industries])
    runs_through = is_factory & (rng.random(firms) < RUNS_THROUGH_SHARE)
    resting = np.where(runs_through, rng.uniform(*RUNNING_USE, firms), rng.uniform(*RESTING_USE, firms))
    works = np.array([is_working_day(day) for day in days])
    week: Floats = np.where(works, 1.0, resting[:, None])
    return week


def _festival(rng: np.random.Generator, world: Simulation, days: tuple[date, ...]) -> Floats:
    """Return the standstill around the Spring Festival (N, D): down within days, back over a week."""
    is_factory = np.array([industry.is_factory for industry in world.register.industries])
    depth = STANDSTILL_LOG * np.exp(0.3 * rng.standard_normal(len(is_factory))) * np.where(is_factory, 1.0, 0.4)
    gaps = np.array([(day - new_year_day(day.year)).days for day in days])
    knots = (FESTIVAL_FROM_DAYS, *FLOOR_DAYS, FESTIVAL_TO_DAYS)
    shape: Floats = np.interp(gaps, knots, (0.0, 1.0, 1.0, 0.0))
    standstill: Floats = np.exp(-depth[:, None] * shape)
    return standstill


def _drifting(world: Simulation, days: tuple[date, ...], known: Counts) -> Floats:
    """Return how an enterprise's own healthy level moves from the middle of one month to the middle of the next (N, D), in logs."""
    bent = world.effects.share[ROW[INDICATOR]] * world.effects.normal[ROW[INDICATOR]]
    healthy = np.log(np.maximum(_monthly_use(world), 1.0) / np.maximum(bent, 1e-3))
    own = healthy - np.median(healthy, axis=0)
    place = known + np.array([(day.day - 15.5) / 30.5 for day in days])
    before = np.clip(np.floor(place).astype(int), 0, world.timeline.count - 2)
    part = np.clip(place - before, 0.0, 1.0)
    level: Floats = (1 - part) * own[:, before] + part * own[:, before + 1]
    return level


def _noise(rng: np.random.Generator, world: Simulation, count: int) -> Floats:
    """Return the noise of days (N, D) in logs."""
    volatility = firm_volatility(world.settings, world.register)
    shape = (len(volatility), count)
    drift = autoregress(DRIFT_LOG * np.sqrt(1 - DRIFT_PERSISTENCE**2) * rng.standard_normal(shape), DRIFT_PERSISTENCE)
    noise: Floats = np.clip(volatility[:, None] * (drift + JITTER_LOG * tailed(rng, shape)), -2.0, 2.0)
    return noise


def reading_rows(world: Simulation) -> pl.DataFrame:
    """Return the readings in the tidy layout, in the order of days and enterprises; each arrives the day after it was read."""
    daily = daily_use(world)
    day, firm = np.nonzero(np.isfinite(daily.use.T))
    read_on = np.array(daily.days, dtype="datetime64[D]")[day]
    codes = pl.Series("uscc", world.register.codes)
    return pl.DataFrame({"read_on": read_on, "value": daily.use[firm, day]}).select(
        codes.gather(firm),
        pl.lit(INDICATOR).alias("indicator"),
        "read_on",
        "value",
        pl.lit("kWh").alias("unit"),
        received_on=pl.col("read_on").dt.offset_by("1d"),
        channel=pl.lit(TRAITS[INDICATOR].delivered.channel),
    )


def write_readings(target: Files, inbox: Path, world: Simulation) -> tuple[list[Path], int]:
    """Write the readings, a file a month; gives the files and how many rows they hold."""
    rows = reading_rows(world).with_columns(month=pl.col("read_on").dt.strftime("%Y-%m"))
    parts = rows.partition_by("month", as_dict=True, maintain_order=True, include_key=False)
    files = [target.write(inbox / f"readings_{month}.parquet", part).path for (month,), part in parts.items()]
    return files, rows.height
