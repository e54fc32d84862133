"""Selective editing: figures that look like typing errors are set aside until a second month confirms them or the sender corrects them.

A figure that alone stands a large factor above its enterprise's own history is a unit slip or a pasted total before it is news. It is
set aside for scoring, kept as reported, and named; the same level a second month, or a fall towards zero, is accepted as real
(Hidiroglou and Berthelot 1986 for ratios to the own history; the suspicion is symmetric in logs, the action is not).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from models.series.assembled import Parts, with_reading_days

# The median absolute deviation of a normal variable is this share of its standard deviation.
_MAD_OF_SD: Final = 0.6745
_DAYS_OF_MONTH: Final = 30.4
_SERIES: Final = ("uscc", "indicator", "basis")


@dataclass(frozen=True, slots=True)
class EditingSettings:
    """What makes a figure suspicious."""

    # A jump below this factor may be business; the smallest unit slip that matters is tenfold.
    least_factor: float = 8.0
    # For volatile enterprises the factor grows: so many robust standard deviations of their log figures.
    spreads: float = 5.0
    # A neighbouring month within this factor of the suspicious figure confirms it.
    confirming_factor: float = 3.0
    least_figures: int = 6
    # Lumpy and refundable figures jump by nature; only a slip of a whole unit stands out.
    lumpy: tuple[str, ...] = ("tax", "fixed_investment")
    lumpy_factor: float = 100.0


def suspicious_figures(observations: pl.DataFrame, settings: EditingSettings | None = None) -> pl.DataFrame:
    """Return the rows of ``observations`` (one per ``uscc, indicator, period, basis``) to set aside, with ``factor``.

    ``factor`` is how many times the figure is its enterprise's typical one. Rows come back in the order of their keys.
    """
    known = observations.filter(pl.col("value").is_finite()).sort(*_SERIES, "period")
    marked = with_suspicion(known, _SERIES, settings or EditingSettings())
    return marked.filter(pl.col("factor").is_not_null()).select(*observations.columns, "factor")


def suspicious_parts(parts: Parts, settings: EditingSettings | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the bills and the project totals to set aside, with ``factor``, judged against their own account's or project's history."""
    limits = settings or EditingSettings()
    dated = with_reading_days(parts.bills)
    months = (pl.col("days") / _DAYS_OF_MONTH).round().clip(1, 3).cast(pl.Int64)
    bills = dated.with_columns(basis=pl.lit("month"), covers_months=months).drop("from_on", "to_on", "days", "usual_days")
    projects = parts.projects.rename({"value_cny_10k": "value"}).with_columns(
        indicator=pl.lit("fixed_investment"), basis=pl.lit("ytd"), covers_months=pl.lit(1)
    )
    found = []
    for rows, series in ((bills, ("indicator", "account")), (projects, ("uscc", "project"))):
        known = rows.filter(pl.col("value").is_finite()).sort(*series, "period", nulls_last=False)
        found.append(with_suspicion(known, series, limits).filter(pl.col("factor").is_not_null()))
    return found[0], found[1]


def without_suspicious_parts(parts: Parts, settings: EditingSettings | None = None) -> Parts:
    """Return the parts without those to set aside; a month that lacks a part of several is then not put together at all."""
    bills, projects = suspicious_parts(parts, settings)
    place = ["delivery_id", "row_number"]
    return replace(parts, bills=parts.bills.join(bills, on=place, how="anti"), projects=parts.projects.join(projects, on=place, how="anti"))


def with_suspicion(rows: pl.DataFrame, series: tuple[str, ...], settings: EditingSettings) -> pl.DataFrame:
    """Add ``factor``: how many times a suspicious figure is the typical one of its series, null for the others.

    ``rows`` are sorted by ``series`` and period. Running totals are compared as their monthly means. Upward jumps are suspicious
    unless a neighbouring month confirms them; downward ones only where the months before and after agree that nothing had happened,
    because a fall to near zero is how a stop looks.
    """
    months = pl.when(pl.col("basis") == "ytd").then(pl.col("period").dt.month()).otherwise(pl.col("covers_months").fill_null(1))
    factor = pl.when(pl.col("indicator").is_in(settings.lumpy)).then(settings.lumpy_factor).otherwise(settings.least_factor)
    own = rows.with_columns(rate=pl.when(pl.col("value") > 0).then((pl.col("value") / months).log()))
    own = own.with_columns(away=pl.col("rate") - pl.col("rate").median().over(series), figures=pl.col("rate").count().over(series))
    own = own.with_columns(spread=pl.col("away").abs().median().over(series) / _MAD_OF_SD)
    own = own.with_columns(
        limit=pl.max_horizontal(factor.log(), settings.spreads * pl.col("spread")),
        before=pl.col("away").shift(1).over(series),
        after=pl.col("away").shift(-1).over(series),
    )
    confirming = math.log(settings.confirming_factor)
    is_up = (pl.col("away") > pl.col("limit")) & ~_near("before", confirming) & ~_near("after", confirming)
    calm = -pl.col("limit") / 2
    is_down = (pl.col("away") < -pl.col("limit")) & (pl.col("before") > calm) & (pl.col("after") > calm)
    found = (pl.col("figures") >= settings.least_figures) & (is_up | is_down.fill_null(value=False))
    return own.select(*rows.columns, factor=pl.when(found).then(pl.col("away").exp()))


def _near(neighbour: str, limit: float) -> pl.Expr:
    return ((pl.col(neighbour) - pl.col("away")).abs() < limit).fill_null(value=False)
