"""How large the published pages are, what axe finds, and when a phone with a slow processor shows them: Chromium slowed four times; and
whether every link of the whole folder leads somewhere and every page is reached from the index.

Takes the newest month of EARLYWARN_HOME (default var/); run by `make bench-pages`. The pages are opened alone, as a mail attachment is,
without the shared script beside them.
"""

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python import sync_playwright as axe
from playwright.sync_api import Browser, sync_playwright

from pipelines.data_dir import find_home
from tests.page_links import dead_links, pages_of, reached_from

SLOWED = 4
VISITS = 9
WIDTHS = (360, 1100)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# What the page of whoever has left the list is known by.
OFF_THE_LIST = 'lv-none">已离开名单'
ENTRIES = "performance.getEntriesByName('first-contentful-paint')"


def measured(month: Path) -> Iterator[tuple[str, Path]]:
    """The index, the bulletin, the model's page, the largest portrait, page of a leaver and urgent note of a month, brief and agenda."""
    yield "index", month.parent / "index.html"
    yield "bulletin", month / "bulletin.html"
    yield "model", month / "model.html"
    portraits = sorted((month / "enterprises").glob("*.html"), key=lambda path: path.stat().st_size)
    left = [path for path in portraits if OFF_THE_LIST in path.read_text(encoding="utf-8")]
    for kind, found in (("enterprise", [path for path in portraits if path not in left]), ("leaver", left), ("urgent", _urgent(month))):
        if found:
            yield kind, found[-1]
    for kind, found in (("brief", [*month.parent.glob("briefs/*/brief.html")]), ("agenda", [*month.parent.glob("meetings/*/agenda.html")])):
        if found:
            yield kind, max(found)


def _urgent(month: Path) -> list[Path]:
    return sorted((month / "urgent").glob("*.html"), key=lambda path: path.stat().st_size)


def violations(browser: Browser, page: Path) -> int:
    """WCAG 2.2 AA violations of a page where it lies, over both widths and both colour schemes."""
    found = 0
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            tab = context.new_page()
            tab.goto(page.as_uri(), wait_until="load")
            found += axe.Axe().run(tab, options=RULES).violations_count
            context.close()
    return found


def paint_seconds(browser: Browser, page: Path, width: int) -> float:
    """Seconds from the request to the first text on the screen, once."""
    # The measuring itself is script, which the policy of the pages would not let run.
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    tab = context.new_page()
    slow: Any = context.new_cdp_session(tab)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    tab.goto(page.as_uri(), wait_until="load")
    tab.wait_for_function(f"{ENTRIES}.length")
    milliseconds = float(tab.evaluate(f"{ENTRIES}[0].startTime"))
    context.close()
    return milliseconds / 1000


def links_said(briefings: Path) -> str:
    """How many pages and links lie in the folder, how many of them are dead, and how many pages nothing leads to."""
    pages = pages_of(briefings)
    dead, lost = dead_links(pages, pages), set(pages) - reached_from(briefings / "index.html", pages)
    count = sum(len(links.hrefs) for links in pages.values())
    return f"{len(pages)} pages, {count:,} links, {len(dead)} dead, {len(lost)} not reached from the index\n" + "".join(
        f"  {each}\n" for each in [*dead, *sorted(path.name for path in lost)]
    )


def main() -> None:
    """Print how the links stand, and a line for each page: its size, its violations, and when it can be read at each width."""
    months = sorted(find_home().briefings.glob("[0-9]*-[0-9]*"))
    if not months:
        sys.exit("no month is published; call `make run` first")
    sys.stdout.write(links_said(months[-1].parent))
    chromium = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as alone, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for kind, page in measured(months[-1]):
            copy = Path(shutil.copy(page, Path(alone) / f"{kind}.html"))
            said = [f"{kind} {copy.stat().st_size // 1000} KB", f"{violations(browser, page)} violations"]
            for width in WIDTHS:
                seconds = sorted(paint_seconds(browser, copy, width) for _ in range(VISITS))
                said.append(f"{width} px: text after {statistics.median(seconds):.2f} s, at worst {seconds[-1]:.2f} s")
            sys.stdout.write(", ".join(said) + "\n")
            sys.stdout.flush()
        browser.close()


if __name__ == "__main__":
    main()
