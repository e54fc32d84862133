"""Coming in and going out: links that are good once, sessions that end, waiting, and nothing that tells who has an account."""

from datetime import timedelta

import pytest

from pipelines.clock import now
from pipelines.desk import application
from pipelines.desk.passphrases import make_invitation
from tests.desk import PASSPHRASE, PEOPLE, Browser, make_home
from warehouse.ops.ops_db import open_ops

EMAIL = PEOPLE["street:坪山街道"][0]
CHOSEN = {"passphrase": "另一句不够长的话", "again": "另一句不够长的话"}
LONG = {"passphrase": "另一句足够长的话呀呀", "again": "另一句足够长的话呀呀"}


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


@pytest.fixture
def link(home):
    with open_ops(home.ops) as connection:
        return "/invite/" + make_invitation(connection, EMAIL, now())


def try_in(browser, email=EMAIL, passphrase=PASSPHRASE, **more):
    return browser.post("/login", {"email": email, "passphrase": passphrase, **more})


def test_a_link_sets_a_passphrase_once(home, link):
    browser = Browser(home)
    assert EMAIL in browser.get(link).text
    assert browser.post(link, CHOSEN).status == 422
    assert browser.post(link, {**LONG, "again": "不同"}).status == 422
    assert browser.post(link, LONG).headers["location"] == "/login?notice=set"
    assert browser.get(link).status == 404
    assert browser.post(link, LONG).status == 404
    assert try_in(browser, passphrase=LONG["passphrase"]).status == 303
    assert try_in(Browser(home)).status == 401


def test_a_link_is_over_after_three_days_and_with_the_next_one(home, link, monkeypatch):
    with open_ops(home.ops) as connection:
        newer = "/invite/" + make_invitation(connection, EMAIL, now())
    browser = Browser(home)
    assert browser.get(link).status == 404
    later = now() + timedelta(hours=72, seconds=1)
    monkeypatch.setattr(application, "now", lambda: later)
    assert browser.get(newer).status == 404


def test_nothing_secret_stands_in_the_database(home, link):
    browser = Browser(home).login()
    content = home.ops.read_bytes() + (home.ops.parent / "ops.db-wal").read_bytes() if (home.ops.parent / "ops.db-wal").exists() else b""
    content += home.ops.read_bytes()
    for secret in (PASSPHRASE, link.rpartition("/")[2], browser.cookies["earlywarn"].partition(".")[0]):
        assert secret.encode() not in content


def test_who_has_an_account_is_not_told(home):
    tried = (EMAIL, "nobody@example.gov.cn", PEOPLE["source:供电企业"][0])
    answers = {email: try_in(Browser(home), email, "落花时节又逢君呀呀") for email in tried}
    assert len({(answer.status, answer.words, answer.text.replace(email, "")) for email, answer in answers.items()}) == 1


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.gov.cn"])
def test_attempts_in_vain_are_slowed(home, email, monkeypatch):
    at = [now()]
    monkeypatch.setattr(application, "now", lambda: at[0])
    statuses = [try_in(Browser(home), email, "错的口令错的口令错").status for _ in range(6)]
    assert statuses == [401, 401, 401, 401, 429, 429]
    # The right one has to wait as well, and is let in then.
    if email == EMAIL:
        assert try_in(Browser(home)).status == 429
        at[0] += timedelta(seconds=5)
        assert try_in(Browser(home)).status == 303


def test_a_session_ends_after_eight_hours_or_when_told(home, monkeypatch):
    browser = Browser(home).login()
    cookie = dict(browser.cookies)
    out = browser.post("/logout", browser.get("/cases").hidden("/logout"))
    assert out.headers["location"] == "/login?notice=out"
    browser.cookies = cookie
    assert browser.get("/cases").status == 303
    browser = Browser(home).login()
    later = now() + timedelta(hours=8, seconds=1)
    monkeypatch.setattr(application, "now", lambda: later)
    assert browser.get("/cases").status == 303


def test_a_cookie_that_was_changed_is_none(home):
    browser = Browser(home).login()
    token, _, seal = browser.cookies["earlywarn"].partition(".")
    for forged in (token, f"{token}.", f"{token[:-1]}x.{seal}", f"{token}.{seal[:-1]}0x", "x.y", "é.ü"):
        browser.cookies["earlywarn"] = forged.encode().decode("latin-1")
        assert browser.get("/cases").status == 303


def test_the_cookie_keeps_to_this_page(home):
    plain = try_in(Browser(home)).headers["set-cookie"].lower()
    assert "httponly" in plain
    assert "samesite=strict" in plain
    assert "secure" not in plain
    behind = Browser(home, is_proxied=True)
    answer = behind.post("/login", {"email": EMAIL, "passphrase": PASSPHRASE}, x_forwarded_proto="https")
    assert "secure" in answer.headers["set-cookie"].lower()


def test_login_goes_on_within_the_page_only(home):
    for given, wanted in (
        ("/cases/1?notice=x", "/cases/1?notice=x"),
        ("//evil.example", "/cases"),
        ("https://evil.example/", "/cases"),
        ("/\\evil.example", "/cases"),
        ("javascript:alert(1)", "/cases"),
        ("", "/cases"),
    ):
        assert try_in(Browser(home), next=given).headers["location"] == wanted


def test_another_passphrase_ends_every_session(home):
    browser, elsewhere = Browser(home).login(), Browser(home).login()
    form = browser.get("/account").hidden("/account")
    assert browser.post("/account", {**form, "present": "不是这句话呀不是呀", **LONG}).status == 422
    assert browser.post("/account", {**LONG, "present": PASSPHRASE}).status == 403
    assert browser.post("/account", {**form, "present": PASSPHRASE, **LONG}).status == 303
    assert (browser.get("/cases").status, elsewhere.get("/cases").status) == (303, 303)


def test_somebody_with_two_scopes_looks_at_one_at_a_time(home):
    with home.subscribers.open("a", encoding="utf-8") as file:
        file.write(f"{EMAIL},王某,street:坑梓街道,bulletin,zh\n")
    browser = Browser(home).login("street:坪山街道")
    assert (browser.get("/cases/1").status, browser.get("/cases/2").status) == (200, 404)
    mark = browser.get("/cases").hidden("/scope")
    assert browser.post("/scope", {**mark, "scope": "district"}).status == 404
    assert browser.post("/scope", {**mark, "scope": "street:坑梓街道"}).status == 303
    assert (browser.get("/cases/1").status, browser.get("/cases/2").status) == (404, 200)
