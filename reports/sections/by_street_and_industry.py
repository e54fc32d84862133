"""Warnings by street and by industry, as counts and per hundred monitored enterprises."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.frames import BriefingFrames
from reports.industries import UNNAMED, industry_name
from reports.palette import LEVEL_KEYS
from reports.words.format import plain


def by_place(frames: BriefingFrames, dimension: str) -> pl.DataFrame:
    """Listed enterprises by `street` or `industry`, most first.

    Shape (groups, name, count, red, orange, yellow, blue, monitored, per_hundred); the last two are null where the
    number of monitored enterprises is not known. Groups of the register without a warning are kept with 0.
    """
    named = frames.listed().select(group_name(dimension, dimension).alias("name"), "level")
    counts = named.group_by("name").agg(
        pl.len().cast(pl.Int64).alias("count"), *[(pl.col("level") == key).sum().cast(pl.Int64).alias(key) for key in LEVEL_KEYS]
    )
    # Groups without a warning stay in the frame: zero of two hundred is information.
    base = frames.monitored.filter(pl.col("dimension") == dimension)
    base = base.with_columns(name=group_name("name", dimension)).rename({"enterprises_count": "monitored"})
    base = base.group_by("name").agg(pl.col("monitored").sum())
    joined = base.join(counts, on="name", how="full", coalesce=True).with_columns(pl.col("count", *LEVEL_KEYS).fill_null(0))
    # A street without monitored enterprises has no rate, not a rate of zero.
    rate = pl.when(pl.col("monitored") > 0).then(100 * pl.col("count") / pl.col("monitored"))
    joined = joined.select("name", "count", *LEVEL_KEYS, "monitored", per_hundred=rate)
    return joined.sort("count", "per_hundred", "name", descending=[True, True, False], nulls_last=True)


def group_name(column: str, dimension: str) -> pl.Expr:
    """The printed name of a warning's group: industries by division; a blank name is a group of its own, never dropped."""
    words = industry_name if dimension == "industry" else _street_name
    return pl.col(column).map_elements(words, return_dtype=pl.String, skip_nulls=False)


def _street_name(text: str | None) -> str:
    return plain(text, 40) or UNNAMED


@dataclass(frozen=True, slots=True)
class MostTouched:
    """The group or groups with most warnings: their names as a sentence gives them, and the warnings of each."""

    names: str
    count: int


def most_touched(places: pl.DataFrame) -> MostTouched | None:
    """The groups that share the highest count, or None when nothing is listed or no group is named."""
    named = places.filter((pl.col("count") > 0) & (pl.col("name") != UNNAMED))
    if named.is_empty():
        return None
    top = named.filter(pl.col("count") == named["count"].max())
    names = "、".join(plain(name, 40) for name in top["name"].head(3))
    # Equal counts are all named: an alphabet must not decide which street is called the worst.
    words = names if top.height == 1 else f"{names}{'等' if top.height > 3 else ''}并列"
    return MostTouched(words, int(top["count"][0]))
