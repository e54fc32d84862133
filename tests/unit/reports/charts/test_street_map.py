"""The map of streets: the rates of the table, every street that has an outline, those without one named."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from reports.briefing import Briefing
from reports.bulletin import render_bulletin
from reports.charts.map_painters import map_spec
from reports.charts.street_map import map_words, prepare_map
from reports.scope import narrow
from reports.sections.by_street_and_industry import by_place
from reports.words.text import Words
from tests.unit.reports.fixture_frames import STREETS, briefing_frames, edition

SQUARE = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]


def outline(*streets: str, is_invented: bool = True) -> pl.DataFrame:
    """A row of squares side by side."""
    points = [
        {"street": street, "ring": 0, "place": place, "x": 114 + x + number, "y": 22 + y, "is_invented": is_invented}
        for number, street in enumerate(streets)
        for place, (x, y) in enumerate(SQUARE)
    ]
    return pl.DataFrame(points)


def drawn(*streets: str) -> Briefing:
    return Briefing(replace(briefing_frames(), outline=outline(*streets)), edition())


def test_each_street_has_its_own_warnings_per_hundred() -> None:
    briefing = drawn(*STREETS)
    made = prepare_map(briefing.frames.outline, by_place(briefing, "street"))
    assert made is not None
    listed, monitored = briefing.frames.listed(), briefing.frames.monitored.filter(pl.col("dimension") == "street")
    for area in made.areas:
        count = sum(street == area.street for street in listed["street"])
        base = monitored.filter(pl.col("name") == area.street)["enterprises_count"][0]
        assert area.rate is not None
        assert abs(area.rate - 100 * count / base) < 1e-9
        assert area.step is not None
        low, high = made.bounds[area.step], made.bounds[area.step + 1]
        assert low <= area.rate <= high


def test_a_street_without_an_outline_is_named() -> None:
    briefing = drawn(*STREETS[:4])
    made = prepare_map(briefing.frames.outline, by_place(briefing, "street"))
    assert made is not None
    assert made.absent == sorted(STREETS[4:])
    assert all(street in map_words(made, Words()) for street in STREETS)


def test_an_invented_outline_is_marked_and_a_surveyed_one_is_not() -> None:
    frames = briefing_frames()
    pages = [render_bulletin(replace(frames, outline=outline(*STREETS, is_invented=flag)), edition()) for flag in (True, False)]
    assert ["虚构边界" in page for page in pages] == [True, False]


def test_without_an_outline_there_is_no_map() -> None:
    assert "map-data" not in render_bulletin(briefing_frames(), edition())


def test_no_part_of_the_district_sees_the_map_of_all() -> None:
    frames = replace(briefing_frames(), outline=outline(*STREETS))
    assert narrow(frames, edition(), f"street:{STREETS[0]}")[0].outline.is_empty()


def test_neighbours_keep_their_common_border() -> None:
    briefing = drawn(*STREETS)
    made = prepare_map(briefing.frames.outline, by_place(briefing, "street"))
    assert made is not None
    first, second = made.areas[0].rings[0], made.areas[1].rings[0]
    assert len(set(first) & set(second)) == 2


def test_a_name_cannot_bring_markup_into_the_live_map() -> None:
    briefing = drawn("<b>甲</b>街道")
    made = prepare_map(briefing.frames.outline, by_place(briefing, "street"))
    assert made is not None
    assert "<b>" not in map_spec(made, Words())["layout"]["annotations"][0]["text"]
