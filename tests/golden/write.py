"""Writes the golden pages anew (`make golden`); read the difference before committing it: each is a mistake or wanted."""

import os
import sys
import tempfile
from pathlib import Path

from tests.district import make_district
from tests.golden.program_month import PAGES, program_month, text_of

FOLDER = Path(__file__).parent / "pages"


def write_pages(workplace: Path) -> list[Path]:
    """Make the district in an empty folder and write every golden file from it; returns them."""
    month = program_month(make_district(workplace / "district"), workplace / "copy")
    texts = {name: text_of(name, month) for name in PAGES}
    FOLDER.mkdir(exist_ok=True)
    for left_over in set(FOLDER.iterdir()) - {FOLDER / name for name in PAGES}:
        left_over.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return [FOLDER / name for name in PAGES]


if __name__ == "__main__":
    for variable in [name for name in os.environ if name.startswith("EARLYWARN_")]:
        del os.environ[variable]
    with tempfile.TemporaryDirectory() as place:
        os.environ["EARLYWARN_HOME"] = str(Path(place) / "home")
        sys.stdout.write("".join(f"{path}\n" for path in write_pages(Path(place))))
