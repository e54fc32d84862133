"""Numbers that never break: in a page's prose a number, its sign and its unit stay on one line, however narrow the screen is."""

from __future__ import annotations

import re

# What is no prose: tags, and elements whose text is not laid out in lines.
_APART = re.compile(r"(<(script|style|svg|title)\b.*?</\2>|<[^>]*>)", re.DOTALL)
_UNITS = "个百分点|百分点|个行业|个街道|个月|千瓦时|立方米|万元|亿元|万人|元|家|人|条|份|行|次|期|年|月|日|倍|位|户|起|％|%|th|jobs|kWh|m³"
# A day or month (2026年10月) is one number of several parts; a number in running English takes no unit along.
_NUMBER = re.compile(rf"[+\u2212<>≥≤]?\d[\d,.:]*(?<![,.:])(?:[-/]\d[\d,.]*(?<![,.]))*(?:{_UNITS})?(?:\d+(?:月|日)){{0,2}}")


def whole_numbers(html: str) -> str:
    """The page with every number of its prose in a span that does not wrap; a cell that is a number alone is left as it is."""
    out, end = [], 0
    for tag in _APART.finditer(html):
        out += [_kept(html[end : tag.start()]), tag[0]]
        end = tag.end()
    return "".join([*out, _kept(html[end:])])


def _kept(text: str) -> str:
    if _NUMBER.fullmatch(text.strip()):
        return text
    # Figures of entities (&#39;) are no numbers of the text.
    parts = re.split(r"(&#?\w+;)", text)
    return "".join(part if place % 2 else _NUMBER.sub(_span, part) for place, part in enumerate(parts))


def _span(number: re.Match[str]) -> str:
    return f'<span class="nw">{number[0]}</span>' if len(number[0]) > 1 else number[0]
