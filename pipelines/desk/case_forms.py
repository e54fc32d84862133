"""Recording through the page: a form for each action, looked at with the version its writer saw, and recorded once.

In: reading forms, saying in the reader's language what is missing, showing both sides of a conflict. Out: what a change does and whether
it is allowed (pipelines.cases.recording).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from starlette.responses import Response

from models.cases.standing import possible_actions, possible_closings
from pipelines.cases.recording import ACTIONS, Change, ConflictError, UnknownCaseError, record
from pipelines.desk.calls import NOTICE, Call, RefusedError, go
from pipelines.desk.case_pages import own_case, read_events, with_standing
from pipelines.errors import UsageError
from reports.desk import Field, closing_choices, form_fields, problem_words
from reports.words import desk as texts
from reports.words.format import plain
from warehouse.case_vocabulary import CLOSINGS
from warehouse.errors import WarehouseBusyError
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseRow
from warehouse.ops.desk_accounts import is_form_used

FORM_ADDRESS: Final = re.compile(r"/cases/(\d{1,18})/([a-z_]+)")
# Days of what has happened; all others are days to come.
_OF_THE_PAST: Final = ("visited_on", "raised_on", "on")
_UNREAL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def show_form(call: Call) -> Response:
    """Show the empty form of an action."""
    case, action = own_case(call), _action(call)
    defaults = {"visited_on": call.today.isoformat(), "visited_by": case["lead"] or call.actor.name} if action == "visit" else {}
    return _form_page(call, case, action, defaults)


def take_form(call: Call) -> Response:
    """Record what a form brings, or show it again with what is wrong and everything that was typed."""
    case, action = own_case(call), _action(call)
    values, seen = read_values(call.form, action), call.form.get("seen", "")
    if not call.has_own_mark(call.address, seen):
        return _form_page(call, case, action, values, [call.say(texts.FORM_STALE)], status=403)
    source = _source(call.form["mark"], action, values)
    if is_form_used(call.connection, source[: source.rindex(":") + 1]):
        if stored.event_of_source(call.connection, source) is not None:
            return go(f"/cases/{case['id']}", **{NOTICE: "known"})
        return _form_page(call, case, action, values, [call.say(texts.FORM_USED)], status=409)
    problems = problems_of(call, _fields(call, case, action), values) if _is_possible(call, case, action) else []
    if problems or call.form.get("edit"):
        return _form_page(call, case, action, values, problems, status=422 if problems else 200, seen=seen)
    if action == "close" and not call.form.get("confirmed"):
        return _review_page(call, case, values, seen)
    return _record(call, case, action, values, int(seen), source)


def resume_form(call: Call) -> Response:
    """Show a form that was filled in when the session ended, to somebody who is in again; nothing is recorded before they submit it."""
    case, action = own_case(call), _action(call)
    seen = call.form.get("seen", "")
    known = seen if seen.isdecimal() and int(seen) <= case["version"] else str(case["version"])
    return _form_page(call, case, action, read_values(call.form, action), [call.say(texts.AFTER_LOGIN)], seen=known)


def read_values(form: Mapping[str, str], action: str) -> dict[str, str]:
    """Return what a form says in the fields of an action, without what no keyboard types."""
    return typed_values(form, [field.name for field in form_fields(action, "zh", {})])


def typed_values(form: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return what a form says in some fields, without what no keyboard types."""
    return {name: _UNREAL.sub("", form.get(name, "").replace("\r\n", "\n")).strip() for name in names}


def _record(call: Call, case: CaseRow, action: str, values: dict[str, str], seen: int, source: str) -> Response:
    given = {name: value for name, value in values.items() if name != "words"}
    change = Change(case["id"], action, "page", call.today, given, values["words"], seen=seen, source=source)
    try:
        done = record(call.desk.ops, change, call.actor, call.at, call.desk.settings.cases)
    except UnknownCaseError as error:
        raise RefusedError(404) from error
    except ConflictError as error:
        now, both = own_case(call), read_events(call, case["id"], error.since)
        return _form_page(call, now, action, values, [call.say(texts.CONFLICT)], status=409, conflict=both)
    except WarehouseBusyError:
        return _form_page(call, case, action, values, [call.say(texts.WHAT_NOW[503])], status=503, seen=str(seen))
    except UsageError:
        # Everything a person can get wrong was looked at before: the case has changed in between.
        return _form_page(call, own_case(call), action, values, [call.say(texts.CONFLICT)], status=409)
    return go(f"/cases/{done.case['id']}", **{NOTICE: "known" if done.was_known else action})


def _action(call: Call) -> str:
    action = str(call.parts["action"])
    if action not in ACTIONS:
        raise RefusedError(404)
    return action


def _is_possible(call: Call, case: CaseRow, action: str) -> bool:
    waiting = any(not row["answered_on"] for row in stored.records_of(call.connection, "case_requests", case["id"]))
    return action in possible_actions(case["state"], has_open_request=waiting)


def _form_page(
    call: Call,
    case: CaseRow,
    action: str,
    values: Mapping[str, str],
    problems: Sequence[str] = (),
    *,
    status: int = 200,
    seen: str = "",
    conflict: Sequence[CaseRow] = (),
) -> Response:
    """Show a form with what was typed; without `seen` it is good for the case as it stands now."""
    address, shown = f"/cases/{case['id']}/{action}", seen or str(case["version"])
    page = {
        "case": with_standing(call, case), "action": action, "fields": _fields(call, case, action), "values": values, "problems": problems,
        "conflict": conflict, "seen": shown, "mark": call.mark(address, shown), "possible": _is_possible(call, case, action),
    }  # fmt: skip
    return call.page("form", f"{call.say(texts.WHAT_TO_DO[action])} {plain(case['name'], 60)}", page, status, here="cases")


def _review_page(call: Call, case: CaseRow, values: Mapping[str, str], seen: str) -> Response:
    """Show what closing the case will record."""
    waiting = sum(not row["answered_on"] for row in stored.records_of(call.connection, "case_requests", case["id"]))
    page = {
        "case": case, "values": values, "seen": seen, "mark": call.mark(f"/cases/{case['id']}/close", seen), "waiting": waiting,
        "outcome": CLOSINGS[values["closing"]].outcome, "today": call.today.isoformat(),
    }  # fmt: skip
    return call.page("review", call.say(texts.REVIEW_TITLE), page, here="cases")


def _fields(call: Call, case: CaseRow, action: str) -> tuple[Field, ...]:
    """Return the fields of a form with the choices that this case allows."""
    connection, limits = call.connection, call.actor.limits
    choices: dict[str, Sequence[tuple[str, str]]] = {}
    if action in ("assign", "add_helper", "send_back"):
        known = {*stored.values_in(connection, "owner", limits), *stored.values_in(connection, "lead", limits)}
        people = [(name, name) for name in sorted(known | set(call.desk.readers.names_in(call.own.scope)))]
        choices = {"lead": people, "person": people}
    elif action == "request":
        choices = {"department": [(name, name) for name in sorted({one.department for one in call.desk.settings.measures})]}
    elif action in ("receive", "answer"):
        waiting = [row for row in stored.records_of(connection, "case_requests", case["id"]) if not row["answered_on"]]
        choices = {"request": [(str(row["id"]), f"{row['department']} · {plain(row['words'], 40)}") for row in waiting]}
    elif action == "close":
        choices = {"closing": closing_choices(possible_closings(is_visited=case["visits"] > 0), call.language)}
    return form_fields(action, call.language, choices)


def problems_of(call: Call, fields: Sequence[Field], values: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the fields of a form, in their order."""
    found = [(field, _problem(field, values[field.name], call.today)) for field in fields]
    return [problem_words(key, call.language, field=field.label, most=field.most) for field, key in found if key]


def _problem(field: Field, value: str, today: date) -> str:
    """Return the key of what is wrong with a field, empty where nothing is."""
    if not value:
        return "missing" if field.is_required else ""
    if len(value) > field.most:
        return "long"
    if field.kind == "choice" and value not in dict(field.choices):
        return "choice"
    return _problem_of_day(field.name, value, today) if field.kind == "date" else ""


def _problem_of_day(name: str, value: str, today: date) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "day"
    if name in _OF_THE_PAST:
        return "future" if day > today else ""
    return "" if day > today else "past"


def _source(mark: str, action: str, values: Mapping[str, str]) -> str:
    """Return where an event comes from: the form, and a digest of what it says."""
    said = "\x1f".join((action, *(f"{name}={value}" for name, value in sorted(values.items()))))
    return f"page:{mark.partition('.')[0]}:{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def with_kept(call: Call, kept: dict[str, str], address: str) -> Call | None:
    """Return the call that a kept form belongs to, None where the address is that of no form."""
    match = FORM_ADDRESS.fullmatch(address)
    if match is None or not kept:
        return None
    return replace(call, form=kept, address=address, parts={"number": int(match[1]), "action": match[2]})
