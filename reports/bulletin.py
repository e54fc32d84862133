"""The monthly bulletin: briefing frames in, one self-contained HTML page out (screen, phone, print)."""

from __future__ import annotations

from typing import Any

import polars as pl

from reports.charts.pictures import Picture, growth_picture, trend_picture
from reports.charts.trend import prepare_trend, trend_words
from reports.edition import Edition
from reports.frames import BriefingFrames, first_month_of
from reports.industries import UNNAMED
from reports.sections import development
from reports.sections.bands import CELLS, coverage_table
from reports.sections.by_street_and_industry import by_place
from reports.sections.followup import follow_up, followup_words
from reports.sections.highlights import change_label, key_points
from reports.sections.levels import entered, headline, level_board, lifted, moved, total_change, transitions
from reports.sections.monthly_figures import list_figures
from reports.sections.notes import absent_words, level_change_words, notes, source_table, unjudged_table, warned_checks
from reports.sections.relocation import flows, relocation_words
from reports.sections.severe_cases import case_heading, severe_cases, status_words
from reports.sections.tournament import RIVALS, contest_table, contest_words
from reports.templating import environment, page_script, stylesheet

# Six rows leave room for the rest of a printed page; the workbook carries them all.
PLACES_SHOWN = 6
RESTATEMENTS_SHOWN = 20
UNJUDGED_SHOWN = 24


def render_bulletin(frames: BriefingFrames, edition: Edition, paper: bool = False) -> str:
    """The bulletin of one edition as HTML, the same text for the same frames and edition.

    With `paper` the page is set for `reports.pdf.render_pdf`: packaged fonts, one width, no script.
    """
    from markupsafe import Markup

    context = {
        "edition": edition,
        "paper": paper,
        "layout": "",
        "css": Markup(stylesheet("briefing.css", paper)),  # noqa: S704 - our own file
        "script": None if paper else Markup(page_script()),  # noqa: S704 - our own file
        "plotly_src": "../plotly.min.js",
        "change_label": change_label,
        **_first_page(frames, edition),
        **list_changes(frames, edition),
        **_overall(frames, edition, paper),
        **_places(frames),
        **_follow(frames),
        **_annex(frames, edition),
    }
    return environment().get_template("bulletin.html.j2").render(context)


def _first_page(frames: BriefingFrames, edition: Edition) -> dict[str, Any]:
    board = level_board(frames, edition)
    # The title is the conclusion itself, so that a forwarded subject or browser tab already tells it.
    return {
        "title": headline(board, edition),
        "points": key_points(frames, edition),
        "board": board.to_dicts(),
        "absent": absent_words(source_table(frames, edition)),
        "cases": severe_cases(frames),
        "case_heading": case_heading(frames, edition),
    }


def list_changes(frames: BriefingFrames, edition: Edition) -> dict[str, Any]:
    """What the section on changes says: its sentence, its table and its names."""
    if first_month_of(frames, edition.month):
        return {"transitions": []}
    # One comparison feeds sentence, table and names, so that the three cannot disagree.
    both, came, gone = moved(frames), entered(frames), lifted(frames)
    rose, fell = both.filter(pl.col("step") > 0), both.filter(pl.col("step") < 0)
    stayed = both.height - rose.height - fell.height
    change = total_change(level_board(frames, edition)) or 0
    sentence = (
        f"新进入{came.height}家、解除{gone.height}家，净{'增' if change >= 0 else '减'}{abs(change)}家；"
        f"仍在名单的{both.height}家中，等级上升{rose.height}家、下降{fell.height}家、不变{stayed}家。"
    )
    names = [("新增", came), ("等级上升", rose), ("等级下降", fell), ("解除", gone)]
    return {
        "transitions": transitions(frames).to_dicts(),
        "lifted_count": gone.height,
        "previous_total": frames.previously_listed().height,
        "changes_words": sentence,
        "change_names": [(word, rows["name"].to_list()) for word, rows in names],
    }


def _overall(frames: BriefingFrames, edition: Edition, paper: bool) -> dict[str, Any]:
    trend, totals = prepare_trend(frames, edition), development.totals(frames, edition)
    sentence = development.totals_words(totals, edition.month)
    # A single month with growth is a number in a sentence, not a line.
    drawable = totals["yoy_share"].drop_nulls().len() > 1
    growth: Picture | None = growth_picture(totals, sentence, paper) if drawable else None
    return {
        "state": development.state_words(frames, edition),
        # One month alone is a board, not a trend.
        "trend": trend_picture(trend, trend_words(trend), paper) if trend.height > 1 else None,
        "growth_chart": growth,
        "totals_words": sentence,
        "growth_words": development.growth_sentence(frames),
        "rises": development.rises(frames, "rise").to_dicts(),
        "newcomers": development.rises(frames, "new").to_dicts(),
    }


def _places(frames: BriefingFrames) -> dict[str, Any]:
    out, cut = [], []
    for caption, first, dimension in (("分街道", "街道", "street"), ("分行业", "行业", "industry")):
        table = by_place(frames, dimension)
        shown = table.filter(pl.col("count") > 0).head(PLACES_SHOWN)
        # A register without streets would make a table of one row that says nothing.
        shown = shown.clear() if shown["name"].to_list() == [UNNAMED] else shown
        out.append((caption, first, shown.to_dicts(), int(shown["count"].max() or 1)))  # type: ignore[arg-type]
        hidden = table.height - shown.height if shown.height else 0
        cut += [f"其余{hidden}个{first}未列出（预警较少或没有），完整分布见工作簿。"] if hidden else []
    return {"places": out, "places_cut": "".join(cut)}


def _follow(frames: BriefingFrames) -> dict[str, Any]:
    result = follow_up(frames)
    return {
        "followup": result.table.to_dicts() if result else [],
        # A table of zeros says no more than the sentence above it.
        "followup_visited": result.visited if result else 0,
        "followup_words": followup_words(result),
        "flows": flows(frames).to_dicts(),
        "relocation_words": relocation_words(frames),
    }


def _annex(frames: BriefingFrames, edition: Edition) -> dict[str, Any]:
    # Figures are joined here and nowhere else: the annex and the workbook read the same function.
    listed = frames.listed().join(list_figures(frames, edition.month), on="uscc", how="left", maintain_order="left")
    rows = [{**row, "status_word": status_words(row)} for row in listed.iter_rows(named=True)]
    # The largest corrections first: a reader wants to know whether any of them changes the picture.
    change = (pl.col("new_value") - pl.col("old_value")).abs()
    unjudged = unjudged_table(frames)
    return {
        "notes": notes(frames, edition),
        "list_rows": rows,
        "sources": source_table(frames, edition).to_dicts(),
        "failed_checks": warned_checks(frames),
        "restatements": [
            {**row, "level_words": level_change_words(row)}
            for row in frames.restatements.sort(change, descending=True, nulls_last=True).head(RESTATEMENTS_SHOWN).iter_rows(named=True)
        ],
        "contest": contest_table(frames).to_dicts(),
        "contest_words": contest_words(frames),
        "rivals": RIVALS,
        "bands": coverage_table(frames).to_dicts(),
        "band_cells": CELLS,
        "model_card": frames.model_card.to_dicts(),
        "calibration": _calibration(frames.calibration).to_dicts(),
        "unjudged": unjudged.head(UNJUDGED_SHOWN).to_dicts(),
        "unjudged_more": max(0, unjudged.height - UNJUDGED_SHOWN),
    }


def _calibration(rows: pl.DataFrame) -> pl.DataFrame:
    """Both risks side by side, one row per decile with predicted_, observed_ and count_ of each."""
    # Both risks share the ten groups, which halves the height of the table on paper.
    out = rows.select("decile").unique().sort("decile")
    for risk in ("operating", "relocation"):
        own = rows.filter(pl.col("risk") == risk).select(
            "decile",
            pl.col("predicted_mean").alias(f"predicted_{risk}"),
            pl.col("observed_share").alias(f"observed_{risk}"),
            pl.col("count").alias(f"count_{risk}"),
        )
        out = out.join(own, on="decile", how="left", maintain_order="left")
    return out
