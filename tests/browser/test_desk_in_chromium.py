"""The page for cases in a real browser: no violation, no request elsewhere, nothing wider than the screen, the keyboard, no script."""

import shutil
import socket
import threading
import time
from datetime import date

import pytest
import uvicorn

from pipelines.cases.lead_recording import LeadEntry, record_lead
from pipelines.cases.meeting_items import add_by_hand
from pipelines.cases.recording import Actor
from pipelines.clock import now
from pipelines.commands.desk import open_desk
from pipelines.desk import sessions
from pipelines.desk.application import build_application
from pipelines.desk.passphrases import make_invitation
from reports.enterprise import render_enterprise
from tests.desk import CASES, PASSPHRASE, PEOPLE, Browser, enter_appeals, make_home
from tests.unit.reports.fixture_frames import briefing_frames, edition
from warehouse.ops.ops_db import open_ops

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; run `make test-browser`")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed; run `make test-browser`")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
MODES = [(1100, "light"), (1100, "dark"), (360, "light"), (360, "dark")]
PAGES = [
    "/login", "INVITATION", "/cases?view=all", "/cases?view=mine", "/cases/1", "/cases/1/visit", "/cases/1/request", "/cases/1/judge",
    "/cases/1/close", "/cases/4/assign", "/appeals", "/appeals/new", "/appeals/1", "/appeals/2", "/appeals/1/dispatch",
    "/appeals/2/confirm", "/cases/1/policies/rent", "/cases/999", "/absence", "/account", "/meeting", "/meeting/1/decide",
    f"/briefings/2026-10/enterprises/{CASES[0][0]}.html",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine; install Debian's chromium")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = make_home(tmp_path_factory.mktemp("desk") / "home")
    folder = made.briefings / "2026-10" / "enterprises"
    folder.mkdir(parents=True)
    frames = briefing_frames(hostile=False)
    (folder / f"{CASES[0][0]}.html").write_text(render_enterprise(frames, edition(), frames.listed()["uscc"][0]), encoding="utf-8")
    # Something of everything a case page shows.
    other = Browser(made).login()
    other.submit(
        "/cases/1/visit", visited_on="2026-11-17", visited_by="第一工作组", finding="confirmed", outcome="", words="订单减少\n裁员三成"
    )
    other.submit("/cases/1/request", department="区人力资源局", request_class="simple", words="招聘对接")
    other.submit("/cases/1/judge", is_useful="1", words="属实")
    enter_appeals(made)
    other.submit("/appeals/2/dispatch", department="规自局", appeal_class="simple", words="")
    other.submit("/appeals/2/answer", words="已推荐两处厂房")
    record_lead(made.ops, LeadEntry(1, "rent", "租金补贴", "told", date(2026, 11, 17)), Actor("李某"), now())
    add_by_hand(made.ops, date(2026, 11, 1), "用地指标", "规自局", "李某", now(), case_id=1)
    return made


@pytest.fixture(scope="module")
def address(home):
    """The page on a loopback port, by the server that serves it to people."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build_application(open_desk(home)), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    listening.close()


class _Tab:
    """One tab at one width and colour scheme, scripts off for its pages; axe has its own way in."""

    def __init__(self, browser, address, mode=(1100, "light"), script=False):
        width, scheme = mode
        self.address, self.width = address, width
        self.context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script)
        self.tab = self.context.new_page()
        self.asked, self.said = [], []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("console", lambda message: self.said.append(message.text))

    def login(self, home, scope="district"):
        with open_ops(home.ops) as connection:
            cookie = sessions.begin(connection, sessions.load_key(home.desk_key), PEOPLE[scope][0], scope, now())
        self.context.add_cookies([{"name": sessions.COOKIE, "value": cookie, "url": self.address}])
        return self

    def open(self, path):
        self.tab.goto(self.address + path)
        return self

    def close(self):
        self.context.close()


@pytest.fixture
def tabs(browser, address):
    opened = []

    def make(*args, **kwargs):
        opened.append(_Tab(browser, address, *args, **kwargs))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def violations(tab):
    """What axe finds; it is run by the tool and not by the page, whose policy allows no script."""
    found = axe.Axe().run(tab.tab, options=RULES).response["violations"]
    return [(item["id"], item["nodes"][0]["html"][:120]) for item in found]


def conflict(tab, home):
    """The page that shows both sides: somebody else visits while the form is open."""
    tab.open("/cases/4/close")
    Browser(home).login("owner:第一工作组").submit(
        "/cases/4/visit", visited_on="2026-11-17", visited_by=f"组{time.monotonic_ns()}", finding="confirmed", outcome="", words="已走访"
    )
    tab.tab.select_option("select[name=closing]", "unreachable")
    tab.tab.fill("textarea", "电话不通")
    tab.tab.click("button.main")
    tab.tab.get_by_text("办结前核对").wait_for()
    tab.tab.click("button.main")
    tab.tab.get_by_text("他人已登记的").wait_for()


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_no_page_has_a_violation_or_is_wider_than_the_screen(tabs, home, mode):
    tab = tabs(mode, script=True)
    with open_ops(home.ops) as connection:
        invitation = "/invite/" + make_invitation(connection, "bureau@example.gov.cn", now())
    for path in PAGES:
        if path != "/login":
            tab.login(home)
        tab.open(invitation if path == "INVITATION" else path)
        assert violations(tab) == [], path
        assert tab.tab.evaluate("document.documentElement.scrollWidth") <= tab.width, path
    conflict(tab, home)
    assert violations(tab) == []
    assert tab.tab.evaluate("document.documentElement.scrollWidth") <= tab.width
    assert {url.split("/")[2] for url in tab.asked if not url.startswith("data:")} == {tab.address.split("/")[2]}
    # A browser notes the pages that say 404 and 409, and nothing else.
    assert [text for text in tab.said if "404" not in text and "409" not in text] == []


def test_a_case_is_visited_and_closed_with_the_keyboard_alone(tabs, home):
    tab = tabs()
    page, keys = tab.tab, tab.tab.keyboard
    tab.open("/cases/2")
    _to(page, "email")
    keys.type(PEOPLE["district"][0])
    keys.press("Tab")
    keys.type(PASSPHRASE)
    keys.press("Enter")
    page.wait_for_url("**/cases/2")
    _to_link(page, "登记走访")
    keys.press("Enter")
    page.wait_for_url("**/cases/2/visit")
    _to(page, "finding")
    keys.press("ArrowDown")
    _to(page, "words")
    keys.type("车间正常开工")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_url("**/cases/2?notice=visit")
    assert "车间正常开工" in page.inner_text("main")
    _to_link(page, "办结")
    keys.press("Enter")
    page.wait_for_url("**/cases/2/close")
    _to(page, "closing")
    keys.press("ArrowDown")
    _to(page, "words")
    keys.press("Tab")
    keys.press("Enter")
    page.get_by_text("办结前核对").wait_for()
    _to_link(page, "确认办结")
    keys.press("Enter")
    page.wait_for_url("**/cases/2?notice=close")
    assert "帮扶见效" in page.inner_text("main")


def test_what_has_the_focus_is_seen(tabs, home):
    tab = tabs(script=True).login(home).open("/cases/1/visit")
    for _ in range(12):
        tab.tab.keyboard.press("Tab")
        width = tab.tab.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2 or tab.tab.evaluate("document.activeElement === document.body")


def test_typed_text_outlives_the_session(tabs, home):
    tab = tabs().login(home).open("/cases/3/note")
    tab.tab.fill("textarea", "第一行\n第二行")
    tab.context.clear_cookies()
    tab.tab.click("button.main")
    tab.tab.fill("#f-email", PEOPLE["district"][0])
    tab.tab.fill("#f-passphrase", PASSPHRASE)
    tab.tab.keyboard.press("Enter")
    tab.tab.wait_for_selector("textarea")
    assert tab.tab.input_value("textarea") == "第一行\n第二行"
    tab.tab.click("button.main")
    tab.tab.wait_for_url("**/cases/3?notice=note")


def test_the_day_field_is_filled_with_today(tabs, home):
    tab = tabs().login(home).open("/cases/1/visit")
    assert date.fromisoformat(tab.tab.input_value("[name=visited_on]")) == now().date()


def _to(page, name):
    """Go on with the tabulator to a field."""
    _until(page, f"[name={name}]:focus")


def _to_link(page, text):
    _until(page, f":is(a, button):text-is('{text}'):focus")


def _until(page, selector):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(selector).count():
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
