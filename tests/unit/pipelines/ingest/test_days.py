"""Days with times and zones, and dates that stand for none or for ever."""

from datetime import date

import pytest

from pipelines.ingest.days import day_of, folded, has_time, is_no_day, stands_for_no_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-31", date(2026, 10, 31)),
        ("2026-10-31T16:00:00Z", date(2026, 11, 1)),
        ("2026-10-31 15:59:59.999+00:00", date(2026, 10, 31)),
        ("2026-11-01T00:00+0800", date(2026, 11, 1)),
        ("2026-10-31T16:00Z[UTC]", date(2026, 11, 1)),
        ("2026-10-31 16:00:00", date(2026, 10, 31)),
        ("20261103081530", date(2026, 11, 3)),
        ("20261103081530127", date(2026, 11, 3)),
        ("2026/11/3 下午 4:15:30", date(2026, 11, 3)),
        ("2026年11月3日8时15分", date(2026, 11, 3)),
        ("２０２６－１１－０３", date(2026, 11, 3)),
        ("2026-11-03 25:00:00", None),
        ("2026-11-31", None),
        ("2026-11", None),
        ("2026-11-03 noon", None),
    ],
)
def test_a_moment_is_a_day_of_shanghai(text, day):
    assert day_of(folded(text)) == day


@pytest.mark.parametrize(
    "text", ["长期", "Present", "0", "1", "1900-01-00", "1899-12-31T15:54:17Z", "9999-12-31T23:59:59Z", "99991231", "2958465"]
)
def test_what_stands_for_no_day(text):
    assert stands_for_no_day(folded(text))


@pytest.mark.parametrize("text", ["2026-10-31", "1998-01-01", "2050-12-31", "1980-00-00", "2", "soon", ""])
def test_what_does_not(text):
    assert not stands_for_no_day(folded(text))


def test_a_day_alone_has_no_time():
    assert has_time("2026-10-31t16:00:00z")
    assert not has_time("2026-10-31")
    assert is_no_day(date(1970, 1, 1))
