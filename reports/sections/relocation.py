"""Relocation: where to, from which streets and industries, whole or partial, what went or is at stake."""

from __future__ import annotations

import polars as pl

from reports.briefing import Briefing
from reports.industries import industry_name
from reports.words import sections as texts
from reports.words.format import number
from reports.words.text import Words
from warehouse.vocabulary import ABOUT_RELOCATION, FORMS

# Further destinations share one row: a district has a handful that matter.
FLOWS_SHOWN = 7
NAMES_SHOWN = 2


def flows(briefing: Briefing) -> pl.DataFrame:
    """The flow table by destination, most output first, further destinations as one row, those without a destination last.

    Shape (≤ FLOWS_SHOWN + 2, destination, gone, signalled, output_cny_10k, tax_cny_10k, jobs, streets, industries); sums are null where no
    enterprise of the group has the figure; `gone` counts recorded departures, `signalled` those with signals only.
    """
    words = briefing.words
    # Whoever has left and whoever may leave are never added together.
    rows = briefing.frames.relocations.with_columns(is_gone=pl.col("occurred_on").is_not_null())
    grouped = (
        rows.with_columns(place=_place(rows))
        .group_by("place")
        .agg(
            pl.col("destination").first(),
            pl.col("is_gone").sum().cast(pl.Int64).alias("gone"),
            (~pl.col("is_gone")).sum().cast(pl.Int64).alias("signalled"),
            *[_sum_known(column) for column in ("output_cny_10k", "tax_cny_10k", "jobs")],
            streets=pl.col("street"),
            industries=pl.col("industry").map_elements(lambda text: industry_name(text, words), return_dtype=pl.String, skip_nulls=False),
        )
    )
    named = grouped.sort("place").with_columns(
        destination=pl.when(pl.col("place") == FLOWS_SHOWN)
        .then(pl.lit(words.say(texts.OTHER_DESTINATIONS)))
        .otherwise(pl.col("destination").fill_null(words.say(texts.UNKNOWN_DESTINATION))),
        streets=pl.col("streets").map_elements(lambda names: _most_often(names, words, "listed"), return_dtype=pl.String),
        # Names of industries hold commas of their own.
        industries=pl.col("industries").map_elements(lambda names: _most_often(names, words, "phrases"), return_dtype=pl.String),
    )
    return named.drop("place")


def _place(rows: pl.DataFrame) -> pl.Expr:
    """Which row of the table a destination belongs to: by output, the small ones together, the unknown one behind them."""
    known = rows.filter(pl.col("destination").is_not_null()).group_by("destination").agg(_sum_known("output_cny_10k"))
    order = known.sort("output_cny_10k", "destination", descending=[True, False], nulls_last=True)["destination"].to_list()
    places = {name: float(min(place, FLOWS_SHOWN)) for place, name in enumerate(order)}
    # One small destination alone keeps its name: "others" would say less in as much room.
    if len(order) == FLOWS_SHOWN + 1:
        places[order[-1]] = FLOWS_SHOWN - 0.5
    return pl.col("destination").replace_strict(places, default=FLOWS_SHOWN + 1, return_dtype=pl.Float64)


def _most_often(names: pl.Series, words: Words, join: str) -> str:
    """The names that occur most, two at most, and how many there are: 坑梓街道、龙田街道等4个."""
    known = names.drop_nulls().to_list()
    order = sorted(set(known), key=lambda name: (-known.count(name), name))
    first = order[:NAMES_SHOWN]
    joined = words.listed(first) if join == "listed" else words.phrases(first)
    return words.say(texts.AND_MORE, names=joined, count=len(order)) if len(order) > NAMES_SHOWN else joined


def _sum_known(column: str) -> pl.Expr:
    # A sum over nothing known would print as 0, which reads as "nothing is at stake".
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)


def relocation_words(briefing: Briefing) -> str:
    """The section's sentence, counted from the same rows as the tables."""
    words, rows = briefing.words, briefing.frames.relocations
    signalled = briefing.listed.filter(pl.col("kind").is_in(ABOUT_RELOCATION)).height
    lead = words.say(texts.RELOCATION_LISTED, count=signalled)
    if rows.is_empty():
        return words.sentences([lead, words.say(texts.RELOCATION_NONE)])
    gone, still = rows.filter(pl.col("occurred_on").is_not_null()), rows.filter(pl.col("occurred_on").is_null())
    output = still["output_cny_10k"].drop_nulls()
    # Only what is still here is at stake; what has gone is counted apart.
    stake = words.say(texts.RELOCATION_STAKE, output=number(float(output.sum()))) if output.len() else ""
    sentence = words.say(texts.RELOCATION, open=still.height, forms=_forms(still, words), stake=stake, gone=gone.height)
    return words.sentences([lead, sentence])


def _forms(rows: pl.DataFrame, words: Words) -> str:
    """How many of each form, in the usual order and without the empty ones: （整体1家、部分产能3家）."""
    counts = {key: rows.filter(pl.col("form").fill_null("unknown") == key).height for key in FORMS.keys}
    parts = [words.say(texts.FORM_COUNT, form=words.term(FORMS, key), count=count) for key, count in counts.items() if count]
    return words.say(texts.IN_BRACKETS, text=words.listed(parts)) if parts else ""
