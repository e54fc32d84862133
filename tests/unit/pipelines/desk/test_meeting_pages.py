"""Items of the joint meeting: seen within a scope, decided for the district alone, against the version seen."""

from datetime import date, datetime

import pytest

from pipelines.cases.meeting_items import add_by_hand
from pipelines.desk import application
from tests.desk import Browser, make_home
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import record, verify_records

MONTH, AT = date(2026, 11, 1), datetime(2026, 11, 18, 9)


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(application, "now", lambda: datetime(2026, 11, 18, 10))


@pytest.fixture
def home(tmp_path):
    made = make_home(tmp_path / "home")
    add_by_hand(made.ops, MONTH, "用地指标", "规自局", "李某", AT, case_id=1)
    add_by_hand(made.ops, MONTH, "乙企业融资", "金融局", "李某", AT, case_id=2)
    add_by_hand(made.ops, MONTH, "全区招聘会", "人力资源局", "李某", AT)
    return made


def item(home, number=1):
    with open_ops(home.ops) as connection:
        return record(connection, "meeting_items", number)


def test_items_are_seen_within_a_scope(home):
    whole, part = Browser(home).login().get("/meeting").words, Browser(home).login("street:坪山街道").get("/meeting").words
    assert [words for words in ("用地指标", "乙企业融资", "全区招聘会") if words in whole] == ["用地指标", "乙企业融资", "全区招聘会"]
    assert [words for words in ("用地指标", "乙企业融资", "全区招聘会", "登记议定意见") if words in part] == ["用地指标"]


def test_an_item_is_decided_and_done(home):
    browser = Browser(home).login()
    assert browser.submit("/meeting/1/decide", words="年内安排", due_on="2026-12-20").headers["location"] == "/meeting"
    assert "年内安排（2026-11-18议定，2026-12-20前落实）" in browser.get("/meeting").words
    assert browser.submit("/meeting/1/done", words="").status == 303
    assert (item(home)["decision"], item(home)["done_on"]) == ("年内安排", "2026-11-18")
    assert "2026-11-18落实" in browser.get("/meeting").words
    assert verify_records(home.ops, "meeting_items").is_whole


def test_a_stale_or_forged_decision_stores_nothing_and_keeps_the_text(home):
    browser = Browser(home).login()
    form = {**browser.get("/meeting/1/decide").hidden("/meeting/1/decide"), "words": "另行研究", "due_on": "2026-12-20"}
    assert browser.post("/meeting/1/decide", {**form, "mark": "x.y"}).status == 403
    browser.submit("/meeting/1/decide", words="年内安排", due_on="2026-12-20")
    late = browser.post("/meeting/1/decide", form)
    assert (late.status, "另行研究" in late.text, "年内安排" in late.text) == (409, True, True)
    assert item(home)["decision"] == "年内安排"
    missing = browser.submit("/meeting/2/decide", words="", due_on="2026-11-01")
    assert "“议定意见”没有填写" in missing.words
    assert "“何时前落实”须晚于今天" in missing.words


@pytest.mark.parametrize("address", ["/meeting/1/decide", "/meeting/1/done", "/meeting/9/decide", "/meeting/1/other"])
def test_whoever_sees_a_part_decides_nothing(home, address):
    assert Browser(home).login("street:坪山街道").get(address).status == 404
