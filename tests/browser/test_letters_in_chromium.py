"""The weekly letter as the relay got it, the answer to a mail, and the brief, on a phone: no violation, nothing wider than the screen."""

import shutil
from datetime import date, datetime
from email import message_from_bytes, policy

import pytest

from pipelines.cases.reminding import send_digests
from pipelines.config.environment import SmtpSettings
from pipelines.settings import MailSettings, Settings
from reports.brief import brief_page
from reports.letters.letter import LetterOptions
from reports.letters.receipt_letter import receipt_letter
from tests.desk import make_home
from tests.unit.pipelines.delivery.relay_server import Relay
from tests.unit.reports.fixture_frames import edition
from tests.unit.reports.letters.test_receipt_letter import LINES, SENT_ON
from tests.unit.reports.test_brief import edition as brief_edition
from tests.unit.reports.test_brief import frames as brief_frames

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; run `make test-browser`")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed; run `make test-browser`")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDER = "one => one.parentElement.scrollWidth > one.parentElement.clientWidth + 1"
# Tuesday of the week after the list of make_home was due.
DAY = date(2026, 12, 1)
OFFICE = "second@example.gov.cn,,owner:第一工作组,digest,zh\n"


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine; install Debian's chromium")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def letter(tmp_path_factory):
    """The weekly letter of an office, sent through a relay and read back as it arrived."""
    folder = tmp_path_factory.mktemp("letters")
    home = make_home(folder / "home")
    with home.subscribers.open("a", encoding="utf-8") as handle:
        handle.write(OFFICE)
    relay = Relay(folder, is_secure=False)
    relay.start()
    try:
        settings = Settings(mail=MailSettings(from_name="企业服务", retry_seconds=(0,), timeout_seconds=5, settle_seconds=0))
        smtp = SmtpSettings("127.0.0.1", relay.bound_port, "warn@example.gov.cn", security="none")
        report = send_digests(home, settings, smtp, DAY, lambda: datetime(2026, 12, 1, 8, 30))
        report.require_delivered()
        assert dict(relay.accepted) == {"second@example.gov.cn": 1}
        return message_from_bytes(relay.mails[0], policy=policy.default)
    finally:
        relay.stop()


def test_the_letter_that_arrived_names_what_waits_in_both_bodies(letter):
    page, text = (letter.get_body((kind,)).get_content() for kind in ("html", "plain"))
    # Two of the five cases are this office's, and nobody else's stand in its letter.
    for body in (page, text):
        assert "甲精密电子有限公司" in body
        assert "丁物流有限公司" in body
        assert "乙新材料有限公司" not in body
    assert "2件待办" in letter["Subject"]


def pages(letter):
    return {
        "weekly letter": letter.get_body(("html",)).get_content(),
        "answer": receipt_letter(LINES, SENT_ON, edition(), LetterOptions()).page,
        "brief": brief_page(brief_frames(), brief_edition()),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_letters_and_brief_are_read_without_sideways_scrolling_and_without_violations(browser, letter, width, scheme):
    for name, page in pages(letter).items():
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        tab = context.new_page()
        asked = []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.set_content(page)
        # Folded on a phone, and read whole once it is opened.
        for fold in tab.query_selector_all("details"):
            fold.evaluate("fold => { fold.open = true; }")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, name
        assert tab.evaluate(f"[...document.querySelectorAll('table')].filter({WIDER}).length") == 0, name
        found = axe.Axe().run(tab, options=RULES).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == [], name
        assert [url for url in asked if not url.startswith(("about:", "data:"))] == [], name
        context.close()
