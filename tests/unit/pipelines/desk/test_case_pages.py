"""The list and its search, the workbook of a search, deputies, and the published figures within a scope."""

import io
from datetime import datetime

import openpyxl
import pytest

from pipelines.desk import application
from reports.enterprise import render_enterprise
from tests.desk import CASES, Browser, make_home, seen_by
from tests.unit.pipelines.desk.test_application import audit
from tests.unit.reports.fixture_frames import briefing_frames, edition
from warehouse.ops import cases as stored
from warehouse.ops.absences import note_absence
from warehouse.ops.ops_db import open_ops, transaction
from warehouse.ops.record_events import RecordEvent, add_record


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(application, "now", lambda: datetime(2026, 11, 24, 10))


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def numbers(browser, query):
    text = browser.get(f"/cases?{query}").text
    return {number for number in range(1, len(CASES) + 1) if f'href="/cases/{number}"' in text}


def test_a_search_finds_what_it_says(home):
    browser = Browser(home).login()
    browser.submit("/cases/1/visit", visited_on="2026-11-20", visited_by="第一工作组", finding="confirmed", outcome="", words="")
    browser.submit("/cases/3/close", closing="moved_out", words="", confirmed="1")
    for query, found in {
        "view=all": {1, 2, 4, 5},
        "view=all&state=any": {1, 2, 3, 4, 5},
        "view=all&state=closed": {3},
        "view=all&level=red": {1, 5},
        "view=all&street=%E5%9D%91%E6%A2%93%E8%A1%97%E9%81%93": {2, 5},
        "view=all&text=%E7%89%A9%E6%B5%81": {4},
        f"view=all&text={'b' * 18}": {2},
        # Due on the 23rd: whoever was visited is not overdue.
        "view=all&due=overdue": {2, 4, 5},
        "view=all&due=overdue&state=in_service": set(),
        "view=all&due=week": {1, 2, 4, 5},
        "view=all&level=purple&state=x&due=y": {1, 2, 4, 5},
        "view=mine": set(),
    }.items():
        assert numbers(browser, query) == found, query
    assert "逾期未走访" in browser.get("/cases/2").words
    assert "逾期未走访" not in browser.get("/cases/1").words


def test_mine_my_units_and_all(home):
    group = Browser(home).login("owner:第一工作组")
    assert numbers(group, "view=unit") == {1, 4}
    assert numbers(group, "view=mine") == set()
    Browser(home).login().submit("/cases/1/add_helper", person="钱某")
    assert numbers(group, "view=mine") == {1}


def test_a_deputy_finds_the_cases_of_whoever_is_away(home):
    bureau = Browser(home).login()
    bureau.submit("/cases/1/assign", lead="钱某")
    with open_ops(home.ops) as connection:
        note_absence(connection, "钱某", "2026-11-23", "2026-11-24", "李某")
    assert numbers(bureau, "view=mine") == {1}


def test_pages_of_fifty(home):
    with open_ops(home.ops) as connection:
        case = {name: value for name, value in stored.case_row(connection, 4).items() if name != "version"}
        for number in range(100):
            stored.open_case(connection, {**case, "id": 100 + number, "uscc": f"X{number}"})
    browser = Browser(home).login()
    assert "共105件，第1至50件" in browser.get("/cases?view=all").words
    assert "共105件，第101至105件" in browser.get("/cases?view=all&page=3").words
    for place in ("99", "-1", "x", "999999999999"):
        assert browser.get(f"/cases?view=all&page={place}").status == 200


@pytest.mark.parametrize("scope", ["district", "street:坪山街道", "tier:department"])
def test_the_workbook_holds_the_search_and_says_so(home, scope):
    answer = Browser(home).login(scope).get("/cases.xlsx?view=all&state=any")
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    cases, searched = book.worksheets
    rows = list(cases.iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == seen_by(scope)
    said = {row[0]: row[1] for row in searched.iter_rows(values_only=True)}
    assert (said["件数"], said["状态"], said["谁的服务单"]) == (str(len(seen_by(scope))), "全部（含已办结）", "范围内全部")
    assert not any(cell.data_type == "f" for row in cases.iter_rows() for cell in row)
    (noted,) = audit(home, "exported")
    assert (noted["scope"], noted["rows"], noted["filter"]) == (scope, len(seen_by(scope)), {"view": "all", "state": "any"})


def test_a_reopened_case_shows_both_ends(home):
    browser = Browser(home).login()
    browser.submit("/cases/1/close", closing="unreachable", words="", confirmed="1")
    browser.submit("/cases/1/reopen", words="企业来电")
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/cases.xlsx?view=all&state=any").body))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    found = {row[0]: {name: row[head.index(name)] or None for name in ("状态", "接续服务单", "后续服务单")} for row in rows}
    new = max(found)
    assert found[1] == {"状态": "办结", "接续服务单": None, "后续服务单": new}
    assert found[new] == {"状态": "待走访", "接续服务单": 1, "后续服务单": None}
    assert {number for number, ends in found.items() if ends["接续服务单"] or ends["后续服务单"]} == {1, new}
    assert f'href="/cases/{new}"' in browser.get("/cases/1").text


def test_published_figures_within_a_scope_tell_nothing_of_the_district(home):
    frames = briefing_frames(hostile=False)
    page = render_enterprise(frames, edition(), frames.listed()["uscc"][0])
    assert "占全区" in page
    folder = home.briefings / "2026-10" / "enterprises"
    folder.mkdir(parents=True)
    (folder / f"{CASES[0][0]}.html").write_text(page, encoding="utf-8")
    for address in ("/cases/1", f"/briefings/2026-10/enterprises/{CASES[0][0]}.html"):
        whole, part = Browser(home).login().get(address), Browser(home).login("street:坪山街道").get(address)
        assert "占全区" in whole.text
        assert "占全区" not in part.text
        assert "名单位次" not in part.text
        for answer in (whole, part):
            assert '<svg class="small"' in answer.text
            assert "style=" not in answer.text
            assert "<script" not in answer.text
    for address in (f"/briefings/2026-09/enterprises/{CASES[0][0]}.html", "/briefings/2026-10/enterprises/..%2f..%2fops.html"):
        assert Browser(home).login().get(address).status == 404


def test_open_appeals_stand_on_the_case(home):
    values = {
        "uscc": CASES[0][0], "name": CASES[0][1], "street": "坪山街道", "tier": "group", "owner": "第一工作组", "raised_on": "2026-11-10",
        "topic": "space", "origin": "entered", "rung": "department",
    }  # fmt: skip
    dispatched = {"state": "dispatched", "department": "规自局", "due_on": "2026-11-23"}
    with open_ops(home.ops) as connection, transaction(connection):
        add_record(connection, RecordEvent("appeals", 0, "2026-11-10", "李某", "add", values | dispatched | {"detail": "厂房到期"}))
        closed = {"state": "closed", "closed_on": "2026-11-12", "raised_on": "2026-11-11", "detail": "停车"}
        add_record(connection, RecordEvent("appeals", 0, "2026-11-10", "李某", "add", values | closed))
    words = Browser(home).login().get("/cases/1").words
    assert "厂房到期（规自局） · 限2026-11-23答复 逾期" in words
    assert "停车" not in words
