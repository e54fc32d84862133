"""Reads pages and mails the way a reader does: visible text, tables, elements."""

from __future__ import annotations

import io
import re
import zipfile
from email.message import EmailMessage
from html.parser import HTMLParser

from pypdf import PdfReader

from tests.untraced import untraced

_SILENT = {"style", "script", "title"}
_VOID = {"meta", "br", "img", "link", "input", "hr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._open: list[str] = []
        self._caption = ""
        self._rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag == "table":
            self._rows, self._caption = [], dict(attrs).get("aria-labelledby") or ""
        if tag == "tr":
            self._rows.append([])
        if tag in ("td", "th") and self._rows:
            self._rows[-1].append("")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "table":
            self.tables[self._caption] = self._rows

    def handle_data(self, data: str) -> None:
        if _SILENT & set(self._open):
            return
        self.text.append(data)
        if "caption" in self._open and "small" not in self._open:
            self._caption += data
        elif {"td", "th"} & set(self._open) and self._rows and self._rows[-1]:
            self._rows[-1][-1] += data


@untraced
def read_page(html: str) -> _Reader:
    """A parsed page with `text`, `elements` and `tables` by caption."""
    reader = _Reader()
    reader.feed(html)
    return reader


def visible(html: str) -> str:
    """The visible text of a page, blanks collapsed."""
    return re.sub(r"\s+", " ", "".join(read_page(html).text))


def spaced(html: str) -> str:
    """The visible text of a page, cells and blocks apart, so that two numbers side by side are not read as one."""
    return visible(html.replace("<", " <"))


def lines_of(html: str) -> str:
    """The visible text of a page, a line for each block, cells of a row apart."""
    ends = re.sub(r"</(?:p|li|h\d|tr|dd|caption|figcaption|div|text|title)>", r"\g<0>\n", html)
    marked = re.sub(r"</(?:td|th)>", r"\g<0> ", ends)
    lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(read_page(marked).text).split("\n"))
    return "\n".join(line for line in lines if line)


def whole(value: str) -> int:
    """A printed whole number."""
    return int(value.replace(",", "").replace("\u2212", "-"))


def everything_in_workbook(content: bytes) -> str:
    """All XML of a workbook, so that nothing hides in properties, hidden sheets or shared strings."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def everything_in_pdf(content: bytes) -> str:
    """All words of a PDF: pages, document information, embedded metadata, structure and annotations, and the names of files inside."""
    reader = PdfReader(io.BytesIO(content))
    pieces = [page.extract_text() for page in reader.pages]
    pieces += [str(value) for value in (reader.metadata or {}).values()]
    # Titles of bookmarks, alternative texts and links stand in objects of their own.
    pieces += [str(reader.get_object(number)) for number in range(1, int(reader.trailer["/Size"]))]
    pieces += [str(name) for name in reader.attachments]
    metadata = reader.trailer["/Root"].get("/Metadata")
    return "\n".join([*pieces, metadata.get_object().get_data().decode("utf-8", "replace") if metadata is not None else ""])


def everything_in_mail(message: EmailMessage) -> str:
    """All a mail carries as text: headers and decoded parts, workbooks unpacked, PDFs read."""
    pieces = [f"{key}: {value}" for key, value in message.items()]
    for part in message.walk():
        if part.is_multipart():
            continue
        pieces += [f"{key}: {value}" for key, value in part.items()]
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = part.get_filename() or ""
        readers = {"xlsx": everything_in_workbook, "pdf": everything_in_pdf}
        pieces.append(readers.get(name.rpartition(".")[2], lambda text: text.decode("utf-8", "replace"))(content))
    return "\n".join(pieces)
