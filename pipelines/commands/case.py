"""`earlywarn case`: cases listed, shown and changed at a keyboard; everything recorded goes the way of every other door.

Nothing that holds frames is loaded for a list, so that ten thousand cases are listed at once.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from models.cases.moves import MOVES, is_overdue
from pipelines.clock import now, today
from pipelines.errors import UsageError
from reports.case_lines import CaseView, case_csv, case_lines, conflict_lines, list_lines, recorded_lines
from reports.words.text import Words
from warehouse.case_vocabulary import CASE_STATES, CLOSINGS, OPEN_STATES, REQUEST_CLASSES
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter, CaseRow
from warehouse.ops.ops_db import Connection, open_ops, transaction
from warehouse.vocabulary import LEVELS, Language, Terms

if TYPE_CHECKING:
    from pipelines.data_dir import DataDir

Form = Literal["lines", "csv", "json"]
DISTRICT = "district"
# A credit code has eighteen characters, and no district has a hundred million cases.
LONGEST_NUMBER = 9
NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are listed, as they were asked for."""

    scope: str = DISTRICT
    mine: bool = False
    by: str = ""
    lead: str = ""
    street: str = ""
    level: str = ""
    states: tuple[str, ...] = ()
    due_by: date | None = None
    text: str = ""
    most: int = 50

    def filter(self) -> CaseFilter:
        """Return the filter that is meant; raises UsageError for a word of no list."""
        if self.mine and self.lead:
            raise UsageError("--mine and --lead both say whose cases are meant; give one of them")
        states = tuple(_key(CASE_STATES, state, "a state") for state in self.states) or OPEN_STATES
        level = _key(LEVELS, self.level, "a level") if self.level else ""
        lead = (self.by.strip() or _login()) if self.mine else self.lead
        return CaseFilter(_limits(self.scope), states, level, self.street, lead, self.text, self.due_by)


@dataclass(frozen=True, slots=True)
class Person:
    """Who records something, from which part of the district, having seen which version."""

    by: str = ""
    scope: str = DISTRICT
    seen: int | None = None


def list_cases(home: DataDir, wanted: Wanted, language: Language = "zh", form: Form = "lines") -> list[str]:
    """Return the cases that are meant, those whose day comes first in front, in lines, as CSV or as one JSON document."""
    chosen = wanted.filter()
    with open_ops(home.ops) as connection:
        count = stored.count_cases(connection, chosen)
        rows = stored.select_cases(connection, chosen, (wanted.most or -1) if form == "lines" else -1)
        if form != "lines":
            _note_export(connection, wanted, form, len(rows))
    day = today()
    for row in rows:
        row["is_overdue"] = is_overdue(row["state"], row["due_on"], day)
    if form == "json":
        return _list_document(rows)
    return case_csv(rows) if form == "csv" else list_lines(rows, count, Words(language))


def _note_export(connection: Connection, wanted: Wanted, form: Form, rows: int) -> None:
    """Note in the audit who takes all cases of a search away as a file, like every workbook of the page."""
    from warehouse.ops.desk_accounts import note_export

    meant = {name: str(value) for name, value in asdict(wanted).items() if value and name not in ("by", "scope", "most")}
    entry = {"by": wanted.by.strip() or _login(), "scope": wanted.scope, "filter": meant, "form": form, "rows": rows}
    with transaction(connection):
        note_export(connection, now().isoformat(), entry)


def _list_document(rows: list[CaseRow]) -> list[str]:
    """Return one JSON document with a line a case, which costs a third of an indented one."""
    cases = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return ['{"kind": "earlywarn.cases", "version": 1, "cases": [', *([cases] if rows else []), "]}"]


def show_case(home: DataDir, who: str, scope: str = DISTRICT, language: Language = "zh", *, is_json: bool = False) -> list[str]:
    """Return everything that is known of one case, in lines or as one JSON document."""
    with open_ops(home.ops) as connection:
        row = find_case(connection, who, _limits(scope))
        number = row["id"]
        records = {table: stored.records_of(connection, table, number) for table in stored.RECORDS}
        people, events = stored.people_of(connection, number), stored.events_of(connection, number)
    row["is_overdue"] = is_overdue(row["state"], row["due_on"], today())
    why, appeals = _published_words(home, row, language), _open_appeals(home, row["uscc"])
    allowed = tuple(action for action, move in MOVES.items() if action != "warn" and row["state"] in move.allowed)
    view = CaseView(row, why, people, records["case_visits"], records["case_requests"], appeals, events, allowed)
    return [_document(view, records["case_judgements"])] if is_json else case_lines(view, Words(language))


def _document(view: CaseView, judgements: list[CaseRow]) -> str:
    parts = {name: getattr(view, name) for name in CaseView.__slots__}
    return json.dumps(
        {"kind": "earlywarn.case", "version": 1, **parts, "judgements": judgements}, ensure_ascii=False, indent=1, default=str
    )


def record_change(
    home: DataDir, who: str, action: str, values: Mapping[str, str], text: str, person: Person, language: Language = "zh"
) -> list[str]:
    """Record a change to a case; returns what is on record now. Raises UsageError, with both sides where somebody else came first."""
    from pipelines.cases.recording import Actor, Change, ConflictError, record
    from pipelines.settings import load_settings

    actor, day, words = Actor(person.by.strip() or _login(), person.scope), today(), Words(language)
    with open_ops(home.ops) as connection:
        row = find_case(connection, who, actor.limits)
    change = Change(row["id"], action, "command", day, _keys(action, values, day), text, person.seen)
    try:
        done = record(home.ops, change, actor, now(), load_settings(home.config).cases)
    except ConflictError as error:
        raise UsageError(" ".join(conflict_lines(error.case, action, actor.name, text, error.since, words))) from error
    return recorded_lines(done.case, action, words)


def _keys(action: str, values: Mapping[str, str], day: date) -> dict[str, str]:
    """Return the values of a change with keys in the place of Chinese and English words, and today where no day is stated."""
    from pipelines.ingest.visit_words import WORDS

    found = {name: value.strip() for name, value in values.items() if value.strip()}
    for name in ("finding", "outcome"):
        if name in found:
            found[name] = WORDS.get(found[name].lower(), found[name])
    lists: dict[str, Terms[Any]] = {"closing": CLOSINGS, "request_class": REQUEST_CLASSES}
    found |= {name: _key(terms, found[name], f"a {name.replace('_', ' ')}") for name, terms in lists.items() if name in found}
    return {"visited_on": day.isoformat(), **found} if action == "visit" else found


def find_case(connection: Connection, who: str, limits: tuple[str, str] | None) -> CaseRow:
    """Return the case that a number, a code or a part of a name stands for: of one enterprise its last; raises UsageError."""
    typed = who.strip()
    if typed.isdigit() and len(typed) <= LONGEST_NUMBER:
        found = stored.case_row(connection, int(typed), limits)
        hits = [found] if found else []
    else:
        hits = stored.select_cases(connection, CaseFilter(scope=limits, text=typed)) if typed else []
    last = {row["uscc"]: row for row in sorted(hits, key=lambda row: int(row["id"]))}
    if len(last) == 1:
        return next(iter(last.values()))
    if not last:
        raise UsageError(f"there is no case {who!r} among those you answer for; `earlywarn case list` shows numbers and names")
    shown = "; ".join(f"{row['id']} {row['name']} {row['uscc']}" for row in list(last.values())[:NAMES_SHOWN])
    more = f"; and {len(last) - NAMES_SHOWN} more" if len(last) > NAMES_SHOWN else ""
    raise UsageError(f"{who!r} stands for cases of {len(last)} enterprises: {shown}{more}; give the number of one")


def _key(terms: Terms[Any], text: str, meaning: str) -> str:
    """Return the key that a key or a word of either language stands for; raises UsageError listing what there is."""
    words: dict[str, str] = {word.lower(): term.key for term in terms for word in (term.key, term.zh, f"{term.zh}色", term.en)}
    found = words.get(text.strip().lower())
    if found is None:
        raise UsageError(f"{text!r} is not {meaning}; choose one of {', '.join(f'{term.key} ({term.zh})' for term in terms)}")
    return found


def _limits(scope: str) -> tuple[str, str] | None:
    """Return column and value of a scope, None for the district; raises UsageError."""
    if scope.strip() == DISTRICT:
        return None
    column, _, value = scope.strip().partition(":")
    if column not in stored.SCOPE_COLUMNS or not value.strip():
        raise UsageError(f"the scope {scope!r} is not known; write district, tier:X, owner:X or street:X")
    return column, value.strip()


def _login() -> str:
    """Return the name somebody is logged in with; raises UsageError where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError("nobody is named and the system knows no login name; say who with --by") from error


def _published_words(home: DataDir, row: CaseRow, language: Language) -> list[str]:
    """Return why an enterprise is warned, in the words of the edition that last listed it; nothing where its figures are not kept."""
    from dataclasses import replace

    from pipelines.delivery.briefing_inputs import frames_from, missing_frames
    from pipelines.delivery.edition_archive import Archive
    from pipelines.delivery.month_publisher import issue
    from pipelines.delivery.publication import read_manifest
    from pipelines.settings import load_settings
    from reports.enterprise import briefing_of
    from reports.sections.severe_cases import describe_case
    from warehouse.periods import month_of_key

    month = month_of_key(row["month"])
    archive, manifest = Archive(home.ops, home.briefings), read_manifest(home.briefing(month))
    key = archive.current(month)
    kept = archive.frames(key) if key else {}
    if manifest is None or missing_frames(kept):
        return []
    issued = issue(load_settings(home.config).district, month, manifest["made_from"], manifest["content_id"], int(manifest["revision"]))
    frames = frames_from(kept)
    if row["uscc"] not in frames.warnings["uscc"]:
        return []
    own = briefing_of(frames, replace(issued, language=language), row["uscc"])
    described = describe_case(own, own.frames.warnings.row(0, named=True))
    return [described.signals, described.stake]


def _open_appeals(home: DataDir, uscc: str) -> list[CaseRow]:
    """Return what an enterprise asks for and has not got: raised_on, topic, detail, state; nothing where there are no figures yet."""
    if not home.warehouse.exists():
        return []
    import polars as pl

    from models.cases.appeals import CLOSED, appeal_states
    from pipelines.commands.snapshot import open_to_read
    from warehouse import names

    day = today()
    with open_to_read(home) as store:
        appeals = appeal_states(store.as_of(names.APPEALS, day).filter(pl.col("uscc") == uscc), day)
    return appeals.filter(pl.col("state") != CLOSED).sort("raised_on").select("raised_on", "topic", "detail", "state").to_dicts()
