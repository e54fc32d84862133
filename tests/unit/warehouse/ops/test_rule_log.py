"""Who was at work when rules changed: noted once, read in order, and no entry changes unseen."""

import sqlite3
from pathlib import Path

from warehouse.ops.audit import verify
from warehouse.ops.rule_log import RuleStep, note_rules, rule_steps


def test_the_first_rules_are_no_change_and_what_stays_is_noted_once(tmp_path: Path) -> None:
    ops = tmp_path / "ops.db"
    assert note_rules(ops, "2026-10-01T09:00:00", "li@a", {"x": "1", "y": "2"}) == 0
    assert note_rules(ops, "2026-10-02T09:00:00", "li@a", {"x": "1", "y": "2"}) == 0
    assert rule_steps(ops) == []


def test_changed_new_and_removed_rules_are_noted_with_who_and_when(tmp_path: Path) -> None:
    ops = tmp_path / "ops.db"
    note_rules(ops, "2026-10-01T09:00:00", "li@a", {"x": "1", "y": "2"})
    assert note_rules(ops, "2026-10-03T09:00:00", "wang@b", {"x": "3", "z": "4"}) == 3
    assert note_rules(ops, "2026-10-04T09:00:00", "li@a", {"x": "1", "z": "4"}) == 1
    third = ("2026-10-03T09:00:00", "wang@b")
    assert rule_steps(ops) == [
        RuleStep(*third, "x", "1", "3"), RuleStep(*third, "y", "2", None), RuleStep(*third, "z", None, "4"),
        RuleStep("2026-10-04T09:00:00", "li@a", "x", "3", "1"),
    ]  # fmt: skip
    assert verify(ops).is_whole


def test_an_entry_that_was_rewritten_breaks_the_chain(tmp_path: Path) -> None:
    ops = tmp_path / "ops.db"
    note_rules(ops, "2026-10-01T09:00:00", "li@a", {"x": "1"})
    note_rules(ops, "2026-10-03T09:00:00", "wang@b", {"x": "3"})
    with sqlite3.connect(ops) as connection:
        connection.execute("update audit set content = replace(content, 'wang@b', 'li@a')")
    assert not verify(ops).is_whole
