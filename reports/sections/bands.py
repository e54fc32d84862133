"""Do the bands cover what they promise: measured coverage by indicator and size class, as the annex shows it."""

from __future__ import annotations

import polars as pl

from reports.frames import BriefingFrames
from reports.words.format import INDICATOR_NAMES

LEVELS = (80, 95)
HORIZONS = (1, 3, 6, 12)
# Column of the table and its heading, in the order of the page.
CELLS: tuple[tuple[str, str], ...] = tuple((f"at_{level}_{horizon}", f"{level}%·{horizon}月") for level in LEVELS for horizon in HORIZONS)


def coverage_table(frames: BriefingFrames) -> pl.DataFrame:
    """One row per indicator and size class: the covered shares named in CELLS, null where nothing was measured, and count (1 month)."""
    bands = frames.bands

    def at(level: int, horizon: int) -> pl.Expr:
        own = ((pl.col("nominal_share") - level / 100).abs() < 1e-6) & (pl.col("horizon_months") == horizon)
        return pl.col("covered_share").filter(own).first().alias(f"at_{level}_{horizon}")

    order = {name: number for number, name in enumerate(INDICATOR_NAMES)}
    place = pl.col("indicator").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    grouped = bands.group_by("indicator", "size_class").agg(
        *(at(level, horizon) for level in LEVELS for horizon in HORIZONS), pl.col("count").max()
    )
    return grouped.sort(place, "size_class")
