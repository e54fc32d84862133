"""Web pages that are named workbooks to grids: the tables of a page, of a page in an e-mail's form (MHT), and of XML Spreadsheet 2003.

What the reader gives is what a workbook would: a grid of texts with merged ranges for each table, so that everything behind it is shared.
Nothing is fetched, no entity is expanded, and a page that would need more than a table does is refused.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.ingest.archive import damaged, too_costly
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.sheet_child import number_text
from pipelines.ingest.sheet_reader import Sheet
from pipelines.ingest.text_encoding import decode

# Enough for a year of a district's figures, which as a page takes ten times the bytes of a workbook.
MOST_BYTES = 40_000_000
MOST_CELLS = 1_500_000
# What the HTML standard allows one cell to cover.
MOST_ROWS, MOST_COLUMNS = 65_534, 1_000
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
SHEET_NAMES = re.compile(r"<x:Name>([^<]*)</x:Name>", re.IGNORECASE)
PLAIN_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+(E[-+]?\d+)?", re.IGNORECASE)
UNSEEN = ("script", "style", "template", "head", "title", "option")
BLOCKS = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "tr", "table", "center", "section", "pre")
OFFICE = "{urn:schemas-microsoft-com:office:spreadsheet}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"


@dataclass(slots=True)
class Grid:
    """A table while it is read: the texts of its cells row by row, where numbers are among them, and its merged ranges."""

    rows: list[list[str | None]] = field(default_factory=list)
    numbers: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    width: int = 0
    is_headed: bool = False

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def grow(self, height: int) -> None:
        """Have at least so many rows."""
        self.rows += [[] for _ in range(height - len(self.rows))]

    def put(self, row: int, column: int, text: str, is_number: bool = False, rows: int = 1, columns: int = 1) -> None:
        """Set a cell that covers so many rows and columns; raises FileRefusedError where the table grows beyond any table."""
        self.width = max(self.width, column + columns)
        if max(self.height, row + 1) * self.width > MOST_CELLS:
            raise too_costly(f"has a table of more than {MOST_CELLS} cells")
        self.grow(row + 1)
        cells = self.rows[row]
        cells += [None] * (column + 1 - len(cells))
        cells[column] = text or None
        if is_number:
            self.numbers.add((row, column))
        if rows > 1 or columns > 1:
            self.merged.append((row, column, row + rows - 1, column + columns - 1))

    def append(self, other: "Grid") -> None:
        """Put another table below this one."""
        top = self.height
        self.rows += other.rows
        self.numbers |= {(top + row, column) for row, column in other.numbers}
        self.merged += [(top + first, left, top + last, right) for first, left, last, right in other.merged]

    def sheet(self, name: str, is_visible: bool = True) -> Sheet:
        """Return the table as a worksheet."""
        whole = [row + [None] * (self.width - len(row)) for row in self.rows]
        columns = [list(column) for column in zip(*whole, strict=True)]
        numbers = [bytearray(self.height) for _ in columns]
        for row, column in self.numbers:
            numbers[column][row] = 1
        # A cell may claim more rows than there are.
        merged = tuple((top, left, min(bottom, self.height - 1), right) for top, left, bottom, right in self.merged)
        return (
            Sheet(name, is_visible, merged, columns, [bytes(marks) for marks in numbers]) if is_visible else Sheet(name, False, (), [], [])
        )


def is_web_page(start: bytes) -> bool:
    """Whether a file that begins so is a web page."""
    text = _start(start)
    return text.startswith("<") and any(mark in text for mark in ("<html", "<table", "<!doctype html", "<head", "<meta", "<body"))


def is_mail_page(start: bytes) -> bool:
    """Whether a file that begins so is a web page in the form of an e-mail."""
    text = _start(start)
    return bool(re.match(r"[\w-]+:[^\n]*\n", text)) and "mime-version:" in text and ("multipart/" in text or "text/html" in text)


def is_xml_2003(start: bytes) -> bool:
    """Whether a file that begins so is an XML Spreadsheet 2003."""
    text = _start(start)
    return text.startswith("<") and "urn:schemas-microsoft-com:office:spreadsheet" in text and "workbook" in text and "<html" not in text


def _start(start: bytes) -> str:
    """Return the first characters of a file, whatever its encoding, as far as they are ASCII."""
    return start[:8_000].replace(b"\x00", b"").decode("ascii", "ignore").lstrip().casefold()


def read_web_page(content: bytes) -> list[Sheet]:
    """Return the tables of a web page; raises FileRefusedError where there is none or the page is cut off."""
    text = XML_DECLARATION.sub("", _text_of(_small(content))).replace("\x00", "\ufffd")
    lowered = text.casefold()
    if lowered.count("<table") > lowered.count("</table"):
        raise damaged("the web page ends in the middle of its table")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(f"the web page cannot be read: {error}") from error
    if any(error.type_name in ("ERR_NAME_TOO_LONG", "ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR") for error in parser.error_log):
        raise too_costly("is a web page nested deeper than any table")
    grids = [] if root is None else _joined(list(_grids(root)))
    if not grids:
        raise FileRefusedError(
            "unknown_format",
            "this is a web page named .xls without a table in it (its sheets may have been saved in a folder beside it), "
            "expected a table; open it, save it as XLSX and deliver that",
        )
    names = [name for name in SHEET_NAMES.findall(text) if name.strip()]
    names = names if len(names) == len(grids) else [f"table {number}" for number in range(1, len(grids) + 1)]
    return [grid.sheet(name) for grid, name in zip(grids, names, strict=True)]


def read_mail_page(content: bytes) -> list[Sheet]:
    """Return the tables of all pages in a web page saved as one file (MHT); raises FileRefusedError where there is none."""
    message = email.message_from_bytes(_small(content), policy=email.policy.compat32)
    pages = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"]
    texts = [page for page in pages if isinstance(page, bytes) and re.search(rb"<table|<\x00t\x00a\x00b\x00l\x00e", page, re.IGNORECASE)]
    if not texts:
        raise FileRefusedError(
            "unknown_format", "this is an e-mail or a saved web page without a table in it; save the table as XLSX and deliver that"
        )
    if not content.rstrip().endswith(b"--") and message.is_multipart():
        raise damaged("the saved web page (MHT) ends in the middle")
    return [sheet for page in texts for sheet in read_web_page(page)]


def _small(content: bytes) -> bytes:
    """Return the content; raises FileRefusedError where reading it would take more memory than a table is worth."""
    if len(content) > MOST_BYTES:
        raise too_costly(f"is a text of more than {MOST_BYTES // 1_000_000} MB named .xls")
    return content


def _text_of(content: bytes) -> str:
    """Return the text of a page: in the encoding it states where that is none of the usual ones."""
    stated = CHARSET.search(content[:8_000])
    name = stated[1].decode("ascii").casefold() if stated else ""
    if name and not name.startswith(("utf", "gb", "cp936", "ascii", "us-ascii")):
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError):
            return decode(content)
    return decode(content)


def _grids(root: etree._Element) -> Iterator[Grid]:
    """Yield the tables of a page that hold no other table, each below the texts that stand before it; raises FileRefusedError."""
    loose: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            loose += _words(element.tail)
        elif element.tag in UNSEEN:
            walk.skip_subtree()
        elif element.tag == "table" and _is_leaf(element):
            grid = _grid(element, loose)
            walk.skip_subtree()
            if grid.height:
                loose = []
                yield grid
        else:
            if element.tag == "table":
                _check_outer(element)
            loose += _words(element.text)


def _words(text: str | None) -> list[str]:
    """Return a text without superfluous white space, nothing where there is no other."""
    words = " ".join((text or "").split())
    return [words] if words else []


def _is_leaf(table: etree._Element) -> bool:
    """Whether a table holds no other table."""
    return next(table.iterdescendants("table"), None) is None


def _check_outer(table: etree._Element) -> None:
    """Raise FileRefusedError where a table that holds others, which is how pages are laid out, seems to hold data itself."""
    for row in table.iterdescendants("tr"):
        if next(row.iterancestors("table")) is table:
            filled = [cell for cell in row.iterchildren("td", "th") if next(cell.iterdescendants("table"), None) is None and _text(cell)]
            if len(filled) > 2:
                raise FileRefusedError(
                    "unknown_format",
                    "this is a web page with tables inside the cells of a table, expected one plain table; copy it into a workbook, "
                    "save that as XLSX and deliver it",
                )


def _grid(table: etree._Element, above: list[str]) -> Grid:
    """Return the cells of a table, each at its place, below the texts above it."""
    grid = Grid()
    for text in (*above, *(" ".join(_text(each).split()) for each in table.iterchildren("caption"))):
        if text:
            grid.put(grid.height, 0, text)
    taken: dict[int, int] = {}  # column to the first row that is free below a cell that covers several
    top = grid.height
    rows = list(table.iterdescendants("tr"))
    for number, row in enumerate(rows, start=top):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while taken and taken.get(column, 0) > number:
                column += 1
            grid.is_headed |= cell.tag == "th"
            # Most cells are plain, and asking each of them for what it covers would take longer than the rest.
            if not cell.attrib:
                grid.put(number, column, _text(cell))
                column += 1
                continue
            down = _count(cell, "rowspan", MOST_ROWS) or len(rows)
            across = max(_count(cell, "colspan", MOST_COLUMNS), 1)
            last = min(down, top + len(rows) - number)
            text, is_number = _value(cell)
            grid.put(number, column, text, is_number, last, across)
            if last > 1:
                taken.update(dict.fromkeys(range(column, column + across), number + last))
            column += across
        grid.grow(number + 1)
    return grid


def _count(cell: etree._Element, name: str, most: int, usual: int = 1) -> int:
    """Return how many rows or columns a cell says that it covers."""
    text = (cell.get(name) or "").strip()
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 9 else usual


def _value(cell: etree._Element) -> tuple[str, bool]:
    """Return the text of a cell, or the number behind it where the page was written by a spreadsheet program."""
    text = _text(cell)
    exact = cell.get("x:num") or cell.get("sdval")
    # What is shown is rounded; a day, a share or a code is shown as it is meant.
    if exact and PLAIN_NUMBER.fullmatch(text) and PLAIN_NUMBER.fullmatch(exact.strip()):
        return _plain_number(exact.strip().replace(",", "")), True
    return text, cell.get("x:num") is not None and bool(PLAIN_NUMBER.fullmatch(text))


def _plain_number(text: str) -> str:
    """Return a number as it is written, or without its exponent."""
    return number_text(float(text)) if "e" in text.casefold() else text


def _text(element: etree._Element) -> str:
    """Return the text that a page shows in an element, lines apart."""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    pieces: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(each.tag, str):
            continue
        if each.tag in BLOCKS:
            pieces.append("\n")
        if event == "start" and each.tag == "input" and (each.get("type") or "text").casefold() in ("text", "number"):
            pieces.append(each.get("value") or "")
        is_seen = each.tag not in UNSEEN or (each.tag == "option" and each.get("selected") is not None)
        if event == "start" and is_seen:
            pieces.append(re.sub(r"[ \t\r\n]+", " ", each.text or ""))
        elif event == "end" and each is not element:
            pieces.append(re.sub(r"[ \t\r\n]+", " ", each.tail or ""))
    lines = (line.strip(" \xa0") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _joined(grids: list[Grid]) -> list[Grid]:
    """Return the tables with those that go on without a header below the table they belong to: pages print the header once."""
    joined: list[Grid] = []
    for grid in grids:
        if joined and joined[-1].is_headed and not grid.is_headed and joined[-1].width == grid.width:
            joined[-1].append(grid)
        else:
            joined.append(grid)
    return joined


def read_xml_2003(content: bytes) -> list[Sheet]:
    """Return the worksheets of an XML Spreadsheet 2003; raises FileRefusedError where it is broken."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(_small(content), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(f"its XML cannot be read: {error}") from error
    if b"<!DOCTYPE" in content[:8_000] or "<!DOCTYPE".encode("utf-16-le") in content[:16_000]:
        raise damaged("its XML declares entities, which no spreadsheet program writes")
    return [_worksheet(sheet) for sheet in root.iterchildren(f"{OFFICE}Worksheet")]


def _worksheet(sheet: etree._Element) -> Sheet:
    """Return one worksheet."""
    grid = Grid()
    row_number = -1
    for row in sheet.iterfind(f"{OFFICE}Table/{OFFICE}Row"):
        row_number = _index(row, row_number)
        column = -1
        for cell in row.iterchildren(f"{OFFICE}Cell"):
            column = _index(cell, column)
            across = _count(cell, f"{OFFICE}MergeAcross", MOST_COLUMNS, 0)
            down = _count(cell, f"{OFFICE}MergeDown", MOST_ROWS, 0)
            text, is_number = _typed(cell)
            grid.put(row_number, column, text, is_number, down + 1, across + 1)
            column += across
    hidden = sheet.findtext(f"{EXCEL}WorksheetOptions/{EXCEL}Visible") or ""
    return grid.sheet(sheet.get(f"{OFFICE}Name") or "", is_visible=not hidden.startswith("SheetHidden") and hidden != "SheetVeryHidden")


def _index(element: etree._Element, before: int) -> int:
    """Return the place of a row or cell, which states it where it leaves some out."""
    stated = element.get(f"{OFFICE}Index")
    return int(stated) - 1 if stated and stated.isascii() and stated.isdigit() and len(stated) < 9 else before + 1


def _typed(cell: etree._Element) -> tuple[str, bool]:
    """Return the text of a cell and whether it is a number."""
    data = cell.find(f"{OFFICE}Data")
    if data is None:
        # A formula that nobody has worked out is refused by whoever judges the cell, as the text that it is.
        return cell.get(f"{OFFICE}Formula") or "", False
    text = "".join(map(str, data.itertext())).strip()
    kind = data.get(f"{OFFICE}Type") or "String"
    if kind == "Number" and text:
        return (_plain_number(text), True) if PLAIN_NUMBER.fullmatch(text) and "," not in text else (text, False)
    if kind == "DateTime":
        return text.removesuffix(".000").removesuffix("T00:00:00").replace("T", " "), False
    return ("TRUE" if text == "1" else "FALSE") if kind == "Boolean" else text, False
