"""Every address × every scope, and what no request may do: leak, forge, repeat, overflow."""

import json
import re
from datetime import timedelta

import pytest

from pipelines.clock import now
from pipelines.desk import application
from pipelines.desk.application import PAGES
from reports.words.appeal_pages import WHAT_TO_DO
from tests.desk import CASES, PEOPLE, Browser, enter_appeals, make_home, seen_by
from warehouse.ops import cases as stored
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import record_events, records
from warehouse.vocabulary import FORBIDDEN_WORDS

SCOPES = [scope for scope in PEOPLE if not scope.startswith("source")]
ACTIONS = ("visit", "request", "note", "assign", "add_helper", "suspend", "send_back", "close", "judge", "answer", "reopen", "watch")


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


@pytest.fixture
def browser(home):
    return Browser(home).login()


def audit(home, action):
    with open_ops(home.ops) as connection:
        rows = connection.execute("select content from audit where action = ? order by number", (action,)).fetchall()
    return [json.loads(content) for (content,) in rows]


def events(home, case=1):
    with open_ops(home.ops) as connection:
        return [event["action"] for event in stored.events_of(connection, case)]


def hidden_names(scope):
    return [case[1] for number, case in enumerate(CASES, start=1) if number not in seen_by(scope) and "<" not in case[1]]


@pytest.mark.parametrize("scope", SCOPES)
def test_no_address_shows_what_lies_outside_a_scope(home, scope):
    page = home.briefings / "2026-10" / "enterprises"
    page.mkdir(parents=True)
    for case in CASES:
        (page / f"{case[0]}.html").write_text(f'<section aria-labelledby="why">{case[1]}画像</section>' if "<" not in case[1] else "")
    enter_appeals(home)
    browser, seen = Browser(home).login(scope), seen_by(scope)
    addresses = [f"/cases?view={view}&state=any" for view in ("mine", "unit", "all")]
    addresses += [f"/cases?view=all&state=any&text={case[0]}" for case in CASES]
    addresses += [f"/appeals?view={view}{more}" for view in ("open", "late", "all") for more in ("", "&topic=space", "&text=%E5%85%AC")]
    addresses += ["/appeals/new", "/absence", "/account", "/cases.xlsx?view=all&state=any"]
    for number, case in enumerate(CASES, start=1):
        own = [f"/cases/{number}", *(f"/cases/{number}/{action}" for action in ACTIONS), f"/briefings/2026-10/enterprises/{case[0]}.html"]
        own += [f"/appeals/{number}", *(f"/appeals/{number}/{action}" for action in WHAT_TO_DO)]
        for address in own:
            assert browser.get(address).status == (200 if number in seen else 404), address
        addresses += own
    for address in addresses:
        text = browser.get(address).body.decode("utf-8", "replace")
        assert [name for name in hidden_names(scope) if name in text] == [], address
    # What was asked for in vain stands in the audit.
    refused = [entry["path"] for entry in audit(home, "refused") if entry["scope"] == scope]
    assert {f"GET /cases/{number}" for number in range(1, len(CASES) + 1) if number not in seen} <= set(refused)


@pytest.mark.parametrize("scope", SCOPES)
def test_nothing_outside_a_scope_can_be_recorded(home, scope):
    enter_appeals(home)
    bureau, browser = Browser(home).login(), Browser(home).login(scope)
    for number in set(range(1, len(CASES) + 1)) - seen_by(scope):
        form = bureau.get(f"/cases/{number}/note").hidden(f"/cases/{number}/note")
        assert browser.post(f"/cases/{number}/note", {**form, "words": "越界"}).status == 404
        assert events(home, number) == ["open"]
        form = bureau.get(f"/appeals/{number}/dispatch").hidden(f"/appeals/{number}/dispatch")
        assert browser.post(f"/appeals/{number}/dispatch", {**form, "department": "越界", "appeal_class": "simple"}).status == 404
        named = browser.submit("/appeals/new", enterprise=CASES[number - 1][0], raised_on="2026-11-10", topic="cost", words="越界")
        assert (named.status, CASES[number - 1][1] in named.text) == (422, False)
        with open_ops(home.ops) as connection:
            assert [event["action"] for event in record_events(connection, "appeals", number)] == ["open"]
            assert len(records(connection, "appeals")) == len(CASES)


def test_nobody_gets_in_without_a_session(home):
    nobody = Browser(home)
    for page in PAGES:
        address = re.sub(r"\{(\w+):\w+\}", lambda match: {"number": "1", "action": "visit"}.get(match[1], "x"), page.path)
        answer = nobody.get(address)
        if page.is_open or page.show is None:
            continue
        assert answer.status == 303, address
        assert answer.headers["location"].startswith("/login?next="), address
        assert not any(case[1] in answer.text for case in CASES)


def test_whoever_only_delivers_cannot_log_in(home):
    email, _ = PEOPLE["source:供电企业"]
    answer = Browser(home).post("/login", {"email": email, "passphrase": "坪山的桂花今年开了三次"})
    assert answer.status == 401


def test_whoever_subscribes_no_more_is_out_at_once(home):
    browser = Browser(home).login("street:坪山街道")
    lines = home.subscribers.read_text(encoding="utf-8").splitlines()
    home.subscribers.write_text("\n".join(line for line in lines if "street@" not in line) + "\n", encoding="utf-8")
    assert browser.get("/cases").status == 303


@pytest.mark.parametrize("address", ["/cases", "/cases/1", "/cases/99", "/nowhere", "/login", "/desk.css", "/cases/1/nothing"])
def test_every_answer_carries_the_same_protection(browser, address):
    headers = browser.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script" not in headers["content-security-policy"]
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("PUT", "/cases/1", 405), ("DELETE", "/cases", 405), ("POST", "/cases/1", 405), ("GET", "/logout", 405), ("GET", "/nowhere", 404),
     ("GET", "/cases/", 404), ("GET", "/cases/99999999999999999999", 404), ("GET", "/cases/0", 404)],
)  # fmt: skip
def test_errors_are_pages_in_words(browser, method, address, status):
    answer = browser.send(method, address, b"", {})
    assert answer.status == status
    assert "<h1>" in answer.text
    assert "Error" not in answer.text


def test_what_is_too_long_or_no_form_is_refused(home, browser):
    long = browser.post("/cases/1/note", {"words": "长" * 40_000})
    assert (long.status, browser.send("POST", "/cases/1/note", b"{}", {"content-type": "application/json"}).status) == (413, 400)
    many = "&".join(f"a{number}=1" for number in range(100)).encode()
    assert browser.send("POST", "/cases/1/note", many, {"content-type": "application/x-www-form-urlencoded"}).status == 400
    broken = browser.send("POST", "/cases/1/note", b"words=%ff%fe", {"content-type": "application/x-www-form-urlencoded"})
    assert broken.status == 400
    assert events(home) == ["open"]


@pytest.mark.parametrize(
    "headers", [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"origin": "https://elsewhere.example"}]
)
def test_a_form_of_another_site_is_refused(home, browser, headers):
    form = browser.get("/cases/1/note").hidden("/cases/1/note")
    assert browser.post("/cases/1/note", {**form, "words": "伪造"}, **headers).status == 403
    assert events(home) == ["open"]


def test_a_forged_or_foreign_mark_records_nothing_and_keeps_the_text(home, browser):
    other = Browser(home).login()
    own = browser.get("/cases/1/note").hidden("/cases/1/note")
    for form in (
        {},
        {**own, "mark": "0" * 24 + "." + "0" * 64},
        {**own, "seen": "7"},
        browser.get("/cases/2/note").hidden("/cases/2/note"),
        browser.get("/cases/1/visit").hidden("/cases/1/visit"),
        other.get("/cases/1/note").hidden("/cases/1/note"),
    ):
        answer = browser.post("/cases/1/note", {**form, "words": "企业搬走了部分设备"})
        assert answer.status == 403
        assert "企业搬走了部分设备" in answer.text
    assert events(home) == ["open"]


def test_an_expired_session_loses_no_typed_text(home, browser, monkeypatch):
    form = browser.get("/cases/1/visit").hidden("/cases/1/visit")
    typed = {"visited_on": "2026-11-17", "visited_by": "第一工作组", "finding": "partly", "outcome": "", "words": "两条产线\r\n停了一条"}
    later = now() + timedelta(hours=9)
    monkeypatch.setattr(application, "now", lambda: later)
    asked = browser.post("/cases/1/visit", {**form, **typed})
    assert asked.status == 401
    kept = asked.hidden("/login")
    again = browser.post("/login", {**kept, "email": PEOPLE["district"][0], "passphrase": "坪山的桂花今年开了三次"})
    assert again.status == 200
    assert "两条产线\n停了一条" in again.text
    assert events(home) == ["open"]
    done = browser.post("/cases/1/visit", {**again.hidden("/cases/1/visit"), **typed})
    assert (done.status, done.headers["location"]) == (303, "/cases/1?notice=visit")
    assert events(home) == ["open", "visit"]


def test_hostile_names_are_inert(browser):
    enter_appeals(browser.home)
    for address in ("/cases?view=all", "/cases/5", "/cases/5/visit", "/appeals", "/appeals/5", "/appeals/5/dispatch"):
        text = browser.get(address).text
        assert "<script>" not in text
        assert "\u202e" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;=cmd()" in text


def test_a_page_has_no_script_and_no_inline_style(browser):
    for address in ("/cases?view=all", "/cases/1", "/cases/1/close", "/appeals", "/appeals/new", "/absence", "/account", "/login"):
        text = browser.get(address).text
        assert not re.search(r"<script|<style| style=| on\w+=", text), address


def test_the_pages_keep_to_the_words_of_service(browser):
    for address in ("/cases?view=all", "/cases/1", *(f"/cases/1/{action}" for action in ACTIONS)):
        words = browser.get(address).words
        # What a case's clock may do; nothing of an enterprise is delayed.
        assert [word for word in FORBIDDEN_WORDS if word in words.replace("暂缓", "")] == []


def test_a_broken_subscribers_file_closes_the_page(home, browser):
    home.subscribers.write_text("email,name\nx,y\n", encoding="utf-8")
    assert browser.get("/cases").status == 503
