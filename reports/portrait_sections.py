"""The sections of an enterprise's published page, cut out for the page for cases: as they were published, without scripts or inline styles.

What tells the whole district is left out for whoever sees a part of it: the place on the list, and what is at stake, since a share beside
its own figure gives the district's total away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.words import enterprise as texts
from reports.words import leaver

if TYPE_CHECKING:
    from markupsafe import Markup

# Outside text in a published page is escaped: it holds no mark of an element, so that these ends are the page's own.
_LANGUAGE: Final = re.compile(r'<html lang="([\w-]+)"')
_SECTION: Final = re.compile(r'<section aria-labelledby="(why|now|charts|records)">.*?</section>', re.DOTALL)
_BRIEF: Final = re.compile(r'<dl class="brief">(.*?)</dl>', re.DOTALL)
_PAIR: Final = re.compile(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", re.DOTALL)
_HEAD: Final = re.compile(r'<div class="id">.*?</div>\s*<dl', re.DOTALL)
_SCRIPTED: Final = re.compile(r'<script\b.*?</script>|<div class="live"[^>]*></div>| data-(?:chart|height)="[^"]*"', re.DOTALL)
_WIDTH: Final = re.compile(r'" style="width:(\d+)(?:\.\d+)?%"')


@dataclass(frozen=True, slots=True)
class PortraitSections:
    """Parts of one page: head, the sentences in front, and the sections by name, in a language."""

    head: Markup
    brief: Markup
    sections: dict[str, Markup]
    language: str = "zh-CN"


def cut_portrait(page: str, *, is_whole: bool) -> PortraitSections:
    """Cut a published page into its sections; `is_whole`: for a reader who sees the whole district."""
    from markupsafe import Markup

    plain = _WIDTH.sub(r' w\1"', _SCRIPTED.sub("", page))
    found = {match[1]: Markup(match[0]) for match in _SECTION.finditer(plain)}  # noqa: S704 - our own page, escaped when it was made
    language = _LANGUAGE.search(page)
    head, brief = Markup(_head(plain) if is_whole else ""), Markup(_brief(plain, is_whole))  # noqa: S704
    return PortraitSections(head, brief, found, language[1] if language else "zh-CN")


def width_classes() -> str:
    """Return the style rules that stand for the widths of bars: a page that allows no inline style has classes for them."""
    return "".join(f".w{width}{{width:{width}%}}" for width in range(101))


def _brief(page: str, is_whole: bool) -> str:
    """The sentences in front, without those that tell the district's totals where the reader sees a part of it."""
    match = _BRIEF.search(page)
    if match is None:
        return ""
    hidden = () if is_whole else (texts.STAKE.zh, texts.STAKE.en, leaver.STAKE.zh, leaver.STAKE.en)
    pairs = [(name, text) for name, text in _PAIR.findall(match[1]) if name not in hidden]
    return '<dl class="brief">' + "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in pairs) + "</dl>"


def _head(page: str) -> str:
    match = _HEAD.search(page)
    return "" if match is None else match[0].removesuffix("<dl").replace("<h1>", '<p class="h">').replace("</h1>", "</p>")
