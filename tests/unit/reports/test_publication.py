"""A month's folder has every file, and what several of them say is computed once."""

from __future__ import annotations

import pytest

from reports import briefing
from reports.publication import render_publication
from tests.unit.reports.fixture_frames import briefing_frames, edition


def test_publication_has_every_file_of_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    boards = []

    def counted(*arguments: object) -> object:
        boards.append(arguments)
        return level_board(*arguments)

    level_board = briefing.level_board
    monkeypatch.setattr(briefing, "level_board", counted)
    frames = briefing_frames(counts={"red": 1, "orange": 1, "yellow": 0, "blue": 1})
    made = render_publication(frames, edition(), print_page=None)
    pages = {f"enterprises/{code}.html" for code in frames.listed()["uscc"]}
    assert {"bulletin.html", "warning_list.csv", "warning_list.xlsx"} | pages <= set(made)
    assert "bulletin.pdf" not in made
    assert all(isinstance(content, bytes) and content for content in made.values())
    assert len(boards) == 1
