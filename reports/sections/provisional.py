"""Risks of open cases worked out again since the last list: a sentence, who changed, before and now with what changed it.

In: the frame `provisional` of a brief, a row of its table. Out: working risks out (models.cases.provisional_scores).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from reports.brief_frames import BriefFrames
from reports.words import brief as brief_texts
from reports.words import provisional as texts
from reports.words.format import risk
from reports.words.text import Words
from warehouse.meeting_vocabulary import PROVISIONAL_CHANGES
from warehouse.risk_vocabulary import FEATURES

ROWS_SHOWN: Final = 20
# What is no change worth a row.
SAME: Final = "same"
_ARRIVED: Final = {"figures_count": texts.FIGURES, "reports_count": texts.REPORTS, "visits_count": texts.VISITS}


def provisional_parts(frames: BriefFrames, words: Words) -> dict[str, Any]:
    """What the page's template shows: the sentence, and the rows of those that changed; `provisional` None where nothing was worked out."""
    if frames.provisional.is_empty() or frames.listed_on is None:
        return {"provisional": None}
    changed = frames.provisional.filter(pl.col("change") != SAME)
    sentence = words.say(
        texts.WORDS,
        listed=words.day(frames.listed_on),
        until=words.day(frames.issued_on),
        known=frames.provisional.height,
        parts=words.listed(_counts(frames.provisional, PROVISIONAL_CHANGES.keys, words)),
    )
    hidden = max(0, changed.height - ROWS_SHOWN)
    shown = {
        "rows": [row | provisional_words(row, words) for row in changed.head(ROWS_SHOWN).iter_rows(named=True)],
        "more": words.say(brief_texts.MORE, count=hidden) if hidden else "",
    }
    return {"provisional": shown, "provisional_words": sentence, "provisional_texts": texts}


def provisional_point(frames: BriefFrames, words: Words) -> list[dict[str, Any]]:
    """The main point about them; none where no risk has changed."""
    if frames.provisional.is_empty():
        return []
    changed = frames.provisional.filter(pl.col("change") != SAME)
    if changed.is_empty():
        return []
    parts = words.listed(_counts(changed, [key for key in PROVISIONAL_CHANGES.keys if key != SAME], words))
    unit = "" if words.is_english else words.say(brief_texts.ENTERPRISES)
    return [{"figure": f"{changed.height:,}", "unit": unit, "text": words.say(texts.POINT, parts=parts)}]


def _counts(rows: pl.DataFrame, keys: Iterable[str], words: Words) -> list[str]:
    counts = dict(rows.group_by("change").len().iter_rows())
    return [words.say(texts.PART, change=words.term(PROVISIONAL_CHANGES, key), count=counts.get(key, 0)) for key in keys]


def provisional_words(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Both risks then and now, and what changed them, in words: operating, relocation, by."""
    moved = {
        name: words.say(texts.MOVED, then=risk(row[f"{name}_risk_then"]), now=risk(row[f"{name}_risk_now"]))
        for name in ("operating", "relocation")
    }
    return moved | {"by": _by(row, words)}


def _by(row: Mapping[str, Any], words: Words) -> str:
    """What moved the risk, and what arrived since the list."""
    named = words.listed(words.term(FEATURES, key) for key in row["features"])
    arrived = [words.say(text, count=row[name]) for name, text in _ARRIVED.items() if row[name]]
    new = words.say(texts.ARRIVED, parts=words.listed(arrived)) if arrived else words.say(texts.NOTHING)
    return words.phrases(part for part in (named, new) if part)
