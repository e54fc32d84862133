"""Recording appeals through the page: entered, dispatched, answered, confirmed, closed or sent one level up, against the version seen.

In: reading forms, saying what is missing, keeping what was typed. Out: what a change does and whether it is allowed
(pipelines.cases.appeal_recording).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import polars as pl
from starlette.responses import Response

from models.cases.appeal_moves import possible_moves
from pipelines.cases import appeal_recording as appeals
from pipelines.cases.appeal_recording import PLACED, Entry
from pipelines.commands.snapshot import find_enterprise, open_to_read
from pipelines.desk.appeal_pages import ADDRESS, Appeal, own_appeal
from pipelines.desk.calls import NOTICE, Call, RefusedError, go
from pipelines.desk.case_forms import problems_of, typed_values
from pipelines.errors import UsageError
from reports.desk import WORDS, WORDS_MOST, Field
from reports.words import appeal_pages as texts
from reports.words import desk as common
from reports.words.format import plain
from warehouse import names
from warehouse.case_vocabulary import REQUEST_CLASSES
from warehouse.errors import WarehouseBusyError
from warehouse.ops.appeal_rows import appeals_within
from warehouse.ops.cases import CaseFilter, select_cases
from warehouse.vocabulary import TOPICS

NEW: Final = f"{ADDRESS}/new"
FORM_ADDRESS: Final = re.compile(r"/appeals/(\d{1,18})/([a-z_]+)")
_MUST_HAVE_WORDS: Final = ("answer", "send_back")
NAMES_SHOWN: Final = 8


def show_new(call: Call) -> Response:
    """Show the form with which an appeal is entered, for the enterprise that the address names."""
    given = call.query.get("enterprise", "")[:60]
    return _new_page(call, {"enterprise": given, "raised_on": call.today.isoformat()})


def take_new(call: Call) -> Response:
    """Enter an appeal, or show the form again with what is wrong and everything that was typed."""
    fields = _new_fields(call)
    values = typed_values(call.form, [field.name for field in fields])
    if not call.has_own_mark(NEW):
        return _new_page(call, values, [call.say(common.FORM_STALE)], 403)
    problems = problems_of(call, fields, values)
    try:
        found = "" if problems else _enterprise(call, values["enterprise"])
        if isinstance(found, str):
            return _new_page(call, values, problems or [found], 422)
        entry = Entry(found, date.fromisoformat(values["raised_on"]), values["topic"], values[WORDS])
        appeal, is_new = appeals.enter(call.desk.ops, entry, call.actor, call.at, call.desk.settings.cases)
    except WarehouseBusyError:
        return _new_page(call, values, [call.say(common.WHAT_NOW[503])], 503)
    return go(f"{ADDRESS}/{appeal['id']}", **{NOTICE: "open" if is_new else "attach"})


def show_form(call: Call) -> Response:
    """Show the empty form of an action."""
    appeal, action = own_appeal(call), _action(call)
    return _form_page(call, appeal, action, {"department": appeal["department"], "appeal_class": appeal["appeal_class"] or "ordinary"})


def take_form(call: Call) -> Response:
    """Record what a form brings, or show it again with what is wrong and everything that was typed."""
    appeal, action = own_appeal(call), _action(call)
    fields = _fields(call, action)
    values, seen = typed_values(call.form, [field.name for field in fields]), call.form.get("seen", "")
    if not call.has_own_mark(call.address, seen):
        return _form_page(call, appeal, action, values, [call.say(common.FORM_STALE)], 403)
    if seen != str(appeal["version"]):
        return _form_page(call, appeal, action, values, [call.say(texts.CHANGED)], 409)
    problems = problems_of(call, fields, values)
    if action == "close" and appeal["is_helped"] == 0 and not values[WORDS]:
        problems.append(call.say(texts.NEEDS_REASON))
    if problems:
        return _form_page(call, appeal, action, values, problems, 422)
    try:
        _store(call, appeal, action, values)
    except WarehouseBusyError:
        return _form_page(call, appeal, action, values, [call.say(common.WHAT_NOW[503])], 503)
    except UsageError:
        # Everything a person can get wrong was looked at before: somebody was faster.
        return _form_page(call, own_appeal(call), action, values, [call.say(texts.CHANGED)], 409)
    return go(f"{ADDRESS}/{appeal['id']}", **{NOTICE: action})


def resume(call: Call, kept: Mapping[str, str], address: str) -> Response | None:
    """Show a form that was filled in when the session ended, to somebody who is in again; None where the address is that of none."""
    match = FORM_ADDRESS.fullmatch(address)
    note = [call.say(common.AFTER_LOGIN)]
    if address == NEW:
        return _new_page(call, typed_values(kept, [field.name for field in _new_fields(call)]), note)
    if match is None:
        return None
    own = replace(call, address=address, parts={"number": int(match[1]), "action": match[2]})
    action = _action(own)
    return _form_page(own, own_appeal(own), action, typed_values(kept, [field.name for field in _fields(own, action)]), note)


def _store(call: Call, appeal: Appeal, action: str, values: Mapping[str, str]) -> None:
    """Call the one function that records what an action means."""
    ops, number, who, at, words = call.desk.ops, appeal["id"], call.actor, call.at, values[WORDS]
    seen = int(appeal["version"])
    if action == "dispatch":
        settings = call.desk.settings.cases
        appeals.dispatch(ops, number, values["department"], values["appeal_class"], who, at, settings, words, seen)
    elif action == "confirm":
        told = {name: values[name] == "1" for name in ("is_called_back", "is_helped")}
        appeals.confirm(ops, number, **told, actor=who, at=at, words=words, seen=seen)
    elif action == "close":
        appeals.close(ops, number, who, at, words, seen)
    else:
        {"answer": appeals.answer, "send_back": appeals.send_back}[action](ops, number, words, who, at, seen)


def _enterprise(call: Call, typed: str) -> dict[str, Any] | str:
    """Return the enterprise that is meant, within what the reader may see; else why there is none, in words."""
    cases = {row["uscc"]: row for row in select_cases(call.connection, CaseFilter(call.actor.limits))}
    # Whoever comes from a case names its code, and need not wait for the register.
    if typed in cases:
        return {name: cases[typed][name] for name in PLACED}
    known = _register(call, list(cases))
    try:
        uscc = find_enterprise(known, typed)
    except UsageError:
        hits = known.filter(pl.col("name").str.contains(typed, literal=True))["name"].sort().to_list()
        listed = call.words.listed(plain(name, 40) for name in hits[:NAMES_SHOWN])
        return call.say(texts.SEVERAL, typed=typed, names=listed) if len(hits) > 1 else call.say(texts.NO_ENTERPRISE, typed=typed)
    return known.row(by_predicate=pl.col("uscc") == uscc, named=True)


def _register(call: Call, seen: list[str]) -> pl.DataFrame:
    """Return the enterprises of a reader's scope, and those whose cases they see; none where nothing was taken in yet."""
    home, limits = call.desk.home, call.actor.limits
    if not home.warehouse.exists() and not home.snapshot.exists():
        return pl.DataFrame(schema=dict.fromkeys(PLACED, pl.String))
    with open_to_read(home) as store:
        register = store.as_of(names.REGISTER, call.today).select(PLACED)
    return register if limits is None else register.filter((pl.col(limits[0]) == limits[1]) | pl.col("uscc").is_in(seen))


def _action(call: Call) -> str:
    action = str(call.parts["action"])
    if action not in texts.WHAT_TO_DO:
        raise RefusedError(404)
    return action


def _new_fields(call: Call) -> tuple[Field, ...]:
    topics = tuple((term.key, term.word(call.language)) for term in _TOPICS)
    return (
        Field("enterprise", "text", call.say(texts.ENTERPRISE), most=100),
        Field("raised_on", "date", call.say(texts.RAISED)),
        Field("topic", "choice", call.say(texts.TOPIC), choices=topics),
        Field(WORDS, "area", call.say(texts.DETAIL), most=WORDS_MOST),
    )


# Two spellings of one topic are one choice.
_TOPICS: Final = tuple({term.zh: term for term in reversed(tuple(TOPICS))}.values())[::-1]


def _fields(call: Call, action: str) -> tuple[Field, ...]:
    yes_or_no = (("1", call.say(texts.YES)), ("0", call.say(texts.NO)))
    words = Field(WORDS, "area", call.say(texts.WORDS_LABELS[action]), is_required=action in _MUST_HAVE_WORDS, most=WORDS_MOST)
    if action == "dispatch":
        classes = tuple(REQUEST_CLASSES.words(call.language).items())
        department = Field("department", "people", call.say(texts.DEPARTMENT), choices=_departments(call))
        return department, Field("appeal_class", "choice", call.say(texts.CLASS), choices=classes), words
    if action == "confirm":
        asked = (("is_called_back", texts.CALLED_BACK), ("is_helped", texts.HELPED))
        return (*(Field(name, "choice", call.say(text), choices=yes_or_no) for name, text in asked), words)
    return (words,)


def _departments(call: Call) -> tuple[tuple[str, str], ...]:
    """Return the departments of the measures and those that have appeals the reader sees."""
    known = {one.department for one in call.desk.settings.measures} | {
        row["department"] for row in appeals_within(call.connection, call.actor.limits, "department <> ''")
    }
    return tuple((name, name) for name in sorted(known))


def _new_page(call: Call, values: Mapping[str, str], problems: Sequence[str] = (), status: int = 200) -> Response:
    page = {"a": texts, "fields": _new_fields(call), "values": values, "problems": problems, "mark": call.mark(NEW), "action": NEW}
    return call.page("appeal_new", call.say(texts.ENTER), page, status, here="appeals")


def _form_page(
    call: Call, appeal: Appeal, action: str, values: Mapping[str, str], problems: Sequence[str] = (), status: int = 200
) -> Response:
    address = f"{ADDRESS}/{appeal['id']}/{action}"
    page = {
        "a": texts, "appeal": appeal, "action": action, "fields": _fields(call, action), "values": values, "problems": problems,
        "mark": call.mark(address, appeal["version"]), "address": address,
        "possible": action in possible_moves(appeal["state"], is_confirmed=appeal["is_helped"] is not None),
    }  # fmt: skip
    return call.page("appeal_form", f"{call.say(texts.WHAT_TO_DO[action])} {plain(appeal['name'], 60)}", page, status, here="appeals")
