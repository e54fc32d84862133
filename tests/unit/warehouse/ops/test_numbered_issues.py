import sqlite3
from pathlib import Path

import pytest

from warehouse.errors import WarehouseDamagedError
from warehouse.ops.numbered_issues import NumberedIssue, issues_noted, note_issue
from warehouse.ops.soundness import require_whole_records

FIRST, SECOND = NumberedIssue("2026-05", 1, "a", b"x\n1\n"), NumberedIssue("2026-05", 2, "b", b"x\n2\n")


@pytest.fixture
def ops(tmp_path: Path) -> Path:
    path = tmp_path / "ops.db"
    for issue in (SECOND, FIRST, FIRST):
        note_issue(path, "outside", issue)
    return path


def test_revisions_are_noted_once_by_shelf_and_come_back_in_order(ops: Path) -> None:
    assert issues_noted(ops, "outside") == [FIRST, SECOND]
    assert issues_noted(ops, "briefs") == []


def test_what_was_noted_first_stays(ops: Path) -> None:
    note_issue(ops, "outside", NumberedIssue("2026-05", 1, "other", b"other"))
    assert issues_noted(ops, "outside") == [FIRST, SECOND]


def test_a_changed_table_is_damage(ops: Path) -> None:
    require_whole_records(ops)
    with sqlite3.connect(ops) as connection:
        connection.execute("update numbered_issues set printed = ? where revision = 2", (b"x\n3\n",))
    with pytest.raises(WarehouseDamagedError, match="revision 2 of 2026-05"):
        issues_noted(ops, "outside")
    with pytest.raises(WarehouseDamagedError, match="revision 2 of 2026-05"):
        require_whole_records(ops)
