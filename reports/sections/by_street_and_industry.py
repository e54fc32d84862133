"""Warnings by street and by industry, as counts and per hundred monitored enterprises."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.briefing import Briefing
from reports.industries import UNNAMED, industry_name
from reports.words import annexes
from reports.words import sections as texts
from reports.words.format import number, plain
from reports.words.text import Words
from warehouse.vocabulary import LEVELS

# More names than these are a list and no sentence.
NAMES_SHOWN = 3
# One warning among five enterprises is a rate that nothing follows from.
FEWEST_RATED = 20


def by_place(briefing: Briefing, dimension: str) -> pl.DataFrame:
    """Listed enterprises by `street` or `industry`, most first.

    Shape (groups, name, count, red, orange, yellow, blue, monitored, per_hundred, is_named); monitored and per_hundred are null where
    the number of monitored enterprises is not known. Groups of the register without a warning are kept with 0.
    """
    counts = _counts(briefing, dimension)
    # Groups without a warning stay in the frame: zero of two hundred is information.
    base = briefing.frames.monitored.filter(pl.col("dimension") == dimension)
    base = base.with_columns(name=_group_name("name", dimension, briefing.words)).rename({"enterprises_count": "monitored"})
    base = base.group_by("name").agg(pl.col("monitored").sum())
    joined = base.join(counts, on="name", how="full", coalesce=True, nulls_equal=True).with_columns(
        pl.col("count", *LEVELS.keys).fill_null(0)
    )
    # A street without monitored enterprises has no rate, not a rate of zero.
    rate = pl.when(pl.col("monitored") > 0).then(100 * pl.col("count") / pl.col("monitored"))
    printed = pl.col("name").fill_null(briefing.words.say(UNNAMED))
    joined = joined.select(printed, "count", *LEVELS.keys, "monitored", per_hundred=rate, is_named=pl.col("name").is_not_null())
    return joined.sort("count", "per_hundred", "name", descending=[True, True, False], nulls_last=True)


def _counts(briefing: Briefing, dimension: str) -> pl.DataFrame:
    named = briefing.listed.select(_group_name(dimension, dimension, briefing.words).alias("name"), "level")
    by_level = [(pl.col("level") == key).sum().cast(pl.Int64).alias(key) for key in LEVELS.keys]
    return named.group_by("name").agg(pl.len().cast(pl.Int64).alias("count"), *by_level)


def _group_name(column: str, dimension: str, words: Words) -> pl.Expr:
    """The name of a warning's group: industries by division; a blank name is a group of its own (null), never dropped."""

    def name(text: str | None) -> str | None:
        cleaned = plain(text, 40) or None
        return industry_name(text, words) if cleaned and dimension == "industry" else cleaned

    return pl.col(column).map_elements(name, return_dtype=pl.String, skip_nulls=False)


@dataclass(frozen=True, slots=True)
class MostTouched:
    """The group or groups at the top: their names as a sentence gives them, warnings of each, and the base and rate of a single one."""

    names: str
    count: int
    monitored: int | None = None
    per_hundred: float | None = None
    is_equal: bool = False


def most_touched(places: pl.DataFrame, words: Words) -> MostTouched | None:
    """The groups that share the highest count, or None when nothing is listed or no group is named."""
    return _top(places.filter((pl.col("count") > 0) & pl.col("is_named")), "count", words)


def most_touched_by_rate(places: pl.DataFrame, words: Words) -> MostTouched | None:
    """The group with the most per hundred monitored, None where no rate is known; of a few monitored a rate is chance."""
    rated = places.filter((pl.col("count") > 0) & pl.col("is_named") & (pl.col("monitored") >= FEWEST_RATED))
    return _top(rated.drop_nulls("per_hundred"), "per_hundred", words)


def _top(named: pl.DataFrame, column: str, words: Words) -> MostTouched | None:
    if named.is_empty():
        return None
    top = named.filter(pl.col(column) == named[column].max())
    names = words.listed(plain(name, 100) for name in top["name"].head(NAMES_SHOWN))
    first = top.row(0, named=True)
    if top.height > 1:
        # Equal counts may stand on different bases, equal rates on different counts.
        names = words.say(texts.EQUAL_AND_MORE if top.height > NAMES_SHOWN else texts.EQUAL, names=names)
        return MostTouched(names, int(first["count"]), is_equal=True)
    return MostTouched(names, int(first["count"]), first["monitored"], first["per_hundred"])


def touched_words(places: pl.DataFrame, kind: str, words: Words) -> str:
    """Where most warnings are by count and where by rate, each with its base; empty where nobody named is touched."""
    most, by_rate = most_touched(places, words), most_touched_by_rate(places, words)
    if most is None:
        return ""
    base = "" if most.monitored is None else words.say(annexes.OF_MONITORED, base=most.monitored)
    rate = "" if by_rate is None or by_rate.monitored is None else _rate_words(most, by_rate, words)
    text = annexes.MOST_EQUAL if most.is_equal else annexes.MOST
    return words.say(text, kind=kind, names=most.names, count=most.count, base=base, rate=rate)


def _rate_words(most: MostTouched, by_rate: MostTouched, words: Words) -> str:
    rate = number(by_rate.per_hundred, 1)
    if most == by_rate:
        return words.say(annexes.BOTH_MOST, rate=rate)
    return words.say(annexes.MOST_BY_RATE, names=by_rate.names, rate=rate, base=by_rate.monitored, count=by_rate.count)
