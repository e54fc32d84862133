"""What the page of an enterprise that has left the list says of it: its level of last month, why it left, what follows."""

from __future__ import annotations

from typing import Any

from reports.briefing import Briefing
from reports.sections.severe_cases import place_words, stake_words
from reports.words import leaver as texts
from reports.words.format import month_key
from reports.words.reasons import MONTHS
from reports.words.text import Words
from warehouse.periods import shift_month
from warehouse.vocabulary import LEAVING_CAUSES, TIERS


def leaver_of(own: Briefing) -> dict[str, Any]:
    """The leaver's row with what the page says of it; `own` holds the frames of this enterprise alone."""
    words, row = own.words, own.frames.leavers.row(0, named=True)
    # Last month's list names the industry and what was at stake; an older version may not have kept it.
    before = own.frames.previous.row(0, named=True) if own.frames.previous.height else {}
    return {
        "row": row,
        "where": place_words({"industry": None, **before, **row}, words),
        "tier": words.term(TIERS, row["tier"]),
        "cause": words.term(LEAVING_CAUSES, row["cause"]),
        "meaning": words.say(texts.MEANINGS[row["cause"]]) if row["cause"] in texts.MEANINGS else "",
        "last_month": month_key(shift_month(own.edition.month, -1)),
        "history": history_words(before, words),
        # The share was of last month's district and would not belong to this month's amounts.
        "stake": words.capital(stake_words(own, {"uscc": row["uscc"], "exposure_output_share": None})),
    }


def history_words(before: dict[str, Any], words: Words) -> str:
    """When it was first listed and for how many months it was on the list."""
    parts = []
    if before.get("first_listed_on"):
        parts.append(words.say(texts.FIRST_LISTED, month=month_key(before["first_listed_on"])))
    if before.get("months_listed"):
        parts.append(words.say(texts.WAS_LISTED, months=words.counted(before["months_listed"], MONTHS)))
    return words.clauses(parts)
