"""Every number of briefs, agendas, push lists, letters and pages for cases is what is on record, gone through again row by row."""

import re
from collections.abc import Iterator

import pytest
from lxml import html

from tests.desk import Browser
from tests.district import FIRST, LAST
from tests.pipeline.printed.briefs import brief_of, of_agendas, of_brief_letters, of_briefs
from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.offices import of_desk, of_digests, of_pushes
from tests.pipeline.printed.wordings import Compared
from tests.pipeline.served import Served

# The checker is no part of the program, and measuring coverage doubles its time.
pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module")
def months(offices: Served) -> dict[str, PublishedMonth]:
    return {f"{month:%Y-%m}": PublishedMonth(offices.home, month) for month in (FIRST, LAST)}


def problems(found: Iterator[Compared]) -> list[str]:
    """What differs; a checker that finds no number finds no fault either."""
    compared = list(found)
    assert compared
    return [f"{each.place}: {each.problem}" for each in compared if each.problem]


def test_briefs(offices: Served, months: dict[str, PublishedMonth]) -> None:
    assert problems(of_briefs(offices.home, months)) == []


def test_letters_of_briefs(offices: Served, months: dict[str, PublishedMonth]) -> None:
    assert problems(of_brief_letters(offices.home, months)) == []


def test_agendas(offices: Served) -> None:
    assert problems(of_agendas(offices.home)) == []


def test_weekly_letters(offices: Served) -> None:
    assert problems(of_digests(offices.home)) == []


def test_push_lists_and_their_letters(months: dict[str, PublishedMonth]) -> None:
    assert problems(of_pushes(months[f"{LAST:%Y-%m}"])) == []


def test_list_of_cases_and_every_case(at_the_desk: Browser) -> None:
    assert problems(of_desk(at_the_desk.home, lambda address: at_the_desk.get(address).text)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"应走访(\d+)家", r"应走访9\1家"),
        (r"累计逾期(\d+)家", r"累计逾期9\1家"),
        (r"</h1>", "；另有31家</h1>"),
        (r"(\d+)家企业被走访过", r"9\1家企业被走访过"),
    ],
)
def test_a_wrong_number_of_a_brief_is_seen(offices: Served, months: dict[str, PublishedMonth], old: str, new: str) -> None:
    path = next(iter(sorted((offices.home.briefings / "briefs").glob("*/brief.html"))))
    text = re.sub(r'<span class="nw">([^<]*)</span>', r"\1", path.read_text(encoding="utf-8"))
    changed, count = re.subn(old, new, text, count=1)
    assert count == 1
    assert len(problems(brief_of(offices.home, path).page("brief", html.fromstring(changed), months))) >= 1
