"""The frames and sentences of one enterprise's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.sections.monthly_figures import figures_of_month
from reports.sections.severe_cases import Case
from reports.words import enterprise as texts
from reports.words.figures import base_words
from reports.words.format import MISSING, month_key, number, plain, share, signed, signed_share
from reports.words.reasons import MONTHS
from reports.words.text import Words
from warehouse.risk_vocabulary import FEATURES, SIGNS_OF_A_MOVE
from warehouse.vocabulary import INDICATORS, LEVELS, YEAR_BASES

# Below one unit a figure and its expectation both print as 0, and a percentage of nothing would stand beside them.
_LEAST_PRINTED = 1
# The peers are a sample: nobody is known to be below every one of them.
_NEARLY_ALL = 0.99
_CLEARING_MOST = 400


@dataclass(frozen=True, slots=True)
class Push:
    """One contribution to a risk: its label, the feature's value, its log-odds and the length of its bar (0–100)."""

    label: str
    value: str
    log_odds: float
    width: int


def of_enterprise(frame: pl.DataFrame, uscc: str) -> pl.DataFrame:
    """The rows of one enterprise."""
    return frame.filter(pl.col("uscc") == uscc)


def pushes(own: Briefing, risk: str, most: int = 5) -> list[Push]:
    """The `most` largest contributions to one risk of an enterprise, largest in size first, and the rest as one.

    `own` holds the frames of it alone. Reported signs of a move are no evidence of how it operates: `signs_words` tells them apart.
    """
    rows = _contributions(own, risk).filter(~_is_sign_elsewhere()).sort(_SIZE, "feature", descending=[True, False])
    shown, rest, words = rows.head(most), rows.slice(most), own.words
    # Bars are relative to the longest, since log-odds have no natural full length.
    longest = max((abs(value) for value in rows["contribution_log_odds"]), default=1.0)
    named = [
        (words.capital(words.term(FEATURES, row["feature"])), number(row["feature_value"], 2), row["contribution_log_odds"])
        for row in shown.iter_rows(named=True)
    ]
    # With the rest as a row the column adds up.
    more = [(words.say(texts.THE_REST), "", float(rest["contribution_log_odds"].sum()))] if rest.height else []
    return [Push(label, value, size, min(100, round(100 * abs(size) / longest))) for label, value, size in (*named, *more)]


_SIZE: Final = pl.col("contribution_log_odds").abs()


def _contributions(own: Briefing, risk: str) -> pl.DataFrame:
    """What moves one risk; the base rate is the same for everybody and explains nobody."""
    return own.frames.contributions.filter((pl.col("risk") == risk) & (pl.col("feature") != "intercept") & (_SIZE.round(6) != 0))


def _is_sign_elsewhere() -> pl.Expr:
    """Whether a contribution to the operating risk is of reported signs of a move."""
    return (pl.col("risk") == "operating") & pl.col("feature").is_in(SIGNS_OF_A_MOVE)


def signs_words(own: Briefing) -> str:
    """How much reported signs of a move add to the operating risk as well, in a sentence beside those of a move; empty without any."""
    signs = _contributions(own, "operating").filter(_is_sign_elsewhere())["contribution_log_odds"]
    return own.words.say(texts.SIGNS_COUNT_TOO, size=signed(float(signs.sum()), 2)) if signs.len() else ""


_FROM_EVIDENCE: Final = (
    "expected", "ratio_share", "lo_80", "hi_80", "year_base", "peer_percentile_share", "silent_months",
)  # fmt: skip
_KEY: Final = ["uscc", "indicator"]


def indicator_rows(own: Briefing) -> list[dict[str, Any]]:
    """What each indicator says this month: value, normal level, its band, growth, peers; `own` holds the frames of one enterprise alone.

    Level, band and gap are the evidence's own, of one horizon: an expectation made a month ago has followed the fall, and its band with it.
    """
    rows = {row["indicator"]: row for row in _month(own).iter_rows(named=True)}
    return [_described(rows[key], own.words) for key in INDICATORS.keys if key in rows]


def _month(own: Briefing) -> pl.DataFrame:
    """One row for each indicator that has a figure this month or had one earlier: the month's value and flags, and the evidence."""
    series, evidence, month = own.frames.series, own.frames.evidence, own.edition.month
    flags = series.filter(pl.col("period") == month).select(*_KEY, "flags")
    now = figures_of_month(own.frames.figures).join(flags, on=_KEY, how="full", coalesce=True)
    # An indicator that fell silent has evidence but no figure, and must not vanish from the table.
    return now.join(evidence.select(*_KEY, *_FROM_EVIDENCE), on=_KEY, how="full", coalesce=True)


def onsets(own: Briefing) -> dict[str, date]:
    """The first month of the dip each indicator is in, of those that are in one; `own` holds the frames of one enterprise alone."""
    return {indicator: onset for indicator, onset in own.frames.evidence.select("indicator", "onset").rows() if onset is not None}


def _described(row: dict[str, Any], words: Words) -> dict[str, Any]:
    key, expected, ratio = row["indicator"], row["expected"], row["ratio_share"]
    return {
        "indicator": key,
        "name": words.capital(words.term(INDICATORS, key)),
        "unit": words.unit(key),
        "value": row["value"],
        "expected": expected,
        "gap": None if ratio is None or expected < _LEAST_PRINTED else ratio - 1,
        "lo": row["lo_80"],
        "hi": row["hi_80"],
        "growth": row["growth"],
        "yoy": row["yoy"],
        "month_base": base_words({"year_base": row["month_base"]}, words) or "",
        "base": words.term(YEAR_BASES, row["year_base"], missing=""),
        "peers": peer_words(row["peer_percentile_share"], words),
        "note": data_note(row, words),
    }


def peer_words(percentile: float | None, words: Words) -> str:
    """Where the course of three months stands among the peers': 弱于92%的同行, weaker than 92% of them."""
    if percentile is None:
        return MISSING
    is_low = percentile <= 0.5
    beaten = 1 - percentile if is_low else percentile
    others = words.say(texts.NEARLY_ALL) if beaten > _NEARLY_ALL else share(beaten, 0)
    return words.say(texts.BELOW_PEERS if is_low else texts.ABOVE_PEERS, share=others)


def data_note(row: dict[str, Any], words: Words) -> str:
    """What to know of a figure: silent since when, merged, spread, set aside."""
    parts = [words.flags(row["flags"])]
    if row["silent_months"]:
        parts.insert(0, words.say(texts.SILENT, months=words.counted(row["silent_months"], MONTHS)))
    elif row["value"] is None:
        parts.insert(0, words.say(texts.NOT_ARRIVED))
    return words.phrases(part for part in parts if part)


def agreement_words(row: dict[str, Any], words: Words) -> str:
    """How the physical figures go with the booked ones, as a sentence; empty where it was not judged."""
    text = texts.AGREEMENT.get(row["family_agreement"])
    return words.say(text) if text else ""


def clearing_words(briefing: Briefing, uscc: str) -> str:
    """What would clear an enterprise's warning; the general rule where nothing is stored."""
    return plain(briefing.words.phrases(briefing.clearings.get(uscc, [])), _CLEARING_MOST) or briefing.words.say(texts.CLEARING_GENERAL)


def service_words(case: Case, words: Words) -> str:
    """What is proposed, by whom and until when."""
    if not case.row["is_listed"]:
        return words.say(texts.WATCHED_ONLY)
    return words.say(texts.SERVICE_LINE, measures=words.capital(case.measures), responsible=words.capital(case.responsible), due=case.due)


def history_words(row: dict[str, Any], words: Words) -> str:
    """Level before, first listed, months on the list."""
    before = row["previous_level"]
    last = words.say(texts.LEVEL_BEFORE, level=words.level(before)) if before in LEVELS else words.say(texts.NOT_LISTED_BEFORE)
    months = words.say(texts.MONTHS_RUNNING, months=words.counted(row["months_listed"], MONTHS)) if row["months_listed"] else ""
    listed_on = row["first_listed_on"]
    first = words.say(texts.FIRST_LISTED, month=month_key(listed_on)) if listed_on is not None else words.say(texts.NEVER_LISTED)
    return words.say(texts.HISTORY, last=last, first=first, months=months)


def fan_words(fans: pl.DataFrame, words: Words) -> str:
    """What the explaining model says in words: a recent shift of level with its band, and what moved the last month from its trend."""
    row = fans.row(0, named=True)
    sentences = [_shift_words(row, words)] if row["shift_period"] is not None else []
    if row["season_share"] is not None:
        last = fans.filter(pl.col("value").is_not_null())["period"].to_list()
        parts = [words.say(text, share=signed_share(row[key], 0)) for key, text in texts.TREND_PARTS.items() if row[key] is not None]
        sentences.append(words.say(texts.FROM_TREND, month=words.month(max(last)), parts=words.listed(parts)))
    return words.sentences(sentences)


def _shift_words(row: dict[str, Any], words: Words) -> str:
    shares = {
        name: signed_share(row[key], 0)
        for name, key in (("share", "shift_share"), ("low", "shift_low_share"), ("high", "shift_high_share"))
    }
    return words.say(texts.SHIFT, month=words.month(row["shift_period"]), **shares)
