"""The items of the quarantine in lines for a terminal or as CSV: what is open, and what was settled by whom and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from reports.feedback_workbook import problem_words
from reports.words import quarantine as texts
from reports.words.format import MISSING, plain
from reports.words.text import Words
from warehouse.vocabulary import INDICATORS

Row = Mapping[str, Any]
REASON_LENGTH: Final = 200
CSV_COLUMNS: Final = (
    "item_id", "kind", "rule", "file_name", "row_number", "uscc", "name", "account", "indicator", "period", "basis", "value_text", "since",
    "reason", "state", "settled_by", "settled_on", "settled_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemList:
    """Items to show: `items` as pipelines.month.quarantine_items has them, at most `most` of them (0 for all)."""

    items: pl.DataFrame
    most: int
    is_settled: bool = False


def item_lines(found: ItemList, words: Words) -> list[str]:
    """Return the items in lines, two or three an item."""
    count = found.items.height
    if not count:
        return [words.say(texts.NONE)]
    shown = found.items.head(found.most) if found.most else found.items
    head = words.say(texts.SETTLED if found.is_settled else texts.OPEN, count=count)
    lines = [line for row in shown.iter_rows(named=True) for line in _item(row, words)]
    rest = [words.say(texts.MORE, count=count - shown.height)] if count > shown.height else []
    return [head, *lines, *rest, *([] if found.is_settled else [words.say(texts.HOW)])]


def _item(row: Row, words: Words) -> Iterator[str]:
    """Yield the lines of one item: what it is about, where it stands, what is wrong with it."""
    about = [row["name"] or row["uscc"], _account(row, words), _indicator(row, words), row["period"], _value(row, words)]
    yield f"{row['item_id']}  " + "  ".join(plain(part, 60) for part in about if part)
    place = words.say(texts.ROW, file=row["file_name"], row=row["row_number"]) if row["row_number"] else ""
    rule = words.say(texts.RULE, kind=words.say(texts.KINDS[row["kind"]]), rule=row["rule"])
    since = words.say(texts.SINCE, day=words.day(row["since"]))
    yield "          " + words.phrases([place or words.say(texts.WHOLE_FILE, file=row["file_name"]), since, rule])
    yield "          " + _problem(row, words)
    if row["settled_by"]:
        yield "          " + _decided(row, words)


def _problem(row: Row, words: Words) -> str:
    """Return what is wrong in the words a department reads too; in English the reason itself says more."""
    # Reasons are kept in English; a Chinese list holds none of it, and the CSV has them.
    reason, problem = plain(row["reason"] or "", REASON_LENGTH), problem_words(row["rule"], words)
    return (reason or problem) if words.is_english else problem


def _account(row: Row, words: Words) -> str:
    return words.say(texts.ACCOUNT, account=row["account"]) if row["account"] else ""


def _indicator(row: Row, words: Words) -> str:
    return words.term(INDICATORS, row["indicator"], missing="")


def _value(row: Row, words: Words) -> str:
    return words.say(texts.VALUE, value=row["value_text"] or MISSING) if row["indicator"] or row["value_text"] else ""


def _decided(row: Row, words: Words) -> str:
    """Return who decided what, and whether it still holds."""
    action, day = words.say(texts.ACTIONS[row["state"]]), words.day(row["settled_on"])
    said = words.say(texts.DECIDED, day=day, by=row["settled_by"], action=action, why=row["settled_reason"])
    return words.phrases([said, words.say(texts.NO_LONGER)]) if row["is_gone"] else said


def item_csv(items: pl.DataFrame) -> list[str]:
    """Return the items as CSV, a heading first."""
    return items.select(CSV_COLUMNS).write_csv().splitlines()


def settled_lines(rows: pl.DataFrame, words: Words) -> list[str]:
    """Return what was decided, a line a row of raw_settlements__event_rows."""
    return [_settled(row, words) for row in rows.iter_rows(named=True)]


def _settled(row: Row, words: Words) -> str:
    action = words.say(texts.ACTIONS[row["action"]])
    if row["is_consequence"]:
        return words.say(texts.FOLLOWS, id=row["item_id"], action=action)
    day = words.day(row["known_on"])
    return words.say(texts.STORED, id=row["item_id"], action=action, by=row["settled_by"], why=row["reason"], day=day)
