"""What came of telling an enterprise of a policy: recorded on the page against the version seen, once, within a scope."""

from datetime import date, datetime

import polars as pl
import pytest

from pipelines.cases.lead_recording import claim_rows
from pipelines.desk import application
from reports.policy_lines import MatchList
from tests.desk import Browser, make_home
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import records, verify_records
from warehouse.tables.out_policies__monthly_enterprises import TABLE

ADDRESS = "/cases/1/policies/rent"
CLAUSES = ("policy", "clause", "words_zh", "fact", "operator", "value_text", "problem")


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(application, "now", lambda: datetime(2026, 11, 18, 10))


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def matches():
    """One that may fit, one that does not for its second clause."""
    empty = TABLE.empty_frame().drop("month")
    own = {"uscc": "A" * 18}
    fits = {"policy": "rent", "status": "fast_track", "place": 1, "title": "租金补贴", "department": "工信局"}
    not_met = {"policy": "jobs", "status": "not_eligible", "clause": "2", "title": "稳岗补贴", "department": "人社局"}
    rows = [own | fits | {"manual_words": "租赁合同真实"}, own | not_met]
    found = pl.concat([empty, pl.DataFrame(rows)], how="diagonal_relaxed").with_columns(name=pl.lit("甲"))
    told = (("rent", "1", "在本区租用厂房"), ("jobs", "1", "登记在本区"), ("jobs", "2", "用工未减少"))
    clauses = [(*one, None, None, None, "") for one in told]
    table = pl.DataFrame(clauses, schema=dict.fromkeys(CLAUSES, pl.String), orient="row")
    return MatchList(date(2026, 10, 1), date(2026, 11, 16), found, table, pl.DataFrame(), False)


@pytest.fixture
def browser(home, monkeypatch):
    home.snapshot.write_bytes(b"published")
    monkeypatch.setattr("pipelines.desk.policy_results.PolicyResults._read", lambda _: matches())
    return Browser(home).login()


def leads(home):
    with open_ops(home.ops) as connection:
        return records(connection, "policy_leads")


def claims(home, day=date(2026, 12, 31)):
    with open_ops(home.ops) as connection:
        return claim_rows(connection, day)


def enter(browser, address=ADDRESS, **typed):
    return browser.submit(address, **{"state": "told", "on": "2026-11-18", "clause": "", "words": "", **typed})


def test_a_case_shows_what_may_fit_and_why_not(browser):
    words = browser.get("/cases/1").words
    assert words.index("租金补贴") < words.index("稳岗补贴")
    for told in ("快申快享候选", "租赁合同真实", "用工未减少", "尚未告知"):
        assert told in words


def test_a_case_without_matches_says_so(home):
    assert "尚无该企业的政策匹配结果" in Browser(home).login().get("/cases/2").words


def test_told_then_applied_then_refused_with_its_clause_then_granted(home, browser):
    assert enter(browser).headers["location"] == "/cases/1"
    assert claims(home) == []
    enter(browser, state="applied", on="2026-11-10")
    assert claims(home) == [("A" * 18, "rent", "2026-11-10", "", "", "2026-11-18")]
    refused = enter(browser, state="refused")
    assert "请选择是哪一条款" in refused.words
    enter(browser, state="refused", clause="1")
    assert "未通过（2026-11-18）：在本区租用厂房" in browser.get("/cases/1").words
    assert claims(home) == [("A" * 18, "rent", "2026-11-10", "refused", "1", "2026-11-18")]
    enter(browser, state="granted")
    # Granted after a refusal is another claim, of its own day.
    assert claims(home) == [("A" * 18, "rent", "2026-11-18", "granted", "", "2026-11-18")]
    assert "不再登记" in browser.get(ADDRESS).words
    assert verify_records(home.ops, "policy_leads").is_whole


def test_a_lead_before_its_day_is_no_claim_yet(home, browser):
    enter(browser, state="applied")
    assert claims(home, date(2026, 11, 17)) == []


def test_a_stale_or_forged_form_stores_nothing_and_keeps_the_text(home, browser):
    form = {**browser.get(ADDRESS).hidden(ADDRESS), "state": "declined", "on": "2026-11-18", "clause": "", "words": "企业暂不考虑"}
    assert browser.post(ADDRESS, {**form, "mark": "x.y"}).status == 403
    enter(browser)
    late = browser.post(ADDRESS, form)
    assert (late.status, "企业暂不考虑" in late.text) == (409, True)
    assert [row["state"] for row in leads(home)] == ["told"]
    assert enter(browser, on="2026-12-01").status == 422


@pytest.mark.parametrize("address", ["/cases/1/policies/other", "/cases/9/policies/rent", "/cases/2/policies/rent"])
def test_what_is_no_policy_of_the_case_is_not_there(browser, address):
    assert browser.get(address).status == 404


def test_outside_a_scope_nothing_is_seen_or_recorded(home, browser):
    other = Browser(home).login("tier:department")
    form = browser.get(ADDRESS).hidden(ADDRESS)
    assert other.get(ADDRESS).status == 404
    assert other.post(ADDRESS, {**form, "state": "told", "on": "2026-11-18"}).status == 404
    assert leads(home) == []
