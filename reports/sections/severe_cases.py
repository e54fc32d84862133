"""Red and orange enterprises, four lines each: the signals, what is at stake, the proposed service, the last visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from reports.briefing import Briefing
from reports.industries import industry_name
from reports.sections.learned import joint_words
from reports.sections.monthly_figures import figure_rows
from reports.sections.records import last_visit_words
from reports.words import case_history
from reports.words import sections as texts
from reports.words.figures import amount_words
from reports.words.format import plain, risk, share
from reports.words.reasons import MONTHS
from reports.words.text import Words
from warehouse.vocabulary import ABOUT_RELOCATION, REASONS, STATUSES, TIERS

# Two reasons and the first measure keep an enterprise at four printed lines; its own page has them all.
REASONS_SHOWN = 2
MEASURES_SHOWN = 1
_STAKES = ("output_value_twelve_months", "tax_twelve_months", "employment_latest")


@dataclass(frozen=True, slots=True)
class Case:
    """One enterprise of the red and orange section."""

    row: dict[str, Any]
    where: str
    status: str
    risks: str
    signals: str
    stake: str
    measures: str
    responsible: str
    due: str
    last_visit: str
    is_visited: bool


def severe_cases(briefing: Briefing) -> list[Case]:
    """The red and orange enterprises in the order of the list."""
    return [describe_case(briefing, row, is_short=True) for row in briefing.severe.iter_rows(named=True)]


def describe_case(briefing: Briefing, row: dict[str, Any], is_short: bool = False) -> Case:
    """The lines of one warning; `row` has the columns of out_warnings; a short one has four lines, a long one everything."""
    words = briefing.words
    return Case(
        row=row,
        where=place_words(row, words),
        status=status_words(row, words),
        risks=risk_words(row, words),
        signals=signal_words(briefing, row, REASONS_SHOWN if is_short else None),
        stake=stake_words(briefing, row),
        measures=measures_words(briefing, row, MEASURES_SHOWN if is_short else None),
        responsible=short_responsible(row, words) if is_short else responsible(row, words),
        due=due(row, words),
        last_visit=last_visit(briefing, row["uscc"], row["owner"] if is_short else None),
        is_visited=row["uscc"] in briefing.visited,
    )


def status_words(row: dict[str, Any], words: Words, is_short: bool = False) -> str:
    """How the enterprise came to its level: 新增, or 升级 · 连续3个月; a short one leaves 连续 out."""
    if not row["is_listed"]:
        return words.say(texts.WATCHED)
    # One month is what 新增 already says.
    months, status = row["months_listed"], words.term(STATUSES, row["status"])
    if not months or months == 1:
        return status
    text = texts.LISTED_FOR_SHORT if is_short else texts.LISTED_FOR
    return words.say(text, status=status, months=words.counted(months, MONTHS))


def risk_words(row: dict[str, Any], words: Words) -> str:
    """Both probabilities, which compare enterprises where reasons do not."""
    return words.say(texts.BOTH_RISKS, operating=risk(row["operating_risk"]), relocation=risk(row["relocation_risk"]))


def signal_words(briefing: Briefing, row: dict[str, Any], most: int | None = None) -> str:
    """The first reasons, and that there are signs of relocation where the reasons do not say so."""
    words = briefing.words
    reasons = briefing.reasons.get(row["uscc"], [])[:most] or [words.say(texts.NO_REASONS)]
    is_leaving = row["kind"] in ABOUT_RELOCATION and row["uscc"] not in briefing.with_stated_signs
    return words.phrases([*reasons, words.term(REASONS, "relocation_signs")] if is_leaving else reasons)


def stake_words(briefing: Briefing, row: dict[str, Any]) -> str:
    """What is at stake, each amount with its period, its unit and the months it lacks; says so where no figure has arrived."""
    words, own = briefing.words, figure_rows(briefing.frames.figures, row["uscc"])
    known = [own[key] for key in _STAKES if key in own and own[key]["value"] is not None]
    part = row["exposure_output_share"]
    of_district = {"output_value_twelve_months": "" if part is None else words.say(texts.STAKE_OF_DISTRICT, share=share(part, 2))}
    parts = [amount_words(figure, briefing.edition.month, words, of_district.get(figure["figure"], "")) for figure in known]
    return words.clauses(parts) or words.say(texts.STAKE_UNKNOWN)


def place_words(row: dict[str, Any], words: Words) -> str:
    """Street and industry as far as the register names them, joined by ·; empty when it names neither."""
    known = (plain(row["street"], 20), industry_name(row["industry"], words) if row["industry"] else "")
    return " · ".join(part for part in known if part)


def measures_words(briefing: Briefing, row: dict[str, Any], most: int | None = None) -> str:
    """The proposed service measures, or a first visit where none is matched; and how to come where somebody was there often lately."""
    proposed = briefing.measures.get(row["uscc"], [])[:most] or [briefing.words.say(texts.NO_MEASURES)]
    joint = joint_words(briefing, row["uscc"])
    return briefing.words.phrases([*proposed, joint] if joint else proposed)


def responsible(row: dict[str, Any], words: Words) -> str:
    """The owner with the tier of service: 责任单位：区工信局（部门服务）."""
    # Without an owner the tier still says which kind of office has to name one.
    owner, tier = plain(row["owner"], 40), words.term(TIERS, row["tier"], missing="")
    served = words.say(texts.IN_BRACKETS, text=tier) if tier else ""
    return words.say(texts.OWNER, owner=owner, tier=served) if owner else words.say(texts.OWNER_OPEN, tier=served)


def short_responsible(row: dict[str, Any], words: Words) -> str:
    """The owner alone, so that its line is not broken."""
    owner = plain(row["owner"], 40)
    return words.say(texts.OWNER_SHORT, owner=owner) if owner else responsible(row, words)


def asked_words(row: dict[str, Any], words: Words) -> str:
    """Who is asked to come and by when, in the row of a list: 责任：企业服务第2组，7月23日前."""
    return words.capital(words.say(texts.ASKED_OF, responsible=short_responsible(row, words), due=due(row, words)))


def last_visit(briefing: Briefing, uscc: str, owner: str | None = None) -> str:
    """When somebody was there last, what was found and who went (unless it was the `owner`), or that nothing is on record."""
    rows = briefing.frames.last_visits.filter(pl.col("uscc") == uscc)
    return (
        last_visit_words(rows.row(0, named=True), briefing.words, owner) if rows.height else briefing.words.say(case_history.NO_LAST_VISIT)
    )


def due(row: dict[str, Any], words: Words) -> str:
    """By when the service is asked for; the year is the bulletin's own or the next, so the day is enough."""
    day = row["respond_by_on"]
    return words.say(texts.DUE, day=words.day_of_year(day)) if day else words.say(texts.DUE_OPEN)


def case_heading(briefing: Briefing) -> str:
    """The sentence above the section, which says so when there is nothing to show."""
    if briefing.severe.is_empty():
        return briefing.words.say(texts.CASES_NONE, month=briefing.edition.month_words)
    return briefing.words.say(texts.CASES, count=briefing.severe.height)
