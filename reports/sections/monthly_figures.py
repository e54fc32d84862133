"""The figures printed beside each listed enterprise: this month's values and growth, all from one frame."""

from __future__ import annotations

from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.words.text import Words
from warehouse.periods import MONTHS_A_YEAR, month_numbers, year_start

_KEY = ["uscc", "indicator"]


def list_figures(briefing: Briefing) -> pl.DataFrame:
    """One row per listed enterprise with the figures of the list.

    Shape (listed, uscc, output, output_yoy, output_ytd_yoy, electricity_yoy, jobs, jobs_yoy, tax_yoy, investment_ytd,
    data_flags); money in 万元, growth as shares of last year's base; null where a figure has not arrived.
    """
    frames, month = briefing.frames, briefing.edition.month
    growth = monthly_growth(frames.series, frames.evidence, month)
    year = year_to_date(frames.series, month)
    columns = {
        "output": _pick(growth, "output_value", "value"),
        "output_yoy": _pick(growth, "output_value", "yoy"),
        "output_ytd_yoy": _pick(year, "output_value", "ytd_yoy"),
        "electricity_yoy": _pick(growth, "electricity", "yoy"),
        "jobs": _pick(growth, "employment", "value"),
        "jobs_yoy": _pick(growth, "employment", "yoy"),
        "tax_yoy": _pick(growth, "tax", "yoy"),
        "investment_ytd": _pick(year, "fixed_investment", "ytd"),
    }
    out = briefing.listed.select("uscc")
    for name, picked in columns.items():
        out = out.join(picked.rename({"picked": name}), on="uscc", how="left", maintain_order="left")
    return out.join(_data_flags(frames.series, month, briefing.words), on="uscc", how="left", maintain_order="left")


def monthly_growth(series: pl.DataFrame, evidence: pl.DataFrame, month: date) -> pl.DataFrame:
    """Value and year-on-year growth in one month, shape (uscc x indicator, uscc, indicator, value, yoy).

    Growth is the evidence's own, so that list and pages print what the score has seen; null without a base.
    """
    now = series.filter(pl.col("period") == month).select(*_KEY, "value")
    return now.join(evidence.select(*_KEY, yoy="yoy_share"), on=_KEY, how="left", maintain_order="left")


def year_to_date(series: pl.DataFrame, month: date) -> pl.DataFrame:
    """Sums since January and their growth, shape (uscc x indicator, uscc, indicator, ytd, ytd_yoy).

    Null unless the month itself has arrived; growth only over months present in both years, so that a gap is no fall.
    """
    this_year = series.filter((pl.col("period") >= year_start(month)) & (pl.col("period") <= month))
    number = month_numbers("period")
    last_year = series.select(*_KEY, number=number + MONTHS_A_YEAR, year_ago="value")
    joined = this_year.with_columns(number=number).join(last_year, on=[*_KEY, "number"], how="left", maintain_order="left")
    base = pl.coalesce("growth_base", "year_ago")
    both = pl.col("value").is_not_null() & base.is_not_null()
    sums = joined.group_by(_KEY, maintain_order=True).agg(
        pl.col("value").sum().alias("ytd"),
        pl.col("value").filter(both).sum().alias("matched"),
        base.filter(both).sum().alias("matched_base"),
        (pl.col("period") == month).and_(pl.col("value").is_not_null()).any().alias("has_month"),
    )
    growth = pl.when(pl.col("has_month") & (pl.col("matched_base") > 0)).then(pl.col("matched") / pl.col("matched_base") - 1)
    return sums.select(*_KEY, ytd=pl.when("has_month").then(pl.col("ytd")), ytd_yoy=growth)


def _pick(frame: pl.DataFrame, indicator: str, column: str) -> pl.DataFrame:
    return frame.filter(pl.col("indicator") == indicator).select("uscc", pl.col(column).alias("picked"))


def _data_flags(series: pl.DataFrame, month: date, words: Words) -> pl.DataFrame:
    # Only this month's flags: older ones belong to the portrait.
    flagged = series.filter((pl.col("period") == month) & (pl.col("flags").fill_null("") != ""))
    joined = flagged.group_by("uscc", maintain_order=True).agg(pl.col("flags").str.join(",").alias("joined"))
    # Several indicators often carry the same flag; a reader needs each word once.
    worded = [words.flags(",".join(dict.fromkeys(text.split(",")))) for text in joined["joined"]]
    return joined.select("uscc").with_columns(pl.Series("data_flags", worded, dtype=pl.String))
