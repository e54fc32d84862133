"""Selective editing of the parts of figures: bills by account, tax lines by item, totals by project, each against its own history.

In: which parts are doubtful, and the figures that the others add up to. Out: what makes a figure doubtful (models.series.editing).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from models.series.assembled import Parts, assemble_figures, with_reading_days
from models.series.editing import REJECTED, with_suspicion
from models.series.settings import EditingSettings

_DAYS_OF_MONTH: Final = 30.4
_PLACE: Final = ("delivery_id", "row_number")
# When the other lines of a month are so many times a usual month too, a large line is one of a large month.
_OTHERS_WITHIN: Final = 5.0
# A line below this share of a usual month changes no figure that anybody would see.
_LARGE_SHARE: Final = 1 / 3


def suspicious_parts(parts: Parts, settings: EditingSettings | None = None) -> pl.DataFrame:
    """Return the bills, the project totals and the tax lines to set aside, with ``indicator``, ``value``, ``factor`` and ``rule``."""
    limits = settings or EditingSettings()
    bills, projects, lines = (_judged(rows, series, limits) for rows, series in (_bills(parts), _projects(parts), _payments(parts)))
    return pl.concat([bills, projects, _that_matter(lines)], how="diagonal_relaxed")


def sound_figures(parts: Parts, settings: EditingSettings | None = None) -> pl.DataFrame:
    """Return the figures that the parts add up to, columns of models.series.assembled, without those to which a doubtful part belongs."""
    doubtful = suspicious_parts(parts, settings)
    bills = parts.bills.join(doubtful, on=_PLACE, how="anti")
    projects = parts.projects.join(doubtful, on=_PLACE, how="anti")
    figures = assemble_figures(replace(parts, bills=bills, projects=projects))
    # A month of tax that lacks its doubtful line would look like a fall, so it is not known at all until the line is.
    return figures.join(doubtful.filter(pl.col("indicator") == "tax"), on=["uscc", "indicator", "period"], how="anti")


def _judged(rows: pl.DataFrame, series: tuple[str, ...], settings: EditingSettings) -> pl.DataFrame:
    known = rows.filter(pl.col("value").is_finite()).with_columns(_number(rows, series)).sort("series", "period", maintain_order=True)
    size = known.with_columns(value=pl.col("value").abs(), reported=pl.col("value"))
    found = with_suspicion(size, ("series",), settings).filter(pl.col("factor").is_not_null())
    return found.with_columns(value="reported").drop("reported", "series")


def _number(rows: pl.DataFrame, series: tuple[str, ...]) -> pl.Expr:
    """Return one number for each series; numbers sort many times faster than the texts they stand for."""
    number = pl.lit(0, dtype=pl.Int64)
    for name in series:
        names = rows[name].cast(pl.String).unique().drop_nulls().sort()
        code = pl.col(name).cast(pl.String).cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1) + 1
        number = number * (len(names) + 1) + code
    return number.alias("series")


def _bills(parts: Parts) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return bills by account, with the months they cover."""
    months = (pl.col("days") / _DAYS_OF_MONTH).round().clip(1, 3).cast(pl.Int64)
    bills = with_reading_days(parts.bills).with_columns(basis=pl.lit("month"), covers_months=months)
    return bills.drop("from_on", "to_on", "days", "usual_days"), ("indicator", "account")


def _projects(parts: Parts) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return totals since January by project."""
    projects = parts.projects.rename({"value_cny_10k": "value"})
    kind = {"indicator": pl.lit("fixed_investment"), "basis": pl.lit("ytd"), "covers_months": pl.lit(1)}
    return projects.with_columns(**kind), ("uscc", "project")


def _payments(parts: Parts) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return lines of tax by item; what is paid and what is paid back have different sizes and are different series."""
    lines = parts.payments.rename({"value_cny_10k": "value"}).filter(pl.col("value") != 0)
    kind = {"indicator": pl.lit("tax"), "basis": pl.lit("month"), "covers_months": pl.lit(1)}
    size = pl.col("value").abs()
    month = lines.with_columns(paid=size.sum().over("uscc", "period"))
    usual = month.group_by("uscc", "period").agg(pl.col("paid").first()).group_by("uscc").agg(usual=pl.col("paid").median())
    known = month.with_columns(**kind, is_refund=pl.col("value") < 0, others=pl.col("paid") - size).join(usual, on="uscc").drop("paid")
    return known, ("uscc", "item", "sub_item", "is_refund")


def _that_matter(lines: pl.DataFrame) -> pl.DataFrame:
    """Keep the lines of tax that stand alone and without which the enterprise's month is another: a surcharge follows its tax."""
    size = pl.col("value").abs()
    is_alone = pl.col("others") <= _OTHERS_WITHIN * pl.col("usual")
    is_large = pl.max_horizontal(size, size / pl.col("factor")) >= _LARGE_SHARE * pl.col("usual")
    return lines.filter((is_alone & is_large) | (pl.col("rule") == REJECTED)).drop("others", "usual")
