"""The one-page portrait of a listed enterprise, and the urgent note for a new red one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from reports.charts.plotly_specs import as_json, small_spec
from reports.charts.sparklines import draw_small, has_values, prepare_small, with_attributes
from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.sections.enterprise import disagreement, fan_words, history_words, indicator_rows, of_enterprise, pushes
from reports.sections.severe_cases import describe_case
from reports.templating import environment, page_script, stylesheet
from reports.words.format import INDICATOR_NAMES, INDICATOR_UNITS, plain

# More than eight events push the portrait over its one page.
_EVENTS_SHOWN = 8
# A printed portrait is one page; the style sheet hides what comes after these and says how many.
_ON_PAPER = 3


def render_enterprise(frames: BriefingFrames, edition: Edition, uscc: str, paper: bool = False) -> str:
    """The page of one listed enterprise as HTML.

    Raises ValueError when the enterprise is not among the frames' warnings.
    """
    row = _warning(frames, uscc)
    indicators = indicator_rows(frames, uscc, edition.month)
    context = _page(edition, paper, f"企业画像：{plain(row['name'], 60)}") | {
        "row": row,
        "case": describe_case(row),
        "history": history_words(row),
        "indicators": indicators,
        "agreement": disagreement(indicators),
        "operating": pushes(frames, uscc, "operating"),
        "relocation": pushes(frames, uscc, "relocation"),
        "charts": _charts(frames, uscc, edition, paper),
        "fan": _fan(frames, uscc, edition, paper),
        **_records(frames, uscc),
    }
    return environment().get_template("enterprise.html.j2").render(context)


def render_urgent(frames: BriefingFrames, edition: Edition, codes: Sequence[str], paper: bool = False) -> str:
    """The urgent notes for enterprises that are newly red, each a short page of its own.

    Raises ValueError when an enterprise is not among the frames' warnings or not red.
    """
    notes = [_note(frames, edition, uscc) for uscc in codes]
    names = "、".join(plain(note["row"]["name"], 60) for note in notes)
    context = _page(edition, paper, f"预警快报：{names}") | {"layout": "", "notes": notes}
    return environment().get_template("urgent.html.j2").render(context)


def _note(frames: BriefingFrames, edition: Edition, uscc: str) -> dict[str, Any]:
    row = _warning(frames, uscc)
    # Calling another level urgent would wear the word out.
    if row["level"] != "red":
        raise ValueError(f"urgent note asked for {uscc}, whose level is {row['level']}; it is written for red only; use render_enterprise")
    indicators = indicator_rows(frames, uscc, edition.month)
    return {
        "row": row,
        "case": describe_case(row),
        "history": history_words(row),
        "indicators": indicators,
        "agreement": disagreement(indicators),
    }


def new_reds(frames: BriefingFrames) -> list[str]:
    """The credit codes that are red this month and were not last month, in the order of the list."""
    # An enterprise that rose from orange is as new to red as one that was not listed.
    before = frames.previously_listed().filter(pl.col("level") == "red").select("uscc")
    return frames.listed().filter(pl.col("level") == "red").join(before, on="uscc", how="anti", maintain_order="left")["uscc"].to_list()


def _warning(frames: BriefingFrames, uscc: str) -> dict[str, Any]:
    rows = of_enterprise(frames.warnings, uscc)
    if rows.is_empty():
        raise ValueError(
            f"no page for {uscc}: it is not among the {frames.warnings.height} warnings of this edition; ask for a listed code"
        )
    return rows.row(0, named=True)


def _page(edition: Edition, paper: bool, title: str) -> dict[str, Any]:
    from markupsafe import Markup

    return {
        "edition": edition,
        "paper": paper,
        "layout": "portrait",
        "title": title,
        "css": Markup(stylesheet("briefing.css", paper)),  # noqa: S704 - our own file
        "script": None if paper else Markup(page_script()),  # noqa: S704 - our own file
        "plotly_src": "../../plotly.min.js",
    }


def _charts(frames: BriefingFrames, uscc: str, edition: Edition, paper: bool) -> list[dict[str, Any]]:
    own = of_enterprise(frames.series, uscc)
    return [_chart(own, key, edition, paper) for key in INDICATOR_NAMES]


def _chart(own: pl.DataFrame, key: str, edition: Edition, paper: bool) -> dict[str, Any]:
    rows = prepare_small(own, key, edition.month)
    name, unit = INDICATOR_NAMES[key], INDICATOR_UNITS[key]
    return {"key": key, "name": name, "unit": unit, **_drawings(rows, name, unit, f"s-{key.replace('_', '-')}", paper)}


def _drawings(rows: pl.DataFrame, name: str, unit: str, prefix: str, paper: bool) -> dict[str, Any]:
    from markupsafe import Markup

    if not has_values(rows):
        return {"svg": None, "spec": None}
    # Numbers and our own words only: nothing of an enterprise's name enters a drawing.
    drawing = draw_small(rows, name, unit, prefix)
    svg = Markup(with_attributes(drawing) if paper else drawing)  # noqa: S704
    return {"svg": svg, "spec": None if paper else Markup(as_json(small_spec(rows, name, unit)))}  # noqa: S704


def _fan(frames: BriefingFrames, uscc: str, edition: Edition, paper: bool) -> dict[str, Any] | None:
    fans = of_enterprise(frames.fans, uscc)
    if fans.is_empty():
        return None
    # The explaining model is fitted to one indicator of an enterprise only.
    key = str(fans["indicator"][0])
    # The fan has the columns of a small chart under one other name, so one drawing serves both.
    shaped = fans.rename({"mean": "expected"}).with_columns(flags=pl.lit(None, dtype=pl.String))
    rows = prepare_small(shaped, key, edition.month, 60, max([edition.month, *fans["period"]]))
    name, unit = INDICATOR_NAMES.get(key, key), INDICATOR_UNITS.get(key, "")
    return {"name": name, "unit": unit, "words": fan_words(fans), **_drawings(rows, name, unit, "fan", paper)}


def _records(frames: BriefingFrames, uscc: str) -> dict[str, Any]:
    # The newest first: what was done last decides what is asked for next.
    def latest(frame: pl.DataFrame, day: str) -> list[dict[str, Any]]:
        return of_enterprise(frame, uscc).sort(day, descending=True, nulls_last=True).head(_EVENTS_SHOWN).to_dicts()

    visits = latest(frames.visits, "visited_on")
    days = {row["visited_on"] for row in visits}
    return {
        "shown_on_paper": _ON_PAPER,
        "signals": latest(frames.signals, "observed_on"),
        "appeals": latest(frames.appeals, "raised_on"),
        "visits": visits,
        # What a visit found is an outcome as well, and is told with the visit.
        "outcomes": [row for row in latest(frames.outcomes, "occurred_on") if row["occurred_on"] not in days],
        "policies": of_enterprise(frames.policies, uscc).head(_EVENTS_SHOWN).to_dicts(),
    }
