"""Development: the largest lasting rises, who is new in the register, and who may be outgrowing the space it has."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from models.series.outlier_guard import leave_out_implausible
from models.warnings.wording import INDICATORS, percent
from warehouse.periods import month_number, month_numbers, numbers_month, shift_month

GROWTH_COLUMNS = ("uscc", "kind", "name", "street", "industry", "output_cny_10k", "output_yoy_share", "rise_share", "since", "detail")
# Offices name the topic in either language.
SPACE_TOPICS = ("space", "land", "expansion", "用地", "用房", "空间", "扩产", "厂房")


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    """What counts as a lasting rise, how many are shown, and how long an entry into the register is news."""

    rise_share: float = 0.20
    support_share: float = 0.05
    lasting_months: int = 3
    history_months: int = 24
    rises_most: int = 15
    new_months: int = 3
    new_most: int = 15
    indicators: tuple[str, ...] = ("output_value", "electricity", "employment", "tax", "water", "gas", "value_added")


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
    An open appeal about space (uscc, topic) marks an enterprise that outgrows its own.
    """
    settings = settings or GrowthSettings()
    series = leave_out_implausible(
        series.filter(pl.col("period") > shift_month(month, -settings.history_months - 12), pl.col("period") <= month)
    )
    monthly = _year_on_year(series.filter(pl.col("indicator").is_in(settings.indicators)), month, settings)
    rises = _rises(monthly, month, settings).join(_output(series, month), on="uscc", how="left")
    named_rises = rises.join(_places(register), on="uscc")
    # By output gained, not by rate: a percentage on a small base means nothing.
    gained = (pl.col("output_cny_10k").fill_null(0) * pl.col("rise_share") / (1 + pl.col("rise_share"))).alias("gained")
    largest = named_rises.sort([gained, "rise_share", "uscc"], descending=[True, True, False]).head(settings.rises_most)
    new = _new(register, month, settings).join(_output(series, month), on="uscc", how="left")
    return pl.concat([_tell(largest, appeals), new.select(GROWTH_COLUMNS)], how="vertical_relaxed")


def _year_on_year(series: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    """Pair each figure of the last two years with last year's: uscc, indicator, number, value, base."""
    numbered = series.with_columns(number=month_numbers("period"))
    last_year = numbered.select("uscc", "indicator", pl.col("number") + 12, last_year="value")
    last = month_number(month)
    recent = numbered.filter(pl.col("number").is_between(last - settings.history_months + 1, last))
    based = recent.join(last_year, on=["uscc", "indicator", "number"], how="left")
    # Without a positive base there is no growth rate.
    return based.with_columns(base=pl.coalesce("growth_base", "last_year")).filter(pl.col("base") > 0, pl.col("value").is_not_null())


def _rises(monthly: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    last = month_number(month)
    recent = monthly.filter(pl.col("number") > last - settings.lasting_months)
    each = recent.group_by("uscc", "indicator").agg(
        growth=pl.col("value").sum() / pl.col("base").sum() - 1,
        weakest=(pl.col("value") / pl.col("base") - 1).min(),
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
    median = monthly.group_by("uscc", "number").agg(growth=(pl.col("value") / pl.col("base") - 1).median())
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
    growth = pl.when(pl.col("comparable") & (pl.col("before") > 0)).then(pl.col("output_cny_10k") / pl.col("before") - 1)
    return sums.select("uscc", "output_cny_10k", output_yoy_share=growth)


def _tell(rises: pl.DataFrame, appeals: pl.DataFrame | None) -> pl.DataFrame:
    # Growth that asks for space is the good reason to move away; it should be heard first.
    asks = pl.lit(False)
    if appeals is not None:
        asks = pl.col("uscc").is_in(appeals.filter(pl.col("topic").is_in(SPACE_TOPICS))["uscc"].unique().implode())
    names = pl.col("grown").list.eval(pl.element().replace(INDICATORS)).list.join("、")
    text = pl.format("近3个月{}同比增长，中位数{}", names, percent(pl.col("rise_share")))
    detail = pl.when(asks).then(pl.concat_str([text, pl.lit("；已提出空间需求，现有场地可能不足")])).otherwise(text)
    return rises.with_columns(kind=pl.lit("rise"), detail=detail).select(GROWTH_COLUMNS)


def _new(register: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    if "registered_on" not in register.columns:
        register = register.with_columns(registered_on=pl.lit(None, pl.Date))
    first, after = shift_month(month, 1 - settings.new_months), shift_month(month, 1)
    # Entering the register is an event of its own and never growth.
    entered = register.filter((pl.col("registered_on") >= first) & (pl.col("registered_on") < after))
    shown = entered.sort("registered_on", "uscc", descending=[True, False]).head(settings.new_most)
    since = numbers_month(month_numbers("registered_on"))
    detail = pl.format("{}入库", pl.col("registered_on").dt.strftime("%Y-%m"))
    return shown.select(
        "uscc", "name", _or_null(shown, "street"), _or_null(shown, "industry"),
        kind=pl.lit("new"), rise_share=pl.lit(None, pl.Float64), since=since, detail=detail,
    )  # fmt: skip


def _places(register: pl.DataFrame) -> pl.DataFrame:
    return register.select("uscc", "name", _or_null(register, "street"), _or_null(register, "industry"))


def _or_null(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column) if column in frame.columns else pl.lit(None, pl.String).alias(column)
