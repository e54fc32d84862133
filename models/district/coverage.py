"""How much of each source has arrived for the month, and how old it is: what a reader must know before the figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from models.district.settings import CoverageSettings
from warehouse.periods import month_number, month_numbers
from warehouse.vocabulary import INDICATORS

COVERAGE_COLUMNS = (
    "district", "indicator", "monitored_count", "expected_count", "arrived_count", "late_count", "not_due_count", "silent_count",
    "arrival_share", "latest_period", "age_months", "set_aside_count", "restated_count", "status",
)  # fmt: skip
# What is counted of enterprises; nobody is no enterprise and not a missing count.
_COUNTS = ("expected_count", "arrived_count", "late_count", "not_due_count")


@dataclass(frozen=True, slots=True)
class Gone:
    """Codes of those nothing is expected of any more: who has left the register, and who is on it and has departed."""

    unregistered: Collection[str] = ()
    departed: Collection[str] = ()


def source_coverage(
    series: pl.DataFrame,
    register: pl.DataFrame,
    month: date,
    settings: CoverageSettings | None = None,
    *,
    gone: Gone | None = None,
    set_aside: pl.DataFrame | None = None,
    restated: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Count who was expected and who arrived, per district and indicator: COVERAGE_COLUMNS, every indicator named.

    `series`: feat_series core of what was known. Monitored = expected + not due + silent, expected = arrived + late. Expected is who is
    here, reported within the last 12 months and is due this month; two-month bills are not due every month, cumulative sources without a
    January report not in January. Silent is who never reported the indicator, or not for a year, or has departed. `set_aside` and
    `restated`: uscc, indicator, one row per figure, of the whole register.
    """
    settings, gone = settings or CoverageSettings(), gone or Gone()
    firms = _districts(register)
    monitored = firms.filter(~pl.col("uscc").is_in(list(gone.unregistered)))
    here = monitored.filter(~pl.col("uscc").is_in(list(gone.departed)))
    # Every indicator gets its row: a source that never came must be seen to be missing.
    districts = firms.group_by("district").agg(monitored_count=pl.col("uscc").is_in(monitored["uscc"].implode()).sum().cast(pl.Int32))
    every = districts.join(pl.DataFrame({"indicator": INDICATORS.keys}), how="cross")
    keys = ["district", "indicator"]
    joined = every.join(_latest(series.join(firms, on="uscc"), month), on=keys, how="left")
    joined = joined.join(_reporters(series.join(here, on="uscc"), month, settings), on=keys, how="left")
    for name, rows in (("set_aside_count", set_aside), ("restated_count", restated)):
        joined = joined.join(_tally(rows, firms, name), on=keys, how="left")
    filled = joined.with_columns(pl.col(*_COUNTS, "set_aside_count", "restated_count").fill_null(0).cast(pl.Int32))
    silent = (pl.col("monitored_count") - pl.col("expected_count") - pl.col("not_due_count")).cast(pl.Int32)
    return filled.with_columns(_share(), silent_count=silent, status=_status(settings)).select(COVERAGE_COLUMNS).sort(keys)


def _latest(own: pl.DataFrame, month: date) -> pl.DataFrame:
    """Return the latest month of each source up to this one, whoever it was about."""
    age = month_number(month) - month_numbers("period")
    known = own.drop_nulls("value").with_columns(age=age).filter(pl.col("age") >= 0)
    return known.group_by("district", "indicator").agg(age_months=pl.col("age").min().cast(pl.Int32), latest_period=pl.col("period").max())


def _reporters(own: pl.DataFrame, month: date, settings: CoverageSettings) -> pl.DataFrame:
    # Later months are a matter of a later run; whoever has been silent for a year has stopped reporting and is not late every month.
    age = month_number(month) - month_numbers("period")
    flags = pl.col("flags").fill_null("")
    recent = own.drop_nulls("value").with_columns(age=age).filter(pl.col("age").is_between(0, settings.reporter_months))
    firms = recent.group_by("district", "indicator", "uscc").agg(
        last_age=pl.col("age").min(),
        # The flags of the last year tell the rhythm in which this enterprise is billed or reports.
        is_two_month=flags.str.contains("two_month_bill").any(),
        skips_january=flags.str.contains("merged").any(),
    )
    # One month of patience for the rhythms that are no gaps; a second month late is late.
    has_rhythm = pl.col("is_two_month") | (pl.col("skips_january") & (month.month == 1))
    has_arrived, is_not_due = pl.col("last_age") == 0, (pl.col("last_age") == 1) & has_rhythm
    return firms.group_by("district", "indicator").agg(
        expected_count=(~is_not_due).sum(),
        arrived_count=has_arrived.sum(),
        late_count=(~has_arrived & ~is_not_due).sum(),
        not_due_count=is_not_due.sum(),
    )


def _share() -> pl.Expr:
    share = pl.when(pl.col("expected_count") > 0).then(pl.col("arrived_count") / pl.col("expected_count"))
    return share.alias("arrival_share")


def _status(settings: CoverageSettings) -> pl.Expr:
    share = pl.col("arrived_count") / pl.col("expected_count")
    return (
        pl.when(pl.col("expected_count") + pl.col("not_due_count") == 0)
        .then(pl.lit("absent"))
        # Nobody due this month is nobody late.
        .when(pl.col("expected_count") == 0)
        .then(pl.lit("ok"))
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
