"""Sections of a published page: whole for the district, without the district's totals for a part of it, never with a script or a style."""

import re

import pytest

from reports.enterprise import render_enterprise, render_leaver
from reports.portrait_sections import cut_portrait, width_classes
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import read_page


@pytest.fixture(scope="module")
def frames():
    return briefing_frames()


@pytest.fixture(scope="module")
def pages(frames):
    codes = frames.listed()["uscc"].to_list()
    out = [render_enterprise(frames, edition(), code) for code in codes[:12]]
    return [*out, render_leaver(frames, edition(), frames.leavers["uscc"][0])]


def words(markup):
    return "".join("".join(read_page(str(markup)).text).split())


def test_every_section_says_what_the_page_says(pages):
    for page in pages:
        cut = cut_portrait(page, is_whole=True)
        assert list(cut.sections) == ["why", "now", "charts", "records"]
        said = words(page)
        for part in (cut.head, cut.brief, *cut.sections.values()):
            assert words(part)
            assert words(part) in said


def test_a_part_of_the_district_is_told_nothing_of_the_whole(pages):
    for page in pages:
        part = cut_portrait(page, is_whole=False)
        text = words("".join([part.head, part.brief, *part.sections.values()]))
        assert "占全区" not in text
        assert "名单位次" not in text
        assert "体量" not in text
        assert "退出条件" in text or "原因" in text


def test_nothing_runs_and_nothing_is_styled_inline(pages):
    rules = width_classes()
    for page in pages:
        cut = cut_portrait(page, is_whole=True)
        markup = "".join([cut.head, cut.brief, *cut.sections.values()])
        assert not re.search(r"<script|style=|<a |\bon\w+=", markup)
        widths = set(re.findall(r'class="push(?: down)? (w\d+)"', markup))
        assert all(f".{width}{{" in rules for width in widths)
        assert len(widths) > 1 or "push" not in markup


def test_elements_are_balanced(pages):
    for page in pages:
        cut = cut_portrait(page, is_whole=True)
        for part in (cut.head, cut.brief, *cut.sections.values()):
            for tag in ("div", "section", "dl", "table", "svg", "figure"):
                assert part.count(f"<{tag}") - part.count(f"</{tag}>") == 0, tag


def test_another_page_has_no_sections():
    cut = cut_portrait("<html><p>占全区</p></html>", is_whole=False)
    assert (cut.head, cut.brief, cut.sections) == ("", "", {})
