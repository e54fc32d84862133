"""What is on record of one enterprise: signs of a move, appeals, visits with their outcomes, policies that may fit."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.sections.learned import joint_words
from reports.sections.policies import policy_line
from reports.words import case_history, policies
from reports.words import enterprise as texts
from reports.words.format import plain
from reports.words.text import Text, Words
from warehouse.risk_vocabulary import NOTICES
from warehouse.vocabulary import APPEAL_STATES, FINDINGS, OUTCOMES, SIGNALS, TOPICS, UNCLEAR_FINDINGS, VISIT_STATES, Term, Terms

RECORD_FRAMES: Final = ("signals", "appeals", "visits", "last_visits", "outcomes", "policies")
# More than eight events push the portrait over its one page.
_SHOWN = 8
# A printed portrait is one page; the style sheet hides what comes after these and says how many.
_ON_PAPER = 2
# Everything a visit may have found, the outcomes among them.
_FOUND: Final[Terms[Term]] = Terms(*{term.key: term for term in (*UNCLEAR_FINDINGS, *OUTCOMES, *FINDINGS, *VISIT_STATES)}.values())

Record = dict[str, Any]


def records(own: Briefing) -> dict[str, Any]:
    """The four lists of records of an enterprise, the newest first; `own` holds the frames of this enterprise alone."""
    # What was done last decides what is asked for next.
    frames, words = own.frames, own.words
    visits = _latest(frames.visits, "visited_on")
    # What a visit found is an outcome as well, and is told with the visit.
    seen = {row["visited_on"] for row in visits}
    outcomes = [row for row in _latest(frames.outcomes, "occurred_on") if row["occurred_on"] not in seen]
    told = [(row["visited_on"], _visit(row, words)) for row in visits] + [(row["occurred_on"], _outcome(row, words)) for row in outcomes]
    notices = frames.signals.filter(pl.col("kind").is_in(NOTICES.keys))
    told += [(row["observed_on"], _notice(row, words)) for row in _latest(notices, "observed_on")]
    happened = [line for _, line in sorted(told, key=lambda one: one[0], reverse=True)]
    # First of all how often somebody came lately, where fewer should go.
    often = [joint for uscc in frames.burden["uscc"] if (joint := words.capital(joint_words(own, uscc)))]
    # An overhaul explains a fall; it is no sign of a move.
    signs = _latest(frames.signals.filter(~pl.col("kind").is_in(NOTICES.keys)), "observed_on")
    lists = [
        _records(texts.RELOCATION_SIGNALS, texts.NO_SIGNALS, [_signal(row, words) for row in signs], words),
        _records(texts.APPEALS, texts.NO_APPEALS, [_appeal(row, words) for row in _latest(frames.appeals, "raised_on")], words),
        _records(texts.VISITS, texts.NO_VISITS, [*often, *happened], words),
        _records(
            policies.HEADING,
            policies.NONE,
            [policy_line(row, words) for row in frames.policies.sort("place").head(_SHOWN).to_dicts()],
            words,
        ),
    ]
    return {"records": lists}


def last_visits(briefing: Briefing) -> pl.DataFrame:
    """The last visit of each enterprise of the list, in words: shape (visited ones among those with a page, uscc, last_visit)."""
    rows = [(row["uscc"], last_visit_words(row, briefing.words)) for row in briefing.frames.last_visits.iter_rows(named=True)]
    return pl.DataFrame(rows, schema={"uscc": pl.String, "last_visit": pl.String}, orient="row")


def open_appeals(briefing: Briefing) -> pl.DataFrame:
    """What each enterprise asked for that is not closed, the newest first: shape (those with such an appeal, uscc, open_appeals)."""
    words = briefing.words
    open_ones = briefing.frames.appeals.filter(pl.col("closed_on").is_null()).sort("uscc", "raised_on", descending=[False, True])
    rows = [
        (str(uscc), words.phrases(_short_appeal(row, words) for row in group.iter_rows(named=True)))
        for (uscc,), group in open_ones.group_by("uscc", maintain_order=True)
    ]
    return pl.DataFrame(rows, schema={"uscc": pl.String, "open_appeals": pl.String}, orient="row")


def _short_appeal(row: Record, words: Words) -> str:
    topic, state = words.term(TOPICS, row["topic"]), words.term(APPEAL_STATES, row["state"] or "open")
    return words.say(case_history.SHORT_APPEAL, day=row["raised_on"].isoformat(), topic=topic, detail=plain(row["detail"], 40), state=state)


def last_visit_words(row: Record, words: Words, owner: str | None = None) -> str:
    """One visit in a line: 2026-10-28 · 情况属实（订单减少） · 坑梓街道; `row` has the columns of the frame last_visits.

    Who went is left out where it was the `owner`, who stands beside it.
    """
    finding, said = words.term(_FOUND, row["finding"]), plain(row["said"], 30)
    if said:
        # Words that mean none of the findings, or hold the finding itself, stand for themselves.
        finding = said if row["finding"] == "other" or finding in said else words.say(case_history.FOUND_SAID, finding=finding, said=said)
    if row["outcome"]:
        finding = words.say(case_history.FOUND_AND_CAME, finding=finding, outcome=words.term(_FOUND, row["outcome"]))
    day = row["visited_on"].isoformat()
    if owner and row["visited_by"] == owner:
        return words.say(case_history.VISIT_BY_OWNER, day=day, finding=finding)
    by = plain(row["visited_by"], 30) or words.say(texts.VISITOR_UNKNOWN)
    return words.say(case_history.VISIT_PARTS, day=day, finding=finding, by=by)


def _latest(frame: pl.DataFrame, day: str) -> list[Record]:
    return frame.sort(day, descending=True, nulls_last=True).head(_SHOWN).to_dicts()


def _records(heading: Text, none: Text, lines: list[str], words: Words) -> dict[str, Any]:
    """One list: its heading, its lines, what stands where there are none, and what paper says of those it leaves out."""
    hidden = max(0, len(lines) - _ON_PAPER)
    return {
        "heading": words.say(heading),
        "lines": lines,
        "none": words.say(none),
        "more": words.say(texts.MORE_ON_SCREEN, count=hidden) if hidden else "",
    }


def _signal(row: Record, words: Words) -> str:
    return words.say(
        texts.SIGNAL_LINE,
        day=words.day(row["observed_on"]),
        kind=words.term(SIGNALS, row["kind"]),
        towards=words.say(texts.TOWARDS, destination=plain(row["destination"], 30)) if row["destination"] else "",
        detail=plain(row["detail"], 120) or words.say(texts.NO_DETAIL),
        source=words.say(texts.SOURCE, source=plain(row["source"], 30)) if row["source"] else "",
    )


def _notice(row: Record, words: Words) -> str:
    first, last = (words.day(day) if (day := row.get(name)) else words.say(texts.DAY_OPEN) for name in ("from_on", "until_on"))
    source = words.say(texts.SOURCE, source=plain(row["source"], 30)) if row["source"] else ""
    return words.say(
        texts.NOTICE_LINE, day=words.day(row["observed_on"]), kind=words.term(NOTICES, row["kind"]), first=first, last=last, source=source
    )


def _appeal(row: Record, words: Words) -> str:
    closed: date | None = row["closed_on"]
    return words.say(
        texts.APPEAL_LINE,
        day=words.day(row["raised_on"]),
        topic=words.term(TOPICS, row["topic"]),
        detail=plain(row["detail"], 120) or words.say(texts.NO_DETAIL),
        by=plain(row["handled_by"], 30) or words.say(texts.NOBODY_YET),
        # An edition of an older version did not say that an appeal was overdue.
        state=words.say(texts.CLOSED_ON, day=closed.isoformat()) if closed else words.term(APPEAL_STATES, row["state"] or "open"),
    )


def _visit(row: Record, words: Words) -> str:
    found = [words.term(_FOUND, row["finding"]), *([words.term(_FOUND, row["outcome"])] if row["outcome"] else [])]
    by = plain(row["visited_by"], 30) or words.say(texts.VISITOR_UNKNOWN)
    return words.say(texts.VISIT_LINE, day=words.day(row["visited_on"]), by=by, finding=words.phrases(found))


def _outcome(row: Record, words: Words) -> str:
    note = words.say(texts.NOTE, note=plain(row["note"], 80)) if row["note"] else ""
    return words.say(texts.OUTCOME_LINE, day=words.day(row["occurred_on"]), outcome=words.term(OUTCOMES, row["outcome"]), note=note)
