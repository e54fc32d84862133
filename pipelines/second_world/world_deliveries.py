"""What departments of the second world deliver: tidy rows with unit, basis and the day they arrived; late, lost and corrected ones."""

from typing import NamedTuple

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts, Flags, Floats
from pipelines.second_world.world_effects import Bent
from pipelines.second_world.world_enterprises import ROW, Enterprises
from pipelines.second_world.world_settings import BEFORE_MONTHS, WorldSettings
from warehouse.periods import month_key

COLUMNS = ("uscc", "indicator", "period", "value", "unit", "basis", "covers_months", "same_period_last_year", "received_on", "channel")
# Enterprises whose water is billed every second month.
TWO_MONTH_SHARE = 0.6
# Of enterprises and years, those whose last year's figures were put on another basis.
REBASED_SHARE = 0.15


class Source(NamedTuple):
    """How an indicator is delivered: channel, unit, its factor to the canonical one, basis, day of the next month, decimals."""

    channel: str
    unit: str
    factor: float
    basis: str
    day: int
    decimals: int


SOURCES = {
    "output_value": Source("statistical", "CNY_1k", 10.0, "ytd", 9, 0),
    "value_added": Source("statistical", "CNY_1k", 10.0, "ytd", 10, 0),
    "fixed_investment": Source("statistical", "CNY_10k", 1.0, "ytd", 10, 1),
    "tax": Source("administrative", "CNY", 10_000.0, "month", 6, 2),
    "employment": Source("administrative", "persons", 1.0, "month", 4, 0),
    "electricity": Source("administrative", "kWh", 1.0, "month", 3, 0),
    "water": Source("administrative", "m3", 1.0, "month", 10, 0),
    "gas": Source("administrative", "m3", 1.0, "month", 9, 0),
}


def observation_rows(settings: WorldSettings, firms: Enterprises, values: Floats, bent: Bent) -> pl.DataFrame:
    """Return every row that arrives by the last day, in order of arrival."""
    rng = settings.random("deliveries")
    rows = pl.concat([_indicator(rng, settings, firms, values, bent, name) for name in SOURCES])
    return rows.filter(pl.col("received_on") <= settings.last_day).sort("received_on", "indicator", "period", "uscc", "value")


def _indicator(
    rng: np.random.Generator, settings: WorldSettings, firms: Enterprises, values: Floats, bent: Bent, name: str
) -> pl.DataFrame:
    """Return the rows of one indicator, corrected ones as later vintages."""
    source, row = SOURCES[name], ROW[name]
    months = np.arange(settings.count)
    there = (months >= np.maximum(firms.entry, BEFORE_MONTHS)[:, None]) & (months < bent.silent[row][:, None]) & firms.has[row][:, None]
    amounts, due, covers = _amounts(rng, settings, values[row], name)
    # Whoever does badly reports badly.
    lost = rng.random(there.shape) < settings.missing_share * np.where(bent.activity < 0.6, 3, 1)
    who, month = np.nonzero(there & due & ~lost)
    value = amounts[who, month] * source.factor
    base = _base(rng, amounts, who, month) * source.factor if source.basis == "ytd" else np.full(len(who), np.nan)
    day = np.array([settings.month(int(place) + 1) for place in months], dtype="datetime64[D]")[month]
    late = (rng.random(len(who)) < settings.late_share) * rng.integers(5, 60, len(who))
    arrived = day + (source.day - 1 + rng.integers(-2, 4, len(who)) + late).astype("timedelta64[D]")
    wrong = rng.random(len(who)) < settings.restated_share
    first = np.where(wrong, value * np.exp(0.08 * rng.standard_t(3, len(who))), value)
    again = arrived + rng.integers(10, 90, len(who)).astype("timedelta64[D]")
    frame = _frame(settings, firms, name, covers, (who, month, first, base, arrived))
    corrected = _frame(settings, firms, name, covers, (who[wrong], month[wrong], value[wrong], base[wrong], again[wrong]))
    return pl.concat([frame, corrected])


def _amounts(rng: np.random.Generator, settings: WorldSettings, values: Floats, name: str) -> tuple[Floats, Flags, Counts]:
    """Return amounts as delivered, whether a row is due and how many months it states to cover (0: not stated), all (N, T)."""
    due, covers = np.ones(values.shape, dtype=bool), np.zeros(values.shape, dtype=int)
    numbers = np.array([settings.month(place).month for place in range(settings.count)])
    if SOURCES[name].basis == "ytd":
        years = np.cumsum(numbers == 1)
        total = np.concatenate([np.cumsum(values[:, years == year], axis=1) for year in np.unique(years)], axis=1)
        return total, due & (numbers != 1), covers
    if name != "water":
        return values, due, covers
    paired, odd = rng.random((len(values), 1)) < TWO_MONTH_SHARE, rng.integers(0, 2, (len(values), 1))
    before = np.concatenate([values[:, :1], values[:, :-1]], axis=1)
    billed = ~paired | ((np.arange(settings.count)[None, :] + odd) % 2 == 0)
    stated = np.where(rng.random((len(values), 1)) < 0.5, np.where(paired, 2, 1), 0)
    return np.where(paired, values + before, values), billed, np.broadcast_to(stated, values.shape)


def _base(rng: np.random.Generator, amounts: Floats, who: Counts, month: Counts) -> Floats:
    """Return last year's cumulative figure, on another basis for some enterprises and years."""
    shape = (len(amounts), amounts.shape[1] // 12 + 2)
    factor = np.where(rng.random(shape) < REBASED_SHARE, np.exp(0.08 * rng.standard_t(3, shape)), 1.0)
    return amounts[who, month - 12] * factor[who, month // 12]


def _frame(settings: WorldSettings, firms: Enterprises, name: str, covers: Counts, batch: tuple[np.ndarray, ...]) -> pl.DataFrame:
    who, month, value, base, arrived = batch
    source = SOURCES[name]
    periods = np.array([month_key(settings.month(place)) for place in range(settings.count)])
    frame = pl.DataFrame(
        {
            "uscc": np.array(firms.codes)[who], "indicator": [name] * len(who), "period": periods[month],
            "value": np.round(value, source.decimals), "unit": [source.unit] * len(who), "basis": [source.basis] * len(who),
            "covers_months": covers[who, month].astype(np.int64), "same_period_last_year": np.round(base, source.decimals),
            "received_on": arrived, "channel": [source.channel] * len(who),
        },
        schema_overrides={"uscc": pl.String, "period": pl.String},
    )  # fmt: skip
    return frame.with_columns(pl.col("covers_months").replace(0, None), pl.col("same_period_last_year").fill_nan(None)).select(COLUMNS)
