"""Scoped editions: the frames of one recipient's part of the district, with nothing left from outside it.

District totals, shares of them and counts over all enterprises are taken out as well: what a reader is not shown must
not be found by subtraction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames, empty, first_month_of
from reports.words import edition as texts
from reports.words.format import plain
from reports.words.text import Words
from warehouse.periods import shift_month
from warehouse.vocabulary import LEVELS, TIERS

DISTRICT = "district"
_COLUMNS = ("tier", "owner", "street")
_OWN_ROWS = (
    "reasons", "measures", "clearings", "evidence", "contributions", "series", "expected", "signals", "appeals", "visits", "outcomes",
    "policies", "last_visits", "followup", "restatements", "settlements", "fans",
)  # fmt: skip
_OF_MISSES = ("miss_months", "miss_contributions", "miss_figures", "miss_records")
_COVERAGE_COUNTS = (
    "monitored_count", "expected_count", "arrived_count", "late_count", "not_due_count", "silent_count", "arrival_share",
    "set_aside_count", "restated_count",
)  # fmt: skip
_SHARES = ("exposure_output_share", "exposure_tax_share", "exposure_jobs_share")


def narrow(frames: BriefingFrames, edition: Edition, scope: str) -> tuple[BriefingFrames, Edition]:
    """Frames and edition for a subscriber's scope: `district`, `tier:X`, `owner:X` or `street:X`.

    Raises ValueError for a scope of another form.
    """
    if scope.strip() == DISTRICT:
        return frames, edition
    column, value = parse_scope(scope)
    warnings = _own(frames.warnings, column, value)
    elsewhere = frames.warnings.filter(~pl.col("uscc").is_in(warnings["uscc"].to_list())).select("uscc")
    # An enterprise that moved out of the scope since last month is no longer this reader's to see.
    previous = _own(frames.previous, column, value).join(elsewhere, on="uscc", how="anti", maintain_order="left")
    growth = _own(frames.growth, column, value)
    codes = {*warnings["uscc"], *previous["uscc"]}
    misses = _own(frames.misses, column, value)
    own: dict[str, Any] = {name: _of_codes(getattr(frames, name), codes) for name in _OWN_ROWS}
    own |= {name: _of_codes(getattr(frames, name), {*misses["uscc"]}) for name in _OF_MISSES}
    # An enterprise's share of the district, with its own figure, gives the district's total away.
    own |= {"warnings": _without_shares(_ranked(warnings)), "previous": _without_shares(_ranked(previous))}
    narrowed = BriefingFrames(
        **own,
        leavers=_own(frames.leavers, column, value).join(elsewhere, on="uscc", how="anti", maintain_order="left"),
        level_history=_last_month(frames, previous, edition.month),
        monitored=_of_street(frames.monitored.filter(pl.col("dimension") == "street"), "name", column, value),
        bases=_own(frames.bases, column, value),
        departures=_own(frames.departures, column, value),
        # Whoever left unlisted, for whoever served it; causes are counted of the district alone.
        misses=misses,
        # Which rules changed is for everybody, whom they move for whoever serves them.
        rules=frames.rules,
        rule_log=frames.rule_log,
        corrections=_own(frames.corrections, column, value).join(elsewhere, on="uscc", how="anti", maintain_order="left"),
        rule_changes=_own(frames.rule_changes, column, value).join(elsewhere, on="uscc", how="anti", maintain_order="left"),
        # How often somebody came is the reader's to know; how right the lists are is told of the district alone.
        burden=_own(frames.burden, column, value),
        learning_rules=frames.learning_rules,
        growth=growth,
        figures=_of_codes(frames.figures, {*codes, *growth["uscc"]}),
        relocations=_own(frames.relocations, column, value),
        state=_state(frames.state, warnings),
        unjudged=_own(frames.unjudged, column, value),
        # Which sources arrived may be known; how many enterprises they cover may not.
        coverage=_blank(frames.coverage, *_COVERAGE_COUNTS),
    )
    return narrowed, replace(edition, scope=scope_words(column, value, edition.words))


def parse_scope(scope: str) -> tuple[str, str]:
    """The column and value of a scope below the district."""
    column, _, value = scope.strip().partition(":")
    if column not in _COLUMNS or not value.strip():
        raise ValueError(
            f"scope '{plain(scope, 60)}' is not known; needed 'district', 'tier:X', 'owner:X' or 'street:X'; correct subscribers.csv"
        )
    return column, value.strip()


def of_an_owner(scope: str) -> bool:
    """Whether a scope is that of an office in charge, who is to visit its enterprises."""
    return scope.strip().startswith("owner:")


def scope_words(column: str, value: str, words: Words) -> str:
    """The scope as a headline names it; streets have names, tiers and owners stand for the enterprises they serve."""
    if column == "tier":
        return words.say(texts.TIER_SCOPE, tier=words.term(TIERS, value))
    named = plain(value, 40)
    return named if column == "street" else words.say(texts.OWNER_SCOPE, owner=named)


def _own(frame: pl.DataFrame, column: str, value: str) -> pl.DataFrame:
    return frame.filter(pl.col(column).str.strip_chars() == value)


def _of_codes(frame: pl.DataFrame, codes: set[str]) -> pl.DataFrame:
    return frame.filter(pl.col("uscc").is_in(sorted(codes)))


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    """Ranks counted anew, because a rank in the whole list tells how many others are on it."""
    ordered = rows.sort("rank", "uscc", nulls_last=True)
    return ordered.with_columns(rank=pl.when(pl.col("rank").is_not_null()).then(pl.int_range(1, pl.len() + 1)))


def _without_shares(rows: pl.DataFrame) -> pl.DataFrame:
    return _blank(rows, *_SHARES)


def _blank(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return rows.with_columns(*[pl.lit(None, dtype=rows.schema[column]).alias(column) for column in columns])


def _last_month(frames: BriefingFrames, previous: pl.DataFrame, month: date) -> pl.DataFrame:
    # One row of zeros still says that there was a list last month, which an empty frame would deny.
    if first_month_of(frames, month):
        return empty("level_history")
    last = shift_month(month, -1)
    is_listed = pl.col("is_listed").fill_null(True)
    levels = {key: previous.filter(pl.col("level") == key) for key in LEVELS.keys}
    rows = [
        {"month": last, "level": key, "count": rows.filter(is_listed).height, "candidates_count": rows.height}
        for key, rows in levels.items()
    ]
    return pl.DataFrame(rows, schema=empty("level_history").schema)


def _of_street(frame: pl.DataFrame, key: str, column: str, value: str) -> pl.DataFrame:
    return frame.filter(pl.col(key).str.strip_chars() == value) if column == "street" else frame.clear()


def _state(state: pl.DataFrame, warnings: pl.DataFrame) -> pl.DataFrame:
    # Counted anew from the scope's own chances instead of the district's sum.
    chances = warnings.filter(pl.col("is_listed").fill_null(False))["true_chance"].drop_nulls()
    expected = float((1 - chances).sum()) if chances.len() else None
    public = _blank(state, "gap_share", "enterprises_count", "false_alarms_lo", "false_alarms_hi")
    return public.with_columns(expected_false_alarms=pl.lit(expected, dtype=pl.Float64))
