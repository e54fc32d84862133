"""The line of links at the head of a page: the index of all issues, this issue, the earlier one, the same enterprise there.

A later issue is linked from the index alone: a page that is out keeps its bytes when the next month appears.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from reports.edition import Edition
from reports.words import index_page as texts
from reports.words import misses as miss_texts
from reports.words.format import month_key
from reports.words.text import Words

BULLETIN: Final = "bulletin.html"


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the line; the page that is open has no address."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Breadcrumbs:
    """The line of links of one page, with its name for those who cannot see it."""

    label: str
    links: tuple[Link, ...]


def bulletin_links(edition: Edition) -> Breadcrumbs:
    """The links of the bulletin."""
    words = edition.words
    return _line(words, [_index(edition, 0), Link(_bulletin(edition)), *_earlier_bulletin(edition), _later(edition)])


def beside_links(edition: Edition, here: str) -> Breadcrumbs:
    """The links of a page beside the bulletin, which is called `here`."""
    return _line(edition.words, [_index(edition, 0), Link(_bulletin(edition), BULLETIN), Link(here)])


def enterprise_links(edition: Edition, uscc: str, has_note: bool = False) -> Breadcrumbs:
    """The links of an enterprise's page; `has_note`: whether there is an urgent note on it."""
    words, code = edition.words, quote(uscc)
    note = [Link(words.say(texts.URGENT), f"../urgent/{code}.html")] if has_note else []
    row = Link(words.say(texts.ALL_MONTHS), f"{edition.to_index(1)}#{code}")
    return _line(words, [*_of_issue(edition), Link(words.say(texts.PORTRAIT)), *note, *_same_earlier(edition, uscc), row])


def urgent_links(edition: Edition, uscc: str) -> Breadcrumbs:
    """The links of an urgent note."""
    words = edition.words
    portrait = [Link(words.say(texts.PORTRAIT), f"../enterprises/{quote(uscc)}.html")] if edition.has_pages else []
    return _line(words, [*_of_issue(edition), *portrait, Link(words.say(texts.URGENT))])


def miss_links(edition: Edition, uscc: str) -> Breadcrumbs:
    """The links of the page of an enterprise that no list had named in time."""
    words = edition.words
    row = Link(words.say(texts.ALL_MONTHS), f"{edition.to_index(1)}#{quote(uscc)}")
    return _line(words, [*_of_issue(edition), Link(words.say(miss_texts.PAGE)), row])


def _line(words: Words, links: Iterable[Link]) -> Breadcrumbs:
    return Breadcrumbs(words.say(texts.HERE), tuple(links))


def _of_issue(edition: Edition) -> list[Link]:
    """The way from a page one folder below the bulletin."""
    return [_index(edition, 1), Link(_bulletin(edition), f"../{BULLETIN}")]


def _index(edition: Edition, below: int) -> Link:
    return Link(edition.words.say(texts.INDEX), edition.to_index(below))


def _bulletin(edition: Edition) -> str:
    return edition.words.say(texts.BULLETIN_OF, month=edition.month_words)


def _earlier_bulletin(edition: Edition) -> list[Link]:
    earlier = edition.earlier
    if earlier is None:
        return []
    key = month_key(earlier.month)
    return [Link(edition.words.say(texts.EARLIER, month=key), edition.to_month(0, key) + BULLETIN)]


def _later(edition: Edition) -> Link:
    """The place of this issue among all: what came after it stands above."""
    return Link(edition.words.say(texts.LATER), f"{edition.to_index(0)}#m{edition.month_key}")


def _same_earlier(edition: Edition, uscc: str) -> list[Link]:
    earlier = edition.earlier
    if earlier is None or uscc not in earlier.pages:
        return []
    key = month_key(earlier.month)
    return [Link(edition.words.say(texts.SAME_EARLIER, month=key), f"{edition.to_month(1, key)}enterprises/{quote(uscc)}.html")]
