"""A text file says the same in every readable way of writing, and nothing wrong in those nobody should take as they stand."""

import pytest

from pipelines.demo.departments.text_writings import READABLE, UNREADABLE
from tests.unit.pipelines.demo.ways import forms, taken_in

DEPARTMENTS = tuple(forms())


def fitting(ways):
    return [(way, name) for way, (fits, _) in ways.items() for name in DEPARTMENTS if fits(forms()[name])]


@pytest.mark.parametrize(("way", "department"), fitting(READABLE))
def test_a_readable_way_says_what_the_usual_one_says(way, department):
    _, usual, _ = taken_in(department, ".csv", None)
    report, stored, quarantine = taken_in(department, ".csv", way)
    assert report.layout is not None, report.note
    assert usual
    if way == "stray_quotes":
        # What such a row says may be asked for again, by row; the others are as they were.
        assert set(stored) <= set(usual)
        assert len(stored) + quarantine.drop_nulls("row_number").height == len(usual)
        return
    assert stored == usual, quarantine["reason"].to_list()[:3]
    assert quarantine.height == 0


@pytest.mark.parametrize(("way", "department"), fitting(UNREADABLE))
def test_a_copy_nobody_should_take_brings_nothing_wrong(way, department):
    _, usual, _ = taken_in(department, ".csv", None)
    _, stored, quarantine = taken_in(department, ".csv", way)
    assert set(stored) <= set(usual)
    assert len(stored) < len(usual)
    assert quarantine.height
