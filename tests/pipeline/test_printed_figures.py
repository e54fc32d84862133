"""Every number of a published month is what the warehouse holds, worked out again by another way than the pages go."""

import re
from collections import Counter
from datetime import date

import pytest
from lxml import html

from pipelines.data_dir import DataDir
from tests.district import FIRST, LAST
from tests.pipeline.printed.checker import Reader, compared
from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.parts import Part
from tests.pipeline.printed.wordings import Compared

# The checker is no part of the program, and measuring coverage doubles its time.
pytestmark = pytest.mark.no_cover
KINDS = {"bulletin", "workbook", "page", "reason", "model", "urgent note", "index", "mail bulletin", "mail urgent"}


@pytest.mark.parametrize("month", [FIRST, LAST])
def test_what_is_printed_is_what_the_warehouse_holds(mailed: DataDir, month: date) -> None:
    found = list(compared(PublishedMonth(mailed, month)))
    problems = [f"{each.place}: {each.problem}" for each in found if each.problem]
    assert not problems, "\n".join(problems[:20])
    # A checker that finds no table, no cell or no letter finds no fault either.
    if month == LAST:
        assert kinds(found) == KINDS


def kinds(found: list[Compared]) -> set[str]:
    return set(Counter(each.place.split(",", maxsplit=1)[0] for each in found))


WRONG = (
    (r"占监测企业(\d+)", r"占监测企业1\1"),
    (r"新进入名单(\d+)家", r"新进入名单9\1家"),
    (r"</h1>", r"；另有31家</h1>"),
    (r"（占全区(\d)", r"（占全区9\1"),
)


def test_wrong_numbers_and_one_that_nobody_works_out_are_seen(mailed: DataDir) -> None:
    month = PublishedMonth(mailed, LAST)
    # Digits stand in spans of their own.
    text = re.sub(r'<span class="nw">([^<]*)</span>', r"\1", (month.folder / "bulletin.html").read_text(encoding="utf-8"))
    for old, new in WRONG:
        text, count = re.subn(old, new, text, count=1)
        assert count == 1
    found = [each.problem for each in Reader(month, Part(month)).page("bulletin", html.fromstring(text)) if each.problem]
    # Each is seen where it stands, and nothing else is.
    for told in ("监测企业1", "新进入名单9", "另有31家", "占全区9"):
        assert any(told in problem for problem in found), told
    assert len(found) == len(WRONG)
