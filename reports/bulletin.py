"""The monthly bulletin: briefing frames in, one self-contained HTML page out (screen, phone, print), in the edition's language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import polars as pl

from reports.breadcrumbs import bulletin_links
from reports.briefing import Briefing
from reports.charts.pictures import Picture, growth_picture, map_picture, trend_picture
from reports.charts.street_map import map_words, prepare_map
from reports.charts.trend import prepare_trend, trend_words
from reports.edition import Edition
from reports.enterprise import codes_with_page, new_reds
from reports.frames import BriefingFrames
from reports.industries import industry_name
from reports.sections import development
from reports.sections.appeal_counts import appeal_tables, appeal_words
from reports.sections.by_street_and_industry import by_place
from reports.sections.figure_corrections import correction_rows, corrections_title
from reports.sections.followup import follow_up, followup_tables, followup_words
from reports.sections.highlights import key_points
from reports.sections.learned import burden_words, joint_words, learning_annex
from reports.sections.level_changes import level_change_words
from reports.sections.levels import change_label, headline, leaving_causes, leaving_words, total_change, transitions
from reports.sections.missed_departures import misses_annex
from reports.sections.monthly_figures import list_figures
from reports.sections.notes import (
    CHECKS_SHOWN,
    absent_words,
    annex_numbers,
    bases_words,
    notes,
    source_table,
    unarrived_words,
    unjudged_table,
    warned_checks,
)
from reports.sections.policies import take_up_rows
from reports.sections.reason_evidence import compact_reasons
from reports.sections.relocation import flow_tables, relocation_words
from reports.sections.rule_changes import effect_rows, rules_title
from reports.sections.severe_cases import asked_words, case_heading, last_visit, severe_cases, status_words
from reports.sections.warned_departures import departure_table, departure_words
from reports.templating import environment, page_script, stylesheet
from reports.whole_numbers import whole_numbers
from reports.words import annexes, appeal_counts, case_history, imprint, learning, policies, reasons
from reports.words import bulletin as texts
from reports.words import comparison as comparison_texts
from reports.words import figure_corrections as correction_texts
from reports.words import index_page as ways
from reports.words import misses as miss_texts
from reports.words import rule_changes as rule_texts
from reports.words import sections as sentences
from reports.words.figures import heading
from reports.words.format import plain
from reports.words.text import Text, Words
from warehouse import vocabulary
from warehouse.periods import MONTHS_A_YEAR, shift_month
from warehouse.policy_vocabulary import TAKE_UP_MONTHS
from warehouse.rule_vocabulary import RULE_EFFECTS
from warehouse.vocabulary import CNY_10K, INDICATORS

# Six rows leave room for the rest of a printed page; the workbook carries them all.
PLACES_SHOWN = 6
RESTATEMENTS_SHOWN = 20
UNJUDGED_SHOWN = 24
# Amounts of money are small enough for a digit behind the point; kilowatt-hours, cubic metres and heads are whole.
_MONEY = tuple(indicator.key for indicator in INDICATORS if indicator.unit is CNY_10K)
# As much of the reasons as fits two lines of the annex; English takes twice the letters.
_REASONS_MOST = {"zh": 260, "en": 640}


def render_bulletin(frames: BriefingFrames, edition: Edition, paper: bool = False) -> str:
    """The bulletin of one edition as HTML, the same text for the same frames and edition; arguments as `bulletin_page`."""
    return bulletin_page(Briefing(frames, edition), paper)


def bulletin_page(briefing: Briefing, paper: bool = False, portraits: Sequence[str] = (), files: frozenset[str] = frozenset()) -> str:
    """The bulletin as HTML; `portraits` are the pages of enterprises that follow it on paper, as markup.

    With `paper` the page is set for `reports.pdf.make_pdf`: packaged fonts, one width, no script, no links. `files`: the lists in its
    folder, which it offers beside its tables.
    """
    from markupsafe import Markup

    context = {
        **_language(briefing.words),
        "edition": briefing.edition,
        "paper": paper,
        "layout": "",
        "portraits": portraits,
        "css": Markup(stylesheet("briefing.css", paper, briefing.words.language)),  # noqa: S704 - our own file
        "script": None if paper else Markup(page_script()),  # noqa: S704 - our own file
        "plotly_src": briefing.edition.to_root(0) + "plotly.min.js",
        **_links(briefing, files),
        **_first_page(briefing),
        **_changes(briefing),
        **_overall(briefing, paper),
        **_places(briefing, paper),
        **_follow(briefing),
        **_annex(briefing),
    }
    html = environment().get_template("bulletin.html.j2").render(context)
    # On paper a line holds its numbers, and every span would cost the reader of the tagged file an element.
    return html if paper else whole_numbers(html)


def _language(words: Words) -> dict[str, Any]:
    """What the templates word everything else with."""
    return {
        "language": words.language,
        "texts": texts,
        "case_history": case_history,
        "annexes": annexes,
        "appeal_texts": appeal_counts,
        "imprint": imprint,
        "learning": learning,
        "policies": policies,
        "reasons": reasons,
        "vocabulary": vocabulary,
        "say": words.say,
        "term": words.term,
        "day": words.day,
        "capital": words.capital,
        "heading": partial(heading, words=words),
        "counted": words.counted,
    }


def _links(briefing: Briefing, files: frozenset[str]) -> dict[str, Any]:
    """What the page links to: who has a page, who has an urgent note, the files beside it."""
    return {
        "crumbs": bulletin_links(briefing.edition),
        "ways": ways,
        "files": files,
        "pages": codes_with_page(briefing.frames) if briefing.edition.has_pages else frozenset(),
        "noted": frozenset(new_reds(briefing.frames)),
    }


def _first_page(briefing: Briefing) -> dict[str, Any]:
    # The title is the conclusion itself, so that a forwarded subject or browser tab already tells it.
    return {
        "title": headline(briefing.situation, briefing.edition),
        "points": key_points(briefing),
        "bases": bases_words(briefing),
        "board": [row | {"label": change_label(row["change"], briefing.words)} for row in briefing.board.iter_rows(named=True)],
        "absent": _absent(briefing),
        "cases": severe_cases(briefing),
        "case_heading": case_heading(briefing),
    }


def _absent(briefing: Briefing) -> str:
    sources, words = source_table(briefing), briefing.words
    return words.sentences([absent_words(sources, words), unarrived_words(sources, words)])


def _changes(briefing: Briefing) -> dict[str, Any]:
    """What the section on changes says: its sentence, its table and its names."""
    if briefing.is_first:
        return {"transitions": []}
    # One comparison feeds sentence, table and names, so that the three cannot disagree.
    changes, words = briefing.changes, briefing.words
    names = [
        (sentences.CAME, changes.entered),
        (sentences.ROSE, changes.rose),
        (sentences.FELL, changes.fell),
    ]
    causes = leaving_causes(changes.left)
    left = [(words.term(vocabulary.LEAVING_CAUSES, key), changes.left.filter(pl.col("cause") == key)) for key in causes]
    return {
        "transitions": [row for row in transitions(changes).iter_rows(named=True) if _has_anybody(row)],
        "leaving_causes": list(causes),
        "previous_total": briefing.frames.previously_listed().height,
        "changes_words": changes_words(briefing),
        "change_names": [
            (word, rows.select("uscc", "name").to_dicts()) for word, rows in (*[(words.say(text), rows) for text, rows in names], *left)
        ],
    }


def _has_anybody(row: dict[str, Any]) -> bool:
    """Whether a row of the transition table counts anybody: a small scope has rows of zeros, which tell nothing."""
    return any(value for key, value in row.items() if key != "before")


def changes_words(briefing: Briefing) -> str:
    """How many came, left, rose and fell, in one sentence."""
    changes, words = briefing.changes, briefing.words
    net = total_change(briefing.board) or 0
    rose, fell = changes.rose.height, changes.fell.height
    return words.say(
        sentences.CAME_AND_LEFT,
        came=changes.entered.height,
        left=changes.left.height,
        causes=words.say(sentences.LEFT_CAUSES, causes=leaving_words(changes.left, words)) if changes.left.height else "",
        net=words.say(sentences.NET_MORE if net >= 0 else sentences.NET_FEWER, count=abs(net)),
        stayed=changes.moved.height,
        rose=rose,
        fell=fell,
        same=changes.moved.height - rose - fell,
    )


def _overall(briefing: Briefing, paper: bool) -> dict[str, Any]:
    words, trend, totals = briefing.words, prepare_trend(briefing), development.totals(briefing)
    sentence = development.totals_words(totals, briefing.edition)
    # A single month with growth is a number in a sentence, not a line.
    is_drawable = totals["yoy_share"].drop_nulls().len() > 1
    return {
        "state": development.state_words(briefing),
        # One month alone is a board, not a trend.
        "trend": trend_picture(trend, trend_words(trend, words), paper, words) if trend.height > 1 else None,
        "growth_chart": growth_picture(totals, sentence, paper, words) if is_drawable else None,
        "totals_words": sentence,
        "growth_words": development.growth_sentence(briefing),
        "rises": development.rises(briefing, "rise"),
        "newcomers": development.rises(briefing, "new"),
    }


def _places(briefing: Briefing, paper: bool) -> dict[str, Any]:
    streets = _place(briefing, "street", texts.BY_STREET, texts.STREET)
    industries = _place(briefing, "industry", texts.BY_INDUSTRY, texts.INDUSTRY)
    hidden = ((texts.STREETS_CUT, streets["hidden"]), (texts.INDUSTRIES_CUT, industries["hidden"]))
    cut = briefing.words.sentences(briefing.words.say(text, count=count) for text, count in hidden if count)
    return {"places": [streets, industries], "places_cut": cut, "street_map": _street_map(briefing, paper)}


def _street_map(briefing: Briefing, paper: bool) -> Picture | None:
    """The map of the streets; None where no outline is configured."""
    streets = prepare_map(briefing.frames.outline, by_place(briefing, "street"))
    return None if streets is None else map_picture(streets, map_words(streets, briefing.words), paper, briefing.words)


def _place(briefing: Briefing, dimension: str, caption: Text, heading: Text) -> dict[str, Any]:
    table = by_place(briefing, dimension)
    shown = table.filter(pl.col("count") > 0).head(PLACES_SHOWN)
    # A register without streets would make a table of one row that says nothing.
    shown = shown.clear() if shown["is_named"].to_list() == [False] else shown
    return {
        "caption": briefing.words.say(caption),
        "heading": briefing.words.say(heading),
        "rows": shown.to_dicts(),
        "most": int(shown["count"].max() or 1),  # type: ignore[arg-type]
        "empty": briefing.words.say(_EMPTY[dimension][briefing.listed.is_empty()]),
        "hidden": table.height - shown.height if shown.height else 0,
    }


# What stands in place of a table: where somebody is listed, where nobody is.
_EMPTY = {"street": (texts.NO_STREETS, texts.NOBODY_BY_STREET), "industry": (texts.NO_INDUSTRIES, texts.NOBODY_BY_INDUSTRY)}


def _follow(briefing: Briefing) -> dict[str, Any]:
    result = follow_up(briefing.frames)
    return {
        # A table of zeros says no more than the sentence above it.
        "followup": followup_tables(result, briefing.words) if result and result.total["visits"] else [],
        "followup_words": followup_words(result, briefing.words),
        "burden_words": burden_words(briefing),
        "departure_words": departure_words(briefing),
        "departures": departure_table(briefing).to_dicts(),
        "flows": [(flow.state, flow.rows.to_dicts()) for flow in flow_tables(briefing)],
        "flow_months": (shift_month(briefing.edition.month, 1 - MONTHS_A_YEAR), briefing.edition.month),
        "relocation_words": relocation_words(briefing),
    }


def _annex(briefing: Briefing) -> dict[str, Any]:
    unjudged = unjudged_table(briefing)
    return {
        "notes": notes(briefing),
        "list_rows": _list_rows(briefing),
        "watched": _watched_rows(briefing),
        "sources": source_table(briefing).to_dicts(),
        "failed_checks": warned_checks(briefing)[:CHECKS_SHOWN],
        "restatements": _restatements(briefing),
        "is_first": briefing.is_first,
        "corrections": [row | _unit_of(row, briefing) for row in correction_rows(briefing)],
        "correction_texts": correction_texts,
        "rule_changes": effect_rows(briefing.frames.rule_changes),
        "misses": misses_annex(briefing),
        "miss_texts": miss_texts,
        "rule_texts": rule_texts,
        "comparison_texts": comparison_texts,
        "rule_effects": RULE_EFFECTS,
        "annex": _titles(briefing),
        "learned": learning_annex(briefing),
        "take_up": take_up_rows(briefing),
        "take_up_months": TAKE_UP_MONTHS,
        "appeal_tables": appeal_tables(briefing),
        "appeal_words": appeal_words(briefing),
        "unjudged": unjudged.head(UNJUDGED_SHOWN).to_dicts(),
        "unjudged_more": max(0, unjudged.height - UNJUDGED_SHOWN),
    }


def _titles(briefing: Briefing) -> dict[str, str]:
    """The headings of the annexes this issue has, with their numbers; the list's says so where nobody is on it."""
    words, listed = briefing.words, briefing.listed.height
    own = {
        "list": words.say(annexes.LIST if listed else annexes.LIST_NONE, count=listed),
        "watch": words.say(annexes.WATCH, count=briefing.watched.height),
        "sources": words.say(annexes.SOURCES),
        "restatements": words.say(annexes.RESTATEMENTS),
        "misses": words.say(miss_texts.ANNEX),
        "corrections": corrections_title(briefing),
        "rules": rules_title(briefing),
        "unjudged": words.say(annexes.UNJUDGED_TITLE),
        "learning": words.say(learning.ANNEX),
    }
    return {name: words.say(annexes.NUMBERED, number=place, title=own[name]) for name, place in annex_numbers(briefing).items()}


def _list_rows(briefing: Briefing) -> list[dict[str, Any]]:
    # Figures are joined here and nowhere else: the annex and the workbook read the same function.
    words, reasons = briefing.words, compact_reasons(briefing)
    listed = briefing.listed.join(list_figures(briefing), on="uscc", how="left", maintain_order="left")
    return [
        row
        | {
            "status_word": status_words(row, words, is_short=True),
            "industry_word": industry_name(row["industry"], words),
            "asked": asked_words(row, words),
            "last_visit": last_visit(briefing, row["uscc"], row["owner"]),
            "joint": joint_words(briefing, row["uscc"]),
            "reasons": _compact(reasons.get(row["uscc"], []), words),
        }
        for row in listed.iter_rows(named=True)
    ]


def _watched_rows(briefing: Briefing) -> list[dict[str, Any]]:
    """Those at or above the line without a place, with why: the watch list."""
    words, reasons = briefing.words, compact_reasons(briefing)
    return [row | {"reasons": _compact(reasons.get(row["uscc"], []), words)} for row in briefing.watched.iter_rows(named=True)]


def _compact(reasons: list[str], words: Words) -> str:
    return plain(words.capital(words.phrases(reasons)), _REASONS_MOST[words.language])


def _restatements(briefing: Briefing) -> list[dict[str, Any]]:
    # A reader wants to know whether any of them changes the picture: a level first, then how far a figure went from what it was. Amounts
    # are of different units and cannot be ranked by their size.
    # Without a list of last month there was no level that could change.
    is_same = pl.lit(briefing.is_first) | pl.col("level_then").eq_missing(pl.col("level_now"))
    size = pl.col("change_share").abs()
    ranked = briefing.frames.restatements.sort(is_same, -size, "uscc", "indicator", "period", nulls_last=True)
    return [
        row | _unit_of(row, briefing) | {"level_words": level_change_words(row, briefing.words)}
        for row in ranked.head(RESTATEMENTS_SHOWN).iter_rows(named=True)
    ]


def _unit_of(row: dict[str, Any], briefing: Briefing) -> dict[str, Any]:
    """The unit of a figure and how many decimals are shown."""
    return {"unit": briefing.words.unit(row["indicator"]), "decimals": int(row["indicator"] in _MONEY)}
