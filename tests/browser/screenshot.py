"""Makes the picture of the bulletin that the README shows: `make screenshot`, or `python -m tests.browser.screenshot [PAGE]`.

The browser reads the packaged Chinese fonts, so that the picture is the same on a machine that has none.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from pipelines.data_dir import find_home
from reports.charts.fonts import packaged_font

PICTURE = Path(__file__).with_name("bulletin.png")
# Masthead, key points, levels and changes, down to the end of a table.
WIDTH, HEIGHT = 1100, 1408
# A page of text on white has few colours; with a palette the picture takes a third of the space.
COLOURS = 96
FONTCONFIG = '<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir></fontconfig>'
# Charts that a script draws come later than the picture is taken; the drawings inside the page are always there.
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-javascript", "--hide-scrollbars")


def newest_bulletin() -> Path:
    """Return the bulletin of the latest month that is published; raises SystemExit where there is none."""
    briefings = find_home().briefings
    pages = sorted(briefings.glob("[0-9]*/bulletin.html"))
    if not pages:
        raise SystemExit(f"no bulletin stands below {briefings}; call `make run` first, or name a page")
    return pages[-1]


def photograph(page: Path) -> bytes:
    """Return the top of a page as a PNG, as a browser on a desktop shows it; raises SystemExit where there is no Chromium."""
    chromium, font = shutil.which("chromium") or shutil.which("chromium-browser"), packaged_font()
    if chromium is None:
        raise SystemExit("no chromium on this machine; call `make test-browser` first, which installs it")
    with tempfile.TemporaryDirectory() as folder:
        fonts, picture = Path(folder) / "fonts.conf", Path(folder) / "page.png"
        fonts.write_text(FONTCONFIG.format(folder=font.parent), encoding="utf-8")
        size, profile = f"--window-size={WIDTH},{HEIGHT}", f"--user-data-dir={folder}/profile"
        command = [chromium, *OPTIONS, size, profile, f"--screenshot={picture}", page.resolve().as_uri()]
        subprocess.run(command, env={**os.environ, "FONTCONFIG_FILE": str(fonts)}, check=True, capture_output=True, timeout=120)
        return picture.read_bytes()


def shrunk(picture: bytes) -> bytes:
    """Return a PNG with a palette."""
    small = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else newest_bulletin()
    PICTURE.write_bytes(shrunk(photograph(source)))
    sys.stdout.write(f"{PICTURE}: {PICTURE.stat().st_size // 1024} KB of {source}\n")
