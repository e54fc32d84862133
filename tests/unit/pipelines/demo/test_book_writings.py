"""A workbook says the same in every readable way of writing, and nothing wrong in those nobody should take as they stand."""

import pytest

from pipelines.demo.departments.book_writings import READABLE, UNREADABLE
from tests.unit.pipelines.demo.ways import forms, taken_in

DEPARTMENTS = ("statistics", "investment")


def fitting(ways):
    return [(way, name) for way, (fits, _) in ways.items() for name in DEPARTMENTS if fits(forms()[name])]


@pytest.mark.parametrize(("way", "department"), fitting(READABLE))
def test_a_readable_way_says_what_the_usual_one_says(way, department):
    _, usual, _ = taken_in(department, ".xlsx", None)
    report, stored, quarantine = taken_in(department, ".xlsx", way)
    assert report.layout is not None, report.note
    assert usual
    assert stored == usual, quarantine["reason"].to_list()[:3]
    assert quarantine.height == 0


@pytest.mark.parametrize(("way", "department"), fitting(UNREADABLE))
def test_a_copy_nobody_should_take_brings_nothing_wrong(way, department):
    _, usual, _ = taken_in(department, ".xlsx", None)
    _, stored, quarantine = taken_in(department, ".xlsx", way)
    # A second sheet that goes on without headings leaves the first as it is; its rows are refused by name.
    assert set(stored) <= set(usual) if way == "continued_sheet" else stored == []
    assert len(stored) < len(usual)
    assert quarantine.height
