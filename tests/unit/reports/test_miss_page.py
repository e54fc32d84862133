"""Who left without a list having named it in time has a page, a row of the annex, of the workbook, and a link from the index."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.frames import BriefingFrames
from reports.miss_page import codes_missed, render_miss
from reports.model_page import model_page
from reports.publication import render_publication
from reports.scope import narrow
from reports.sections.missed_departures import cause_rows, enough_words, misses_words
from reports.words.misses import MEANINGS
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import briefing, briefing_frames, edition
from tests.unit.reports.fixture_misses import missed_frames
from tests.unit.reports.reading import lines_of
from warehouse.miss_vocabulary import MISS_CAUSES
from warehouse.vocabulary import forbidden_in


@pytest.fixture(scope="module")
def frames() -> BriefingFrames:
    return replace(briefing_frames(hostile=False), **missed_frames())


def test_every_cause_has_a_meaning() -> None:
    assert set(MEANINGS) == set(MISS_CAUSES.keys)


def test_every_miss_has_a_page_with_its_cause_and_what_would_have_listed_it(frames: BriefingFrames) -> None:
    for row in frames.misses.iter_rows(named=True):
        text = lines_of(render_miss(frames, edition(), row["uscc"]))
        assert MISS_CAUSES[row["cause"]].zh in text
        assert "71/1,033" in text.replace(" ", "").replace("\n", "")
        assert "2026-05-09" in text


def test_the_smallest_change_is_told_only_where_there_is_one(frames: BriefingFrames) -> None:
    words = edition(language="en").words
    told = {row["cause"]: enough_words(row, words) for row in frames.misses.iter_rows(named=True)}
    assert "71 places" in told["below_cut"]
    assert "places" not in told["no_evidence"]
    assert "+2.25" in told["outweighed"]
    assert "was known on" in told["late_evidence"]
    assert told["not_in_register"] == "No small change would have listed it."


def test_the_folder_has_the_pages_and_the_bulletin_links_them(frames: BriefingFrames) -> None:
    files = render_publication(frames, edition(), print_page=None)
    pages = {name for name in files if name.startswith("misses/")}
    assert pages == {f"misses/{code}.html" for code in codes_missed(frames)}
    bulletin = files["bulletin.html"].decode()
    assert all(f'href="{page}"' in bulletin for page in pages)
    assert 'id="misses"' in bulletin
    assert MISS_CAUSES["dropped"].zh in files["model.html"].decode()


def test_causes_are_counted_in_one_sentence(frames: BriefingFrames) -> None:
    shown = briefing(frames)
    assert "近24个月共36家" in misses_words(shown)
    assert [row["count"] for row in cause_rows(shown)] == [str(count) for count in range(8, 0, -1)]


def test_the_workbook_has_a_sheet_of_them_and_none_where_there_is_nothing(frames: BriefingFrames) -> None:
    book = load_workbook(BytesIO(render_workbook(frames, edition())))
    sheet = book["漏报复盘"]
    assert sheet.max_row > frames.misses.height + len(MISS_CAUSES)
    assert "漏报复盘" not in load_workbook(BytesIO(render_workbook(briefing_frames(hostile=False), edition()))).sheetnames


def test_a_scope_sees_its_own_and_no_counts(frames: BriefingFrames) -> None:
    own, scoped = narrow(frames, edition(), "street:东街道")
    assert own.misses.height == frames.misses.height
    assert own.miss_counts.is_empty()
    other, _ = narrow(frames, edition(), "street:西街道")
    assert other.misses.is_empty()
    assert other.miss_records.is_empty()
    assert scoped.scope
    with pytest.raises(ValueError, match="not among"):
        render_miss(other, edition(), frames.misses["uscc"][0])


def test_the_words_are_of_service_alone(frames: BriefingFrames) -> None:
    for language in ("zh", "en"):
        page = lines_of(render_miss(frames, edition(language=language), frames.misses["uscc"][0]))
        assert not forbidden_in(page)
    assert model_page(briefing(frames))
