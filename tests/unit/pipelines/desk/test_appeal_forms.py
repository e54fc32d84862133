"""Recording appeals on the page: through the one function, once, against the version seen, and no typed text is lost."""

from datetime import datetime, timedelta

import pytest

from pipelines.clock import now
from pipelines.desk import application
from tests.desk import PASSPHRASE, PEOPLE, Browser, enter_appeals, make_home
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import record, record_events, records, verify_records

FIRM = "A" * 18


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(application, "now", lambda: datetime(2026, 11, 18, 10))


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


@pytest.fixture
def browser(home):
    return Browser(home).login()


def appeal(home, number=1):
    with open_ops(home.ops) as connection:
        return record(connection, "appeals", number)


def actions(home, number=1):
    with open_ops(home.ops) as connection:
        return [event["action"] for event in record_events(connection, "appeals", number)]


def enter(browser, **typed):
    return browser.submit("/appeals/new", **{"enterprise": FIRM, "raised_on": "2026-11-17", "topic": "space", "words": "缺厂房", **typed})


def test_an_appeal_goes_from_the_door_to_the_end(home, browser):
    assert enter(browser).headers["location"] == "/appeals/1?notice=open"
    assert (appeal(home)["case_id"], appeal(home)["street"], appeal(home)["origin"]) == (1, "坪山街道", "entered")
    browser.submit("/appeals/1/dispatch", department="规自局", appeal_class="simple", words="")
    assert (appeal(home)["department"], appeal(home)["due_on"]) == ("规自局", "2026-11-23")
    browser.submit("/appeals/1/answer", words="已推荐两处厂房")
    # It is closed once its enterprise has been asked, and not before.
    assert "不能办结" in browser.get("/appeals/1/close").words
    browser.submit("/appeals/1/confirm", is_called_back="1", is_helped="1", words="")
    assert browser.submit("/appeals/1/close", words="").headers["location"] == "/appeals/1?notice=close"
    assert (appeal(home)["state"], appeal(home)["closed_on"]) == ("closed", "2026-11-18")
    assert actions(home) == ["open", "dispatch", "answer", "confirm", "close"]
    assert verify_records(home.ops, "appeals").is_whole


def test_who_was_not_helped_goes_one_level_up_or_is_told_why_not(home, browser):
    enter(browser)
    browser.submit("/appeals/1/dispatch", department="规自局", appeal_class="ordinary", words="")
    browser.submit("/appeals/1/answer", words="暂无指标")
    browser.submit("/appeals/1/confirm", is_called_back="0", is_helped="0", words="")
    refused = browser.submit("/appeals/1/close", words="")
    assert (refused.status, "企业未得到帮助" in refused.words) == (422, True)
    browser.submit("/appeals/1/send_back", words="企业仍缺厂房")
    assert (appeal(home)["state"], appeal(home)["rung"]) == ("sent_back", "office")


def test_the_same_topic_within_three_weeks_is_attached_and_the_same_form_counts_once(home, browser):
    form = {**browser.get("/appeals/new").hidden("/appeals/new"), "enterprise": FIRM, "raised_on": "2026-11-17", "topic": "space"}
    assert browser.post("/appeals/new", {**form, "words": "缺厂房"}).headers["location"] == "/appeals/1?notice=open"
    browser.post("/appeals/new", {**form, "words": "缺厂房"})
    assert appeal(home)["attached"] == 0
    assert enter(browser, raised_on="2026-11-18", words="再次反映").headers["location"] == "/appeals/1?notice=attach"
    enter(browser, raised_on="2026-11-18", words="再次反映")
    assert appeal(home)["attached"] == 1
    assert enter(browser, topic="cost", words="租金高").headers["location"] == "/appeals/2?notice=open"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"enterprise": "没有这家"}, "没有名称含“没有这家”"),
        ({"raised_on": "2026-11-19"}, "“提出日期”不能晚于今天"),
        ({"topic": "weather"}, "“类别”请从列出的选项中选择"),
        ({"words": ""}, "“诉求内容”没有填写"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(home, browser, typed, said):
    answer = enter(browser, **typed)
    assert (answer.status, said in answer.words) == (422, True)
    assert all(value in answer.text for value in typed.values() if value != "weather")
    with open_ops(home.ops) as connection:
        assert records(connection, "appeals") == []


def test_a_stale_or_forged_form_stores_nothing_and_keeps_the_text(home, browser):
    enter_appeals(home)
    address = "/appeals/1/dispatch"
    form = {**browser.get(address).hidden(address), "department": "金融局", "appeal_class": "simple", "words": "请速办"}
    assert browser.post(address, {**form, "mark": "x.y"}).status == 403
    assert browser.post(address, {**form, "seen": "9"}).status == 403
    browser.submit(address, department="规自局", appeal_class="simple", words="")
    late = browser.post(address, form)
    assert (late.status, "请速办" in late.text, appeal(home)["department"]) == (409, True, "规自局")
    assert browser.post("/appeals/new", {"enterprise": FIRM, "words": "伪造"}).status == 403
    assert browser.get("/appeals/1/other").status == 404


@pytest.mark.parametrize(
    ("address", "typed", "kept"),
    [
        ("/appeals/new", {"enterprise": FIRM, "raised_on": "2026-11-17", "topic": "space", "words": "缺\r\n厂房"}, "缺\n厂房"),
        ("/appeals/1/dispatch", {"department": "规自局", "appeal_class": "simple", "words": "请\r\n速办"}, "请\n速办"),
    ],
)
def test_an_expired_session_loses_no_typed_text(home, browser, monkeypatch, address, typed, kept):
    enter_appeals(home)
    form = {**browser.get(address).hidden(address), **typed}
    later = max(now(), datetime(2026, 11, 18, 10, tzinfo=now().tzinfo)) + timedelta(hours=90)
    monkeypatch.setattr(application, "now", lambda: later)
    asked = browser.post(address, form)
    assert asked.status == 401
    again = browser.post("/login", {**asked.hidden("/login"), "email": PEOPLE["district"][0], "passphrase": PASSPHRASE})
    assert (again.status, kept in again.text, actions(home)) == (200, True, ["open"])
    assert browser.post(address, {**again.hidden(address), **typed}).status == 303
