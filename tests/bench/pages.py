"""How large the published pages are, and when a phone with a slow processor shows them: Chromium with its processor slowed four times.

Takes the newest month of EARLYWARN_HOME (default var/); run by `make bench-pages`. The pages are opened alone, as a mail attachment is,
without the shared script beside them.
"""

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from pipelines.settings import find_home

SLOWED = 4
VISITS = 9
WIDTHS = (360, 1100)
ENTRIES = "performance.getEntriesByName('first-contentful-paint')"


def pages_of(month: Path) -> Iterator[tuple[str, Path]]:
    """The bulletin, the largest portrait and the largest urgent note of a month."""
    yield "bulletin", month / "bulletin.html"
    for kind in ("enterprises", "urgent"):
        found = sorted((month / kind).glob("*.html"), key=lambda path: path.stat().st_size)
        if found:
            yield kind, found[-1]


def paint_seconds(browser: Browser, page: Path, width: int) -> float:
    """Seconds from the request to the first text on the screen, once."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    slow: Any = context.new_cdp_session(tab)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    tab.goto(page.as_uri(), wait_until="load")
    tab.wait_for_function(f"{ENTRIES}.length")
    milliseconds = float(tab.evaluate(f"{ENTRIES}[0].startTime"))
    context.close()
    return milliseconds / 1000


def main() -> None:
    """Print a line for each page and width."""
    months = sorted(find_home().briefings.glob("[0-9]*-[0-9]*"))
    if not months:
        sys.exit("no month is published; call `make run` first")
    chromium = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as alone, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for kind, page in pages_of(months[-1]):
            copy = Path(shutil.copy(page, Path(alone) / f"{kind}.html"))
            for width in WIDTHS:
                seconds = sorted(paint_seconds(browser, copy, width) for _ in range(VISITS))
                middle, worst = statistics.median(seconds), seconds[-1]
                sys.stdout.write(
                    f"{kind} {copy.stat().st_size // 1000} KB, {width} px: text after {middle:.2f} s, at worst {worst:.2f} s\n"
                )
        browser.close()


if __name__ == "__main__":
    main()
