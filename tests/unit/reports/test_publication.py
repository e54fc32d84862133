"""A month's folder has every file, and what several of them say is computed once."""

from __future__ import annotations

import re
from dataclasses import replace

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


def test_an_edition_without_single_pages_links_to_none() -> None:
    frames = briefing_frames(counts={"red": 2, "orange": 1, "yellow": 1, "blue": 1})
    whole = render_publication(frames, edition(), print_page=None)
    made = render_publication(frames, replace(edition(), has_pages=False), print_page=None)
    assert {name for name in whole if name.startswith(("enterprises/", "misses/"))} == {*whole} - {*made} != set()
    pages = [content.decode() for name, content in made.items() if name.endswith(".html")]
    assert len(pages) == 2
    assert not any("enterprises/" in link or "misses/" in link for page in pages for link in re.findall(r'href="([^"]*)"', page))
    # Names lead to the index, where each enterprise has its line.
    assert re.search(rf'href="[^"]*index\.html#{frames.listed()["uscc"][0]}"', made["bulletin.html"].decode())
