"""The line at a terminal: the share that is done and the time that is left by what steps took before, and nothing where that is unknown."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pipelines.instance.progress_line import BAR_WIDTH, ProgressLine, keep_seconds, read_seconds

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_goes_by_seconds_and_not_by_the_number_of_steps() -> None:
    terminal = Terminal()
    ProgressLine({"a": 90.0, "b": 5.0, "c": 5.0}, terminal).show("2026-10", "b", ["a"], ["b", "c"])
    text = terminal.getvalue()
    assert text.count("█") == round(BAR_WIDTH * 0.9)
    assert text.endswith("2 of 3: b, about 10 s left")
    assert "2026-10" in text


def test_where_a_step_was_never_run_nothing_is_said_of_how_long() -> None:
    terminal = Terminal()
    ProgressLine({"a": 90.0}, terminal).show("", "b", ["a"], ["b", "c"])
    assert terminal.getvalue().count("█") == round(BAR_WIDTH / 3)
    assert terminal.getvalue().endswith("2 of 3: b")


def test_minutes_are_told_in_minutes() -> None:
    terminal = Terminal()
    ProgressLine({"a": 100.0, "b": 80.0}, terminal).show("", "a", [], ["a", "b"])
    assert terminal.getvalue().endswith("about 3 min left")


def test_what_goes_into_a_file_has_no_line() -> None:
    stream = io.StringIO()
    line = ProgressLine({}, stream)
    line.show("2026-10", "a", [], ["a"])
    line.clear()
    assert stream.getvalue() == ""


def test_a_line_is_taken_away_before_another_is_printed() -> None:
    terminal = Terminal()
    line = ProgressLine({}, terminal)
    line.show("2026-10", "a", [], ["a"])
    line.clear()
    assert terminal.getvalue().endswith("\r\x1b[2K")


def test_seconds_are_kept_beside_those_of_other_steps_and_a_broken_file_is_none(tmp_path: Path) -> None:
    keep_seconds(tmp_path, {"a": 1.239, "b": 2.0})
    keep_seconds(tmp_path, {"b": 3.0})
    assert read_seconds(tmp_path) == {"a": 1.24, "b": 3.0}
    (tmp_path / "step_seconds.json").write_text("[1]", encoding="utf-8")
    assert read_seconds(tmp_path) == {}
    keep_seconds(tmp_path / "absent", {"a": 1.0})
