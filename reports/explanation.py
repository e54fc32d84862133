"""One enterprise at a month in lines for a terminal: figures, evidence, risks, and what would clear its warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from reports.industries import industry_name
from reports.sections.missed_departures import enough_words
from reports.sections.provisional import provisional_words
from reports.terminal import left, right
from reports.words import explain as texts
from reports.words import misses as miss_texts
from reports.words import provisional as provisional_texts
from reports.words.figures import figure_words
from reports.words.format import MISSING, month_key, number, risk, share, signed_share
from reports.words.reasons import clearing_phrases, measure_phrases, reason_phrases
from reports.words.text import Words
from warehouse.miss_vocabulary import MISS_CAUSES
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import INDICATORS, OUT_OF_SCOPE, RELOCATION_SHARE, SCORES, STAGES, TIERS

Row = Mapping[str, Any]
NAME_CELLS: Final = 28
FIGURE_CELLS: Final = 14
WAY_CELLS: Final = 8
STRENGTH_CELLS: Final = 3
# Log-odds have no length that people know, so factors are measured by the strongest of them.
STRONGEST: Final = 10
# What bulletin and workbook print of an enterprise, and what stands between them.
EXPLAINED: Final = (
    *(f"{indicator}_{kind}" for indicator in ("output_value", "tax") for kind in (
        "month", "month_growth", "three_months_growth", "year_to_date", "year_to_date_growth", "twelve_months", "twelve_months_growth",
    )),
    "electricity_month", "electricity_month_growth", "electricity_three_months_growth", "electricity_twelve_months_growth",
    "employment_latest", "employment_month_growth", "fixed_investment_year_to_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything known of one enterprise at a month; rows as their tables have them.

    `enterprise` core_register; `risk` pred_risk, None where the month has none; `contributions` pred_contributions, the largest of each
    risk first; `evidence` feat_evidence; `figures` the catalogue's of the enterprise. `shift`: indicator, since,
    size_share, low_share, high_share; `ahead`: indicator, period, mean, lo_80, hi_80: both of the indicator that stands out most.
    `warning` out_warnings, None below entry, with its reasons, measures and clearings. `page`: where its published page lies.
    `miss`: its row of out_misses with `page`, of an enterprise that left without a list having named it in time.
    `provisional`: its risks as the newest brief since the month's list worked them out again, None where none did.
    """

    month: date
    as_of: date
    enterprise: Row
    risk: Row | None
    contributions: pl.DataFrame
    evidence: pl.DataFrame
    figures: pl.DataFrame
    shift: pl.DataFrame
    ahead: pl.DataFrame
    warning: Row | None
    reasons: pl.DataFrame
    measures: pl.DataFrame
    clearings: pl.DataFrame
    page: str | None = None
    miss: Row | None = None
    provisional: Row | None = None


def explanation_lines(found: Explanation, words: Words, contributions_most: int = 5) -> list[str]:
    """Return the explanation line by line, of each risk its `contributions_most` largest contributions."""
    return [
        *_who(found, words),
        *_miss(found, words),
        *_risks(found, words, contributions_most),
        *_provisional(found, words),
        *_evidence(found, words),
        *_figures(found, words),
        *_ahead(found, words),
        *_case(found, words),
    ]


def _who(found: Explanation, words: Words) -> Iterator[str]:
    own = found.enterprise
    yield f"{own['name']}  {own['uscc']}"
    known = words.say(texts.AS_KNOWN, month=words.month(found.month), day=words.day(found.as_of))
    yield f"{own['street'] or MISSING} · {industry_name(own['industry'], words)} · {words.term(TIERS, own['tier'])}   {known}"


def _miss(found: Explanation, words: Words) -> Iterator[str]:
    """Of an enterprise that left without having been listed in time: why, and where its page lies."""
    if found.miss is not None:
        row = found.miss
        yield words.say(miss_texts.ON_RECORD, month=words.month(row["month"]), cause=words.term(MISS_CAUSES, row["cause"]))
        yield "  " + enough_words(row, words)
        if row["page"]:
            yield "  " + words.say(texts.PAGE, path=row["page"])


def _risks(found: Explanation, words: Words, most: int) -> Iterator[str]:
    own = found.risk
    if own is None or own["operating_risk"] is None:
        reason = words.say(texts.NO_ROW) if own is None else words.term(OUT_OF_SCOPE, own["out_of_scope"])
        yield words.say(texts.NOT_SCORED, reason=reason)
        return
    stage = words.term(STAGES, own["relocation_stage"])
    yield words.say(texts.RISKS, operating=risk(own["operating_risk"]), relocation=risk(own["relocation_risk"]), stage=stage)
    if own[RELOCATION_SHARE] is not None:
        yield words.say(texts.SHARE_OF_LEAVING, share=risk(own[RELOCATION_SHARE]))
    for term in SCORES:
        # The base rate is the same for everybody and explains nobody; what adds nothing explains nothing.
        is_own = (pl.col("feature") != "intercept") & (pl.col("contribution_log_odds").round(6) != 0)
        rows = found.contributions.filter(pl.col("risk") == term.key, is_own)
        if rows.height:
            shown = min(most, rows.height)
            factors = words.counted(rows.height, texts.FACTOR)
            yield "  " + words.say(texts.FACTORS, risk=term.word(words.language), factors=factors, shown=shown, whole=STRONGEST)
            yield from _factors(rows.head(most), words)


def _factors(rows: pl.DataFrame, words: Words) -> Iterator[str]:
    """Give each factor as people read it: which way it moves the risk, and how strongly beside the strongest."""
    longest = max(abs(value) for value in rows["contribution_log_odds"])
    for row in rows.iter_rows(named=True):
        way = texts.RAISES if row["contribution_log_odds"] > 0 else texts.LOWERS
        strength = max(1, round(STRONGEST * abs(row["contribution_log_odds"]) / longest))
        yield f"    {left(words.say(way), WAY_CELLS)}{right(str(strength), STRENGTH_CELLS)}  {words.term(FEATURES, row['feature'])}"


def _provisional(found: Explanation, words: Words) -> Iterator[str]:
    """Of an open case: what has become of its risks since the list, marked as provisional."""
    if found.provisional is not None:
        row = found.provisional
        days = {"month": words.month(row["month"]), "day": words.day(row["as_of"])}
        yield "  " + words.say(provisional_texts.LINE, **days, **provisional_words(row, words))


def _evidence(found: Explanation, words: Words) -> Iterator[str]:
    heads = (texts.FIGURE, texts.EXPECTED, texts.RATIO, texts.PEERS, texts.LOW_SINCE)
    yield "  " + left(words.say(texts.INDICATOR), NAME_CELLS) + "".join(right(words.say(head), FIGURE_CELLS) for head in heads)
    for row in found.evidence.iter_rows(named=True):
        name = words.say(texts.WITH_UNIT, indicator=words.term(INDICATORS, row["indicator"]), unit=words.unit(row["indicator"]))
        shown = (
            number(row["value"]),
            number(row["expected"]),
            share(row["ratio_share"], 0),
            share(row["peer_percentile_share"], 0),
            month_key(row["onset"]),
        )
        yield "  " + left(name, NAME_CELLS) + "".join(right(text, FIGURE_CELLS) for text in shown)


def _figures(found: Explanation, words: Words) -> Iterator[str]:
    own = {row["figure"]: row for row in found.figures.iter_rows(named=True)}
    for key in EXPLAINED:
        if key in own:
            yield "  " + figure_words(own[key], found.month, words)


def _ahead(found: Explanation, words: Words) -> Iterator[str]:
    if found.ahead.is_empty():
        yield "  " + words.say(texts.NO_FAN)
    for row in found.shift.iter_rows(named=True):
        size, low, high = (signed_share(row[name], 0) for name in ("size_share", "low_share", "high_share"))
        name, since = words.term(INDICATORS, row["indicator"]), month_key(row["since"])
        yield "  " + words.say(texts.SHIFT, indicator=name, month=since, size=size, low=low, high=high)
    for row in found.ahead.iter_rows(named=True):
        name, month = words.term(INDICATORS, row["indicator"]), month_key(row["period"])
        figures = {"mean": number(row["mean"]), "low": number(row["lo_80"]), "high": number(row["hi_80"])}
        unit = words.unit(row["indicator"])
        yield "  " + words.say(texts.AHEAD, indicator=name, month=month, unit=unit, **figures)


def _case(found: Explanation, words: Words) -> Iterator[str]:
    own = found.warning
    if own is None:
        yield "  " + words.say(texts.NO_WARNING, month=words.month(found.month))
        return
    months = words.counted(own["months_listed"] or 0, texts.MONTHS)
    place = words.say(texts.LISTED, rank=own["rank"], months=months) if own["is_listed"] else words.say(texts.NOT_LISTED)
    yield "  " + words.say(texts.LEVEL, level=words.level(own["level"]), place=place)
    for text, phrases in (
        (texts.REASONS, reason_phrases(found.reasons, words)),
        (texts.MEASURES, measure_phrases(found.measures, words)),
        (texts.CLEARINGS, clearing_phrases(found.clearings, words)),
    ):
        yield "  " + words.say(text, phrases=words.phrases(phrases.get(own["uscc"], [])) or MISSING)
    if found.page:
        yield "  " + words.say(texts.PAGE, path=found.page)
