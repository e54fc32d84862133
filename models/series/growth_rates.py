"""Growth on a year before: the one definition of its base and of when there is a rate.

In: the base of every figure, the rate. Out: over which enterprises and months sums are taken (who calls).
"""

from datetime import date
from typing import Final

import polars as pl

from warehouse.periods import MONTHS_A_YEAR, month_number, month_numbers
from warehouse.vocabulary import LUMPY

QUARTER_MONTHS: Final = 3
# Last year's three months are no ordinary base beyond this multiple of the figures around them, or below its inverse.
UNUSUAL_MULTIPLE: Final = 1.5
# Of the year before them, and of the months between them and the present three.
_BEFORE_FROM: Final = MONTHS_A_YEAR + QUARTER_MONTHS
_FURTHEST_BACK: Final = 2 * MONTHS_A_YEAR + QUARTER_MONTHS - 1
_LEAST_AROUND: Final = 6
_KEY: Final = ["uscc", "indicator"]


def with_year_before(series: pl.DataFrame) -> pl.DataFrame:
    """Add ``base``, what each figure is compared with: last year's figure on this year's basis where it was reported, else as it was then.

    ``series``: uscc, indicator, period, value, growth_base, one row a month; the same rows come back in their order. The reported base
    wins, because the register and the basis of last year's own figure may have changed. Null where neither is known.
    """
    numbered = series.with_columns(month_number=month_numbers("period"))
    before = numbered.select("uscc", "indicator", pl.col("month_number") + MONTHS_A_YEAR, year_before="value")
    joined = numbered.join(before, on=["uscc", "indicator", "month_number"], how="left", maintain_order="left")
    return joined.with_columns(base=pl.coalesce("growth_base", "year_before")).drop("month_number", "year_before")


def growth_rate(value: pl.Expr, base: pl.Expr) -> pl.Expr:
    """Growth of a figure on its base as a share; null where there is no rate: the base is not positive (refunds), or next to nothing."""
    rate = value / base - 1
    return pl.when((base > 0) & rate.is_finite()).then(rate)


def compared_with_last_year(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """Compare a month and the three months that end with it with the same ones a year before.

    ``series`` as for ``with_year_before``. Columns: uscc, indicator, yoy_share (the month's growth), growth_3m_share (of the sum of three
    months, null where one of the six figures is missing or more was paid back than paid), year_base: ``high`` or ``low`` where last year's
    three months stand far above or below both the year before them and the months since, null where they are ordinary, unknown or of an
    indicator that is lumpy by nature. A fall of this year makes no base unusual: the year before knows nothing of it.
    """
    last = month_number(month)
    number = month_numbers("period")
    recent = series.filter(number.is_between(last - _FURTHEST_BACK, last))
    three = with_year_before(recent).filter(number > last - QUARTER_MONTHS)
    is_whole = (pl.col("value").count() == QUARTER_MONTHS) & (pl.col("base").count() == QUARTER_MONTHS)
    of_month = pl.col("period") == month
    sums = three.group_by(_KEY, maintain_order=True).agg(
        yoy_share=growth_rate(pl.col("value"), pl.col("base")).filter(of_month).first(),
        growth_3m_share=pl.when(is_whole & (pl.col("value").sum() >= 0)).then(growth_rate(pl.col("value").sum(), pl.col("base").sum())),
        base=pl.when(is_whole).then(pl.col("base").mean()),
    )
    return sums.join(_usual(recent, last), on=_KEY, how="left", maintain_order="left").select(
        *_KEY, "yoy_share", "growth_3m_share", year_base=_unusual()
    )


def bases_of_month(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """Say what the base of a month's growth is like: uscc, indicator, year_base as for ``compared_with_last_year``, of the one month."""
    last = month_number(month)
    recent = series.filter(month_numbers("period").is_between(last - _FURTHEST_BACK, last))
    own = with_year_before(recent).filter(pl.col("period") == month).select(*_KEY, "base")
    return own.join(_usual(recent, last), on=_KEY, how="left", maintain_order="left").select(*_KEY, year_base=_unusual())


def _usual(recent: pl.DataFrame, last: int) -> pl.DataFrame:
    """Give the middle figures of the year before last year's three months and of the months since: uscc, indicator, before, since."""
    back = last - month_numbers("period")
    spans = {"before": back >= _BEFORE_FROM, "since": back.is_between(QUARTER_MONTHS, MONTHS_A_YEAR - 1)}
    known = {name: pl.col("value").filter(span).count() >= _LEAST_AROUND for name, span in spans.items()}
    middle = {name: pl.when(known[name]).then(pl.col("value").filter(span).median()) for name, span in spans.items()}
    return recent.filter(~pl.col("indicator").is_in(LUMPY)).group_by(_KEY).agg(**middle)


def _unusual() -> pl.Expr:
    most, least = pl.max_horizontal("before", "since"), pl.min_horizontal("before", "since")
    is_known = pl.col("before").is_not_null() & pl.col("since").is_not_null() & (least > 0)
    high = pl.when(is_known & (pl.col("base") > UNUSUAL_MULTIPLE * most)).then(pl.lit("high"))
    low = pl.when(is_known & (pl.col("base") * UNUSUAL_MULTIPLE < least)).then(pl.lit("low"))
    return pl.coalesce(high, low)
