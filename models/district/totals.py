"""The district as a whole: totals and growth by indicator, and whether everybody is down at once."""

from datetime import date

import polars as pl

from models.series.growth_rates import growth_rate, with_year_before
from models.series.outlier_guard import leave_out_implausible
from models.warnings.settings import LevelSettings
from warehouse.periods import shift_month

TOTAL_COLUMNS = ("district", "indicator", "period", "total", "yoy_share", "reporting_count")
STATE_COLUMNS = ("district", "is_down", "gap_share", "since", "enterprises_count", "expected_false_alarms")
# Below this many scored enterprises a median says nothing about a district.
FEWEST_FOR_MEDIAN = 10


def district_totals(series: pl.DataFrame, register: pl.DataFrame, month: date, periods: int = 36) -> pl.DataFrame:
    """Sum every indicator over the district's enterprises for the last `periods` months: TOTAL_COLUMNS.

    `series`: feat_series core. Growth compares only enterprises that reported both months, so that entering or leaving the register is
    no growth. Figures in a plainly wrong unit stay out.
    """
    # A year more than is shown, as the base of growth.
    recent = series.filter(pl.col("period") <= month, pl.col("period") > shift_month(month, -periods - 12))
    based = with_year_before(leave_out_implausible(recent).join(_districts(register), on="uscc"))
    # Growth is a ratio of two sums over the same enterprises, not a mean of their growth rates.
    both = pl.col("value").is_not_null() & pl.col("base").is_not_null()
    base_total = pl.col("base").filter(both).sum()
    shown = based.filter(pl.col("period") > shift_month(month, -periods))
    totals = shown.group_by("district", "indicator", "period").agg(
        # Nobody reported is not a total of zero.
        total=pl.when(pl.col("value").count() > 0).then(pl.col("value").sum()),
        yoy_share=growth_rate(pl.col("value").filter(both).sum(), base_total),
        reporting_count=pl.col("value").count().cast(pl.Int32),
    )
    return totals.select(TOTAL_COLUMNS).sort(TOTAL_COLUMNS[:3])


def district_state(
    risk: pl.DataFrame,
    register: pl.DataFrame,
    warnings: pl.DataFrame,
    previous: pl.DataFrame,
    month: date,
    settings: LevelSettings | None = None,
) -> pl.DataFrame:
    """Say for each district whether it is down as a whole, by how much and since when, with the expected false alarms.

    `risk`: pred_risk (activity_share); `warnings`: out_warnings of this month (true_chance); `previous`: out_state of earlier months
    (month, district, is_down, since), which may be empty. The gap is the median enterprise's: half of them are lower.
    """
    settings = settings or LevelSettings()
    # The register decides who belongs to the district; enterprises without figures count, their activity does not.
    firms = _districts(register).join(risk.select("uscc", "activity_share"), on="uscc", how="left")
    known = pl.col("activity_share").count() >= FEWEST_FOR_MEDIAN
    gaps = firms.group_by("district").agg(
        gap_share=pl.when(known).then(pl.col("activity_share").median() - 1), enterprises_count=pl.len().cast(pl.Int32)
    )
    down = gaps.with_columns(is_down=(pl.col("gap_share") <= -settings.district_down_share).fill_null(False))
    joined = down.join(_last_state(previous, month), on="district", how="left").join(_alarms(warnings), on="district", how="left")
    # A shock that was there last month keeps its first month.
    since = pl.when("is_down").then(pl.coalesce("last_since", pl.lit(month)))
    return joined.with_columns(since=since).select(STATE_COLUMNS).sort("district")


def _alarms(warnings: pl.DataFrame) -> pl.DataFrame:
    # The risks are calibrated, so what is left to one is the chance of a false alarm.
    return warnings.filter("is_listed").group_by("district").agg(expected_false_alarms=(1 - pl.col("true_chance")).sum())


def _last_state(previous: pl.DataFrame, month: date) -> pl.DataFrame:
    if previous.is_empty():
        return pl.DataFrame(schema={"district": pl.String, "last_since": pl.Date})
    # A gap in the runs ends a spell: nobody knows how the month between was.
    last = previous.filter(pl.col("month") == shift_month(month, -1), pl.col("is_down"))
    return last.select("district", last_since="since")


def _districts(register: pl.DataFrame) -> pl.DataFrame:
    if "district" not in register.columns:
        return register.select("uscc", district=pl.lit(""))
    return register.select("uscc", pl.col("district").fill_null(""))
