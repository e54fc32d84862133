"""How much of each source has arrived for the month, and how old it is: what a reader must know before the figures."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from models.setting_types import Months, Share
from warehouse.periods import month_number, month_numbers
from warehouse.vocabulary import INDICATORS

COVERAGE_COLUMNS = (
    "district", "indicator", "expected_count", "arrived_count", "arrival_share", "latest_period", "age_months", "set_aside_count",
    "restated_count", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """When a source is complete enough, when the reader is warned, and when it cannot carry a month."""

    warn_below_share: Share = 0.90
    stop_below_share: Share = 0.50
    reporter_months: Months = 12


def source_coverage(
    series: pl.DataFrame,
    register: pl.DataFrame,
    month: date,
    settings: CoverageSettings | None = None,
    *,
    set_aside: pl.DataFrame | None = None,
    restated: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Count who was expected and who arrived, per district and indicator: COVERAGE_COLUMNS, every indicator named.

    `series`: feat_series core of what was known. Expected is who reported within the last 12 months; two-month bills
    are not expected every month, cumulative sources without a January report not in January. `set_aside` and
    `restated`: uscc, indicator, one row per figure.
    """
    settings = settings or CoverageSettings()
    firms = _districts(register)
    counted = _reporters(series.join(firms, on="uscc"), month, settings)
    # Every indicator gets its row: a source that never came must be seen to be missing.
    every = firms.select("district").unique().join(pl.DataFrame({"indicator": INDICATORS.keys}), how="cross")
    joined = every.join(counted, on=["district", "indicator"], how="left")
    for name, rows in (("set_aside_count", set_aside), ("restated_count", restated)):
        joined = joined.join(_tally(rows, firms, name), on=["district", "indicator"], how="left")
    counts = [pl.col(name).fill_null(0).cast(pl.Int32) for name in ("expected_count", "arrived_count", "set_aside_count", "restated_count")]
    filled = joined.with_columns(counts)
    return filled.with_columns(_share(), status=_status(settings)).select(COVERAGE_COLUMNS).sort("district", "indicator")


def _reporters(own: pl.DataFrame, month: date, settings: CoverageSettings) -> pl.DataFrame:
    # Later months are a matter of a later run.
    age = month_number(month) - month_numbers("period")
    flags = pl.col("flags").fill_null("")
    recent = own.drop_nulls("value").with_columns(age=age).filter(pl.col("age") >= 0)
    firms = recent.group_by("district", "indicator", "uscc").agg(
        last_age=pl.col("age").min(),
        # The flags of the last year tell the rhythm in which this enterprise is billed or reports.
        is_two_month=flags.filter(pl.col("age") <= settings.reporter_months).str.contains("two_month_bill").any(),
        skips_january=flags.filter(pl.col("age") <= settings.reporter_months).str.contains("merged").any(),
    )
    # One month of patience for the rhythms that are no gaps; a second month late is late.
    patience = (pl.col("is_two_month") | (pl.col("skips_january") & (month.month == 1))).cast(pl.Int32)
    # Whoever has been silent for a year has stopped reporting and is not late every month.
    expected = pl.col("last_age") <= settings.reporter_months
    return firms.group_by("district", "indicator").agg(
        expected_count=expected.sum(),
        arrived_count=(expected & (pl.col("last_age") <= patience)).sum(),
        age_months=pl.col("last_age").min().cast(pl.Int32),
        latest_period=pl.lit(month).dt.offset_by(pl.format("-{}mo", pl.col("last_age").min())),
    )


def _share() -> pl.Expr:
    share = pl.when(pl.col("expected_count") > 0).then(pl.col("arrived_count") / pl.col("expected_count"))
    return share.alias("arrival_share")


def _status(settings: CoverageSettings) -> pl.Expr:
    share = pl.col("arrived_count") / pl.col("expected_count")
    return (
        pl.when(pl.col("expected_count") == 0)
        .then(pl.lit("absent"))
        .when(share < settings.stop_below_share)
        .then(pl.lit("stop"))
        .when(share < settings.warn_below_share)
        .then(pl.lit("warn"))
        .otherwise(pl.lit("ok"))
    )


def _tally(rows: pl.DataFrame | None, firms: pl.DataFrame, name: str) -> pl.DataFrame:
    if rows is None:
        return pl.DataFrame(schema={"district": pl.String, "indicator": pl.String, name: pl.UInt32})
    return rows.join(firms, on="uscc").group_by("district", "indicator").agg(pl.len().alias(name))


def _districts(register: pl.DataFrame) -> pl.DataFrame:
    district = pl.col("district").fill_null("") if "district" in register.columns else pl.lit("").alias("district")
    return register.select("uscc", district)
