"""Development: the largest lasting rises, who is new in the register, and who may be outgrowing the space it has."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from models.cases.appeals import space_requests
from models.series.growth_rates import growth_rate, with_year_before
from models.series.outlier_guard import leave_out_implausible
from models.setting_types import Count, Months, Multiple, Share
from warehouse.periods import month_number, month_numbers, numbers_month, shift_month
from warehouse.vocabulary import BOOKED, PHYSICAL

GROWTH_COLUMNS = (
    "uscc", "kind", "name", "street", "industry", "output_cny_10k", "output_yoy_share", "rise_share", "since", "indicators",
    "has_space_request",
)  # fmt: skip
# Investment is lumpy: a project is no lasting rise.
GROWTH_INDICATORS = (*BOOKED, *PHYSICAL)


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    """What counts as a lasting rise, how many are shown, and how long an entry into the register is news."""

    rise_share: Multiple = 0.20
    support_share: Share = 0.05
    lasting_months: Months = 3
    history_months: Months = 24
    rises_most: Count = 15
    new_months: Months = 3
    new_most: Count = 15


def find_growth(
    series: pl.DataFrame,
    register: pl.DataFrame,
    month: date,
    settings: GrowthSettings | None = None,
    *,
    appeals: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """List the largest rises (by output gained) and the newly registered: GROWTH_COLUMNS.

    `series`: feat_series core. A rise is lasting when the last three months together exceed last year's by
    `rise_share` in the median indicator, in no month of them fall short, and no indicator that reports contradicts it by falling.
    `indicators` names what grows, joined by commas. `appeals`: open ones (uscc, topic); one about space marks an enterprise that may
    outgrow its own.
    """
    settings = settings or GrowthSettings()
    series = leave_out_implausible(
        series.filter(pl.col("period") > shift_month(month, -settings.history_months - 12), pl.col("period") <= month)
    )
    monthly = _year_on_year(series.filter(pl.col("indicator").is_in(GROWTH_INDICATORS)), month, settings)
    rises = _rises(monthly, month, settings).join(_output(series, month), on="uscc", how="left")
    named_rises = rises.join(_places(register), on="uscc")
    # By output gained, not by rate: a percentage on a small base means nothing.
    gained = (pl.col("output_cny_10k").fill_null(0) * pl.col("rise_share") / (1 + pl.col("rise_share"))).alias("gained")
    largest = named_rises.sort([gained, "rise_share", "uscc"], descending=[True, True, False]).head(settings.rises_most)
    new = _new(register, month, settings).join(_output(series, month), on="uscc", how="left")
    grown = largest.with_columns(kind=pl.lit("rise"), indicators=pl.col("grown").list.join(","))
    asks_for_space = pl.lit(False) if appeals is None else pl.col("uscc").is_in(space_requests(appeals).implode())
    # Growth that asks for space is the good reason to move away and comes before it.
    both = pl.concat([grown, new], how="diagonal_relaxed").with_columns(has_space_request=asks_for_space)
    return both.select(GROWTH_COLUMNS)


def _year_on_year(series: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    """Pair each figure of the last two years with last year's where there is a rate: uscc, indicator, number, value, base, rate."""
    last = month_number(month)
    numbered = with_year_before(series).with_columns(number=month_numbers("period"), rate=growth_rate(pl.col("value"), pl.col("base")))
    return numbered.filter(pl.col("number").is_between(last - settings.history_months + 1, last), pl.col("rate").is_not_null())


def _rises(monthly: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    last = month_number(month)
    recent = monthly.filter(pl.col("number") > last - settings.lasting_months)
    each = recent.group_by("uscc", "indicator").agg(
        growth=growth_rate(pl.col("value").sum(), pl.col("base").sum()),
        weakest=pl.col("rate").min(),
        months=pl.len(),
    )
    firms = (
        # An indicator that missed a month cannot show that its rise lasts.
        each.filter(pl.col("months") == settings.lasting_months)
        .group_by("uscc")
        .agg(
            rise_share=pl.col("growth").median(),
            least=pl.col("weakest").median(),
            lowest=pl.col("growth").min(),
            grown=pl.col("indicator").filter(pl.col("growth") >= settings.rise_share).sort(),
        )
    )
    lasting = (pl.col("rise_share") >= settings.rise_share) & (pl.col("least") >= settings.support_share)
    # One indicator that falls while the others grow is a change of product or place, not growth.
    rising = firms.filter(lasting, pl.col("lowest") >= -settings.support_share)
    return rising.join(_since(monthly, settings), on="uscc", how="left")


def _since(monthly: pl.DataFrame, settings: GrowthSettings) -> pl.DataFrame:
    """Find the month after the last one without growth; null where the rise is older than what is looked at."""
    median = monthly.group_by("uscc", "number").agg(growth=pl.col("rate").median())
    # The rise began after the last month in which the median indicator did not grow.
    flat = median.filter(pl.col("growth") < settings.support_share).group_by("uscc").agg(last_flat=pl.col("number").max())
    return flat.select("uscc", since=numbers_month(pl.col("last_flat") + 1))


def _output(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """Output of the last 12 months and its growth on the 12 before, for enterprises with both years complete."""
    age = (month_number(month) - month_numbers("period")).alias("age")
    aged = series.filter(pl.col("indicator") == "output_value").with_columns(age).drop_nulls("value")
    this, before = pl.col("age").is_between(0, 11), pl.col("age").is_between(12, 23)
    sums = aged.group_by("uscc").agg(
        output_cny_10k=pl.when(this.any()).then(pl.col("value").filter(this).sum()),
        before=pl.col("value").filter(before).sum(),
        # Two years of unequal length are not compared.
        comparable=(this.sum() == before.sum()) & this.any(),
    )
    growth = pl.when("comparable").then(growth_rate(pl.col("output_cny_10k"), pl.col("before")))
    return sums.select("uscc", "output_cny_10k", output_yoy_share=growth)


def _new(register: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    if "registered_on" not in register.columns:
        register = register.with_columns(registered_on=pl.lit(None, pl.Date))
    first, after = shift_month(month, 1 - settings.new_months), shift_month(month, 1)
    # Entering the register is an event of its own and never growth.
    entered = register.filter((pl.col("registered_on") >= first) & (pl.col("registered_on") < after))
    shown = entered.sort("registered_on", "uscc", descending=[True, False]).head(settings.new_most)
    since = numbers_month(month_numbers("registered_on"))
    return shown.select(
        "uscc", "name", _or_null(shown, "street"), _or_null(shown, "industry"),
        kind=pl.lit("new"), since=since,
    )  # fmt: skip


def _places(register: pl.DataFrame) -> pl.DataFrame:
    return register.select("uscc", "name", _or_null(register, "street"), _or_null(register, "industry"))


def _or_null(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column) if column in frame.columns else pl.lit(None, pl.String).alias(column)
