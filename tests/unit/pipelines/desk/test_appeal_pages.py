"""Appeals on the page: which are found, how one stands, and what its case shows."""

from datetime import datetime

import pytest

from models.cases.settings import CaseSettings
from pipelines.cases import appeal_recording as appeals
from pipelines.cases.recording import Actor
from pipelines.desk import application
from tests.desk import CASES, OPENED_AT, Browser, enter_appeals, make_home

OFFICE = Actor("李某")


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(application, "now", lambda: datetime(2026, 11, 24, 10))


@pytest.fixture
def home(tmp_path):
    made = make_home(tmp_path / "home")
    enter_appeals(made)
    # Three working days from Monday the 16th: the answer was due on Thursday the 19th.
    appeals.dispatch(made.ops, 2, "规自局", "simple", OFFICE, OPENED_AT, CaseSettings())
    appeals.dispatch(made.ops, 3, "工信局", "complex", OFFICE, OPENED_AT, CaseSettings())
    return made


def numbers(browser, query):
    text = browser.get(f"/appeals?{query}").text
    return {number for number in range(1, len(CASES) + 1) if f'href="/appeals/{number}"' in text}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {1, 2, 3, 4, 5}),
        ("view=late", {2}),
        ("view=open&topic=space", {1, 2, 3, 4, 5}),
        ("view=open&topic=cost", set()),
        ("text=%E7%89%A9%E6%B5%81", {4}),
        (f"text={'b' * 18}", {2}),
        ("view=x&topic=y&page=99", {1, 2, 3, 4, 5}),
    ],
)
def test_a_search_finds_what_it_says(home, query, found):
    assert numbers(Browser(home).login(), query) == found


def test_the_list_counts_what_it_shows(home):
    assert "共5件，逾期未答复1件" in Browser(home).login().get("/appeals").words
    assert "共2件，逾期未答复0件" in Browser(home).login("street:坪山街道").get("/appeals").words


def test_one_appeal_says_how_it_stands_and_what_happened(home):
    words = Browser(home).login().get("/appeals/2").words
    for told in ("乙新材料有限公司缺厂房", "2026-11-19", "规自局", "逾期", "登记答复", "服务单2"):
        assert told in words
    assert "企业确认" not in words.split("办理经过")[0]


def test_a_case_shows_its_open_appeals_and_the_way_to_a_new_one(home):
    page = Browser(home).login().get("/cases/2")
    assert 'href="/appeals/2"' in page.text
    assert f'href="/appeals/new?enterprise={"B" * 18}"' in page.text
    assert f'value="{"B" * 18}"' in Browser(home).login().get(f"/appeals/new?enterprise={'B' * 18}").text


def test_whoever_leads_a_case_sees_its_appeals(home):
    Browser(home).login().submit("/cases/2/assign", lead="第一工作组", words="")
    assert numbers(Browser(home).login("owner:第一工作组"), "") == {1, 2, 4}
