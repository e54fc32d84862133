"""Figures over windows of months: the one computation of every sum and growth rate that is printed about an enterprise.

In: which months are there, sums, the same months of the year before. Out: which figures there are and how they are worded
(warehouse.printed_figures), over which enterprises totals are taken (models.district).
"""

from collections.abc import Collection
from datetime import date

import polars as pl

from models.series.growth_rates import bases_of_month, growth_rate, with_year_before
from models.series.outlier_guard import leave_out_implausible
from warehouse.periods import MONTHS_A_YEAR, month_number, month_numbers, numbers_month
from warehouse.printed_figures import FIGURES, WINDOWS
from warehouse.vocabulary import STOCKS

FIGURE_COLUMNS = ("uscc", "figure", "value", "base", "year_base", "months_present", "months_expected", "missing", "until")
# The yardstick of plausibility needs more than a year, and a year before has to be at hand.
MONTHS_LOOKED_AT = 3 * MONTHS_A_YEAR
_KEY = ["uscc", "indicator"]


def aged_figures(series: pl.DataFrame, month: date, indicators: Collection[str] | None = None) -> pl.DataFrame:
    """Return the figures of three years to `month`: uscc, indicator, age (months before `month`), value, base (a year before).

    `series`: feat_series core. Figures in a plainly wrong unit are left out as if they had not arrived; nothing after the month is seen.
    """
    age = (month_number(month) - month_numbers("period")).alias("age")
    wanted = series if indicators is None else series.filter(pl.col("indicator").is_in(list(indicators)))
    recent = wanted.with_columns(age).filter(pl.col("age").is_between(0, MONTHS_LOOKED_AT - 1))
    return with_year_before(leave_out_implausible(_with_stated_base(recent))).select(*_KEY, "age", "value", "base")


def _with_stated_base(series: pl.DataFrame) -> pl.DataFrame:
    return series if "growth_base" in series.columns else series.with_columns(growth_base=pl.lit(None, pl.Float64))


def months_expected(window: str, month: date) -> int:
    """Return how many months a window has that ends with `month`."""
    return WINDOWS[window].months or month.month


def amounts(aged: pl.DataFrame, window: str, month: date) -> pl.DataFrame:
    """Sum figures over a window: uscc, indicator, value, months_present, months_compared, compared, base, growth_share, last_age.

    `value` is over the months that are there, null where none is: a mean for what is counted at the end of a month, the last one for the
    window `latest`. `compared` and `base` are over the months that both years have; there is a rate only where these are all of them.
    """
    expected = months_expected(window, month)
    known, both = pl.col("value").is_not_null(), pl.col("value").is_not_null() & pl.col("base").is_not_null()
    sums = aged.filter(pl.col("age").is_between(0, expected - 1)).group_by(_KEY).agg(
        total=pl.col("value").sum(),
        latest=pl.col("value").filter(known).sort_by(pl.col("age").filter(known)).first(),
        months_present=known.sum().cast(pl.Int32),
        months_compared=both.sum().cast(pl.Int32),
        compared=pl.col("value").filter(both).sum(),
        base=pl.col("base").filter(both).sum(),
        last_age=pl.col("age").filter(known).min(),
    )  # fmt: skip
    # A sum over nothing is 0 in polars, but "never delivered" is not zero.
    mean = pl.when(pl.col("indicator").is_in(STOCKS)).then(pl.col("months_present")).otherwise(1)
    value = pl.col("latest") if window == "latest" else pl.when(pl.col("months_present") > 0).then(pl.col("total") / mean)
    whole = pl.col("months_compared") == expected
    growth = pl.when(whole).then(growth_rate(pl.col("compared"), pl.col("base")))
    return sums.with_columns(value=value, growth_share=growth).drop("total", "latest")


def printed_figures(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """Give every level and growth of the catalogue for the enterprises of `series`: FIGURE_COLUMNS, one row a figure.

    For growth `value` is the rate and `base` what the year before was; of a month, `year_base` says where that was unusual. `missing`
    names the months without a figure (for growth: in either year), as 2026-03,2026-10; `until` is the month of the last figure. An
    indicator that never reported within three years has no rows.
    Made for the enterprises that are shown, not for a whole register.
    """
    gridded = _every_month(aged_figures(series, month))
    rows = pl.concat(_of_window(gridded, window, month) for window in WINDOWS.keys)
    unusual = bases_of_month(_with_stated_base(series), month)
    of_month = pl.col("figure").is_in([figure.key for figure in FIGURES if (figure.window, figure.comparison) == ("month", "growth")])
    told = rows.join(unusual, on=_KEY, how="left").with_columns(year_base=pl.when(of_month).then("year_base"))
    return told.select(FIGURE_COLUMNS).sort("uscc", "figure")


def _every_month(aged: pl.DataFrame) -> pl.DataFrame:
    """Return a row for every month of three years, so that a month without one is seen to be missing."""
    ages = pl.DataFrame({"age": range(MONTHS_LOOKED_AT)}, schema={"age": pl.Int64})
    reporting = aged.filter(pl.col("value").is_not_null()).select(_KEY).unique().sort(_KEY)
    return reporting.join(ages, how="cross").join(aged, on=[*_KEY, "age"], how="left", maintain_order="left")


def _of_window(gridded: pl.DataFrame, window: str, month: date) -> pl.DataFrame:
    expected = months_expected(window, month)
    sums = amounts(gridded, window, month).join(_gaps(gridded, expected, month), on=_KEY)
    until = numbers_month(month_number(month) - pl.col("last_age"))
    # The last figure of a year is whole as it is.
    known = pl.col("months_present")
    present, of = (pl.min_horizontal(known, 1), 1) if window == "latest" else (known, expected)
    level = sums.with_columns(comparison=pl.lit("level"), base=pl.lit(None, pl.Float64), months_present=present, months_expected=of)
    # Nothing is missing of the last figure.
    level = level.with_columns(missing=pl.lit("")) if window == "latest" else level
    growth = sums.with_columns(
        comparison=pl.lit("growth"),
        value=pl.col("growth_share"),
        months_present=pl.col("months_compared"),
        months_expected=expected,
        missing=pl.col("missing_of_both"),
    )
    columns = [*_KEY, "comparison", "value", "base", "months_present", "months_expected", "missing", "last_age"]
    both = pl.concat([level.select(columns), growth.select(columns)], how="vertical_relaxed").with_columns(until=until)
    keys = {(figure.indicator, figure.comparison): figure.key for figure in FIGURES if figure.window == window}
    names = pl.DataFrame([(*pair, key) for pair, key in keys.items()], schema=["indicator", "comparison", "figure"], orient="row")
    return both.join(names, on=["indicator", "comparison"])


def _gaps(gridded: pl.DataFrame, expected: int, month: date) -> pl.DataFrame:
    """Return the months of a window without a figure, and those without one in either year, oldest first, joined by commas."""
    key = numbers_month(month_number(month) - pl.col("age")).dt.strftime("%Y-%m")
    absent = pl.col("value").is_null()
    inside = gridded.filter(pl.col("age") < expected).sort("age", descending=True).with_columns(key=key)
    return inside.group_by(_KEY).agg(
        missing=pl.col("key").filter(absent).str.join(","),
        missing_of_both=pl.col("key").filter(absent | pl.col("base").is_null()).str.join(","),
    )
