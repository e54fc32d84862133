"""How good the forecasts are, as the page for analysts shows it: what the bands cover, and how the forecasters compare."""

from __future__ import annotations

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.words import model_tables as texts
from reports.words.text import Words
from warehouse.vocabulary import FORECASTERS, INDICATORS

BAND_LEVELS = (80, 95)
HORIZONS = (1, 3, 6, 12)
BASIS = "screening"
# Fitted one series at a time: far fewer series than the table's last column says.
FITTED = tuple(one.key for one in FORECASTERS if one.fit_seconds)
RIVALS: tuple[str, ...] = tuple(name for name in FORECASTERS.keys if name != BASIS)


def band_cells(words: Words) -> list[tuple[str, str]]:
    """The columns of the coverage table with their headings, in the order of the page."""
    return [
        (f"at_{level}_{horizon}", words.say(texts.BAND_CELL, level=level, horizon=horizon)) for level in BAND_LEVELS for horizon in HORIZONS
    ]


def coverage_table(frames: BriefingFrames) -> pl.DataFrame:
    """One row per indicator and size class: the covered shares named in `band_cells` and the largest count behind them.

    A share is null where nothing was measured.
    """

    def at(level: int, horizon: int) -> pl.Expr:
        own = ((pl.col("nominal_share") - level / 100).abs() < 1e-6) & (pl.col("horizon_months") == horizon)
        return pl.col("covered_share").filter(own).first().alias(f"at_{level}_{horizon}")

    grouped = frames.bands.group_by("indicator", "size_class").agg(
        *(at(level, horizon) for level in BAND_LEVELS for horizon in HORIZONS), pl.col("count").max()
    )
    return grouped.sort(_place(), "size_class")


def tournament_table(frames: BriefingFrames) -> pl.DataFrame:
    """One row per class: indicator, size_class, chosen, screening_error, series_count, and each of RIVALS.

    A rival's figure is its error divided by the screening forecaster's on the same series (below 1 is better), null where it did not run.
    """
    table = frames.tournament.with_columns(ratio=pl.col("scaled_error") / pl.col("screening_error"))
    keys = ["indicator", "size_class"]

    def ratio(name: str) -> pl.Expr:
        return pl.col("ratio").filter(pl.col("forecaster") == name).first()

    own = pl.col("forecaster") == BASIS
    classes = table.group_by(keys).agg(
        *(ratio(name).alias(name) for name in RIVALS),
        chosen=pl.col("forecaster").filter(pl.col("is_chosen")).first(),
        screening_error=pl.col("scaled_error").filter(own).first(),
        series_count=pl.col("series_count").filter(own).first(),
    )
    return classes.select(*keys, "chosen", "screening_error", "series_count", *RIVALS).sort(_place(), "size_class")


def _place() -> pl.Expr:
    """The place of an indicator in the usual order, unknown ones last."""
    order = {key: place for place, key in enumerate(INDICATORS.keys)}
    return pl.col("indicator").replace_strict(order, default=len(order), return_dtype=pl.Int64)


def tournament_words(briefing: Briefing) -> str:
    """How to read the table, and how often a fit failed or exploded; empty where no tournament is known."""
    words, table = briefing.words, briefing.frames.tournament
    if table.is_empty():
        return ""
    fitted = table.filter(pl.col("forecaster").is_in(FITTED))["series_count"].max() or 0
    failed, cut = (int(table[name].sum()) for name in ("fallback_count", "bounded_count"))
    quarter = words.month(table["month"].max())  # type: ignore[arg-type]
    return words.say(
        texts.TOURNAMENT_NOTE, quarter=quarter, screening=words.term(FORECASTERS, BASIS), fitted=fitted, failed=failed, cut=cut
    )
