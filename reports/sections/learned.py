"""What was learned from earlier lists: how right they were, how soon somebody came, what visits do, and how often they burden."""

from __future__ import annotations

from typing import Any

import polars as pl

from reports.briefing import Briefing
from reports.sections.comparison import comparison_groups, comparison_units, comparison_words
from reports.words import learning as texts
from reports.words.format import MISSING, number, share, signed
from reports.words.text import Words
from warehouse.evidence_families import EVIDENCE_FAMILIES
from warehouse.learning_vocabulary import COMPARISONS, EFFECT_OUTCOMES, EFFECT_READINGS
from warehouse.vocabulary import KINDS, LEVELS

Row = dict[str, Any]


def learning_annex(briefing: Briefing) -> dict[str, Any]:
    """The annex: its sentences and tables; empty where no earlier list is known, and in a scope."""
    frames = briefing.frames
    if frames.precision.is_empty() and frames.missed.is_empty() and frames.comparison.is_empty():
        return {}
    return {
        "missed": missed_words(briefing),
        "comparison": comparison_words(briefing),
        "compared": comparison_groups(briefing),
        "compared_units": comparison_units(briefing),
        "precision": precision_words(briefing),
        "precision_months": precision_months(briefing),
        "promises": promise_rows(briefing),
        "precision_parts": precision_parts(briefing),
        "contact": contact_words(briefing),
        "contacts": contact_rows(briefing),
        "effect": effect_words(briefing),
        "effects": effect_rows(briefing),
        "rules": rules(briefing),
        "window": number(100 * rules(briefing)["effect_window"]) if rules(briefing) else MISSING,
    }


def rules(briefing: Briefing) -> Row:
    """The settings that the sentences name; empty for an edition made before there were any."""
    return next(briefing.frames.learning_rules.iter_rows(named=True), {})


# How right the lists were -------------------------------------------------------------------------------------------------------------


def _grouped(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """The rows that are counted by some columns and by no other."""
    others = [name for name in ("month", "level", "kind") if name in frame.columns and name not in names]
    return frame.filter(*(pl.col(name).is_not_null() for name in names), *(pl.col(name).is_null() for name in others))


def precision_words(briefing: Briefing) -> str:
    """How many places had an outcome, and how many of them were right, in one sentence."""
    words, frame = briefing.words, briefing.frames.precision
    for row in _grouped(frame).iter_rows(named=True):
        months = _grouped(frame, "month")["month"]
        counts = {name: number(row[name]) for name in ("listed", "judged", "confirmed", "open")}
        part = texts.PRECISION_FEW if row["share"] is None else texts.PRECISION_SHARE
        told = words.say(part, share=share(row["share"], 0))
        return words.say(texts.PRECISION, span=_span(months, words), **counts, share=told)
    return ""


def _span(months: pl.Series, words: Words) -> str:
    first, last = (words.month(month) for month in (months.min(), months.max()))  # type: ignore[arg-type]
    return first if first == last else words.say(texts.MONTHS, first=first, last=last)


def precision_months(briefing: Briefing) -> list[Row]:
    """The counts of each month, the latest first, with what stands in the columns of the levels."""
    frame = briefing.frames.precision
    cells = {(row["month"], row["level"]): row for row in _grouped(frame, "month", "level").iter_rows(named=True)}
    rows = _grouped(frame, "month").sort("month", descending=True).to_dicts()
    return [
        _precision(row, briefing.words) | {"levels": {key: _cell(cells.get((row["month"], key)), briefing.words) for key in LEVELS.keys}}
        for row in rows
    ]


def promise_rows(briefing: Briefing) -> list[Row]:
    """What each list stated in advance of its false alarms beside what is on record of it, the latest first."""
    rows = _grouped(briefing.frames.precision, "month").drop_nulls("promised").sort("month", descending=True)
    return [
        row
        | {
            "promised": number(row["promised"], 0),
            "interval": briefing.words.say(texts.FROM_TO, lo=number(row["promised_lo"]), hi=number(row["promised_hi"])),
            "false": row["judged"] - row["confirmed"],
        }
        for row in rows.iter_rows(named=True)
    ]


def _cell(row: Row | None, words: Words) -> Row:
    """What stands where a month and a level meet: the share, and below it right of those with an outcome."""
    if row is None:
        return {"share": MISSING, "counts": ""}
    if not row["judged"]:
        return {"share": words.say(texts.NO_OUTCOME_YET), "counts": ""}
    return {
        "share": _share(row["share"], words),
        "counts": words.say(texts.OF, part=number(row["confirmed"]), whole=number(row["judged"])),
    }


def _share(value: float | None, words: Words) -> str:
    return words.say(texts.TOO_FEW) if value is None else share(value, 0)


def _precision(row: Row, words: Words) -> Row:
    return row | {"share": _share(row["share"], words) if row["judged"] else words.say(texts.NO_OUTCOME_YET)}


def precision_parts(briefing: Briefing) -> list[tuple[str, list[Row]]]:
    """The counts by level, by kind and in all, each group with its heading."""
    frame, words = briefing.frames.precision, briefing.words
    groups = ((texts.BY_LEVEL, "level", LEVELS.keys), (texts.BY_KIND, "kind", KINDS.keys))
    parts = [(words.say(heading), _in_order(_grouped(frame, name), name, keys)) for heading, name, keys in groups]
    parts.append((words.say(texts.IN_ALL), _grouped(frame).to_dicts()))
    return [(heading, [_precision(row, words) | {"kind_words": _kind(row, words)} for row in rows]) for heading, rows in parts]


def _in_order(rows: pl.DataFrame, name: str, keys: tuple[str, ...]) -> list[Row]:
    by_key = {row[name]: row for row in rows.iter_rows(named=True)}
    return [by_key[key] for key in keys if key in by_key]


def _kind(row: Row, words: Words) -> str:
    return words.capital(words.term(KINDS, row["kind"], missing=words.say(texts.TOTAL)))


def missed_words(briefing: Briefing) -> str:
    """What visits by lot say of those the list has no place for; empty where nobody was drawn."""
    words = briefing.words
    for row in briefing.frames.missed.iter_rows(named=True):
        counts = {name: number(row[name]) for name in ("drawn", "visited", "confirmed", "pool")}
        first = words.month(row["first_month"])
        if row["share"] is None:
            return words.say(texts.MISSED_NONE_YET, first=first, **counts)
        ends = {"share": row["share"], "lo": row["share_lo"], "hi": row["share_hi"]}
        missed = {name.replace("share", "missed"): number(row[name] * row["pool"], 0) for name in ("share", "share_lo", "share_hi")}
        return words.say(texts.MISSED, first=first, **counts, **{name: share(value, 0) for name, value in ends.items()}, **missed)
    return ""


# How soon somebody came ---------------------------------------------------------------------------------------------------------------


def contact_words(briefing: Briefing) -> str:
    """Within how many working days half of those who came onto a list were visited, and how many in time, in one sentence."""
    words, frame = briefing.words, briefing.frames.contacts
    for row in _grouped(frame).iter_rows(named=True):
        counts = {name: number(row[name]) for name in ("warnings", "visited", "due", "in_time")}
        text = texts.CONTACT_FEW if row["is_few"] else texts.CONTACT_NOT_HALF if row["median_days"] is None else texts.CONTACT_HALF
        told = words.say(
            texts.PRECISION_FEW if row["in_time_share"] is None else texts.PRECISION_SHARE, share=share(row["in_time_share"], 0)
        )
        median = words.say(text, days=number(row["median_days"]))
        return words.say(texts.CONTACT, span=_span(_grouped(frame, "month")["month"], words), **counts, median=median, share=told)
    return ""


def contact_rows(briefing: Briefing) -> list[tuple[str, list[Row]]]:
    """The counts by level, by month and in all, each group with its heading."""
    frame, words = briefing.frames.contacts, briefing.words
    parts = (
        (texts.BY_LEVEL, _in_order(_grouped(frame, "level"), "level", LEVELS.keys)),
        (texts.BY_MONTH, _grouped(frame, "month").sort("month", descending=True).to_dicts()),
        (texts.IN_ALL, _grouped(frame).to_dicts()),
    )
    return [(words.say(heading), [_contact(row, words) for row in rows]) for heading, rows in parts if rows]


def _contact(row: Row, words: Words) -> Row:
    waiting = words.say(texts.TOO_FEW if row["is_few"] else texts.NOT_HALF)
    median = waiting if row["median_days"] is None else number(row["median_days"])
    return row | {"median": median, "in_time_share": _share(row["in_time_share"], words)}


# What visits do -----------------------------------------------------------------------------------------------------------------------


def effect_words(briefing: Briefing) -> str:
    """What either comparison says, in one sentence: of each the outcome that says more, of those that cannot say why not."""
    words = briefing.words
    rows = briefing.frames.effects.to_dicts()
    told = [_with_difference([row for row in rows if row["comparison"] == key]) for key in COMPARISONS.keys]
    parts = [_effect_part(row, briefing) for own in told for row in own]
    return words.say(texts.EFFECT, parts=words.phrases(parts)) if parts else ""


def _with_difference(rows: list[Row]) -> list[Row]:
    """Those with a difference, or else one for all."""
    known = [row for row in rows if row["difference"] is not None]
    return known or rows[:1]


def _effect_part(row: Row, briefing: Briefing) -> str:
    words, own = briefing.words, rules(briefing)
    waiting = words.say(texts.EFFECT_WAITING, count=number(row["waiting"])) if row["waiting"] else ""
    return words.say(
        texts.EFFECT_PART[row["reading"]],
        comparison=words.term(COMPARISONS, row["comparison"]),
        outcome=words.term(EFFECT_OUTCOMES, row["outcome"]),
        months=own["effect_months"],
        least=number(own["effect_least"]),
        placed=number(row["placed"]),
        others=number(row["others"]),
        waiting=waiting,
        **_ends(row),
    )


def _ends(row: Row) -> dict[str, str]:
    values = {"difference": row["difference"], "lo": row["difference_lo"], "hi": row["difference_hi"]}
    return {name: MISSING if value is None else signed(100 * value, 1) for name, value in values.items()}


def effect_rows(briefing: Briefing) -> list[Row]:
    """Both comparisons by both outcomes, worded; none while none of them can say anything, which the sentence says in a line."""
    words = briefing.words
    if briefing.frames.effects["difference"].is_null().all():
        return []
    return [_effect_row(row, words) for row in briefing.frames.effects.iter_rows(named=True)]


def _effect_row(row: Row, words: Words) -> Row:
    ends = _ends(row)
    return row | {
        "comparison": words.capital(words.term(COMPARISONS, row["comparison"])),
        "outcome": words.capital(words.term(EFFECT_OUTCOMES, row["outcome"])),
        "reading": words.capital(words.term(EFFECT_READINGS, row["reading"])),
        "points": ends["difference"],
        "interval": MISSING if row["difference"] is None else words.say(texts.FROM_TO, lo=ends["lo"], hi=ends["hi"]),
        "placed_of": words.say(texts.OF_THEM_VISITED, count=number(row["placed_visited"])),
        "others_of": words.say(texts.OF_THEM_VISITED, count=number(row["others_visited"])),
    }


# How often somebody comes -------------------------------------------------------------------------------------------------------------


def burden_words(briefing: Briefing) -> str:
    """How many enterprises had visits lately, how many so often that fewer should come, and the median."""
    words, rows, own = briefing.words, briefing.frames.burden, rules(briefing)
    if not own:
        return ""
    span = {"day": words.day(briefing.edition.as_of), "days": own["burden_days"]}
    if rows.is_empty():
        return words.say(texts.BURDEN_NONE, **span)
    return words.say(
        texts.BURDEN,
        **span,
        visited=number(rows.height),
        from_=own["burden_visits"],
        often_from=own["burden_visits"] + 1,
        joint=number(int(rows["is_joint"].sum())),
        often=number(int(rows["is_often"].sum())),
        median=number(rows["visit_days"].median(), 1).removesuffix(".0"),  # type: ignore[arg-type]
    )


def joint_words(briefing: Briefing, uscc: str) -> str:
    """That somebody was there so often lately that going together or calling is proposed; empty for everybody else."""
    own = briefing.frames.burden.filter("is_joint", pl.col("uscc") == uscc)
    days = rules(briefing)["burden_days"] if own.height else 0
    return "".join(briefing.words.say(texts.JOINT, days=days, count=number(count)) for count in own["visit_days"])


# Which evidence came first ------------------------------------------------------------------------------------------------------------


def evidence_words(briefing: Briefing) -> str:
    """How many left or were confirmed lately, how many of them a list had named, and what counts as evidence; empty where nobody did."""
    frames, words = briefing.frames, briefing.words
    if frames.first_evidence.is_empty():
        return ""
    rules = frames.learning_rules.row(0, named=True)
    total = frames.first_evidence.select(pl.sum_horizontal("relocated_out", "closed", "confirmed").sum()).item()
    counts = {"total": number(total), "listed": number(frames.first_evidence.select(pl.col("listed").sum()).item())}
    return words.say(texts.EVIDENCE_NOTE, months=number(rules["miss_counted_months"]), **counts)


def evidence_rows(briefing: Briefing) -> list[Row]:
    """A row for each family that came first: its words, counts by what happened, and months to the list."""
    words = briefing.words
    return [
        {
            "family": words.capital(words.term(EVIDENCE_FAMILIES, row["family"], missing=words.say(texts.EVIDENCE_NONE))),
            **{name: number(row[name]) for name in ("relocated_out", "closed", "confirmed", "listed")},
            "months": words.say(texts.TOO_FEW) if row["median_months"] is None else number(row["median_months"], 1),
        }
        for row in briefing.frames.first_evidence.with_columns(
            pl.when(pl.col("family").is_in(EVIDENCE_FAMILIES.keys)).then("family")
        ).iter_rows(named=True)
    ]
