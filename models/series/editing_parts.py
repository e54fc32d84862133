"""Selective editing of the parts of figures: bills by account, tax lines by item, totals by project, each against its own history.

In: which parts are doubtful, and the figures that the others add up to. Out: what makes a figure doubtful (models.series.editing).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from models.series.assembled import Parts, assemble_figures, with_reading_days
from models.series.editing import EditingSettings, with_suspicion

_DAYS_OF_MONTH: Final = 30.4
_PLACE: Final = ("delivery_id", "row_number")


def suspicious_parts(parts: Parts, settings: EditingSettings | None = None) -> pl.DataFrame:
    """Return the bills, the project totals and the tax lines to set aside, with ``indicator``, ``value``, ``factor`` and ``rule``."""
    limits = settings or EditingSettings()
    judged = [_judged(rows, series, limits) for rows, series in (_bills(parts), _projects(parts), _payments(parts))]
    return pl.concat(judged, how="diagonal_relaxed")


def sound_figures(parts: Parts, settings: EditingSettings | None = None) -> pl.DataFrame:
    """Return the figures that the parts add up to, columns of models.series.assembled, without those to which a doubtful part belongs."""
    doubtful = suspicious_parts(parts, settings)
    bills = parts.bills.join(doubtful, on=_PLACE, how="anti")
    projects = parts.projects.join(doubtful, on=_PLACE, how="anti")
    figures = assemble_figures(replace(parts, bills=bills, projects=projects))
    # A month of tax that lacks its doubtful line would look like a fall, so it is not known at all until the line is.
    return figures.join(doubtful.filter(pl.col("indicator") == "tax"), on=["uscc", "indicator", "period"], how="anti")


def _judged(rows: pl.DataFrame, series: tuple[str, ...], settings: EditingSettings) -> pl.DataFrame:
    known = rows.filter(pl.col("value").is_finite()).sort(*series, "period", nulls_last=False)
    size = known.with_columns(value=pl.col("value").abs(), reported=pl.col("value"))
    found = with_suspicion(size, series, settings).filter(pl.col("factor").is_not_null())
    return found.with_columns(value="reported").drop("reported")


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
    return lines.with_columns(**kind, is_refund=pl.col("value") < 0), ("uscc", "item", "sub_item", "is_refund")
