"""Tables and paragraphs of a published page, as a reader sees them, with the enterprise a row is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

CODE = re.compile(r"([0-9A-Z]{18})\.html")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by heading, and the enterprise it links to."""

    table: str
    cells: dict[str, str]
    uscc: str | None


def page_tree(path: Path) -> html.HtmlElement:
    """Return a page as a tree."""
    return html.fromstring(path.read_text(encoding="utf-8"))


def text_of(element: html.HtmlElement) -> str:
    """Return what an element says."""
    return " ".join(element.text_content().split())


def table_rows(tree: html.HtmlElement) -> Iterator[Row]:
    """Yield the rows of all tables with a heading."""
    for table in tree.iter("table"):
        names = [text_of(cell) for cell in table.iterfind(".//thead//th")]
        for row in table.iterfind(".//tbody/tr"):
            cells = [text_of(cell) for cell in row if cell.tag in ("td", "th")]
            found = CODE.search(" ".join(link.get("href", "") for link in row.iter("a")))
            yield Row(str(table.get("class")), dict(zip(names, cells, strict=False)), found.group(1) if found else None)
