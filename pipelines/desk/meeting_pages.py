"""The joint meeting on the page for cases: its items as far as a reader sees them, and entering what was decided and done.

In: reading items, forms for whoever answers for the district. Out: which cases are put before it (models.cases), storing (pipelines.cases).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from starlette.responses import Response

from pipelines.cases.meeting_items import decide, finish
from pipelines.desk.calls import Call, RefusedError, go
from pipelines.desk.case_forms import problems_of, typed_values
from pipelines.errors import UsageError
from reports.desk import WORDS, WORDS_MOST, Field
from reports.words import desk as texts
from warehouse.ops.meeting import items_within

ADDRESS: Final = "/meeting"
Item = Mapping[str, Any]


def show_meeting(call: Call) -> Response:
    """Show what is to be discussed, what is being done, and what this month's meeting has seen done."""
    items = items_within(call.connection, call.actor.limits)
    groups = [(key, [item for item in items if _group(item) == key]) for key in texts.MEETING_GROUPS]
    return call.page("meeting", call.say(texts.MEETING_TITLE), {"groups": groups, "may_decide": call.sees_all}, here="meeting")


def show_form(call: Call) -> Response:
    """Show the form with which a decision, or that it is done, is entered."""
    return _form_page(call, _own_item(call), _action(call), {})


def take_form(call: Call) -> Response:
    """Store a decision, or that it is done, or show the form again with what is wrong and what was typed."""
    item, action = _own_item(call), _action(call)
    fields = _fields(call, action)
    values, seen = typed_values(call.form, [field.name for field in fields]), call.form.get("seen", "")
    if not call.has_own_mark(call.address, seen):
        return _form_page(call, item, action, values, [call.say(texts.FORM_STALE)], 403)
    if seen != str(item["version"]):
        return _form_page(call, item, action, values, [call.say(texts.ITEM_CHANGED)], 409)
    problems = problems_of(call, fields, values)
    if problems:
        return _form_page(call, item, action, values, problems, 422)
    try:
        _store(call, item, action, values)
    except UsageError:
        # Everything a person can get wrong was looked at before: somebody was faster.
        return _form_page(call, _own_item(call), action, values, [call.say(texts.ITEM_CHANGED)], 409)
    return go(ADDRESS)


def _store(call: Call, item: Item, action: str, values: Mapping[str, str]) -> None:
    if action == "decide":
        due_on = date.fromisoformat(values["due_on"])
        decide(call.desk.ops, item["id"], values[WORDS], due_on, call.actor.name, call.at, item["version"])
    else:
        finish(call.desk.ops, item["id"], call.actor.name, call.at, values[WORDS], item["version"])


def _group(item: Item) -> str:
    if item["done_on"]:
        return "done"
    return "decided" if item["decision"] else "open"


def _action(call: Call) -> str:
    action = str(call.parts["action"])
    if action not in texts.ITEM_ACTIONS:
        raise RefusedError(404)
    return action


def _own_item(call: Call) -> Item:
    """Return the item an address names; raises RefusedError for whoever does not answer for the district."""
    found = [item for item in items_within(call.connection, None) if item["id"] == call.parts["number"]] if call.sees_all else []
    if not found:
        raise RefusedError(404)
    return found[0]


def _fields(call: Call, action: str) -> tuple[Field, ...]:
    if action == "done":
        return (Field(WORDS, "area", call.say(texts.DONE_WORDS), is_required=False, most=WORDS_MOST),)
    return (Field(WORDS, "area", call.say(texts.DECISION), most=WORDS_MOST), Field("due_on", "date", call.say(texts.DUE_BY)))


def _form_page(call: Call, item: Item, action: str, values: Mapping[str, str], problems: Sequence[str] = (), status: int = 200) -> Response:
    page = {
        "item": item, "action": action, "fields": _fields(call, action), "values": values, "problems": problems,
        "mark": call.mark(f"{ADDRESS}/{item['id']}/{action}", item["version"]),
    }  # fmt: skip
    return call.page("meeting_form", call.say(texts.ITEM_ACTIONS[action]), page, status, here="meeting")
