"""Selective editing: figures that look like typing errors are set aside until a second month confirms them or the sender corrects them.

A figure that alone stands a large factor above its enterprise's own history is a unit slip or a pasted total before it is news. It is
set aside for scoring, kept as reported, and named; the same level a second month, or a fall towards zero, is accepted as real
(Hidiroglou and Berthelot 1986 for ratios to the own history and for suspicion times impact; the suspicion is symmetric in logs, the
action is not). A file of which most figures are wrong by the same power of ten is held as a file.
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
_YEAR: Final = 12

TYPING_ERROR: Final = "suspected_typing_error"
WRONG_UNIT: Final = "file_in_wrong_unit"
SWAPPED: Final = "swapped_columns"
PASTED: Final = "pasted_total"


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
    # At most this share of a month's figures is set aside, those of the highest suspicion times impact; each has to be asked about.
    most_share: float = 0.01
    most_at_least: int = 5
    # How much the size of an enterprise counts in the impact (the exponent U of Hidiroglou and Berthelot).
    impact_exponent: float = 0.4
    # A file is held when so many of its enterprises, and at least so many, are off by the same power of ten.
    file_share: float = 0.6
    file_least: int = 10
    # A total since January that falls below this share of the month before is a month in the wrong column.
    pasted_below: float = 0.6


def suspicious_figures(observations: pl.DataFrame, settings: EditingSettings | None = None) -> pl.DataFrame:
    """Return the rows of ``observations`` (one per ``uscc, indicator, period, basis``) to set aside, with ``factor``.

    ``factor`` is how many times the figure is its enterprise's typical one. Rows come back in the order of their keys.
    """
    known = observations.filter(pl.col("value").is_finite()).sort(*_SERIES, "period")
    marked = with_suspicion(known, _SERIES, settings or EditingSettings())
    return marked.filter(pl.col("factor").is_not_null()).select(*observations.columns, "factor", "rule")


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
    """Add ``factor`` (how many times the typical figure of its series it is) and ``rule`` to suspicious rows, null for the others.

    ``rows`` are sorted by ``series`` and period. Running totals are compared as their monthly means. Where ``delivery_id`` is there,
    files in a wrong unit are held as files; where ``same_period_last_year`` is, swapped years are found.
    """
    months = pl.when(pl.col("basis") == "ytd").then(pl.col("period").dt.month()).otherwise(pl.col("covers_months").fill_null(1))
    own = rows.with_columns(rate=pl.when(pl.col("value") > 0).then((pl.col("value") / months).log()))
    own = own.with_columns(away=pl.col("rate") - pl.col("rate").median().over(series), figures=pl.col("rate").count().over(series))
    own = own.with_columns(spread=pl.col("away").abs().median().over(series) / _MAD_OF_SD)
    judged = own.with_columns(_rule(series, settings, rows.columns))
    chosen = pl.col("rule").is_not_null() & ((pl.col("rule") != TYPING_ERROR) | _is_worth_asking(settings))
    return judged.select(
        *rows.columns, factor=pl.when(chosen).then(pl.col("away").fill_null(0.0).exp()), rule=pl.when(chosen).then(pl.col("rule"))
    )


def _rule(series: tuple[str, ...], settings: EditingSettings, columns: list[str]) -> pl.Expr:
    """Return the rule a figure breaks, the gravest first, null for none."""
    rules = [
        (WRONG_UNIT, _in_wrong_file(settings) if "delivery_id" in columns else None),
        (SWAPPED, _is_swapped(series) if "same_period_last_year" in columns else None),
        (PASTED, _is_pasted(series, settings)),
        (TYPING_ERROR, _is_slip(series, settings)),
    ]
    return pl.coalesce([pl.when(found).then(pl.lit(rule)) for rule, found in rules if found is not None]).alias("rule")


def _is_slip(series: tuple[str, ...], settings: EditingSettings) -> pl.Expr:
    """Whether a figure alone stands far from its history.

    Upward jumps are suspicious unless a neighbouring month confirms them; downward ones only where the months before and after agree that
    nothing had happened, because a fall to near zero is how a stop looks.
    """
    factor = pl.when(pl.col("indicator").is_in(settings.lumpy)).then(settings.lumpy_factor).otherwise(settings.least_factor)
    limit = pl.max_horizontal(factor.log(), settings.spreads * pl.col("spread"))
    before, after = pl.col("away").shift(1).over(series), pl.col("away").shift(-1).over(series)
    confirming = math.log(settings.confirming_factor)
    is_up = (pl.col("away") > limit) & ~_near(before, confirming) & ~_near(after, confirming)
    is_down = (pl.col("away") < -limit) & (before > -limit / 2) & (after > -limit / 2)
    return (pl.col("figures") >= settings.least_figures) & (is_up | is_down.fill_null(value=False))


def _near(neighbour: pl.Expr, limit: float) -> pl.Expr:
    return ((neighbour - pl.col("away")).abs() < limit).fill_null(value=False)


def _in_wrong_file(settings: EditingSettings) -> pl.Expr:
    """Whether most enterprises of the file are off by one and the same power of ten in that month."""
    file = ["delivery_id", "indicator", "basis", "period"]
    known = pl.when(pl.col("figures") >= settings.least_figures).then(pl.col("away"))
    middle = known.median().over(file)
    power = (middle / math.log(10)).round() * math.log(10)
    agree = ((known - power).abs() < math.log(10) / 2).sum().over(file)
    count = known.count().over(file)
    return (power.abs() > 1) & (count >= settings.file_least) & (agree >= settings.file_share * count)


def _is_swapped(series: tuple[str, ...]) -> pl.Expr:
    """Whether this year's and last year's figure stand in each other's column: the figure is last year's own, and the base is not."""
    number = pl.col("period").dt.year().cast(pl.Int64) * _YEAR + pl.col("period").dt.month()

    def last_year(step: int) -> pl.Expr:
        # Without a January a year is eleven rows back.
        return pl.when((number - number.shift(step).over(series)) == _YEAR).then(pl.col("value").shift(step).over(series))

    own = pl.coalesce(last_year(_YEAR), last_year(_YEAR - 1))
    is_last_years = ((pl.col("value") - own).abs() <= 1e-6 * own.abs()) & (own != 0)
    return is_last_years & ((pl.col("same_period_last_year") - own).abs() > 0.02 * own.abs())


def _is_pasted(series: tuple[str, ...], settings: EditingSettings) -> pl.Expr:
    """Whether a month stands where the total since January was due: the total falls far back, and the next one does not go on from it."""
    value, period = pl.col("value"), pl.col("period")
    before, after = value.shift(1).over(series), value.shift(-1).over(series)
    same_year = period.dt.year() == period.shift(1).over(series).dt.year()
    goes_on = (after < before) & (period.dt.year() == period.shift(-1).over(series).dt.year())
    fallen = (pl.col("basis") == "ytd") & same_year & (before > 0) & (value > 0) & (value < settings.pasted_below * before)
    return fallen & ~goes_on.fill_null(value=False)


def _is_worth_asking(settings: EditingSettings) -> pl.Expr:
    """Whether a suspicious figure is among those of the month with the highest suspicion times impact."""
    impact = pl.max_horizontal(pl.col("value").abs(), (pl.col("rate") - pl.col("away")).exp()) ** settings.impact_exponent
    # Indicators have different units, so impact is measured against the middle one of its own indicator.
    score = pl.col("away").abs() * impact / impact.median().over("indicator")
    suspect = pl.when(pl.col("rule") == TYPING_ERROR).then(score)
    place = suspect.rank("ordinal", descending=True).over("period")
    most = pl.max_horizontal(settings.most_share * pl.len().over("period"), pl.lit(settings.most_at_least))
    return place <= most
