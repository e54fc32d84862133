"""Whose warning would have been another one, had last month known what is known now."""

import polars as pl

from models.warnings.levels import find_candidates, grade
from models.warnings.settings import LevelSettings

REVISION_COLUMNS = ("uscc", "combined_risk_then", "combined_risk_now", "level_then", "level_now")


def revise_levels(then: pl.DataFrame, now: pl.DataFrame, exposure: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    """Grade the same enterprises twice: REVISION_COLUMNS, one row for each of them, in the order of their codes.

    `then`, `now`: pred_risk rows of the same month by the same model, from the figures known then and from those known now.
    `exposure`: measure_exposure of that month. Both are graded afresh, without hysteresis, so that only the figures can make a
    difference; a level is null below entry.
    """
    graded = [_graded(risk, exposure, settings, name) for name, risk in (("then", then), ("now", now))]
    risks = [risk.select("uscc", pl.col("combined_risk").alias(f"combined_risk_{name}")) for name, risk in (("then", then), ("now", now))]
    both = risks[0].join(risks[1], on="uscc", how="inner")
    for levels in graded:
        both = both.join(levels, on="uscc", how="left")
    return both.select(REVISION_COLUMNS).sort("uscc")


def _graded(risk: pl.DataFrame, exposure: pl.DataFrame, settings: LevelSettings, name: str) -> pl.DataFrame:
    """Return uscc and the level of those at or above entry."""
    afresh = risk.with_columns(previous_level=pl.lit(None, dtype=pl.String)).join(exposure, on="uscc", how="left")
    return grade(find_candidates(afresh, settings), settings).select("uscc", pl.col("level").alias(f"level_{name}"))
