"""A published page as its reader has it: every block of text once, cells with their headings, and the enterprise each tells of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import html

CODE = re.compile(r"([0-9A-Z]{18})\.html")
BLOCKS = frozenset(
    ("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "div", "caption", "figcaption", "summary", "title", "section", "header",
     "footer", "main", "nav", "body", "table", "tr", "dl", "ul", "ol", "figure", "details", "form", "label", "a.skip", "head", "html"),
)  # fmt: skip
# Drawings are read through the sentence below them; what a reader chooses from and what a program runs says nothing.
UNREAD = ("script", "style", "svg", "noscript", "template", "select", "option", "input", "button", "output", "meta")
# What belongs together and is about one enterprise.
CASES = ("tr", "div")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell of a table stands: the table's name, the headings of its column and row, and those of all rows of its group."""

    table: str
    head: str
    label: str
    group: str
    labels: tuple[str, ...]
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text with the heading above it, the classes around it, its place in a table, and the enterprise it tells of."""

    text: str
    heading: str
    classes: str
    cell: Cell | None = None
    uscc: str | None = None


def page_tree(path: Path) -> html.HtmlElement:
    """Return a page as a tree, with its whole numbers whole."""
    return html.fromstring(path.read_text(encoding="utf-8"))


def text_of(element: html.HtmlElement) -> str:
    """Return what an element says."""
    return " ".join("".join(_texts(element, whole=True)).split())


def _texts(element: html.HtmlElement, *, whole: bool = False) -> Iterator[str]:
    """Yield the texts of an element, without those of the blocks inside it."""
    yield element.text or ""
    for child in element:
        is_inside = isinstance(child.tag, str) and child.tag not in UNREAD and (whole or child.tag not in BLOCKS)
        if is_inside:
            # A second line of a cell is a word of its own.
            yield " " if "sub" in str(child.get("class")).split() else ""
            yield from _texts(child, whole=whole)
        if not isinstance(child.tag, str) or child.tag == "br" or child.tag in BLOCKS:
            yield " "
        yield child.tail or ""


def blocks(tree: html.HtmlElement, names: Mapping[str, str]) -> Iterator[Block]:
    """Yield every block of text of a page in order; `names`: the codes of enterprises by name, where a table has no link."""
    for element in tree.xpath("|".join(f"//{tag}" for tag in UNREAD)):
        # What follows an element stays.
        element.text = None
        for child in list(element):
            element.remove(child)
    heading, told, cells = "", None, _cells(tree, names)
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag not in BLOCKS:
            continue
        text = " ".join("".join(_texts(element)).split())
        if element.tag in ("h1", "h2", "h3"):
            heading = text_of(element)
            told = names.get(_called(element)) if element.xpath(".//*[contains(@class, 'name')]") else None
        if text:
            cell = cells.get(element)
            place = (cell[1] if cell else None) or _of_case(element, names) or told
            yield Block(text, heading, _classes(element), cell[0] if cell else None, place)


def _called(element: html.HtmlElement) -> str:
    found = element.xpath(".//bdi")
    return text_of(found[0]) if found else ""


def _classes(element: html.HtmlElement) -> str:
    around = [element, *element.iterancestors()][:4]
    return " ".join(str(one.get("class")) for one in around if one.get("class"))


def _of_case(element: html.HtmlElement, names: Mapping[str, str]) -> str | None:
    """Return whom the nearest row or case around an element names."""
    for around in [element, *element.iterancestors()]:
        if around.tag in ("tr", "h3", "li") or around.get("class") == "case":
            found = _named(around, names)
            if len(found) == 1:
                return found[0]
    return None


def _named(element: html.HtmlElement, names: Mapping[str, str]) -> list[str]:
    linked = CODE.findall(" ".join(link.get("href", "") for link in element.iter("a")))
    called = [names[text] for one in element.iter("bdi") if (text := text_of(one)) in names]
    return list(dict.fromkeys(linked or called))


def _cells(tree: html.HtmlElement, names: Mapping[str, str]) -> dict[html.HtmlElement, tuple[Cell, str | None]]:
    """Return the place of every cell of a table with headings."""
    placed: dict[html.HtmlElement, tuple[Cell, str | None]] = {}
    for table in tree.iter("table"):
        heads = [text_of(cell) for cell in table.iterfind("./thead//th")]
        if not heads:
            continue
        rows = list(table.iterfind("./tbody/tr"))
        groups = _groups(rows)
        group, whose = "", None
        for row in rows:
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            group = text_of(cells[0]) if len(cells) == 1 else group
            found = _named(row, names)
            whose = found[0] if found else (whose if row.get("class") == "more" else None)
            texts = dict(zip(heads, map(text_of, cells), strict=False))
            for place, cell in enumerate(cells):
                # A second line below the figures of a row belongs to no column.
                head = "" if row.get("class") == "more" or len(cells) == 1 else heads[min(place, len(heads) - 1)]
                placed[cell] = (Cell(_name(table), head, text_of(cells[0]), group, groups[group], texts), whose)
    return placed


def _groups(rows: list[html.HtmlElement]) -> dict[str, tuple[str, ...]]:
    """Return the headings of rows by the line above them that names their group, empty where there is none."""
    groups: dict[str, list[str]] = {"": []}
    group = ""
    for row in rows:
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        group = text_of(cells[0]) if len(cells) == 1 else group
        groups.setdefault(group, []).append(text_of(cells[0]))
    return {name: tuple(labels) for name, labels in groups.items()}


def _name(table: html.HtmlElement) -> str:
    """Return what a table is called: its caption, or the heading it refers to."""
    caption = table.find("./caption")
    if caption is not None:
        return text_of(caption)
    return str(table.get("aria-labelledby") or table.get("class") or "")
