"""What Chinese readers are given holds no English word, no name of a field or a rule: only names of files and of their formats."""

import io
import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import openpyxl
from lxml import html

from pipelines.commands.explain import explain
from pipelines.commands.impact import impact
from pipelines.commands.layout import check
from pipelines.commands.quarantine import Filters, list_items
from pipelines.data_dir import DataDir
from pipelines.ingest.layout_files import all_layouts
from tests.district import LAST, District
from warehouse.catalogue import all_tables
from warehouse.store import Store

FILE_NAME = re.compile(r"[\w\-/.（）()]+\.(?:csv|xlsx?|pdf|html|json)\b", re.ASCII | re.IGNORECASE)
# What a file that somebody sent is called stands in Chinese as well as in letters.
SENT_FILE = re.compile(r"[A-Za-z_]+/[^\s、，。；]+\.\w{3,4}")
ENDING = re.compile(r"\.(?:csv|xlsx?|pdf)\b", re.ASCII)
ADDRESS = re.compile(r"[\w.]+@[\w.]+|cid:\S+")
WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z_]{4,}(?![0-9A-Za-z])")
# The format in which Excel keeps workbooks has no Chinese name; a command is typed as it is called.
FORMATS = {"XLSX"}
SAMPLE = re.compile(r"\s+第\d+行\s")
VERBS = {"earlywarn", "quarantine", "release", "reject"}


def words_in(text: str) -> set[str]:
    """Return the words of four letters or more that a reader sees and that are no file's name and no address."""
    for named in (ADDRESS, SENT_FILE, FILE_NAME, ENDING):
        text = named.sub(" ", text)
    return set(WORD.findall(text)) - FORMATS


def page_words(page: str) -> set[str]:
    """Return the words of a page; digits stand in spans of their own, in the middle of a name."""
    tree = html.fromstring(page)
    for element in [*tree.iter("script", "style")]:
        element.drop_tree()
    return words_in("".join(tree.itertext()))


def sheet_words(content: bytes) -> set[str]:
    """Return the words of all sheets of a workbook, their names among them."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in (sheet.title, *row))
    return words_in("\n".join(cell for cell in cells if isinstance(cell, str)))


def found_in(parts: Iterable[tuple[str, set[str]]]) -> dict[str, list[str]]:
    return {name: sorted(words) for name, words in parts if words}


def test_no_page_has_an_english_word(district: District) -> None:
    pages = sorted(district.home.briefings.rglob("*.html"))
    assert {"index.html", "bulletin.html", "model.html"} <= {page.name for page in pages}
    assert found_in((page.name, page_words(page.read_text(encoding="utf-8"))) for page in pages) == {}


def test_no_workbook_and_no_feedback_sheet_has_an_english_word(district: District) -> None:
    books = [district.home.briefing(LAST) / "warning_list.xlsx", *sorted(district.home.feedback.rglob("*.xlsx"))]
    assert len(books) > 1
    # Rows that are asked about have identifiers of eight letters and digits.
    named = item_ids(district.home)
    assert found_in((path.name, sheet_words(path.read_bytes()) - named) for path in books) == {}


def item_ids(home: DataDir) -> set[str]:
    return {line.partition(",")[0] for line in list_items(home, Filters(), is_csv=True)}


def test_no_mail_has_an_english_word(mailed: DataDir) -> None:
    assert found_in(part for path in sorted(mailed.outbox.rglob("*.eml")) for part in mail_parts(path)) == {}


def mail_parts(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield the words of each part of a mail: subject, page, plain twin, workbooks."""
    mail = message_from_bytes(path.read_bytes(), policy=default)
    page, plain = mail.get_body(("html",)), mail.get_body(("plain",))
    assert page is not None
    assert plain is not None
    yield f"{path.name}, subject", words_in(str(mail["Subject"]))
    yield f"{path.name}, page", page_words(page.get_content())
    yield f"{path.name}, plain", words_in(plain.get_content())
    for part in mail.iter_attachments():
        if str(part.get_filename()).endswith(".xlsx"):
            yield f"{path.name}, {part.get_filename()}", sheet_words(part.get_content())


def test_no_answer_on_the_terminal_has_an_english_word(district: District) -> None:
    with Store(district.home.warehouse) as store:
        codes = store.read("out_warnings__monthly_enterprises", month=LAST)["uscc"].sort().to_list()
        rules = {
            str(rule) for table in ("raw_quarantine__event_rows", "feat_edits__monthly_observations") for rule in store.read(table)["rule"]
        }
    answers = {
        "explain": explain(district.home, codes[0], LAST),
        "impact": impact(district.home, codes[0]),
        # A rule is given to the command as it is called, and so are its verbs.
        "quarantine list": _without(list_items(district.home, Filters()), rules | item_ids(district.home) | VERBS),
    }
    for file in _one_of_a_kind(district.home.inbox):
        lines = check(district.home, file).lines
        # A layout and a table are files, called as they are; what a heading and a row say is the sender's own.
        ours = [line for line in lines if "→" not in line and not SAMPLE.match(line)]
        answers[f"layout check {file.name}"] = _without(ours, _names_of_files())
    assert found_in((name, words_in("\n".join(lines).replace(str(district.home.root), ""))) for name, lines in answers.items()) == {}


def _without(lines: list[str], named: set[str]) -> list[str]:
    return [re.sub("|".join(rf"\b{re.escape(name)}\b" for name in sorted(named, key=len, reverse=True)), " ", line) for line in lines]


def _names_of_files() -> set[str]:
    return {layout.key for layout in all_layouts()} | {table.name for table in all_tables()}


def _one_of_a_kind(inbox: Path) -> list[Path]:
    """Return a file of each department and format."""
    files = {(path.parent.name, path.suffix): path for path in sorted(inbox.rglob("*.*"), reverse=True) if path.suffix in (".csv", ".xlsx")}
    return list(files.values())


def test_a_word_is_seen() -> None:
    assert page_words("<p>数据 output_value 828，见 quarantine.csv、statistics/B204-1_2025年03月.xlsx（XLSX）</p>") == {"output_value"}
    assert words_in("写信给 someone@example.cn：received") == {"received"}
