"""A past month made again after restatements and corrections, in another zone, language and year: the same bytes."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.district import FIRST, District, read_published
from tests.past_again import make_again, restate_and_correct


@pytest.mark.no_cover
def test_a_past_month_is_the_same_bytes_whatever_came_later_and_wherever_it_is_made(district: District, tmp_path: Path) -> None:
    home = district.copied(tmp_path / "home")
    before = read_published(home, FIRST)
    restate_and_correct(home, [FIRST])
    make_again(home, [(FIRST, datetime(2027, 2, 28, 23, 59, 59))], "America/Los_Angeles", has_paper=True)
    after = read_published(home, FIRST)
    assert sorted(before) == sorted(after)
    # The manifest counts what has been taken in by now.
    assert [name for name in before if name != "manifest.json" and before[name] != after[name]] == []
