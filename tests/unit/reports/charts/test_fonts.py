"""No chart prints boxes: every letter it may draw is in the packaged font."""

from __future__ import annotations

import pytest

from reports.charts.fonts import matplotlib_family, packaged_font
from reports.palette import LEVELS
from warehouse.vocabulary import INDICATORS


def test_every_letter_of_the_charts_is_in_the_font() -> None:
    from fontTools.ttLib import TTFont

    path = packaged_font("sans")
    if path is None:
        pytest.skip("font package not installed; a system font is used")
    assert matplotlib_family() == "Noto Sans SC"
    with TTFont(path, lazy=True) as font:
        letters = set(font.getBestCmap())
    levels = [f"{level.shape}{level.label('zh')}{level.label('en')}" for level in LEVELS]
    names = [f"{one.zh}{one.en.capitalize()}" for one in INDICATORS]
    needed = "".join(levels + names) + "同比共All growth□\u2212+%,—0123456789"
    assert [letter for letter in needed if ord(letter) not in letters] == []
