"""The tables and sentences of the summary above districts: each district's row in words, what is not out, who went where."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final
from urllib.parse import quote

import polars as pl

from reports.edition import Edition
from reports.palette import LEVELS
from reports.summary_frames import SummaryFrames
from reports.words import summary as texts
from reports.words.format import MISSING, NAME_MOST, month_key, number, plain, signed, signed_share
from reports.words.text import Words
from warehouse.district_vocabulary import DISTRICT_CAUSES, DISTRICT_MOVES, DISTRICT_STATES
from warehouse.periods import MONTHS_A_YEAR, shift_month
from warehouse.vocabulary import INDICATORS, TREND_INDICATORS

ANSWERS: Final = {
    "answer_listed_count": texts.ANSWER_LISTED,
    "answer_visited_count": texts.ANSWER_VISITED,
    "answer_overdue_count": texts.ANSWER_OVERDUE,
    "answer_confirmed_count": texts.ANSWER_CONFIRMED,
    "answer_false_alarm_count": texts.ANSWER_FALSE,
}
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
# Of those who went to another place of the installation, the whole has lost nobody.
LEFT_THE_WHOLE: Final = ("outside", "unknown")


def district_count(count: int, words: Words) -> str:
    """A number of districts: 3个区县, 3 districts."""
    return words.counted(count, texts.DISTRICTS)


def change_words(change: int, words: Words) -> str:
    """A difference in words: 增2家, 减1家, 持平."""
    if change == 0:
        return words.say(texts.SAME)
    return words.say(texts.MORE if change > 0 else texts.FEWER, count=abs(change))


def headline(frames: SummaryFrames, edition: Edition) -> str:
    """The conclusion: how many districts, red and orange with their change, who is new, who reaches the line, who is not out."""
    return edition.provisional(_conclusion(frames, edition))


def _conclusion(frames: SummaryFrames, edition: Edition) -> str:
    words, out = edition.words, frames.count("published_count")
    if not out:
        return words.say(texts.TITLE_NONE, month=edition.month_words)
    missing = frames.count("missing_count")
    count = district_count(out, words)
    places = {
        "month": edition.month_words,
        "districts": words.say(texts.PUBLISHED_DISTRICTS, districts=count) if missing else count,
        "missing": words.say(texts.TITLE_MISSING, count=missing) if missing else "",
    }
    if not frames.count("candidates_count") and not frames.count("severe_count"):
        return words.say(texts.TITLE_NOBODY, **places)
    return words.say(
        texts.TITLE,
        severe=frames.count("severe_count"),
        change=_bracketed_change(frames, words),
        entered=words.say(texts.ENTERED, count=frames.count("entered_count")) if frames.totals["entered_count"] is not None else "",
        candidates=frames.count("candidates_count"),
        **places,
    )


def _bracketed_change(frames: SummaryFrames, words: Words) -> str:
    change, compared = frames.totals["severe_change"], frames.count("compared_districts_count")
    if change is None:
        return ""
    if compared == frames.count("published_count"):
        return words.say(texts.BRACKETS, change=change_words(change, words))
    return words.say(texts.CHANGE_OF_PART, districts=district_count(compared, words), change=change_words(change, words))


def missing_rows(frames: SummaryFrames, edition: Edition) -> list[dict[str, str]]:
    """The districts that are not out: name, why not, the sentence of the run, and the last issue with the way to it."""
    return [_missing_row(row, edition) for row in frames.missing().iter_rows(named=True)]


def _missing_row(row: dict[str, Any], edition: Edition) -> dict[str, str]:
    words, last = edition.words, row["last_published"]
    state, cause = words.capital(words.term(DISTRICT_STATES, row["status"])), words.term(DISTRICT_CAUSES, row["cause"])
    return {
        "name": plain(row["name"], 40),
        "why": words.say(texts.NOT_OUT_LINE, state=state, cause=cause),
        "detail": _readable(row["reason"], words),
        "last": words.say(texts.LAST_OUT, month=words.month(last)) if last else words.say(texts.NEVER_OUT),
        "href": f"../{month_key(last)}/{quote(row['folder'])}/bulletin.html" if last else "",
    }


def _readable(sentence: str | None, words: Words) -> str:
    """What a run said of itself, where a reader of the page can read it; the workbook has it in any case."""
    text = plain(sentence, 200)
    # A sentence for operators may hold single Chinese words of what it is about.
    is_chinese = len(_CHINESE.findall(text)) > len(_LATIN.findall(text))
    return text if words.is_english or is_chinese else ""


def rerun_notes(frames: SummaryFrames, words: Words) -> list[str]:
    """A sentence for each district whose edition stands although a later run of the month came to nothing."""
    rows = frames.out().filter(pl.col("cause").is_not_null()).iter_rows(named=True)
    return [
        words.say(
            texts.RERUN, name=plain(row["name"], 40), cause=words.term(DISTRICT_CAUSES, row["cause"]), revision=number(row["revision"])
        )
        for row in rows
    ]


def points(frames: SummaryFrames, edition: Edition) -> list[dict[str, str]]:
    """The main points, each with its number."""
    words = edition.words
    if not frames.count("published_count"):
        return []
    return [
        _point(frames.count("severe_count"), words.say(texts.POINT_SEVERE, versus=_versus(frames, words)), words),
        _point(
            frames.count("candidates_count"),
            words.say(
                texts.POINT_CANDIDATES,
                **{name: number(frames.totals[f"{name}_count"]) for name in ("listed", "monitored", "judged")},
            ),
            words,
        ),
        _down_point(frames, words),
        *_move_points(frames, words),
        *_answer_point(frames, words),
    ]


def _point(count: int, text: str, words: Words) -> dict[str, str]:
    return {"figure": number(count), "unit": words.say(texts.POINT_UNIT), "text": text}


def _versus(frames: SummaryFrames, words: Words) -> str:
    change, compared = frames.totals["severe_change"], frames.count("compared_districts_count")
    if change is None:
        return words.say(texts.VERSUS_NONE)
    if compared == frames.count("published_count"):
        return words.say(texts.VERSUS, change=change_words(change, words))
    return words.say(texts.VERSUS_PART, districts=district_count(compared, words), change=change_words(change, words))


def _down_point(frames: SummaryFrames, words: Words) -> dict[str, str]:
    down = frames.out().filter(pl.col("is_down").fill_null(False))["name"].to_list()
    unknown = frames.count("state_unknown_count")
    if down:
        names = words.listed(plain(name, 40) for name in down[:10])
        # More names than these are in the table.
        more = words.say(texts.INDEX_MORE_NAMES, count=len(down)) if len(down) > 10 else ""
        text = words.say(texts.POINT_DOWN, names=names + more)
    else:
        text = words.say(texts.POINT_DOWN_NONE, unknown=words.say(texts.STATE_UNKNOWN, count=unknown) if unknown else "")
    return {"figure": number(len(down)), "unit": words.say(texts.POINT_DISTRICTS_UNIT), "text": text}


def _move_points(frames: SummaryFrames, words: Words) -> list[dict[str, str]]:
    counts = {kind: frames.moves.filter(pl.col("kind") == kind).height for kind in DISTRICT_MOVES.keys}
    lost = sum(counts[kind] for kind in LEFT_THE_WHOLE)
    announced = words.say(texts.POINT_ANNOUNCED, count=counts["announced"]) if counts["announced"] else ""
    where = words.say(texts.POINT_LEFT_WHERE, known=counts["outside"], unknown=counts["unknown"]) if lost else ""
    return [
        _point(counts["arrived"], words.say(texts.POINT_ARRIVED), words),
        _point(lost, words.say(texts.POINT_LEFT, where=where, announced=announced), words),
    ]


def _answer_point(frames: SummaryFrames, words: Words) -> list[dict[str, str]]:
    if not frames.count("answered_districts_count"):
        return []
    counts = {name: number(frames.totals[f"answer_{name}_count"]) for name in ("listed", "confirmed", "false_alarm", "overdue")}
    return [_point(frames.count("answer_visited_count"), words.say(texts.POINT_ANSWERS, **counts), words)]


def level_rows(rows: pl.DataFrame, words: Words) -> list[dict[str, Any]]:
    """Districts by level: each cell as listed / at or above the line, with what the bar is drawn from."""
    return [_level_row(row, words) | _links(row) for row in rows.iter_rows(named=True)]


def _level_row(row: dict[str, Any], words: Words) -> dict[str, Any]:
    cells = {level.key: of(row[f"{level.key}_count"], row[f"{level.key}_candidates_count"], words) for level in LEVELS}
    return {
        "name": plain(row.get("name"), 40),
        "monitored": number(row["monitored_count"]),
        "judged": number(row["judged_count"]),
        "all": of(row["listed_count"], row["candidates_count"], words),
        "cells": cells,
        "change": signed(row["severe_change"]),
        "new": number(row["entered_count"]),
        "bar": {level.key: row[f"{level.key}_count"] or 0 for level in LEVELS},
    }


def of(listed: int | None, candidates: int | None, words: Words) -> str:
    """Listed and at or above the line in one cell; a dash where neither is known."""
    if listed is None and candidates is None:
        return MISSING
    return words.say(texts.OF, listed=number(listed), all=number(candidates))


def _links(row: dict[str, Any]) -> dict[str, str]:
    """The ways from the top of a month to a district's bulletin and to its index."""
    folder = quote(row["folder"])
    return {"bulletin": f"{folder}/bulletin.html", "index": f"../districts/{folder}/index.html"}


def sum_row(frames: SummaryFrames, words: Words) -> dict[str, Any]:
    """The sum of all that are out, as a row of the table by level."""
    return _level_row({"name": None, **frames.totals}, words)


def state_rows(rows: pl.DataFrame, words: Words) -> list[dict[str, Any]]:
    """Districts by state: down or not, against normal, growth with its basis, the street with most of the list."""
    return [
        {
            "name": plain(row["name"], 40),
            "state": _state(row, words),
            "is_down": bool(row["is_down"]),
            "gap": signed_share(row["gap_share"]),
            "growth": [_growth(row, indicator, words) for indicator in TREND_INDICATORS],
            "street": _street(row, words),
            "bulletin": _links(row)["bulletin"],
        }
        for row in rows.iter_rows(named=True)
    ]


def _state(row: dict[str, Any], words: Words) -> str:
    if row["is_down"] is None:
        return words.say(texts.NOT_KNOWN)
    return words.say(texts.IS_DOWN, since=month_key(row["since"])) if row["is_down"] else words.say(texts.IS_NOT_DOWN)


def _growth(row: dict[str, Any], indicator: str, words: Words) -> dict[str, str]:
    rate, compared = row[f"{indicator}_yoy_share"], row[f"{indicator}_compared_count"]
    without = row[f"{indicator}_yoy_without_largest_share"]
    note = words.say(texts.WITHOUT_ONE, rate=signed_share(without)) if row[f"{indicator}_is_moved_by_one"] else ""
    basis = words.say(texts.COMPARED, count=compared) if compared and rate is not None else ""
    return {"head": growth_head(indicator, words), "text": signed_share(rate), "basis": basis, "note": note}


def growth_head(indicator: str, words: Words) -> str:
    """The head of a column of growth: 产值同比."""
    return words.capital(words.say(texts.YOY, indicator=words.term(INDICATORS, indicator)))


def _street(row: dict[str, Any], words: Words) -> str:
    if row["top_street"] is None:
        return MISSING
    street, streets, count = plain(row["top_street"], 40), row["top_streets_count"], row["top_street_count"]
    if streets == 1:
        return words.say(texts.STREET_COUNT, street=street, count=count)
    return words.say(texts.STREETS_COUNT, street=street, streets=streets, count=count)


def answer_rows(rows: pl.DataFrame, frames: SummaryFrames) -> list[dict[str, Any]]:
    """Districts by what became of last month's list, with the sum last; no rows where none had a list."""
    if not frames.count("answered_districts_count"):
        return []
    known = [
        {"name": plain(row["name"], 40), "cells": [number(row[name]) for name in ANSWERS], "bulletin": _links(row)["bulletin"]}
        for row in rows.iter_rows(named=True)
    ]
    return [*known, {"name": "", "cells": [number(frames.totals[name]) for name in ANSWERS], "bulletin": ""}]


def move_rows(frames: SummaryFrames, words: Words, most: int) -> list[dict[str, Any]]:
    """Who left which district for where: those between districts first, then the largest output."""
    place = pl.col("kind").replace_strict({key: at for at, key in enumerate(DISTRICT_MOVES.keys)}, return_dtype=pl.Int64)
    ordered = frames.moves.sort(place, "output_cny_10k", "uscc", "from_folder", descending=[False, True, False, False], nulls_last=True)
    return [_move_row(row, frames.names, words) for row in ordered.head(most).iter_rows(named=True)]


def _move_row(row: dict[str, Any], names: dict[str, str], words: Words) -> dict[str, Any]:
    to = row["to_folder"]
    return {
        "uscc": row["uscc"],
        "name": plain(row["name"], NAME_MOST),
        "from": plain(names.get(row["from_folder"], row["from_folder"]), 40),
        "from_index": f"../districts/{quote(row['from_folder'])}/index.html",
        "to": plain(names.get(to, to), 40) if to else plain(row["destination"], 60) or MISSING,
        "to_index": f"../districts/{quote(to)}/index.html" if to else "",
        "kind": words.capital(words.term(DISTRICT_MOVES, row["kind"])),
        "on": row["occurred_on"].isoformat() if row["occurred_on"] else MISSING,
        "output": number(row["output_cny_10k"]),
    }


def move_span(month: date) -> tuple[str, str]:
    """The first and the last month departures are listed of."""
    return month_key(shift_month(month, 1 - MONTHS_A_YEAR)), month_key(month)


def note_lines(frames: SummaryFrames, edition: Edition) -> list[str]:
    """What a reader has to know of the figures."""
    words, days = edition.words, frames.out()["as_of"].drop_nulls().unique().sort().to_list()
    lines = []
    if len(days) == 1:
        lines.append(words.say(texts.NOTE_AS_OF, day=words.day(days[0])))
    elif days:
        lines.append(words.say(texts.NOTE_AS_OFS, first=words.day(days[0]), last=words.day(days[-1])))
    lines += [words.say(texts.NOTE_SUMS), words.say(texts.NOTE_SEVERE), words.say(texts.MOVES_ONE_END)]
    if frames.unread:
        lines.append(words.say(texts.NOTE_UNREAD, names=words.listed(plain(name, 40) for name in frames.unread[:10])))
    return [*lines, *rerun_notes(frames, words), *([words.say(texts.NOTE_PROVISIONAL)] if edition.is_provisional else [])]
