"""The frames behind the backtest's page: figures with the reason where one cannot be given, and one frame for each plot.

In: the reports of several score makers. Out: drawing and words (reports).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from models.evaluation.backtest import BacktestReport, compare

# Figures that start from a first month of trouble, which records of outcomes do not tell.
NEEDS_ONSETS = ("found_within_3_months", "found_within_3_months_of_visible_fall")
NEEDS_LOOKALIKES = ("benign_share_of_list", "benign_to_healthy_listing_ratio")
CURVE_POINTS = 160
LEAD_MONTHS = 12
# Two-sided 95 %.
WILSON_Z = 1.959964


@dataclass(frozen=True, slots=True)
class BacktestPlots:
    """What the page shows, each with `maker`.

    `figures`: figure, value, low, high, count, gap (null, or why there is no value: no_onsets | no_lookalikes | no_cases).
    `curves`: target, recall, precision. `leads`: lead_months (1 … 12), seen_share (of the departures, listed at least so long
    before), departures. `calibration`: risk, decile, predicted_mean, observed_share, low, high, count.
    `months`: month, listed, candidates.
    """

    figures: pl.DataFrame
    curves: pl.DataFrame
    leads: pl.DataFrame
    calibration: pl.DataFrame
    months: pl.DataFrame


def mark_gaps(report: BacktestReport, *, has_onsets: bool, has_lookalikes: bool) -> BacktestReport:
    """Blank the figures that the truth at hand cannot give, and say why: figures gain the column `gap`."""
    name, value = pl.col("figure"), pl.col("value").fill_nan(None)
    gap = (
        pl.when(name.is_in(NEEDS_ONSETS) & (not has_onsets))
        .then(pl.lit("no_onsets"))
        .when(name.is_in(NEEDS_LOOKALIKES) & (not has_lookalikes))
        .then(pl.lit("no_lookalikes"))
        .when(value.is_null())
        .then(pl.lit("no_cases"))
    )
    marked = report.figures.with_columns(gap=gap)
    # A share counted from an assumed onset, or of look-alikes nobody recorded, would look like a finding.
    given = [pl.when(pl.col("gap").is_null()).then(pl.col(column).fill_nan(None)).alias(column) for column in ("value", "low", "high")]
    return replace(report, figures=marked.with_columns(given))


def plot_frames(reports: Mapping[str, BacktestReport]) -> BacktestPlots:
    """Prepare everything the page draws from the marked reports of the makers, in their order."""
    return BacktestPlots(
        figures=compare(reports),
        curves=_named({maker: _curve(report.curve) for maker, report in reports.items()}),
        leads=_named({maker: _leads(report.lead_times) for maker, report in reports.items()}),
        calibration=_named({maker: _calibration(report.calibration) for maker, report in reports.items()}),
        months=_named({maker: report.months.select("month", "listed", "candidates").sort("month") for maker, report in reports.items()}),
    )


def _named(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([frame.select(pl.lit(maker).alias("maker"), pl.all()) for maker, frame in frames.items()])


def _curve(curve: pl.DataFrame) -> pl.DataFrame:
    """Thin each curve to what a picture can show; without a single case there is no curve."""
    known = curve.filter(pl.col("recall").is_not_nan() & pl.col("precision").is_not_nan())
    parts = [part[_picked(part.height)] for part in known.partition_by("target", maintain_order=True)]
    return pl.concat(parts) if parts else known


def _picked(count: int) -> list[int]:
    return list(np.unique(np.linspace(0, count - 1, min(count, CURVE_POINTS)).astype(np.int64)))


def _leads(leads: pl.DataFrame) -> pl.DataFrame:
    """Share of departures that were on the list at least so many months before."""
    count = leads.height
    # Never seen is no lead: it stays in the denominator.
    known = leads["lead_months"].fill_null(0).to_numpy()
    months = range(1, LEAD_MONTHS + 1) if count else range(0)
    rows = [(month, float((known >= month).mean()), count) for month in months]
    return pl.DataFrame(rows, schema={"lead_months": pl.Int64, "seen_share": pl.Float64, "departures": pl.Int64}, orient="row")


def _calibration(table: pl.DataFrame) -> pl.DataFrame:
    """Add Wilson's interval of the observed share: with few cases in a tenth a gap may be chance."""
    count, observed = pl.col("count").cast(pl.Float64), pl.col("observed_share")
    square = WILSON_Z**2
    middle = (observed + square / (2 * count)) / (1 + square / count)
    half = WILSON_Z / (1 + square / count) * (observed * (1 - observed) / count + square / (4 * count**2)).sqrt()
    return table.with_columns(low=middle - half, high=middle + half).select(
        "risk", "decile", "predicted_mean", "observed_share", "low", "high", "count"
    )
