"""Development: the largest lasting rises, who is new in the register, and who may be outgrowing the space it has."""

from datetime import date

import polars as pl

from models.cases.appeals import space_requests
from models.district.settings import GrowthSettings
from models.optional_columns import text_or_null
from models.series.growth_rates import growth_rate
from models.series.windows import aged_figures, amounts
from warehouse.periods import month_number, month_numbers, numbers_month, shift_month
from warehouse.vocabulary import BOOKED, PHYSICAL

GROWTH_COLUMNS = (
    "uscc", "kind", "name", "street", "industry", "output_cny_10k", "output_yoy_share", "rise_share", "since", "indicators",
    "has_space_request", "output_gain_cny_10k",
)  # fmt: skip
# Investment is lumpy: a project is no lasting rise.
GROWTH_INDICATORS = (*BOOKED, *PHYSICAL)
OUTPUT = "output_value"
# A single good month may be an advance delivery; the heads of tables say how many months.
LASTING = "three_months"
LASTING_MONTHS = 3


def find_growth(
    series: pl.DataFrame,
    register: pl.DataFrame,
    month: date,
    settings: GrowthSettings | None = None,
    *,
    appeals: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """List every lasting rise, the largest (by output gained) first, and the newly registered: GROWTH_COLUMNS.

    `series`: feat_series core. A rise is lasting when the last three months together exceed last year's by `rise_share` in the median
    indicator, in no month of them fall short, and no indicator that reports contradicts it by falling. Where output or what grows lies
    below its band in the last month, there is no rise (any more). `indicators` names what grows, joined by commas. `appeals`: open ones
    (uscc, topic); one about space marks an enterprise that may outgrow its own.
    """
    settings = settings or GrowthSettings()
    aged = aged_figures(series, month, GROWTH_INDICATORS)
    rises = _without_low_last_month(_rises(aged, month, settings), series, month).join(_output(aged, month), on="uscc", how="left")
    # By output gained, not by rate: a percentage on a small base means nothing.
    order = ["output_gain_cny_10k", "rise_share", "uscc"]
    largest = rises.join(_places(register), on="uscc").sort(order, descending=[True, True, False], nulls_last=True)
    new = _new(register, month, settings).join(_output(aged, month), on="uscc", how="left")
    grown = largest.with_columns(kind=pl.lit("rise"), indicators=pl.col("grown").list.join(","))
    asks_for_space = pl.lit(False) if appeals is None else pl.col("uscc").is_in(space_requests(appeals).implode())
    # Growth that asks for space is the good reason to move away and comes before it.
    both = pl.concat([grown, new], how="diagonal_relaxed").with_columns(has_space_request=asks_for_space)
    return both.select(GROWTH_COLUMNS)


def _rises(aged: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    monthly = aged.filter(pl.col("age") < settings.history_months).with_columns(rate=growth_rate(pl.col("value"), pl.col("base")))
    weakest = monthly.filter(pl.col("age") < LASTING_MONTHS).group_by("uscc", "indicator").agg(weakest=pl.col("rate").min())
    # An indicator that missed a month cannot show that its rise lasts: there is no rate then.
    each = amounts(aged, LASTING, month).drop_nulls("growth_share").join(weakest, on=["uscc", "indicator"])
    firms = each.group_by("uscc").agg(
        rise_share=pl.col("growth_share").median(),
        least=pl.col("weakest").median(),
        lowest=pl.col("growth_share").min(),
        grown=pl.col("indicator").filter(pl.col("growth_share") >= settings.rise_share).sort(),
    )
    lasting = (pl.col("rise_share") >= settings.rise_share) & (pl.col("least") >= settings.support_share)
    # One indicator that falls while the others grow is a change of product or place, not growth.
    rising = firms.filter(lasting, pl.col("lowest") >= -settings.support_share)
    return rising.join(_since(monthly, month, settings), on="uscc", how="left")


def _without_low_last_month(rises: pl.DataFrame, series: pl.DataFrame, month: date) -> pl.DataFrame:
    """Leave out whoever's output, or whatever is named as growing, lies below its band in the last month."""
    if "lo_80" not in series.columns:
        return rises
    low = series.filter(pl.col("period") == month, pl.col("value") < pl.col("lo_80")).select("uscc", "indicator")
    named = rises.select("uscc", indicator=pl.col("grown").list.concat(pl.lit([OUTPUT]))).explode("indicator")
    return rises.join(named.join(low, on=["uscc", "indicator"], how="semi"), on="uscc", how="anti", maintain_order="left")


def _since(monthly: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    """Find the month after the last one without growth; null where the rise is older than what is looked at."""
    median = monthly.drop_nulls("rate").group_by("uscc", "age").agg(growth=pl.col("rate").median())
    # The rise began after the last month in which the median indicator did not grow.
    flat = median.filter(pl.col("growth") < settings.support_share).group_by("uscc").agg(last_flat=pl.col("age").min())
    return flat.select("uscc", since=numbers_month(month_number(month) - pl.col("last_flat") + 1))


def _output(aged: pl.DataFrame, month: date) -> pl.DataFrame:
    """Output of the last 12 months, its growth, and what the last three months gained on last year's: nulls where months are missing."""
    output = aged.filter(pl.col("indicator") == OUTPUT)
    year, lasting = amounts(output, "twelve_months", month), amounts(output, LASTING, month)
    gained = pl.when(pl.col("growth_share").is_not_null()).then(pl.col("compared") - pl.col("base"))
    gains = lasting.select("uscc", output_gain_cny_10k=gained)
    return year.select("uscc", output_cny_10k="value", output_yoy_share="growth_share").join(gains, on="uscc", how="left")


def _new(register: pl.DataFrame, month: date, settings: GrowthSettings) -> pl.DataFrame:
    if "registered_on" not in register.columns:
        register = register.with_columns(registered_on=pl.lit(None, pl.Date))
    first, after = shift_month(month, 1 - settings.new_months), shift_month(month, 1)
    # Entering the register is an event of its own and never growth.
    entered = register.filter((pl.col("registered_on") >= first) & (pl.col("registered_on") < after))
    shown = entered.sort("registered_on", "uscc", descending=[True, False])
    since = numbers_month(month_numbers("registered_on"))
    return shown.select(
        "uscc", "name", text_or_null(shown, "street"), text_or_null(shown, "industry"),
        kind=pl.lit("new"), since=since,
    )  # fmt: skip


def _places(register: pl.DataFrame) -> pl.DataFrame:
    return register.select("uscc", "name", text_or_null(register, "street"), text_or_null(register, "industry"))
