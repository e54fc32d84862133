"""The figures printed beside enterprises, picked from the one frame of figures: nothing is summed or compared here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from reports.briefing import Briefing
from reports.words import figures as texts
from reports.words.text import Words
from warehouse.printed_figures import FIGURES

# The figures of the list, by the catalogue's keys; annex and workbook print these.
LISTED = (
    "output_value_month", "output_value_month_growth", "output_value_year_to_date_growth", "electricity_month_growth", "employment_month",
    "employment_month_growth", "tax_month_growth", "fixed_investment_year_to_date",
)  # fmt: skip


def figures_by_code(figures: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """One row per enterprise that has any of the figures, one column per key; null where a figure cannot be given."""
    wide = figures.filter(pl.col("figure").is_in(keys)).pivot("figure", index="uscc", values="value", maintain_order=True)
    return wide.select("uscc", *(pl.col(key) if key in wide.columns else pl.lit(None, pl.Float64).alias(key) for key in keys))


def figure_rows(figures: pl.DataFrame, uscc: str) -> dict[str, dict[str, Any]]:
    """The figures of one enterprise by key, rows as the frame has them."""
    return {row["figure"]: row for row in figures.filter(pl.col("uscc") == uscc).iter_rows(named=True)}


def list_figures(briefing: Briefing) -> pl.DataFrame:
    """One row per listed enterprise, shape (listed, uscc, LISTED…, data_flags); `data_flags` also says which sums lack months."""
    frames = briefing.frames
    out = briefing.listed.select("uscc").join(figures_by_code(frames.figures, LISTED), on="uscc", how="left", maintain_order="left")
    flags = _data_flags(frames.series, briefing.edition.month, briefing.words)
    gaps = _sums_with_gaps(frames.figures, briefing.words)
    noted = out.join(flags, on="uscc", how="left", maintain_order="left").join(gaps, on="uscc", how="left", maintain_order="left")
    joined = pl.concat_str("data_flags", "gaps", separator=briefing.words.phrases(["", ""]), ignore_nulls=True)
    known = pl.any_horizontal(pl.col("data_flags", "gaps").is_not_null())
    return noted.with_columns(data_flags=pl.when(known).then(joined)).drop("gaps")


def figures_of_month(figures: pl.DataFrame) -> pl.DataFrame:
    """The month of every indicator, shape (uscc x indicator, uscc, indicator, value, yoy, growth): `growth` is that of three months."""
    wanted = {("month", "level"): "value", ("month", "growth"): "yoy", ("three_months", "growth"): "growth"}
    columns = {figure.key: wanted[figure.window, figure.comparison] for figure in FIGURES if (figure.window, figure.comparison) in wanted}
    rows = figures.filter(pl.col("figure").is_in(list(columns))).with_columns(
        indicator=pl.col("figure").replace_strict({figure.key: figure.indicator for figure in FIGURES}, return_dtype=pl.String),
        column=pl.col("figure").replace_strict(columns, default=None, return_dtype=pl.String),
    )
    return rows.group_by("uscc", "indicator", maintain_order=True).agg(
        pl.col("value").filter(pl.col("column") == name).first().alias(name) for name in wanted.values()
    )


def _data_flags(series: pl.DataFrame, month: date, words: Words) -> pl.DataFrame:
    # Only this month's flags: older ones belong to the portrait.
    flagged = series.filter((pl.col("period") == month) & (pl.col("flags").fill_null("") != ""))
    joined = flagged.group_by("uscc", maintain_order=True).agg(pl.col("flags").str.join(",").alias("joined"))
    # Several indicators often carry the same flag; a reader needs each word once.
    worded = [words.flags(",".join(dict.fromkeys(text.split(",")))) for text in joined["joined"]]
    return joined.select("uscc").with_columns(pl.Series("data_flags", worded, dtype=pl.String))


def _sums_with_gaps(figures: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Which printed sums lack which months, in words: uscc, gaps."""
    sums = [key for key in LISTED if FIGURES[key].comparison == "level" and FIGURES[key].window != "month"]
    rows = figures.filter(pl.col("figure").is_in(sums), pl.col("value").is_not_null(), pl.col("missing") != "")
    said = [
        words.say(texts.FLAGGED, figure=texts.name(row["figure"], words), gaps=texts.gap_words(row, words))
        for row in rows.iter_rows(named=True)
    ]
    worded = rows.select("uscc").with_columns(pl.Series("gaps", said, dtype=pl.String))
    return worded.group_by("uscc", maintain_order=True).agg(pl.col("gaps").str.join(words.phrases(["", ""])))
