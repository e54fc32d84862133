"""Recording through the page: once, against the version seen, with both sides of a conflict, and with what is missing said."""

from datetime import date, datetime

import pytest

from pipelines.desk import application
from tests.desk import Browser, make_home
from warehouse.ops import cases as stored
from warehouse.ops.cases import verify_events
from warehouse.ops.ops_db import open_ops

VISIT = {"visited_on": "2026-11-17", "visited_by": "第一工作组", "finding": "confirmed", "outcome": "", "words": "订单减少，裁员三成"}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(application, "now", lambda: datetime(2026, 11, 18, 10))


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


@pytest.fixture
def browser(home):
    return Browser(home).login()


def case(home, number=1):
    with open_ops(home.ops) as connection:
        return stored.case_row(connection, number)


def rows(home, table, number=1):
    with open_ops(home.ops) as connection:
        return stored.records_of(connection, table, number)


def actions(home, number=1):
    with open_ops(home.ops) as connection:
        return [event["action"] for event in stored.events_of(connection, number)]


def test_a_case_goes_its_way_by_page_alone(home, browser):
    assert browser.submit("/cases/2/assign", lead="第二工作组").headers["location"] == "/cases/2?notice=assign"
    assert browser.submit("/cases/1/visit", **VISIT).headers["location"] == "/cases/1?notice=visit"
    assert browser.submit("/cases/1/request", department="区人力资源局", request_class="simple", words="招聘对接").status == 303
    (request,) = rows(home, "case_requests")
    assert browser.submit("/cases/1/answer", request=str(request["id"]), words="已安排专场").status == 303
    assert browser.submit("/cases/1/watch").status == 303
    assert browser.submit("/cases/1/resume").status == 303
    assert browser.submit("/cases/1/suspend", until_on="2026-12-01", words="春节前检修").status == 303
    assert browser.submit("/cases/1/resume").status == 303
    assert browser.submit("/cases/1/judge", is_useful="1", words="确有困难").status == 303
    assert browser.submit("/cases/1/add_helper", person="区科创局").status == 303
    assert browser.submit("/cases/3/send_back", lead="区商务局", words="不归口").status == 303
    (visit,) = rows(home, "case_visits")
    assert (visit["visited_by"], visit["finding"], visit["note"]) == ("第一工作组", "confirmed", "订单减少，裁员三成")
    with open_ops(home.ops) as connection:
        doors = {(event["actor"], event["door"]) for event in stored.events_of(connection, 1)[1:]}
    assert doors == {("李某", "page")}
    assert (case(home)["state"], case(home, 2)["lead"], case(home, 3)["state"]) == ("in_service", "第二工作组", "sent_back")
    assert verify_events(home.ops).is_whole
    page = browser.get("/cases/1?notice=judge").words
    shown = ("已登记：评价。", "订单减少，裁员三成", "区人力资源局", "已安排专场", "有用 · 确有困难", "区科创局（协办，2026-11-18起）")
    assert [words for words in shown if words not in page] == []


def test_closing_shows_first_what_it_records(home, browser):
    browser.submit("/cases/1/visit", **VISIT)
    browser.submit("/cases/1/request", department="区税务局", request_class="ordinary", words="延期缴税")
    review = browser.submit("/cases/1/close", closing="helped", words="订单已恢复")
    for words in ("办理中 → 办结", "帮扶见效", "已恢复", "1项，办结后不再催办", "订单已恢复"):
        assert words in review.words
    assert actions(home)[-1] == "request"
    changed = browser.post("/cases/1/close", {**review.hidden("/cases/1/close"), "confirmed": "", "edit": "1"})
    assert "订单已恢复" in changed.text
    assert actions(home)[-1] == "request"
    done = browser.post("/cases/1/close", review.hidden("/cases/1/close"))
    assert done.headers["location"] == "/cases/1?notice=close"
    assert (case(home)["state"], case(home)["closing"], case(home)["closed_on"]) == ("closed", "helped", "2026-11-18")
    again = browser.submit("/cases/1/reopen", words="企业又来电")
    assert case(home, int(again.headers["location"].removeprefix("/cases/").partition("?")[0]))["follows"] == 1


def test_what_only_a_visit_can_know_is_not_offered_without_one(home, browser):
    page = browser.get("/cases/1/close")
    assert 'value="helped"' not in page.text
    answer = browser.submit("/cases/1/close", closing="helped", words="x", confirmed="1")
    assert answer.status == 422
    assert case(home)["state"] == "to_visit"


def test_a_form_counts_once_however_often_it_is_sent(home, browser):
    form = {**browser.get("/cases/1/note").hidden("/cases/1/note"), "words": "电话联系过"}
    first, second = browser.post("/cases/1/note", form), browser.post("/cases/1/note", form)
    assert (first.headers["location"], second.headers["location"]) == ("/cases/1?notice=note", "/cases/1?notice=known")
    assert "没有重复登记" in browser.get("/cases/1?notice=known").words
    # Sent again with other words: neither recorded nor lost.
    third = browser.post("/cases/1/note", {**form, "words": "第二次电话"})
    assert (third.status, "第二次电话" in third.text) == (409, True)
    assert actions(home) == ["open", "note"]


def test_a_form_of_an_older_version_shows_both_sides(home, browser):
    other = Browser(home).login("owner:第一工作组")
    stale = {**browser.get("/cases/1/close").hidden("/cases/1/close"), "closing": "unreachable", "words": "电话不通", "confirmed": "1"}
    other.submit("/cases/1/visit", **VISIT)
    answer = browser.post("/cases/1/close", stale)
    assert answer.status == 409
    for words in ("他人已登记的", "钱某（网页）", "：情况属实", "订单减少，裁员三成", "您要登记的", "服务单现状：办理中", "电话不通"):
        assert words in answer.text.replace("\n", "")
    assert case(home)["state"] == "in_service"
    # Having seen both sides the writer may still record it.
    review = browser.post("/cases/1/close", {**answer.hidden("/cases/1/close"), "closing": "unreachable", "words": "电话不通"})
    assert browser.post("/cases/1/close", review.hidden("/cases/1/close")).status == 303
    assert case(home)["state"] == "closed"


def test_the_same_visit_with_another_finding_shows_both_sides(home, browser):
    browser.submit("/cases/1/visit", **VISIT)
    answer = browser.submit("/cases/1/visit", **{**VISIT, "finding": "false_alarm"})
    assert answer.status == 409
    assert len(rows(home, "case_visits")) == 1


@pytest.mark.parametrize(
    ("action", "typed", "said"),
    [
        ("visit", {**VISIT, "finding": ""}, "“走访结论”没有填写"),
        ("visit", {**VISIT, "finding": "fine"}, "“走访结论”请从列出的选项中选择"),
        ("visit", {**VISIT, "visited_on": "17.11.2026"}, "“走访日期”不是有效日期"),
        ("visit", {**VISIT, "visited_on": "2026-11-19"}, "“走访日期”不能晚于今天"),
        ("note", {"words": " \r\n "}, "“备注内容”没有填写"),
        ("note", {"words": "长" * 4001}, "“备注内容”超过4000字"),
        ("request", {"department": "", "request_class": "simple", "words": "x"}, "“转办给哪个部门”没有填写"),
        ("suspend", {"until_on": "2026-11-18", "words": "检修"}, "“下次答复日期”须晚于今天"),
        ("judge", {"is_useful": "yes"}, "请从列出的选项中选择"),
        ("answer", {"request": "1", "words": "x"}, "服务单目前为“待走访”，不能登记答复"),
        ("watch", {}, "服务单目前为“待走访”，不能转观察"),
        ("reopen", {"words": "x"}, "不能重新建档"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_kept(home, browser, action, typed, said):
    address = f"/cases/1/{action}"
    form = {"seen": "1", "mark": ""}
    page = browser.get(address)
    if f'action="{address}"' in page.text:
        answer = browser.post(address, {**page.hidden(address), **typed})
        assert answer.status == 422
    else:
        answer = page
        assert browser.post(address, {**form, **typed}).status == 403
    assert said in answer.words
    assert all(value in answer.text for value in typed.values() if value.strip() and answer.status == 422 and "选项" not in said)
    assert actions(home) == ["open"]


def test_a_form_has_the_choices_of_its_case_and_scope(home):
    browser = Browser(home).login("street:坪山街道")
    people = browser.get("/cases/1/assign").text
    assert "第一工作组" in people
    assert "区科创局" in people
    # An office that answers for other streets alone is nobody this reader may know of.
    assert "区工信局" not in people


def test_what_is_handed_over_is_seen_by_its_new_lead(home, browser):
    group = Browser(home).login("owner:第一工作组")
    assert group.get("/cases/2").status == 404
    browser.submit("/cases/2/assign", lead="第一工作组")
    assert group.get("/cases/2").status == 200
    assert case(home, 2)["due_on"] == date(2026, 11, 23).isoformat()


def test_control_characters_are_not_stored(home, browser):
    browser.submit("/cases/1/note", words="第一行\r\n第二行\x00\x1b[31m")
    with open_ops(home.ops) as connection:
        assert stored.events_of(connection, 1)[-1]["words"] == "第一行\n第二行[31m"
