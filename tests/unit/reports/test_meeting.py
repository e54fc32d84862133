"""The agenda's rows in words, and its CSV that no cell can turn into a formula."""

from datetime import date, datetime

import polars as pl

from reports.meeting import AgendaFrames, agenda_csv, agenda_lines, worded
from reports.words import meeting as texts
from reports.words.text import Words

BASE = {
    "id": 4, "month": "2026-10", "case_id": 7, "cause": "overdue", "asked_of": "第1组", "words": "", "decision": None, "decided_on": None,
    "due_on": None, "done_on": None, "since_on": date(2026, 10, 1), "days": 30, "count": None, "is_still_so": True, "part": "put",
    "uscc": "u", "name": "=甲公司", "street": "坪山街道", "level": "red", "progress": None,
}  # fmt: skip
DECIDED = {"part": "decided", "decision": "增容", "decided_on": date(2026, 10, 22), "due_on": date(2026, 11, 5), "progress": "late"}


def frames(*rows):
    return AgendaFrames(date(2026, 11, 1), datetime(2026, 11, 20, 9), pl.DataFrame([{**BASE, **row} for row in rows]))


def test_a_decision_says_whether_the_trouble_lasts():
    lasting, gone = ({**BASE, **DECIDED}, {**BASE, **DECIDED, "since_on": None, "days": None})
    assert worded(lasting, Words())["facts"].startswith("情形仍在")
    assert worded(gone, Words())["facts"] == Words().say(texts.GONE)
    assert worded(lasting, Words())["state"] == "逾期未落实"


def test_the_csv_has_a_row_an_item_and_no_formula():
    lines = agenda_csv(frames({}, DECIDED), Words()).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=甲公司" in lines[1]
    assert lines[2].endswith("增容,2026-10-22,2026-11-05,,逾期未落实")


def test_a_terminal_shows_a_line_an_item():
    title, put, decided = agenda_lines(frames({}, DECIDED), Words())
    assert title == "2026年11月提请研究1项，跟踪落实议定事项1项"
    assert "本周内走访" in put
    assert "第1组: 增容" in decided
