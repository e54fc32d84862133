"""The pages in a real browser: no violation, no request, nothing wider than the screen, Plotly in its place."""

import json
import shutil
from pathlib import Path

import pytest

from reports.bulletin import render_bulletin
from reports.charts.plotly_specs import plotly_script
from reports.enterprise import new_reds, render_enterprise, render_urgent
from reports.index import INDEX, index_pages
from reports.letters.bulletin_letter import bulletin_letter
from reports.letters.urgent_letter import urgent_letter
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.test_index import index_frames

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; run `make test-browser`")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed; run `make test-browser`")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# What has no charts that a script draws.
OTHER_PAGES = ["index.html", "urgent/one.html", "mail_bulletin.html", "mail_urgent.html", "mail_bulletin_en.html", "mail_urgent_en.html"]
MODES = [(1100, "light"), (1100, "dark"), (360, "light"), (360, "dark")]


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine; install Debian's chromium")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def month(tmp_path_factory) -> Path:
    """A briefings folder with the shared script beside the month."""
    folder = tmp_path_factory.mktemp("briefings")
    (folder / "plotly.min.js").write_text(plotly_script(), encoding="utf-8")
    return _write_pages(folder / "2026-10")


@pytest.fixture(scope="module")
def bare_month(tmp_path_factory) -> Path:
    """The same pages without the script, as a mail attachment is read."""
    return _write_pages(tmp_path_factory.mktemp("attachment") / "2026-10")


def _write_pages(folder: Path) -> Path:
    frames = briefing_frames()
    (folder / "enterprises").mkdir(parents=True)
    for suffix, issue in (("", edition()), ("_en", edition(language="en", district_en="Pingshan District"))):
        (folder / f"bulletin{suffix}.html").write_text(render_bulletin(frames, issue), encoding="utf-8")
        portrait = render_enterprise(frames, issue, frames.listed()["uscc"][1])
        (folder / "enterprises" / f"one{suffix}.html").write_text(portrait, encoding="utf-8")
    (folder / "index.html").write_bytes(index_pages(index_frames(), edition())[INDEX])
    (folder / "urgent").mkdir()
    (folder / "urgent" / "one.html").write_text(render_urgent(frames, edition(), new_reds(frames)[:1]), encoding="utf-8")
    for suffix, language in (("", "zh"), ("_en", "en")):
        for kind, letter in (("bulletin", bulletin_letter), ("urgent", urgent_letter)):
            (folder / f"mail_{kind}{suffix}.html").write_text(letter(frames, edition(language=language)).page, encoding="utf-8")
    return folder


class _Visit:
    """One page opened at one width and colour scheme, with all it said and asked for."""

    def __init__(self, browser, path: Path, width: int, scheme: str) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(path.as_uri(), wait_until="load")

    @property
    def violations(self) -> list[str]:
        """What the page's own policy kept from it."""
        return [text for text in self.errors if "Content Security Policy" in text]

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.context.close()


@pytest.fixture(params=["bulletin.html", "bulletin_en.html", "enterprises/one.html", "enterprises/one_en.html"])
def name(request):
    return request.param


@pytest.mark.parametrize(("width", "scheme"), MODES)
def test_static_page_reads_completely(browser, bare_month, name, width, scheme):
    with _Visit(browser, bare_month / name, width, scheme) as visit:
        assert visit.violations == []
        assert axe.Axe().run(visit.page, options=RULES).violations_count == 0
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert all(url.startswith("file:") for url in visit.requests)
        shown = visit.page.locator("figure svg:visible").count()
        assert shown >= (2 if name.startswith("bulletin") else 7)


@pytest.mark.parametrize(("width", "scheme"), [MODES[0], MODES[3]])
def test_plotly_takes_the_place_of_the_drawings(browser, month, name, width, scheme):
    with _Visit(browser, month / name, width, scheme) as visit:
        visit.page.wait_for_selector("figure.is-live .js-plotly-plot", timeout=60_000)
        visit.page.wait_for_function(
            "document.querySelectorAll('figure.is-live').length === document.querySelectorAll('[data-chart]').length"
        )
        assert visit.errors == []
        assert all(url.startswith("file:") for url in visit.requests)
        assert visit.page.locator("figure .static:visible svg").count() == 0
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        labels = visit.page.locator("figure .xtick text").all_text_contents()
        assert labels
        assert all(len(label) == 7 and label[4] == "-" for label in labels)
        assert axe.Axe().run(visit.page, options=RULES).violations_count == 0


@pytest.mark.parametrize(("width", "scheme"), MODES)
@pytest.mark.parametrize("page", OTHER_PAGES)
def test_other_pages_read_completely(browser, bare_month, page, width, scheme):
    with _Visit(browser, bare_month / page, width, scheme) as visit:
        assert visit.violations == []
        found = axe.Axe().run(visit.page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        # A mail's picture is a part of the mail and not a file beside it.
        assert all(url.startswith(("file:", "cid:")) for url in visit.requests)


@pytest.mark.parametrize(("width", "wanted"), [(1100, 1), (360, 3)])
def test_live_growth_stands_side_by_side_or_one_below_the_other(browser, month, width, wanted):
    with _Visit(browser, month / "bulletin.html", width, "light") as visit:
        visit.page.wait_for_selector("figure.is-live[data-chart='growth-data'] .js-plotly-plot", timeout=60_000)
        panels = "[...document.querySelectorAll(\"[data-chart='growth-data'] .live .subplot\")]"
        tops = visit.page.evaluate(f"{panels}.map(e => e.getBoundingClientRect().top)")
        rows = {round(top / 20) for top in tops}
        assert len(tops) == 3
        assert len(rows) == wanted


def test_live_bars_stand_above_their_own_month(browser, month):
    with _Visit(browser, month / "bulletin.html", 1100, "light") as visit:
        visit.page.wait_for_selector("figure.is-live[data-chart='trend-data'] .js-plotly-plot", timeout=60_000)
        labels = visit.page.evaluate(
            "[...document.querySelectorAll(\"[data-chart='trend-data'] .xtick text\")].map(e => [e.textContent, e.getBoundingClientRect()])"
            ".map(([t, r]) => [t, r.left + r.width / 2])"
        )
        bars = visit.page.evaluate(
            "[...document.querySelector(\"[data-chart='trend-data'] .bars .points\").children].map(e => e.getBoundingClientRect())"
            ".map(r => r.left + r.width / 2)"
        )
        spec = json.loads(visit.page.evaluate("document.getElementById('trend-data').textContent"))
        places = dict(zip(spec["data"][0]["x"], bars, strict=True))
        assert labels
        assert all(abs(places[text] - middle) < 4 for text, middle in labels)


def test_phone_shows_cards_and_its_own_drawing(browser, bare_month):
    with _Visit(browser, bare_month / "bulletin.html", 360, "light") as visit:
        assert visit.page.locator("figure .narrow:visible").count() >= 1
        assert visit.page.locator("figure .wide:visible").count() == 0
        cell = visit.page.locator("table.list td[data-label]").first
        assert visit.page.evaluate("e => getComputedStyle(e, '::before').content", cell.element_handle()) == '"当月产值（万元）"'


def test_a_phone_folds_annexes_a_link_unfolds_one_and_print_all(browser, bare_month):
    with browser.new_context(viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{(bare_month / 'bulletin.html').as_uri()}#sources")
        states = "[...document.querySelectorAll('details.fold')].map(fold => [fold.querySelector('h3').id, fold.open])"
        assert dict(page.evaluate(states)) == {key: key == "sources" for key, _ in page.evaluate(states)}
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert all(is_open for _, is_open in page.evaluate(states))


def test_print_shows_every_chart_and_no_script_drawing(browser, bare_month):
    with _Visit(browser, bare_month / "bulletin.html", 1100, "dark") as visit:
        visit.page.emulate_media(media="print")
        assert visit.page.locator("figure .wide:visible").count() >= 1
        background = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == "rgb(255, 255, 255)"


def test_hostile_names_run_nothing(browser, bare_month):
    with _Visit(browser, bare_month / "bulletin.html", 1100, "light") as visit:
        dialogs = []
        visit.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        visit.page.reload(wait_until="load")
        assert dialogs == []
        assert visit.page.locator("main script:not([type='application/json'])").count() == 0


def test_a_page_runs_and_loads_nothing_but_its_own(browser, month):
    page = month / "planted.html"
    own = (month / "bulletin.html").read_text(encoding="utf-8")
    planted = "<script>document.title = 'planted'</script><img src='https://example.invalid/x.png' onerror=\"document.title = 'planted'\">"
    page.write_text(own.replace("</main>", f"{planted}</main>"), encoding="utf-8")
    with _Visit(browser, page, 1100, "light") as visit:
        visit.page.wait_for_selector("figure.is-live .js-plotly-plot", timeout=60_000)
        assert visit.page.title() != "planted"
        # The browser tells of the picture as asked for before it refuses it.
        assert any("example.invalid" in text for text in visit.violations)
        assert len(visit.violations) >= 2
