"""What was imported of other districts: noted once, undone on record, known by day, and no entry changes unseen."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from warehouse.ops.audit import verify
from warehouse.ops.learned_log import learned_imports, note_imports, note_undone


@pytest.fixture
def ops(tmp_path: Path) -> Path:
    return tmp_path / "ops.db"


def known_on(ops: Path, day: date) -> list[str]:
    return [one.document for one in learned_imports(ops) if one.is_known(day)]


def test_an_import_is_known_from_its_day_until_it_is_undone(ops: Path) -> None:
    assert learned_imports(ops) == []
    assert note_imports(ops, "2026-10-05T23:59:00", "li@a", {"x": "first"}) == ["x"]
    note_undone(ops, "2026-10-20T08:00:00", "wang@b", "x")
    days = {day: known_on(ops, date(2026, 10, day)) for day in (4, 5, 19, 20)}
    assert days == {4: [], 5: ["first"], 19: ["first"], 20: []}
    assert [(one.at, one.who, one.undone_at, one.undone_by) for one in learned_imports(ops)] == [
        ("2026-10-05T23:59:00", "li@a", "2026-10-20T08:00:00", "wang@b")
    ]
    assert verify(ops).is_whole


def test_what_is_in_force_is_noted_once_and_may_come_again_after_it_was_undone(ops: Path) -> None:
    note_imports(ops, "2026-10-05T08:00:00", "li@a", {"x": "first"})
    assert note_imports(ops, "2026-10-06T08:00:00", "li@a", {"x": "first", "y": "second"}) == ["y"]
    note_undone(ops, "2026-10-07T08:00:00", "li@a", "x")
    assert note_imports(ops, "2026-10-09T08:00:00", "li@a", {"x": "first"}) == ["x"]
    assert known_on(ops, date(2026, 10, 8)) == ["second"]
    assert known_on(ops, date(2026, 10, 9)) == ["second", "first"]
    note_undone(ops, "2026-10-10T08:00:00", "li@a", "x")
    assert [one.undone_at for one in learned_imports(ops)] == ["2026-10-07T08:00:00", None, "2026-10-10T08:00:00"]


def test_a_document_that_was_rewritten_breaks_the_chain(ops: Path) -> None:
    note_imports(ops, "2026-10-05T08:00:00", "li@a", {"x": "first"})
    with sqlite3.connect(ops) as connection:
        connection.execute("update audit set content = replace(content, 'first', 'other')")
    assert not verify(ops).is_whole
