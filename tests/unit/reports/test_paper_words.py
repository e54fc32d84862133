"""Words on paper stand apart: in both languages none is printed over another and none leaves the sheet."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from reports.bulletin import render_bulletin
from reports.pdf import make_pdf, why_unavailable
from tests.unit.reports.charts.test_street_map import outline
from tests.unit.reports.fixture_frames import STREETS, briefing_frames, edition

WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
# Boxes of neighbouring lines and of letters that lean touch each other by this much of the smaller one.
TOUCHING = 0.25


class Word(NamedTuple):
    """A word with its box on the sheet, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def shared(one: Word, other: Word) -> float:
    """Which share of the smaller box lies in the other."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return width * height / min(one.area, other.area) if width > 0 and height > 0 else 0.0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_is_printed_over_another_or_beyond_the_sheet(tmp_path: Path, language: str) -> None:
    if why_unavailable() or not shutil.which("pdftotext"):
        pytest.skip(why_unavailable() or "pdftotext of poppler-utils is not installed")
    frames = replace(briefing_frames(), outline=outline(*STREETS))
    sheet = tmp_path / "bulletin.pdf"
    sheet.write_bytes(make_pdf(render_bulletin(frames, edition(language=language), paper=True)).content or b"")
    boxes = subprocess.run(["pdftotext", "-bbox", sheet, "-"], check=True, capture_output=True, text=True, timeout=60).stdout
    pages = PAGE.findall(boxes)
    assert len(pages) > 4
    over, beyond = [], []
    for width, height, content in pages:
        found = [Word(float(left), float(top), float(right), float(low), text) for left, top, right, low, text in WORD.findall(content)]
        # Marks may lie over each other, as a square and its rim do.
        words = sorted(word for word in found if any(letter.isalnum() for letter in word.text))
        beyond += [word for word in words if word.left < 0 or word.top < 0 or word.right > float(width) or word.bottom > float(height)]
        for place, word in enumerate(words):
            for other in words[place + 1 :]:
                if other.left >= word.right:
                    break
                over += [(word.text, other.text)] if shared(word, other) > TOUCHING else []
    assert over == []
    assert beyond == []
