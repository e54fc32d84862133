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

OF_A_MONTH = tuple(key for key in LISTED if (FIGURES[key].window, FIGURES[key].comparison) == ("month", "growth"))


def figures_by_code(figures: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """One row per enterprise that has any of the figures, one column per key; null where a figure cannot be given."""
    wide = figures.filter(pl.col("figure").is_in(keys)).pivot("figure", index="uscc", values="value", maintain_order=True)
    return wide.select("uscc", *(pl.col(key) if key in wide.columns else pl.lit(None, pl.Float64).alias(key) for key in keys))


def figure_rows(figures: pl.DataFrame, uscc: str) -> dict[str, dict[str, Any]]:
    """The figures of one enterprise by key, rows as the frame has them."""
    return {row["figure"]: row for row in figures.filter(pl.col("uscc") == uscc).iter_rows(named=True)}


def list_figures(briefing: Briefing) -> pl.DataFrame:
    """One row per listed enterprise, shape (listed, uscc, LISTED…, KEY_base…, data_flags).

    KEY_base: what an unusual base of a month's growth is like, in words; `data_flags` also says this and which sums lack months.
    """
    frames = briefing.frames
    out = briefing.listed.select("uscc").join(figures_by_code(frames.figures, LISTED), on="uscc", how="left", maintain_order="left")
    out = out.join(_bases(frames.figures, briefing.words), on="uscc", how="left", maintain_order="left")
    flags = _data_flags(frames.series, briefing.edition.month, briefing.words)
    notes = _notes(frames.figures, briefing.words)
    noted = out.join(flags, on="uscc", how="left", maintain_order="left").join(notes, on="uscc", how="left", maintain_order="left")
    joined = pl.concat_str("data_flags", "notes", separator=briefing.words.phrases(["", ""]), ignore_nulls=True)
    known = pl.any_horizontal(pl.col("data_flags", "notes").is_not_null())
    return noted.with_columns(data_flags=pl.when(known).then(joined)).drop("notes")


def figures_of_month(figures: pl.DataFrame) -> pl.DataFrame:
    """The month of every indicator, shape (uscc x indicator, uscc, indicator, value, yoy, growth, month_base).

    `growth` is that of three months, `month_base` the key of an unusual base of the month's.
    """
    wanted = {("month", "level"): "value", ("month", "growth"): "yoy", ("three_months", "growth"): "growth"}
    columns = {figure.key: wanted[figure.window, figure.comparison] for figure in FIGURES if (figure.window, figure.comparison) in wanted}
    rows = figures.filter(pl.col("figure").is_in(list(columns))).with_columns(
        indicator=pl.col("figure").replace_strict({figure.key: figure.indicator for figure in FIGURES}, return_dtype=pl.String),
        column=pl.col("figure").replace_strict(columns, default=None, return_dtype=pl.String),
    )
    picked = [pl.col("value").filter(pl.col("column") == name).first().alias(name) for name in wanted.values()]
    return rows.group_by("uscc", "indicator", maintain_order=True).agg(*picked, month_base=pl.col("year_base").drop_nulls().first())


def _data_flags(series: pl.DataFrame, month: date, words: Words) -> pl.DataFrame:
    # Only this month's flags: older ones belong to the portrait.
    flagged = series.filter((pl.col("period") == month) & (pl.col("flags").fill_null("") != ""))
    joined = flagged.group_by("uscc", maintain_order=True).agg(pl.col("flags").str.join(",").alias("joined"))
    # Several indicators often carry the same flag; a reader needs each word once.
    worded = [words.flags(",".join(dict.fromkeys(text.split(",")))) for text in joined["joined"]]
    return joined.select("uscc").with_columns(pl.Series("data_flags", worded, dtype=pl.String))


def _bases(figures: pl.DataFrame, words: Words) -> pl.DataFrame:
    """What the bases of the list's growth of the month are like where they are unusual: uscc, KEY_base in words."""
    worded = figures.with_columns(value=pl.Series([texts.base_words(row, words) for row in figures.iter_rows(named=True)], dtype=pl.String))
    return figures_by_code(worded, OF_A_MONTH).rename({key: f"{key}_base" for key in OF_A_MONTH})


def _notes(figures: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Which printed sums lack which months and which growth stands on an unusual base, in words: uscc, notes."""
    sums = [key for key in LISTED if FIGURES[key].comparison == "level" and FIGURES[key].window != "month"]
    has_gaps = pl.col("figure").is_in(sums) & pl.col("value").is_not_null() & (pl.col("missing") != "")
    is_unusual = pl.col("figure").is_in(OF_A_MONTH) & pl.col("value").is_not_null() & pl.col("year_base").is_not_null()
    rows = figures.filter(has_gaps | is_unusual)
    said = [
        words.say(texts.FLAGGED, figure=texts.name(row["figure"], words), gaps=texts.base_words(row, words) or texts.gap_words(row, words))
        for row in rows.iter_rows(named=True)
    ]
    worded = rows.select("uscc").with_columns(pl.Series("notes", said, dtype=pl.String))
    return worded.group_by("uscc", maintain_order=True).agg(pl.col("notes").str.join(words.phrases(["", ""])))
