"""The level above districts: one row a district from the figures kept with its edition, and the sum of all where a sum means something.

In: frames of editions as the archive keeps them. Out: who moved between districts (district_moves.py), which editions there are, words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from warehouse.vocabulary import LEVELS, TREND_INDICATORS

# What of an edition is read; an edition of an older version lacks some, and its figures are then not known.
FRAMES_READ: Final = ("warnings", "previous", "level_history", "bases", "district", "state", "followup", "counts")
# Red and orange together are what is visited first.
SEVERE: Final = ("red", "orange")
FOUND: Final = ("confirmed", "false_alarm")

_LEVEL_COUNTS: Final = tuple(f"{level}{part}_count" for part in ("", "_candidates") for level in LEVELS.keys)
COUNTS: Final = (
    "registered_count", "monitored_count", "judged_count", "listed_count", "candidates_count", *_LEVEL_COUNTS, "severe_count",
    "entered_count", "answer_listed_count", "answer_visited_count", "answer_overdue_count",
    *(f"answer_{found}_count" for found in FOUND),
)  # fmt: skip
GROWTH_SCHEMA: Final[dict[str, pl.DataType]] = {
    "yoy_share": pl.Float64(), "compared_count": pl.Int64(), "median_yoy_share": pl.Float64(), "yoy_without_largest_share": pl.Float64(),
    "is_moved_by_one": pl.Boolean(),
}  # fmt: skip
FIGURES_SCHEMA: Final[dict[str, pl.DataType]] = {
    **{name: pl.Int64() for name in COUNTS},
    "severe_change": pl.Int64(),
    "candidates_change": pl.Int64(),
    "is_down": pl.Boolean(),
    "gap_share": pl.Float64(),
    "since": pl.Date(),
    **{f"{indicator}_{name}": kind for indicator in TREND_INDICATORS for name, kind in GROWTH_SCHEMA.items()},
    "top_street": pl.String(),
    "top_street_count": pl.Int64(),
    "top_streets_count": pl.Int64(),
}
DISTRICT_SCHEMA: Final[dict[str, pl.DataType]] = {
    "folder": pl.String(), "name": pl.String(), "status": pl.String(), "cause": pl.String(), "reason": pl.String(), "is_out": pl.Boolean(),
    "revision": pl.Int64(), "content_id": pl.String(), "as_of": pl.Date(), "last_published": pl.Date(), **FIGURES_SCHEMA,
}  # fmt: skip


def district_figures(frames: Mapping[str, pl.DataFrame], names: tuple[str, ...], month: date) -> dict[str, Any]:
    """Return one district's figures of a month: FIGURES_SCHEMA, null where they are not known.

    `frames`: of FRAMES_READ as far as the edition kept them; `names`: what the register may call the district. Listed are those with a
    place on the list, candidates all at or above the line. Red and orange are counted over all candidates, listed or watched, as the
    bulletin's title counts them; their change is null where no list of last month is known. Answers are those to last month's list.
    """
    return {
        **dict.fromkeys(FIGURES_SCHEMA),
        **_bases(frames),
        **_levels(frames, month),
        **_answers(frames),
        **_state(frames, names),
        **_growth(frames, names, month),
        **_streets(frames),
    }


def _bases(frames: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    bases, counted = frames.get("bases"), frames.get("counts")
    if bases is None or bases.is_empty():
        return {"monitored_count": counted["enterprises_count"][0] if counted is not None and counted.height else None}
    monitored = bases.filter(pl.col("standing") == "monitored")
    judged = monitored.filter(pl.col("reason").is_null())
    parts = (("registered_count", bases), ("monitored_count", monitored), ("judged_count", judged))
    return {name: int(rows["enterprises_count"].sum()) for name, rows in parts}


def _levels(frames: Mapping[str, pl.DataFrame], month: date) -> dict[str, Any]:
    warnings, previous = frames.get("warnings"), frames.get("previous")
    if warnings is None:
        return {}
    listed, at_line = warnings.filter(pl.col("is_listed").fill_null(value=False)), _at_the_line(warnings)
    found = {"listed_count": listed.height, "candidates_count": at_line.height, "severe_count": _severe(warnings)}
    found |= {f"{level}_count": _of_level(listed, level) for level in LEVELS.keys}
    found |= {f"{level}_candidates_count": _of_level(at_line, level) for level in LEVELS.keys}
    if previous is None or not _has_list_before(frames, month):
        return found
    # A list stored without the mark holds listed rows only.
    before = previous.filter(pl.col("is_listed").fill_null(value=True)) if "is_listed" in previous.columns else previous
    return found | {
        "entered_count": listed.join(before.select("uscc"), on="uscc", how="anti").height,
        "severe_change": _severe(warnings) - _severe(previous),
        "candidates_change": at_line.height - _at_the_line(previous).height,
    }


def _has_list_before(frames: Mapping[str, pl.DataFrame], month: date) -> bool:
    """Whether a list of last month is known; one of nobody is known from the counts by level."""
    history = frames.get("level_history")
    return not frames["previous"].is_empty() or (history is not None and not history.filter(pl.col("month") < month).is_empty())


def _at_the_line(warnings: pl.DataFrame) -> pl.DataFrame:
    """Leave out whoever stays listed below the line because a visit confirmed it; older editions have nobody of that kind."""
    return warnings.filter(~pl.col("is_kept").fill_null(value=False)) if "is_kept" in warnings.columns else warnings


def _severe(warnings: pl.DataFrame) -> int:
    return sum(_of_level(warnings, level) for level in SEVERE)


def _of_level(warnings: pl.DataFrame, level: str) -> int:
    return warnings.filter(pl.col("level") == level).height


def _answers(frames: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Count enterprises of last month's list by what visits found; one that was visited twice is one enterprise."""
    rows = frames.get("followup")
    if rows is None or rows.is_empty():
        return {}
    visited = rows.filter(pl.col("visited_on").is_not_null())
    overdue = rows.filter(pl.col("is_overdue").fill_null(value=False)) if "is_overdue" in rows.columns else None
    found = {f"answer_{key}_count": visited.filter(pl.col("finding") == key)["uscc"].n_unique() for key in FOUND}
    return {
        "answer_listed_count": rows["uscc"].n_unique(),
        "answer_visited_count": visited["uscc"].n_unique(),
        "answer_overdue_count": None if overdue is None else overdue["uscc"].n_unique(),
        **found,
    }


def _of_district(frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows of the district itself; all where the register calls it otherwise or names none."""
    own = frame.filter(pl.col("district").is_in(names))
    return frame if own.is_empty() else own


def _state(frames: Mapping[str, pl.DataFrame], names: tuple[str, ...]) -> dict[str, Any]:
    state = frames.get("state")
    if state is None or state.is_empty():
        return {}
    # Of several the largest: a row moved in by hand must not speak for everybody.
    row = _of_district(state, names).sort("enterprises_count", "district", descending=[True, False], nulls_last=True).row(0, named=True)
    return {"is_down": None if row["gap_share"] is None else row["is_down"], "gap_share": row["gap_share"], "since": row["since"]}


def _growth(frames: Mapping[str, pl.DataFrame], names: tuple[str, ...], month: date) -> dict[str, Any]:
    totals = frames.get("district")
    if totals is None or totals.is_empty():
        return {}
    now = _of_district(totals, names).filter(pl.col("period") == month, pl.col("indicator").is_in(TREND_INDICATORS))
    # An older edition kept less than today's; the largest sum speaks for a district that the register names twice.
    rows = {row["indicator"]: row for row in now.sort("reporting_count", nulls_last=False).iter_rows(named=True)}
    return {f"{indicator}_{name}": row.get(name) for indicator, row in rows.items() for name in GROWTH_SCHEMA}


def _streets(frames: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Return the street most enterprises of the list are in, with their number and how many streets have as many."""
    warnings = frames.get("warnings")
    if warnings is None:
        return {}
    street = pl.col("street").str.strip_chars()
    named = warnings.filter(pl.col("is_listed").fill_null(value=False), street.str.len_chars() > 0)
    counts = named.group_by(street=street).agg(count=pl.len().cast(pl.Int64)).sort("count", "street", descending=[True, False])
    if counts.is_empty():
        return {}
    most = counts["count"][0]
    return {
        "top_street": counts["street"][0],
        "top_street_count": most,
        "top_streets_count": counts.filter(pl.col("count") == most).height,
    }


def totals_of(rows: pl.DataFrame) -> dict[str, int | None]:
    """Sum the districts whose edition is out: a total for each of COUNTS, the changes, and how many districts each rests on.

    `rows`: DISTRICT_SCHEMA. Growth has no sum: each district's is over the enterprises it can compare. A total of which no district has a
    figure is null. `compared_districts_count`: those with a list of last month, over which the changes and newcomers are summed.
    """
    out = rows.filter("is_out")
    compared = out.filter(pl.col("severe_change").is_not_null())
    return {
        **{name: _sum(out[name]) for name in (*COUNTS, "severe_change", "candidates_change")},
        "districts_count": rows.height,
        "published_count": out.height,
        "missing_count": rows.height - out.height,
        "compared_districts_count": compared.height,
        "answered_districts_count": out["answer_listed_count"].count(),
        "down_count": int(out["is_down"].sum()),
        "state_unknown_count": out["is_down"].null_count(),
    }


def _sum(column: pl.Series) -> int | None:
    known = column.drop_nulls()
    return int(known.sum()) if known.len() else None


def most_changed(rows: pl.DataFrame, most: int) -> list[str]:
    """Return the folders of the districts a short page shows: those down as a whole, then those whose red and orange changed most.

    Only districts whose edition is out; equals go by the number of red and orange, then by folder.
    """
    change = pl.col("severe_change").abs().fill_null(0)
    ordered = rows.filter("is_out").sort(
        pl.col("is_down").fill_null(value=False), change, "severe_count", "folder", descending=[True, True, True, False], nulls_last=True
    )
    return ordered["folder"].head(most).to_list()
