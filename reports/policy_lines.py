"""Matches, push lists and tried clauses in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from reports.sections.policies import state_parts
from reports.words import policies as texts
from reports.words.format import MISSING, NAME_MOST, month_key, number, plain
from reports.words.text import Text, Words
from warehouse.policy_vocabulary import FACTS, MATCH_STATUSES, OPEN_STATUSES, OPERATORS

Row = Mapping[str, Any]
# More rows than these are read in the file and not in a terminal.
ROWS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class MatchList:
    """Matches to show: `matches` with name, title, department, manual_words besides the columns of out_policies.

    `clauses`: policy, clause, words_zh, fact, operator, value_text, problem. `answers`: policy, clause, answer of one enterprise, empty
    where all are shown. `is_detailed`: row by row, else counted by policy.
    """

    month: date
    as_of: date
    matches: pl.DataFrame
    clauses: pl.DataFrame
    answers: pl.DataFrame
    is_detailed: bool


def match_lines(found: MatchList, words: Words) -> list[str]:
    """Return the matches in lines: counted by policy, or row by row where one enterprise or one policy is asked for."""
    rows = found.matches
    if rows.is_empty():
        return [words.say(texts.MATCH_NONE)]
    sizes = {"enterprises": rows["uscc"].n_unique(), "policies": rows["policy"].n_unique()}
    head = words.say(texts.MATCH_HEAD, month=month_key(found.month), day=words.day(found.as_of), **sizes)
    return [head, *(line for own in rows.partition_by("policy", maintain_order=True) for line in _policy(own, found, words))]


def _policy(rows: pl.DataFrame, found: MatchList, words: Words) -> Iterator[str]:
    """Yield the lines of one policy."""
    first = rows.row(0, named=True)
    department = words.say(texts.DEPARTMENT, department=plain(first["department"], 40)) if first["department"] else ""
    yield words.say(texts.MATCH_POLICY, policy=first["policy"], title=plain(first["title"], 60), department=department)
    counts = {key: rows.filter(pl.col("status") == key).height for key in MATCH_STATUSES.keys}
    told = [words.say(texts.MATCH_COUNT, status=words.term(MATCH_STATUSES, key), count=count) for key, count in counts.items() if count]
    yield words.say(texts.MATCH_COUNTS, counts=words.phrases(told))
    clauses = found.clauses.filter(pl.col("policy") == first["policy"])
    for row in clauses.filter(pl.col("problem") != "").iter_rows(named=True):
        yield words.say(texts.UNREADABLE, clause=row["clause"], problem=plain(row["problem"], 160))
    if found.is_detailed:
        yield from _rows(rows, clauses, words)
        yield from _answers(found.answers.filter(pl.col("policy") == first["policy"]), clauses, words)


def _rows(rows: pl.DataFrame, clauses: pl.DataFrame, words: Words) -> Iterator[str]:
    """Yield a line an enterprise, those that may be entitled first."""
    order = [~pl.col("status").is_in(OPEN_STATUSES), "unknowns_count", "uscc"]
    # Who is asked for by name is shown whatever came of it; of all, only those that may be entitled.
    shown = rows.sort(order) if rows.height == 1 else rows.filter(pl.col("status").is_in(OPEN_STATUSES)).sort(order)
    for row in shown.head(ROWS_SHOWN).iter_rows(named=True):
        yield "  " + words.say(
            texts.MATCH_FIRM, uscc=row["uscc"], name=plain(row["name"], NAME_MOST), parts=words.phrases(match_parts(row, clauses, words))
        )
    if shown.height > ROWS_SHOWN:
        yield "  " + words.say(texts.MATCH_MORE, count=shown.height - ROWS_SHOWN)


def match_parts(row: Row, clauses: pl.DataFrame, words: Words) -> list[str]:
    """Return what a match comes to, with what decides it; `clauses`: those of its policy."""
    if row["status"] in OPEN_STATUSES:
        return state_parts(dict(row), words)
    named = {"clause": row["clause"] or MISSING, "words": _clause_words(clauses, row["clause"], words)}
    if row["status"] == "not_eligible":
        return [words.say(texts.NOT_MET, **named)]
    if row["status"] == "refused":
        return [words.say(texts.REFUSED_FOR, **named)]
    if row["status"] == "excluded":
        return [words.say(texts.EXCLUDED_BY, policy=plain(row["excluded_by"], 40))]
    return [words.term(MATCH_STATUSES, row["status"])]


def _answers(answers: pl.DataFrame, clauses: pl.DataFrame, words: Words) -> Iterator[str]:
    """Yield a line a clause of one enterprise: met, not met, not known, or left to a person."""
    told = dict(answers.select("clause", "answer").iter_rows())
    for row in clauses.iter_rows(named=True) if told or answers.height else ():
        text = texts.ANSWERS[told[row["clause"]]] if row["clause"] in told else texts.BY_HAND
        yield words.say(text, clause=row["clause"], words=clause_words(row, words))


def _clause_words(clauses: pl.DataFrame, key: str | None, words: Words) -> str:
    rows = clauses.filter(pl.col("clause") == key).head(1).to_dicts() if key else []
    return clause_words(rows[0], words) if rows else words.say(texts.CLAUSE_UNKNOWN)


def clause_words(row: Row, words: Words) -> str:
    """The clause as its policy words it, else what is compared, in the language."""
    if row["words_zh"]:
        return plain(row["words_zh"], 120)
    parts = (words.term(FACTS, row["fact"], ""), _operator(row["operator"], words), row["value_text"] or "")
    return plain((" " if words.is_english else "").join(part for part in parts if part), 120) or MISSING


def _operator(written: str | None, words: Words) -> str:
    known = next((one for one in OPERATORS if (written or "").strip().lower() in one.signs), None)
    return known.word(words.language) if known else (written or "")


# Push lists and tried clauses -------------------------------------------------------------------------------------------------------------


def push_lines(departments: Sequence[Row], left_out: Mapping[str, str], folder: str, month: date, words: Words) -> list[str]:
    """Return what was written; `departments`: department, enterprises, by_policy, files."""
    lines = [
        words.say(
            texts.PUSHED,
            department=one["department"],
            count=one["enterprises"],
            policies=len(one["by_policy"]),
            files=words.listed(f"{folder}/{name}" for name in one["files"]),
        )
        for one in departments
    ]
    lines += [words.say(texts.PUSHED_NOT, policy=key, reason=words.say(texts.PUSHED_REASONS[why])) for key, why in left_out.items()]
    return [*lines, words.say(texts.PUSHED_MAIL, month=month_key(month))] if departments else [*lines, words.say(texts.PUSHED_NOBODY)]


@dataclass(frozen=True, slots=True)
class Trial:
    """What tried clauses would do: `moved` and `sums` of models.policies.changes with name and title; `refused`: row_number, reason."""

    file: str
    month: date
    as_of: date
    clauses_count: int
    moved: pl.DataFrame
    sums: pl.DataFrame
    refused: pl.DataFrame


def trial_lines(trial: Trial, words: Words) -> list[str]:
    """Return who comes in, who goes out and the sums, policy by policy."""
    head = words.say(texts.TRY_HEAD, file=trial.file, clauses=trial.clauses_count, month=month_key(trial.month), day=words.day(trial.as_of))
    refused = [
        words.say(texts.TRY_REFUSED if row else texts.TRY_BY_HAND, row=row, reason=plain(reason, 300))
        for row, reason in trial.refused.iter_rows()
    ]
    lines = [line for row in trial.sums.iter_rows(named=True) for line in _tried(row, trial, words)]
    same = [words.say(texts.TRY_SAME)] if trial.moved.is_empty() else []
    return [head, *refused, *lines, *same, *_total(trial.sums, words)]


def _total(sums: pl.DataFrame, words: Words) -> list[str]:
    if sums.height < 2:
        return []
    known = sums.drop_nulls(["amount_before_cny_10k", "amount_after_cny_10k"])
    before, after = (number(float(known[f"amount_{side}_cny_10k"].sum())) for side in ("before", "after"))
    return [words.say(texts.TRY_SUM, before=before, after=after)]


def _tried(row: Row, trial: Trial, words: Words) -> Iterator[str]:
    """Yield the lines of one policy."""
    yield words.say(
        texts.TRY_POLICY,
        policy=row["policy"], title=plain(row["title"], 60), before=row["candidates_before_count"], after=row["candidates_after_count"],
        missing_before=row["fact_missing_before_count"], missing_after=row["fact_missing_after_count"], came=row["in_count"],
        went=row["out_count"], amount_before=number(row["amount_before_cny_10k"]), amount_after=number(row["amount_after_cny_10k"]),
    )  # fmt: skip
    moved = trial.moved.filter(pl.col("policy") == row["policy"])
    for one in moved.head(ROWS_SHOWN).iter_rows(named=True):
        was, now = one["status_before"], one["status_after"]
        yield words.say(
            _way(was, now),
            uscc=one["uscc"],
            name=plain(one["name"], NAME_MOST),
            was=words.term(MATCH_STATUSES, was),
            now=words.term(MATCH_STATUSES, now),
        )
    if moved.height > ROWS_SHOWN:
        yield "  " + words.say(texts.MATCH_MORE, count=moved.height - ROWS_SHOWN)


def _way(was: str, now: str) -> Text:
    if (was in OPEN_STATUSES) == (now in OPEN_STATUSES):
        return texts.TRY_MOVED
    return texts.TRY_CAME if now in OPEN_STATUSES else texts.TRY_WENT
