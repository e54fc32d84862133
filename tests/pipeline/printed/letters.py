"""The mails of a month as their readers have them: subject, page and plain twin, with the part of the district each is for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from lxml import etree, html

from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.numbers import no_figures_in, spans_in

ORDINAL = re.compile(r"^\s*(?:\d+\.|-) ")
CASE = re.compile(r"^\d+\. \[.\] (?P<name>[^（]+)")
UNREAD = ("style", "script")


@dataclass(frozen=True, slots=True)
class PrintedMail:
    """One mail: `scope` is a column of the register and its value, both empty for the whole district."""

    name: str
    kind: str
    scope: tuple[str, str]
    subject: str
    page: str
    plain: str

    def lines(self, names: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
        """Yield the lines of the plain twin with the enterprise each tells of; numbers of a list stand in front and are no figures."""
        whose = None
        for line in self.plain.splitlines():
            case = CASE.match(line)
            if case is not None:
                whose = next((code for name, code in names.items() if line.partition("] ")[2].startswith(name)), None)
            elif not line.startswith("   "):
                whose = None
            yield ORDINAL.sub("", line), whose

    def numbers(self) -> tuple[set[str], set[str]]:
        """Return the numbers of the page and those of the plain twin, without their signs: one says +3, the other 增加3."""
        tree = html.fromstring(self.page)
        for element in tree.xpath("//style|//title|//*[contains(@style, 'display: none') or contains(@style, 'display:none')]"):
            element.text = ""
        # The place of a case on the list stands in front of it, in its cell as in its line.
        for cell in tree.iter("td"):
            cell.text = ORDINAL.sub("", cell.text or "")
        texts = [" ".join(tree.itertext()), *(image.get("alt", "") for image in tree.iter("img"))]
        plain = "\n".join(ORDINAL.sub("", line) for line in self.plain.splitlines())
        return _numbers(" ".join(texts)), _numbers(plain)


def _numbers(text: str) -> set[str]:
    text = re.sub(r"\s+", " ", text)
    return {printed.text.lstrip("+−-") for _, printed in spans_in(text, no_figures_in(text))}


def mails_of(month: PublishedMonth) -> Iterator[PrintedMail]:
    """Yield the Chinese mails of a month that were written as files."""
    readers = scopes_of(month.home.subscribers)
    # An English letter has the figures of the Chinese one in other words; its pages are held word by word (tests.golden).
    for path in sorted(month.home.outbox.glob(f"{month.month:%Y-%m}.r{month.revision}/*.eml")):
        number, kind, address = path.stem.split("-", 2)
        if address not in readers:
            continue
        yield read_mail(path, f"{number}-{kind}", kind, readers[address])


def read_mail(path: Path, name: str = "", kind: str = "", scope: tuple[str, str] = ("", "")) -> PrintedMail:
    """Return what a mail that was written as a file says."""
    mail = message_from_bytes(path.read_bytes(), policy=default)
    page, plain = mail.get_body(("html",)), mail.get_body(("plain",))
    assert page is not None
    assert plain is not None
    return PrintedMail(name, kind, scope, str(mail["Subject"]), page.get_content(), plain.get_content())


def as_page(text: str) -> html.HtmlElement:
    """Return the lines of a text as a page, without the numbers in front of them."""
    page = html.fromstring("<main></main>")
    for line in text.splitlines():
        etree.SubElement(page, "p").text = ORDINAL.sub("", line)
    return page


def scopes_of(subscribers: Path) -> dict[str, tuple[str, str]]:
    """Return the scope of each reader of Chinese by address."""
    if not subscribers.exists():
        return {}
    rows = [line.split(",") for line in subscribers.read_text(encoding="utf-8").splitlines()[1:] if line.endswith(",zh")]
    parts = {row[0]: row[2].partition(":") for row in rows}
    return {address: (column, value) if value else ("", "") for address, (column, _, value) in parts.items()}
