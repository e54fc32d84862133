"""What people read, word by word: a change of any sentence, number or column shows as a difference of a golden file.

A difference is either a mistake or wanted; wanted ones are written anew by `python -m tests.golden.test_golden_pages` and read
before they are committed.
"""

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from reports.bulletin import render_bulletin
from reports.enterprise import new_reds, render_enterprise, render_urgent
from reports.frames import BriefingFrames
from reports.letters.bulletin import bulletin_letter
from reports.letters.english import english_bulletin, english_urgent
from reports.letters.urgent import urgent_letter
from reports.scope import narrow
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import lines_of

FOLDER = Path(__file__).parent / "pages"
COUNTS = {"red": 2, "orange": 3, "yellow": 3, "blue": 2}
STREET = "street:坪山街道"


def frames() -> BriefingFrames:
    """A small district in which two enterprises are newly red."""
    return briefing_frames(7, hostile=False, counts=COUNTS)


def _workbook(shown: BriefingFrames) -> str:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(shown, edition())))
    rows = [(sheet.title, *row) for sheet in book for row in sheet.iter_rows(values_only=True)]
    return "\n".join(
        "\t".join("" if cell is None else f"{cell:.6g}" if isinstance(cell, float) else str(cell) for cell in row) for row in rows
    )


PAGES: dict[str, Callable[[BriefingFrames], str]] = {
    "bulletin.txt": lambda shown: lines_of(render_bulletin(shown, edition())),
    "bulletin_of_a_street.txt": lambda shown: lines_of(render_bulletin(*narrow(shown, edition(), STREET))),
    "bulletin_without_figures.txt": lambda _: lines_of(render_bulletin(BriefingFrames(), edition())),
    "enterprise.txt": lambda shown: lines_of(render_enterprise(shown, edition(), shown.listed()["uscc"][1])),
    "urgent.txt": lambda shown: lines_of(render_urgent(shown, edition(), new_reds(shown))),
    "mail_bulletin.txt": lambda shown: bulletin_letter(shown, edition(copy_number="012"), "district", ["预警月报.pdf"]).text,
    "mail_urgent.txt": lambda shown: urgent_letter(shown, edition(copy_number="012"), "district", ["预警快报.pdf"]).text,
    "mail_bulletin_en.txt": lambda shown: english_bulletin(shown, edition(copy_number="012"), "district", ["预警月报.pdf"]).text,
    "mail_urgent_en.txt": lambda shown: english_urgent(shown, edition(copy_number="012"), "district", ["预警快报.pdf"]).text,
    "warning_list.tsv": _workbook,
}


@pytest.fixture(scope="module")
def shown() -> BriefingFrames:
    return frames()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_said(shown: BriefingFrames, name: str) -> None:
    assert PAGES[name](shown).splitlines() == (FOLDER / name).read_text(encoding="utf-8").splitlines()


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_golden_pages_hold_no_empty_sentence() -> None:
    for name in PAGES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"None|nan|\bnull\b|。。|，，|；；|（）|：$", text), name


if __name__ == "__main__":
    for page, render in PAGES.items():
        (FOLDER / page).write_text(render(frames()).rstrip("\n") + "\n", encoding="utf-8")
        sys.stdout.write(f"{FOLDER / page}\n")
