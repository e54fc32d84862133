"""Relocation: where to, from which streets and industries, whole or partial, what went or is at stake."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.briefing import Briefing
from reports.industries import industry_name
from reports.words import sections as texts
from reports.words.format import number
from reports.words.text import Words
from warehouse.periods import MONTHS_A_YEAR, shift_month
from warehouse.vocabulary import ABOUT_RELOCATION, FORMS

# Further destinations share one row: a district has a handful that matter.
FLOWS_SHOWN = 5
NAMES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Flow:
    """Those of one state by destination: `state` a key of MOVE_STATES, `rows` as `flows`, their number, and of how many it is known."""

    state: str
    rows: pl.DataFrame
    count: int
    known: int


def flow_tables(briefing: Briefing) -> list[Flow]:
    """Whoever is still here and whoever has moved out, apart; states of nobody are left out."""
    return [flow for flow in (_flow(briefing, state) for state in ("here", "gone")) if flow.count]


def _flow(briefing: Briefing, state: str) -> Flow:
    rows = _of_state(briefing, state)
    return Flow(state, flows(briefing, rows), rows.height, rows["destination"].drop_nulls().len())


def _of_state(briefing: Briefing, state: str) -> pl.DataFrame:
    # Editions of an older version kept the day of leaving alone.
    known = pl.coalesce("state", pl.when(pl.col("occurred_on").is_not_null()).then(pl.lit("gone")).otherwise(pl.lit("here")))
    return briefing.frames.relocations.filter(known == state)


def flows(briefing: Briefing, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the frame relocations by destination, most output first, further destinations as one row, those without one last.

    Shape (≤ FLOWS_SHOWN + 2, destination, is_within_city, count, output_cny_10k, tax_cny_10k, jobs, streets, industries); sums are null
    where no enterprise of the group has the figure; `is_within_city` is null for further and for unknown destinations.
    """
    words = briefing.words
    grouped = (
        rows.with_columns(place=_place(rows))
        .group_by("place")
        .agg(
            pl.col("destination").first(),
            pl.col("is_within_city").first(),
            count=pl.len().cast(pl.Int64),
            streets=pl.col("street"),
            industries=pl.col("industry").map_elements(lambda text: industry_name(text, words), return_dtype=pl.String, skip_nulls=False),
            **{column: _sum_known(column) for column in ("output_cny_10k", "tax_cny_10k", "jobs")},
        )
    )
    is_others = pl.col("place") == FLOWS_SHOWN
    named = grouped.sort("place").with_columns(
        destination=pl.when(is_others)
        .then(pl.lit(words.say(texts.OTHER_DESTINATIONS)))
        .otherwise(pl.col("destination").fill_null(words.say(texts.UNKNOWN_DESTINATION))),
        is_within_city=pl.when(~is_others).then("is_within_city"),
        streets=pl.col("streets").map_elements(lambda names: _most_often(names, words, "listed"), return_dtype=pl.String),
        # Names of industries hold commas of their own.
        industries=pl.col("industries").map_elements(lambda names: _most_often(names, words, "phrases"), return_dtype=pl.String),
    )
    columns = ("destination", "is_within_city", "count", "output_cny_10k", "tax_cny_10k", "jobs", "streets", "industries")
    return named.select(columns)


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
    """The section's sentences, counted from the same rows as the tables."""
    words = briefing.words
    signalled = briefing.listed.filter(pl.col("kind").is_in(ABOUT_RELOCATION)).height
    lead = words.say(texts.RELOCATION_LISTED, count=signalled) if signalled else words.say(texts.RELOCATION_NOBODY)
    if briefing.frames.relocations.is_empty():
        return words.sentences([lead, words.say(texts.RELOCATION_NONE)])
    return words.sentences([lead, _here_words(briefing), _gone_words(briefing), words.say(texts.RELOCATION_OWN_BUSINESS)])


def _here_words(briefing: Briefing) -> str:
    """Those still here: how many have said where to, in which forms, and what is at stake; empty where nobody is."""
    words, here = briefing.words, _flow(briefing, "here")
    if not here.count:
        return ""
    rows = _of_state(briefing, "here")
    output = rows["output_cny_10k"].drop_nulls()
    stake = words.say(texts.RELOCATION_STAKE, output=number(float(output.sum()))) if output.len() else ""
    unknown = here.count - here.known
    return words.say(texts.RELOCATION_HERE, count=here.count, forms=_forms(rows, words), stake=stake, known=here.known, unknown=unknown)


def _gone_words(briefing: Briefing) -> str:
    """Those recorded as moved out over the year up to the month, and those who moved inside the district, who are still here."""
    words, month, gone = briefing.words, briefing.edition.month, _flow(briefing, "gone")
    within = _of_state(briefing, "moved_within").height
    return words.say(
        texts.RELOCATION_GONE,
        first=words.month(shift_month(month, 1 - MONTHS_A_YEAR)),
        last=words.month(month),
        count=gone.count,
        known=words.say(texts.RELOCATION_KNOWN, known=gone.known, unknown=gone.count - gone.known) if gone.count else "",
        within=words.say(texts.RELOCATION_WITHIN, count=within) if within else "",
    )


def _forms(rows: pl.DataFrame, words: Words) -> str:
    """How many of each form, in the usual order and without the empty ones: （整体1家、部分产能3家）."""
    counts = {key: rows.filter(pl.col("form").fill_null("unknown") == key).height for key in FORMS.keys}
    parts = [words.say(texts.FORM_COUNT, form=words.term(FORMS, key), count=count) for key, count in counts.items() if count]
    return words.say(texts.IN_BRACKETS, text=words.listed(parts)) if parts else ""
