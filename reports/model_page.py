"""The page about the model, for analysts: its card, its calibration, what the bands covered, how the forecasters compare."""

from __future__ import annotations

import polars as pl

from reports.breadcrumbs import beside_links
from reports.briefing import Briefing
from reports.sections import forecast_quality
from reports.sections.guard import outside_rows, stated_rows
from reports.sections.learned import evidence_rows, evidence_words, promise_rows
from reports.sections.missed_departures import cause_rows, misses_words
from reports.sections.model_card import card_rows
from reports.templating import environment, stylesheet
from reports.whole_numbers import whole_numbers
from reports.words import bulletin, imprint, learning
from reports.words import guard as guard_texts
from reports.words import misses as miss_texts
from reports.words import model_tables as texts
from warehouse import risk_vocabulary, vocabulary


def model_page(briefing: Briefing) -> str:
    """The page as HTML, in the edition's language; tables that cannot be made yet are left out."""
    from markupsafe import Markup

    words, frames = briefing.words, briefing.frames
    title = words.say(texts.TITLE, month=words.month(briefing.edition.month))
    context = {
        "language": words.language,
        "own": texts,
        "texts": bulletin,
        "imprint": imprint,
        "vocabulary": vocabulary,
        "risk_vocabulary": risk_vocabulary,
        "say": words.say,
        "term": words.term,
        "capital": words.capital,
        "edition": briefing.edition,
        "title": title,
        "crumbs": beside_links(briefing.edition, title),
        "paper": False,
        "layout": "",
        "css": Markup(stylesheet("briefing.css", language=words.language)),  # noqa: S704 - our own file
        "script": None,
        "model_card": card_rows(frames.model_card, words),
        "has_steps": bool(frames.model_card["from_value"].is_not_null().any()),
        "others_words": _others_words(briefing),
        "is_shared": bool((frames.model_card["other_districts_count"] > 0).any()),
        "has_share": vocabulary.RELOCATION_SHARE in frames.calibration["risk"],
        "misses_words": misses_words(briefing),
        "miss_causes": cause_rows(briefing),
        "miss_texts": miss_texts,
        "calibration": calibration_table(frames.calibration).to_dicts(),
        "promises": promise_rows(briefing),
        "learning": learning,
        "evidence_words": evidence_words(briefing),
        "evidence_rows": evidence_rows(briefing),
        "outside": outside_rows(briefing),
        "stated": stated_rows(briefing),
        "guard": guard_texts,
        "bands": forecast_quality.coverage_table(frames).to_dicts(),
        "band_cells": forecast_quality.band_cells(words),
        "tournament": forecast_quality.tournament_table(frames).to_dicts(),
        "tournament_words": forecast_quality.tournament_words(briefing),
        "rivals": forecast_quality.RIVALS,
    }
    return whole_numbers(environment().get_template("model.html.j2").render(context))


def _others_words(briefing: Briefing) -> str:
    """Say from how many other districts and events the values set beforehand come; empty where an older version made the card."""
    words, card = briefing.words, briefing.frames.model_card
    counted = card.drop_nulls("other_districts_count")
    if counted.is_empty():
        return ""
    districts = counted["other_districts_count"].max()
    if not districts:
        return words.say(texts.OTHERS_NONE)
    events = dict(counted.group_by("risk").agg(pl.col("other_events_count").max()).rows())
    return words.say(texts.OTHERS_NOTE, districts=districts, **{risk: events.get(risk, 0) for risk in vocabulary.RISKS.keys})


def calibration_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Both risks and the share of leaving side by side, one row per decile with predicted_, observed_ and count_ of each."""
    out = rows.select("decile").unique().sort("decile")
    for risk in vocabulary.SCORES.keys:
        own = rows.filter(pl.col("risk") == risk).select(
            "decile",
            pl.col("predicted_mean").alias(f"predicted_{risk}"),
            pl.col("observed_share").alias(f"observed_{risk}"),
            pl.col("count").alias(f"count_{risk}"),
        )
        out = out.join(own, on="decile", how="left", maintain_order="left")
    return out
