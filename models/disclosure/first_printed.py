"""What editions of a year are made from: every month as it was first printed, every enterprise where it first stood.

Were a sum since January to follow later figures, it would differ from the one before by more than its month, and the difference is often
one enterprise alone: a month that arrived late, or all its months where it left the register. So what is restated stays out until the year
is over. In: the editions of the year with what each was made from. Out: totals and what is left out (outside_tables.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from models.disclosure.linked_sums import FEATURES, Floats, Span, Total
from warehouse.industry_sections import section_of
from warehouse.outside_vocabulary import OUTSIDE_SIZES, UNKNOWN
from warehouse.periods import year_start

# Printed figures are whole; sums of many digits in another order differ by less than a part in a thousand million.
ROUNDED = 0.5
DIGITS = 1e-9


@dataclass(frozen=True, slots=True)
class EditionFigures:
    """What one edition goes by.

    `series`: figures that count in the district's totals (uscc, indicator, period, value); `register`: uscc, street, industry_division.
    """

    month: date
    series: pl.DataFrame
    register: pl.DataFrame


def figures_first_printed(editions: Sequence[EditionFigures]) -> pl.DataFrame:
    """Return the figures of every month as the first edition that covers it had them; `editions`: in their order, this month's last."""
    parts = [editions[0].series.filter(pl.col("period") <= editions[0].month)]
    for before, one in pairwise(editions):
        parts.append(one.series.filter(pl.col("period") > before.month, pl.col("period") <= one.month))
    return pl.concat(part.select("uscc", "indicator", "period", "value") for part in parts)


def features_first_printed(editions: Sequence[EditionFigures]) -> pl.DataFrame:
    """Return uscc, street, section and size of everybody, as in the first edition it brought a figure to.

    Whoever moves or grows would otherwise show as the difference between two cells.
    """
    placed = [features(one.register, one.series, one.month) for one in editions]
    counted = [part.join(_of_year(one), on="uscc", how="semi") for part, one in zip(placed, editions, strict=True)]
    return pl.concat([*counted, placed[-1]]).unique("uscc", keep="first", maintain_order=True).sort("uscc")


def features(register: pl.DataFrame, series: pl.DataFrame, month: date) -> pl.DataFrame:
    """Return uscc, street, section and size of everybody in the register; the size goes by the first number of jobs of the year."""
    jobs_known = _of_year(EditionFigures(month, series, register)).filter(pl.col("indicator") == "employment")
    jobs = jobs_known.sort("period").group_by("uscc", maintain_order=True).agg(jobs=pl.col("value").first())
    size = pl.coalesce(pl.when(pl.col("jobs") >= one.least).then(pl.lit(one.key)) for one in OUTSIDE_SIZES if one.least is not None)
    division = pl.col("industry_division").str.slice(1).cast(pl.Int64, strict=False)
    section = division.map_elements(section_of, return_dtype=pl.String)
    joined = register.select("uscc", "street", "industry_division").join(jobs, on="uscc", how="left")
    known = joined.select("uscc", street="street", section=section, size=size)
    return known.with_columns(pl.col(FEATURES).fill_null(UNKNOWN)).sort("uscc")


def _of_year(edition: EditionFigures) -> pl.DataFrame:
    return edition.series.filter(pl.col("period") >= year_start(edition.month), pl.col("value").is_not_null())


def agree_with(printed: pl.DataFrame, totals: Sequence[Total], spans: Mapping[tuple[date, str], Span], values: Floats) -> bool:
    """Say whether totals come out as earlier editions printed them; they do not where a month of the year has been made anew since.

    `printed`: month, span, FEATURES, value by month and revision, of which the last counts; `values`: of the totals.
    """
    place = {total: number for number, total in enumerate(totals)}
    names = ["month", "span", *FEATURES]
    shown = printed.filter(pl.col("value").is_not_null()).unique(names, keep="last", maintain_order=True)
    for month, span, *group, value in shown.select(*names, "value").iter_rows():
        if (month, span) in spans:
            number = place.get(Total(tuple(group), spans[month, span]))
            if number is None or abs(float(values[number]) - value) > ROUNDED + DIGITS * abs(value):
                return False
    return True
