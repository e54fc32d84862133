"""Which English words a Chinese reader would see in a page, a workbook or a mail: names of files and of their formats are none."""

import io
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import openpyxl
from lxml import html

FILE_NAME = re.compile(r"[\w\-/.（）()]+\.(?:csv|xlsx?|pdf|html|json)\b", re.ASCII | re.IGNORECASE)
# What a file that somebody sent is called stands in Chinese as well as in letters.
SENT_FILE = re.compile(r"[A-Za-z_]+/[^\s、，。；]+\.\w{3,4}")
ENDING = re.compile(r"\.(?:csv|xlsx?|pdf)\b", re.ASCII)
ADDRESS = re.compile(r"[\w.]+@[\w.]+|cid:\S+")
WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z_]{4,}(?![0-9A-Za-z])")
# The format in which Excel keeps workbooks has no Chinese name; a command is typed as it is called.
FORMATS = {"XLSX"}


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
