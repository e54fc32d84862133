"""Being away: everybody enters the own absence and who stands in.

In: the form about absences. Out: who sees whose cases meanwhile (case_pages.py), rows (warehouse.ops.absences).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from starlette.responses import Response

from pipelines.desk.calls import Call, RefusedError, go
from reports.desk import Field, problem_words
from reports.scope import DISTRICT
from reports.words import desk as texts
from warehouse.ops.absences import absences_since, note_absence, stands_in_for, take_back_absence
from warehouse.ops.ops_db import transaction

ADDRESS: Final = "/absence"


def show_absence(call: Call) -> Response:
    """Show the own absences to come, and the form for another."""
    return _page(call, {})


def take_absence(call: Call) -> Response:
    """Store an absence of whoever is in, or take one back."""
    if not call.has_own_mark(ADDRESS):
        raise RefusedError(403)
    number = call.form.get("number", "")
    if number:
        return _take_back(call, number)
    values = {name: call.form.get(name, "").strip() for name in ("from_on", "to_on", "deputy")}
    problems = _problems(call, values)
    if problems:
        return _page(call, values, problems)
    with transaction(call.connection):
        note_absence(call.connection, call.actor.name, values["from_on"], values["to_on"], values["deputy"])
    return go(ADDRESS)


def _take_back(call: Call, number: str) -> Response:
    with transaction(call.connection):
        was_own = number.isdecimal() and len(number) < 18 and take_back_absence(call.connection, call.actor.name, int(number))
    if not was_own:
        raise RefusedError(404)
    return go(ADDRESS)


def _fields(call: Call) -> tuple[Field, ...]:
    # Whoever stands in has to be allowed to see the cases.
    wide_enough = {*call.desk.readers.names_in(call.own.scope), *call.desk.readers.names_in(DISTRICT)} - {call.actor.name}
    deputies = tuple((name, name) for name in sorted(wide_enough))
    if not deputies:
        return ()
    return (
        Field("from_on", "date", call.say(texts.FROM)),
        Field("to_on", "date", call.say(texts.TO)),
        Field("deputy", "choice", call.say(texts.DEPUTY), choices=deputies),
    )


def _problems(call: Call, values: Mapping[str, str]) -> list[str]:
    """Return what is wrong with an absence."""
    for field in _fields(call):
        value, key = values[field.name], ""
        if not value:
            key = "missing"
        elif field.kind == "choice":
            key = "" if value in dict(field.choices) else "choice"
        elif not _is_day(value):
            key = "day"
        if key:
            return [problem_words(key, call.language, field=field.label)]
    is_over = values["to_on"] < max(values["from_on"], call.today.isoformat())
    return [problem_words("before", call.language, field=call.say(texts.TO))] if is_over else []


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _page(call: Call, values: Mapping[str, str], problems: list[str] | None = None) -> Response:
    today = call.today.isoformat()
    page = {
        "fields": _fields(call), "values": values, "problems": problems or [], "mark": call.mark(ADDRESS),
        "absences": absences_since(call.connection, call.actor.name, today),
        "stands_in": call.words.listed(stands_in_for(call.connection, call.actor.name, today)),
    }  # fmt: skip
    return call.page("absence", call.say(texts.ABSENCE), page, 422 if problems else 200, here="absence")
