"""Growth on a year before: the one definition of its base and of when there is a rate.

In: the base of every figure, the rate. Out: over which enterprises and months sums are taken (who calls).
"""

import polars as pl

from warehouse.periods import MONTHS_A_YEAR, month_numbers


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
    """Growth of a figure on its base as a share; null where the base is not positive (refunds), for then there is no rate."""
    return pl.when(base > 0).then(value / base - 1)
