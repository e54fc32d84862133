"""Faults of data, planted at stated rates with the truth kept: what a check at the door should find.

Rates are shares of all rows. An exact duplicate is no fault of a figure, but is counted all the same.
"""

import numpy as np
import polars as pl

from pipelines.demo.fictional_codes import ALPHABET
from pipelines.demo.settings import DemoSettings

RATES = {
    "unit_slip": 0.0010,
    "bad_check_digit": 0.0004,
    "wrong_unit": 0.0003,
    "conflict": 0.0002,
    "future_period": 0.0001,
    "duplicate": 0.0020,
}
SLIPS = (1000.0, 10_000.0, 10.0, 0.001)
SLIP_WEIGHTS = (0.70, 0.18, 0.07, 0.05)
# A unit that belongs to another kind of figure, or to none.
FOREIGN_UNITS = {"千元": "吨标准煤", "万元": "亩", "元": "美元", "人": "户", "kWh": "吨标准煤", "吨": "人", "m3": "万元"}


def plant_faults(settings: DemoSettings, rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows with faults in some of them and a column `fault` (null = clean); duplicates and conflicts are added rows."""
    rng = settings.random("faults")
    fault = np.full(rows.height, None, dtype=object)
    # Only rows with an amount can be wrong by a factor; each row carries at most one fault.
    candidates = rng.permutation(np.flatnonzero(np.abs(rows["value"].to_numpy()) >= 10))
    taken = 0
    for kind, rate in RATES.items():
        count = round(rate * rows.height)
        fault[candidates[taken : taken + count]] = kind
        taken += count
    marked = rows.with_columns(pl.Series("fault", fault.tolist(), dtype=pl.String), pl.Series("draw", rng.random(rows.height)))
    return pl.concat([spoil(marked), twins(marked)]).drop("draw")


def spoil(rows: pl.DataFrame) -> pl.DataFrame:
    """Spoil the marked rows in place; the first copies of duplicates stay clean."""
    bounds = np.cumsum(SLIP_WEIGHTS)
    factor = pl.lit(SLIPS[-1])
    for bound, slip in reversed(list(zip(bounds[:-1], SLIPS[:-1], strict=True))):
        factor = pl.when(pl.col("draw") < bound).then(pl.lit(slip)).otherwise(factor)
    kind = pl.col("fault")
    return rows.with_columns(
        value=pl.when(kind == "unit_slip").then(pl.col("value") * factor).otherwise("value"),
        same_period_last_year=pl.when((kind == "unit_slip") & (pl.col("draw") < 0.3))
        .then(pl.col("same_period_last_year") * factor)
        .otherwise("same_period_last_year"),
        unit=pl.when(kind == "wrong_unit").then(pl.col("unit").replace(FOREIGN_UNITS)).otherwise("unit"),
        uscc=pl.when(kind == "bad_check_digit").then(pl.col("uscc").map_elements(spoil_code, return_dtype=pl.String)).otherwise("uscc"),
        period=pl.when(kind == "future_period").then("209" + pl.col("period").str.slice(3)).otherwise("period"),
        # The first copy of a duplicate is a good row; of two that contradict each other nobody knows which is.
        fault=pl.when(kind == "duplicate").then(None).otherwise(kind),
    )


def twins(rows: pl.DataFrame) -> pl.DataFrame:
    """Second copies: the same row again, or the same key on the same day with another value."""
    twin = rows.filter(pl.col("fault").is_in(["duplicate", "conflict"]))
    other = (pl.col("value") * (1.04 + 0.2 * pl.col("draw"))).round(0) + 1
    return twin.with_columns(value=pl.when(pl.col("fault") == "conflict").then(other).otherwise("value"))


def spoil_code(code: str) -> str:
    """The code with a wrong check character."""
    return code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 7) % len(ALPHABET)]
