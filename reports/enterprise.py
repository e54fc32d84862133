"""The one-page portrait of an enterprise, and the urgent note for those newly red."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from reports.breadcrumbs import enterprise_links, urgent_links
from reports.briefing import Briefing
from reports.charts.plotly_specs import as_json, small_spec
from reports.charts.sparklines import ChartRows, draw_small, has_values, prepare_small, with_attributes
from reports.cut_frames import CutFrames
from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.sections.enterprise_evidence import (
    agreement_words,
    clearing_words,
    fan_words,
    history_words,
    indicator_rows,
    onsets,
    pushes,
    service_words,
    signs_words,
)
from reports.sections.leaver_page import leaver_of
from reports.sections.reason_evidence import reason_rows
from reports.sections.records import records
from reports.sections.severe_cases import describe_case
from reports.templating import environment, page_script, stylesheet
from reports.whole_numbers import whole_numbers
from reports.words import charts as chart_texts
from reports.words import enterprise as texts
from reports.words import imprint, reason_table
from reports.words import leaver as leaver_texts
from reports.words.format import MISSING, NAME_MOST, plain
from reports.words.text import Text, Words
from warehouse.vocabulary import INDICATORS, STATUSES, TIERS

# What names or points at a place of the page.
_ID: Final = re.compile(r"""((?: id="| aria-labelledby="| (?:xlink:)?href="#|url\(#))""")
# Outside text of any length stands in reasons; the portrait keeps to one page.
_REASONS_MOST = 600


def render_enterprise(frames: BriefingFrames | CutFrames, edition: Edition, uscc: str, paper: bool = False) -> str:
    """The page of one enterprise of the warnings as HTML; whoever draws several pages hands the frames over cut.

    Raises ValueError when the enterprise is not among the frames' warnings.
    """
    page = environment().get_template("enterprise.html.j2").render(_context(frames, edition, uscc, paper))
    return page if paper else whole_numbers(page)


def _context(frames: BriefingFrames | CutFrames, edition: Edition, uscc: str, paper: bool) -> dict[str, Any]:
    own = briefing_of(frames, edition, uscc)
    title = edition.words.say(texts.PAGE_TITLE, name=plain(_row(own)["name"], NAME_MOST))
    return {
        **_page(edition, paper, title),
        **_portrait(own),
        **_figures_and_records(own, paper),
        "crumbs": enterprise_links(edition, uscc, uscc in new_reds(own.frames)),
        "sides": _sides(own),
        "grounds": reason_rows(own, uscc),
        "reason_table": reason_table,
    }


def render_leaver(frames: BriefingFrames | CutFrames, edition: Edition, uscc: str, paper: bool = False) -> str:
    """The page of an enterprise that was on last month's list and is no candidate any more, as HTML: why, and what its figures are.

    Raises ValueError when the enterprise is not among the frames' leavers.
    """
    cut = CutFrames.cut(frames)
    own = Briefing(cut.of(uscc), edition)
    if own.frames.leavers.is_empty():
        raise ValueError(f"no page for {uscc}: it is not among the {cut.frames.leavers.height} that left the list; ask for one of them")
    leaver = leaver_of(own)
    title = edition.words.say(texts.PAGE_TITLE, name=plain(leaver["row"]["name"], NAME_MOST))
    context = {
        **_page(edition, paper, title),
        **leaver,
        **_figures_and_records(own, paper),
        "leaving": leaver_texts,
        "indicators": indicator_rows(own),
        "crumbs": enterprise_links(edition, uscc),
    }
    page = environment().get_template("leaver.html.j2").render(context)
    return page if paper else whole_numbers(page)


def codes_with_page(frames: BriefingFrames) -> frozenset[str]:
    """The credit codes of those who have a page in the issue's folder: everybody at the line, and who has left the list."""
    return frozenset([*frames.warnings["uscc"], *frames.leavers["uscc"]])


def _figures_and_records(own: Briefing, paper: bool) -> dict[str, Any]:
    """What is known of an enterprise, whether it is at the line or not."""
    return {
        **records(own),
        "charts": _charts(own, paper),
        "fan": _fan(own, paper),
    }


def portrait_on_paper(frames: BriefingFrames | CutFrames, edition: Edition, uscc: str) -> str:
    """The page of one enterprise as markup, to be set behind a bulletin; its ids are its own among those of other enterprises.

    Raises ValueError when the enterprise is not among the frames' warnings.
    """
    from markupsafe import Markup

    context = _context(frames, edition, uscc, paper=True)
    template = environment().get_template("enterprise.html.j2")
    macros = environment().get_template("macros.html.j2").make_module(context)
    body = "".join(template.blocks["body"](template.new_context(context | {"m": macros})))
    # Outside text is escaped and holds no quote mark, so that what looks like an id is one.
    return Markup(_ID.sub(rf"\g<1>{uscc}-", body))  # noqa: S704


def render_urgent(frames: BriefingFrames | CutFrames, edition: Edition, codes: Sequence[str], paper: bool = False) -> str:
    """The urgent notes for enterprises that are newly red, each a short page of its own.

    Raises ValueError when an enterprise is not among the frames' warnings or not red.
    """
    cut = CutFrames.cut(frames)
    notes = [_note(briefing_of(cut, edition, uscc)) for uscc in codes]
    names = edition.words.listed(plain(note["row"]["name"], NAME_MOST) for note in notes)
    # The page of a single one lies in the folder; several together are a file of a mail.
    more = {"layout": "", "notes": notes, "crumbs": urgent_links(edition, codes[0]) if len(codes) == 1 else None}
    context = _page(edition, paper, edition.words.say(texts.URGENT_TITLE, names=names)) | more
    page = environment().get_template("urgent.html.j2").render(context)
    return page if paper else whole_numbers(page)


def _note(own: Briefing) -> dict[str, Any]:
    note = _portrait(own)
    row = note["row"]
    # Calling another level urgent would wear the word out.
    if row["level"] != "red":
        raise ValueError(
            f"urgent note asked for {row['uscc']}, whose level is {row['level']}; it is written for red only; use render_enterprise"
        )
    return note


def new_reds(frames: BriefingFrames) -> list[str]:
    """The credit codes that are red this month and were not last month, in the order of the list."""
    # An enterprise that rose from orange is as new to red as one that was not listed.
    before = frames.previously_listed().filter(pl.col("level") == "red").select("uscc")
    return frames.listed().filter(pl.col("level") == "red").join(before, on="uscc", how="anti", maintain_order="left")["uscc"].to_list()


def briefing_of(frames: BriefingFrames | CutFrames, edition: Edition, uscc: str) -> Briefing:
    """The frames cut to one enterprise; raises ValueError where it has no warning."""
    cut = CutFrames.cut(frames)
    own = cut.of(uscc)
    if own.warnings.is_empty():
        raise ValueError(
            f"no page for {uscc}: it is not among the {cut.frames.warnings.height} warnings of this edition; ask for a listed code"
        )
    return Briefing(own, edition)


def _row(own: Briefing) -> dict[str, Any]:
    return own.frames.warnings.row(0, named=True)


def _portrait(own: Briefing) -> dict[str, Any]:
    """What portrait and urgent note both say of an enterprise."""
    row, words = _row(own), own.words
    case, agreement = describe_case(own, row), agreement_words(row, words)
    reasons = words.capital(plain(words.phrases(own.reasons.get(row["uscc"], [])), _REASONS_MOST)) or MISSING
    return {
        "row": row,
        "where": case.where,
        "status": words.term(STATUSES, row["status"]),
        "tier": words.term(TIERS, row["tier"]),
        "stake": words.capital(case.stake),
        "history": history_words(row, words),
        "reasons": reasons,
        "signals": words.sentences([words.say(texts.SENTENCE, text=reasons), agreement]),
        "service": service_words(case, words),
        "clearing": words.capital(clearing_words(own, row["uscc"])),
        "contribution_note": words.sentences([words.say(texts.CONTRIBUTION_NOTE), agreement]),
        "indicators": indicator_rows(own),
    }


def _page(edition: Edition, paper: bool, title: str) -> dict[str, Any]:
    from markupsafe import Markup

    words = edition.words
    return {
        "edition": edition,
        "say": words.say,
        "texts": texts,
        "imprint": imprint,
        "day": words.day,
        "disclaimer": words.sentences([words.say(imprint.DISCLAIMER), words.say(texts.AS_KNOWN_ON, day=words.day(edition.as_of))]),
        "paper": paper,
        "layout": "portrait",
        "title": title,
        "css": Markup(stylesheet("briefing.css", paper, words.language)),  # noqa: S704 - our own file
        "script": None if paper else Markup(page_script()),  # noqa: S704 - our own file
        "plotly_src": edition.to_root(1) + "plotly.min.js",
    }


def _sides(own: Briefing) -> list[dict[str, Any]]:
    """The evidence of each risk, or what would have been evidence of it."""
    risks: list[tuple[str, Text, Text]] = [
        ("operating", texts.OPERATING_RISK, texts.OPERATING_SOURCES),
        ("relocation", texts.RELOCATION_RISK, texts.RELOCATION_SOURCES),
    ]
    return [_side(own, key, name, sources) for key, name, sources in risks]


def _side(own: Briefing, key: str, name: Text, sources: Text) -> dict[str, Any]:
    say = own.words.say
    return {
        "heading": say(texts.EVIDENCE_OF, risk=say(name)),
        "pushes": pushes(own, key),
        "also": signs_words(own) if key == "relocation" else "",
        "none": say(texts.NO_EVIDENCE, sources=say(sources)),
    }


def _charts(own: Briefing, paper: bool) -> list[dict[str, Any]]:
    """A small chart for every indicator, empty where it has no figures."""
    parts, since = own.frames.series.partition_by("indicator", as_dict=True), onsets(own)
    return [_chart(own, key, parts.get((key,)), since.get(key), paper) for key in INDICATORS.keys]


def _chart(own: Briefing, key: str, series: pl.DataFrame | None, onset: date | None, paper: bool) -> dict[str, Any]:
    rows = prepare_small(own.frames.series.clear() if series is None else series, own.edition.month, onset=onset)
    return {"key": key, **_drawings(rows, key, own.words, f"s-{key.replace('_', '-')}", paper, chart_texts.NORMAL)}


def _drawings(rows: ChartRows, key: str, words: Words, prefix: str, paper: bool, line: Text) -> dict[str, Any]:
    from markupsafe import Markup

    name, unit = words.capital(words.term(INDICATORS, key)), words.unit(key)
    named = {"name": name, "unit": unit, "svg": None, "spec": None}
    if not has_values(rows):
        return named
    # Numbers and our own words only: nothing of an enterprise's name enters a drawing.
    drawing = draw_small(rows, name, unit, prefix, words, line)
    svg = Markup(with_attributes(drawing) if paper else drawing)  # noqa: S704
    return named | {"svg": svg, "spec": None if paper else Markup(as_json(small_spec(rows, name, unit, words, line)))}  # noqa: S704


def _fan(own: Briefing, paper: bool) -> dict[str, Any] | None:
    fans = own.frames.fans
    if fans.is_empty():
        return None
    # The explaining model is fitted to one indicator of an enterprise only.
    key = str(fans["indicator"][0])
    # The fan has the columns of a small chart under one other name, so one drawing serves both.
    shaped = fans.rename({"mean": "expected"}).with_columns(flags=pl.lit(None, dtype=pl.String))
    rows = prepare_small(shaped, own.edition.month, 60, max([own.edition.month, *fans["period"]]))
    return {"words": fan_words(fans, own.words), **_drawings(rows, key, own.words, "fan", paper, chart_texts.EXPECTED)}
