"""What a district can be asked to be."""

from datetime import date

import numpy as np
import pytest

from pipelines.demo.settings import DemoSettings

LAST = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"enterprises": 5}, "at least 20 enterprises, got 5"),
        ({"months": 6}, "at least 14 months"),
        ({"seed": -1}, "zero or positive, got -1"),
    ],
)
def test_a_district_too_small_is_refused_with_what_is_needed(change, words):
    with pytest.raises(ValueError, match=words):
        DemoSettings(last=LAST, **change)


def test_parts_have_streams_of_their_own():
    settings = DemoSettings(last=LAST)
    first, again, other = (settings.random(part).random(4) for part in ("register", "register", "events"))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_last_day_is_the_twentieth_of_the_next_month_unless_named():
    assert DemoSettings(last=LAST).last_day == date(2026, 1, 20)
    assert DemoSettings(last=date(2025, 8, 31)).last_day == date(2025, 9, 20)
    assert DemoSettings(last=LAST, delivered_through=date(2026, 1, 9)).last_day == date(2026, 1, 9)
