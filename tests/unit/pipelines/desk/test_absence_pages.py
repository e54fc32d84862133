"""Everybody enters the own absence, with a deputy who may see the cases."""

import pytest

from pipelines.clock import today
from tests.desk import Browser, make_home

DAY = today().isoformat()


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def test_an_absence_is_entered_shown_and_taken_back(home):
    browser = Browser(home).login("street:坪山街道")
    assert browser.submit("/absence", from_on=DAY, to_on=DAY, deputy="李某").status == 303
    page = browser.get("/absence")
    assert f"{DAY} – {DAY} · 代理人：李某" in page.words
    assert "今天您代理：王某" in Browser(home).login().get("/absence").words
    form = browser.get("/absence").hidden("/absence")
    assert Browser(home).login("owner:第一工作组").submit("/absence", number="1").status == 404
    assert browser.post("/absence", {**form, "number": "1"}).status == 303
    assert "没有登记今后的请假" in browser.get("/absence").words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"from_on": "", "to_on": DAY, "deputy": "李某"}, "“自”没有填写"),
        ({"from_on": DAY, "to_on": "morgen", "deputy": "李某"}, "“至”不是有效日期"),
        ({"from_on": DAY, "to_on": "2020-01-01", "deputy": "李某"}, "“至”早于起始日期或今天"),
        # Somebody of another scope could not see the cases.
        ({"from_on": DAY, "to_on": DAY, "deputy": "钱某"}, "“代理人”请从列出的选项中选择"),
    ],
)
def test_what_cannot_be_is_refused(home, typed, said):
    answer = Browser(home).login("street:坪山街道").submit("/absence", **typed)
    assert answer.status == 422
    assert said in answer.words


def test_a_forged_form_is_refused(home):
    assert Browser(home).login().post("/absence", {"from_on": DAY, "to_on": DAY, "deputy": "李某"}).status == 403
