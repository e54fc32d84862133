"""`earlywarn policy`: who may be entitled to what, the push lists of the offices, and what a changed clause would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from models.policies.changes import changed_clauses, compare_matches
from models.policies.clauses import Policy
from models.policies.matching import answers_of
from pipelines.clock import today
from pipelines.commands.json_document import json_document
from pipelines.commands.snapshot import find_enterprise, open_to_read, scored_month
from pipelines.data_dir import DataDir
from pipelines.delivery.policy_frames import open_policies
from pipelines.delivery.policy_push import write_push
from pipelines.errors import UsageError
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, open_file, validate_files
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.month.policies import MonthPolicies, month_policies
from pipelines.month.run import MonthRun
from reports.policy_lines import MatchList, Trial, match_lines, push_lines, trial_lines
from reports.words.text import Words
from warehouse import names
from warehouse.periods import month_key
from warehouse.store import Store
from warehouse.vocabulary import Language

CLAUSE_LAYOUT = "policy_clauses"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matches are meant: of a policy, of an enterprise (code or part of its name), of a month (the latest scored by default)."""

    policy: str | None = None
    who: str | None = None
    month: date | None = None


def match(home: DataDir, wanted: Wanted, language: Language = "zh", *, is_json: bool = False) -> list[str]:
    """Return the stored matches of a month, counted by policy, or row by row for one policy or one enterprise.

    Raises UsageError where the month has none, or no such policy or enterprise is known.
    """
    with open_to_read(home) as store:
        run = matched_month(store, home, wanted.month)
        found = matches_of(run, wanted)
    if is_json:
        told = {"month": month_key(found.month), "as_of": found.as_of, "matches": found.matches, "answers": found.answers}
        return [json_document("policy_match", told)]
    return match_lines(found, Words(language))


def matched_month(store: Store, home: DataDir, month: date | None) -> MonthRun:
    """Return the month asked for, or the latest scored one; raises UsageError where it has no matches."""
    run = scored_month(store, home, month)
    if not store.holds(names.POLICY_MATCHES) or run.month not in store.months(names.POLICY_MATCHES):
        key = month_key(run.month)
        raise UsageError(
            f"no policies are matched for {key}: the catalogue is empty, or an older version ran the month; deliver policies and "
            f"policy_clauses, then `earlywarn report --month {key}` matches them"
        )
    return run


def matches_of(run: MonthRun, wanted: Wanted) -> MatchList:
    """Return the stored matches of a month that are meant, with names and titles; raises UsageError for an unknown policy or enterprise."""
    known, register = month_policies(run), run.known(names.REGISTER)
    rows = run.read(names.POLICY_MATCHES)
    uscc = find_enterprise(register, wanted.who) if wanted.who else None
    if wanted.policy:
        _refuse_unknown(known, wanted.policy)
        rows = rows.filter(pl.col("policy") == wanted.policy)
    if uscc:
        rows = rows.filter(pl.col("uscc") == uscc)
    titles = known.policies.select("policy", "title", "department")
    manual = open_policies(known, rows).select("uscc", "manual_words", policy="key")
    named = rows.join(titles, on="policy", how="left", maintain_order="left")
    named = named.join(register.select("uscc", "name"), on="uscc", how="left", maintain_order="left")
    named = named.join(manual, on=["uscc", "policy"], how="left", maintain_order="left").sort("policy", "uscc")
    answers = _answers(run, known, uscc, named["policy"].unique().to_list()) if uscc else _no_answers()
    return MatchList(run.month, run.as_of, named, clause_table(known.catalogue), answers, bool(uscc or wanted.policy))


def _refuse_unknown(known: MonthPolicies, policy: str) -> None:
    keys = known.policies["policy"].to_list()
    if policy not in keys:
        raise UsageError(f"the catalogue has no policy {policy!r}; there are {', '.join(keys) or 'none'}")


def _no_answers() -> pl.DataFrame:
    return pl.DataFrame(schema={"policy": pl.String, "clause": pl.String, "answer": pl.Boolean})


def _answers(run: MonthRun, known: MonthPolicies, uscc: str, wanted: list[str]) -> pl.DataFrame:
    """Return how one enterprise answers every clause: policy, clause, answer."""
    facts = known.facts(run.read(names.WARNINGS)).filter(pl.col("uscc") == uscc)
    parts = [
        answers_of(policy, facts).select(pl.lit(policy.key).alias("policy"), "clause", "answer")
        for policy in known.catalogue
        if policy.key in wanted
    ]
    return pl.concat([_no_answers(), *parts])


def clause_table(catalogue: list[Policy]) -> pl.DataFrame:
    """Return every clause: policy, clause, words_zh, fact, operator, value_text, problem."""
    cells = ("policy", "clause", "words_zh", "fact", "operator", "value_text", "problem")
    rows = [
        (one.policy, one.key, one.words_zh, one.fact, one.operator, one.value_text, one.problem)
        for policy in catalogue
        for one in policy.clauses
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(cells, pl.String), orient="row")


def push(home: DataDir, month: date, language: Language = "zh") -> list[str]:
    """Write the push lists of a month for every office; returns where they lie, in lines. Raises UsageError where it has no matches."""
    with open_to_read(home) as store:
        pushed = write_push(matched_month(store, home, month))
    departments = [
        {"department": one.department, "enterprises": one.enterprises, "by_policy": one.by_policy, "files": one.files}
        for one in pushed.departments.values()
    ]
    return push_lines(departments, pushed.left_out, str(pushed.folder), month, Words(language))


def try_clauses(home: DataDir, file: Path, month: date | None, language: Language = "zh", *, is_json: bool = False) -> list[str]:
    """Return who would come and go if the clauses of a file stood in the catalogue; nothing is stored.

    Raises UsageError where the file is no file of clauses.
    """
    tried, refused = read_tried(file)
    with open_to_read(home) as store:
        run = matched_month(store, home, month)
        trial = _trial(run, file.name, tried, refused)
    if is_json:
        told = {"month": month_key(trial.month), "as_of": trial.as_of, "sums": trial.sums, "moved": trial.moved, "refused": trial.refused}
        return [json_document("policy_try", told)]
    return trial_lines(trial, Words(language))


def read_tried(file: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the clauses of a file and its refused rows (row_number, reason), read as an ingest would."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}); name a file of clauses") from error
    opened = open_file(content, file.name, all_layouts())
    if not isinstance(opened, Opened):
        raise UsageError(f"{file} cannot be used: {opened.reason}")
    if opened.layout.key != CLAUSE_LAYOUT:
        columns = ", ".join(field.shown for field in opened.layout.fields)
        raise UsageError(f"{file} is a file of {opened.layout.key} ({columns}), not of clauses; give one with policy, clause, fact, ...")
    reading = validate_files([opened], IngestDay(today()), SourceSettings())[0]
    if reading.kept is None:
        raise UsageError(f"{file} cannot be used: {reading.reason}")
    return reading.kept.sort("row_number"), reading.refused.select("row_number", "reason")


def _trial(run: MonthRun, name: str, tried: pl.DataFrame, refused: pl.DataFrame) -> Trial:
    known, warnings = month_policies(run), run.read(names.WARNINGS)
    after = MonthPolicies(run, known.policies, changed_clauses(known.clauses, tried), known.claims)
    concerned, facts = tried["policy"].unique().sort(), known.facts(warnings)
    strange = sorted(set(concerned.to_list()) - set(known.policies["policy"]))
    if strange:
        raise UsageError(f"the catalogue has no policy {', '.join(strange)}; there are {', '.join(known.policies['policy']) or 'none'}")
    own = pl.col("policy").is_in(concerned.implode())
    change = compare_matches(*(each.matcher.match(facts).filter(own) for each in (known, after)))
    problems = clause_table(after.catalogue).filter(own, pl.col("problem") != "")
    unreadable = problems.select(row_number=pl.lit(None, dtype=pl.Int64), reason=pl.format("{} {}: {}", "policy", "clause", "problem"))
    named = change.moved.join(run.known(names.REGISTER).select("uscc", "name"), on="uscc", how="left", maintain_order="left")
    titled = change.sums.join(known.policies.select("policy", "title"), on="policy", how="left", maintain_order="left")
    return Trial(name, run.month, run.as_of, tried.height, named, titled, pl.concat([refused, unreadable]))
