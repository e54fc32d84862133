"""A Chinese page holds no English word, no name of a field or a rule: only names of files and of their formats."""

import re

from lxml import html

from tests.district import District

FILE_NAME = re.compile(r"[\w\-/.（）()]+\.(?:csv|xlsx|pdf|html|json)\b", re.ASCII | re.IGNORECASE)
# What a file that somebody sent is called stands in Chinese as well as in letters.
SENT_FILE = re.compile(r"[A-Za-z_]+/[^\s、，。；]+\.\w{3,4}")
WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z_]{4,}(?![0-9A-Za-z])")
# The format in which Excel keeps workbooks has no Chinese name.
FORMATS = {"XLSX"}


def test_no_page_has_an_english_word(district: District) -> None:
    pages = sorted(district.home.briefings.rglob("*.html"))
    assert {"index.html", "bulletin.html", "model.html"} <= {page.name for page in pages}
    found = {page.name: sorted(words) for page in pages if (words := _words(page.read_text(encoding="utf-8")))}
    assert found == {}


def _words(page: str) -> set[str]:
    """Return the words of four letters or more that a reader sees and that are no file's name."""
    tree = html.fromstring(page)
    for element in [*tree.iter("script", "style")]:
        element.drop_tree()
    # Digits stand in spans of their own, in the middle of a name.
    text = FILE_NAME.sub(" ", SENT_FILE.sub(" ", "".join(tree.itertext())))
    return set(WORD.findall(text)) - FORMATS


def test_a_word_is_seen() -> None:
    assert _words("<p>数据 output_value 828，见 quarantine.csv、statistics/B204-1_2025年03月.xlsx（XLSX）</p>") == {"output_value"}
