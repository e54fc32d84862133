"""Who left the list has a page: why, its level of last month, its figures; and only those who may see it do."""

from __future__ import annotations

import pytest

from reports.enterprise import codes_with_page, render_leaver
from reports.publication import render_publication
from reports.scope import narrow
from reports.words.leaver import MEANINGS
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import lines_of
from warehouse.vocabulary import LEAVING_CAUSES, LEVELS


def test_every_leaver_has_a_page_that_says_why_and_from_which_level() -> None:
    frames = briefing_frames()
    assert frames.leavers.height
    for row in frames.leavers.iter_rows(named=True):
        text = lines_of(render_leaver(frames, edition(), row["uscc"]))
        assert "已离开名单" in text
        assert LEAVING_CAUSES[row["cause"]].zh in text
        assert f"{LEVELS[row['level']].zh}色" in text


def test_every_cause_has_a_meaning() -> None:
    assert set(MEANINGS) == set(LEAVING_CAUSES.keys)


def test_the_folder_has_a_page_for_everybody_who_is_linked_as_having_one() -> None:
    frames = briefing_frames(counts={"red": 1, "orange": 1, "yellow": 1, "blue": 1})
    files = render_publication(frames, edition(), print_page=None)
    assert {f"enterprises/{code}.html" for code in codes_with_page(frames)} == {name for name in files if name.startswith("enterprises/")}


def test_a_leaver_of_another_street_is_not_in_a_scope() -> None:
    frames = briefing_frames()
    row = frames.leavers.row(0, named=True)
    others = [street for street in frames.leavers["street"].drop_nulls().unique() if street != row["street"]]
    for street in others:
        with pytest.raises(ValueError, match="not among"):
            render_leaver(*narrow(frames, edition(), f"street:{street}"), row["uscc"])
