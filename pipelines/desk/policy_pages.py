"""Recording on the page what came of telling an enterprise of a policy: one form a case and policy.

In: the form. Out: which policies a case has (lead_rows.py), what may follow what (models.policies), storing (pipelines.cases).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from models.policies.lead_moves import possible_states
from pipelines.cases.lead_recording import LEADS, LeadEntry, lead_of, record_lead
from pipelines.desk.calls import Call, RefusedError, go
from pipelines.desk.case_forms import problems_of, typed_values
from pipelines.desk.case_pages import own_case
from pipelines.desk.lead_rows import clauses_of, policy_rows
from pipelines.errors import UsageError
from reports.desk import WORDS, WORDS_MOST, Field
from reports.words import desk as common
from reports.words import policy_pages as texts
from warehouse.errors import WarehouseBusyError
from warehouse.ops.cases import CaseRow
from warehouse.ops.record_events import record_events
from warehouse.policy_vocabulary import LEAD_STATES

Row = dict[str, Any]


def show_form(call: Call) -> Response:
    """Show the form with which is recorded what came of a policy."""
    case = own_case(call)
    return _form_page(call, case, _policy(call, case), {"on": call.today.isoformat()})


def take_form(call: Call) -> Response:
    """Record what came of a policy, or show the form again with what is wrong and what was typed."""
    case = own_case(call)
    policy = _policy(call, case)
    fields = _fields(call, policy)
    values, seen = typed_values(call.form, [field.name for field in fields]), call.form.get("seen", "")
    if not call.has_own_mark(call.address, seen):
        return _form_page(call, case, policy, values, [call.say(common.FORM_STALE)], 403)
    if seen != _version(policy):
        return _form_page(call, case, policy, values, [call.say(texts.CHANGED)], 409)
    problems = problems_of(call, fields, values)
    if values["state"] == "refused" and not values["clause"] and len(fields[2].choices) > 1:
        problems.append(call.say(texts.NEEDS_CLAUSE))
    if problems:
        return _form_page(call, case, policy, values, problems, 422)
    entry = LeadEntry(
        case["id"], policy["policy"], policy["title"], values["state"], date.fromisoformat(values["on"]), values["clause"],
        values[WORDS], int(seen),
    )  # fmt: skip
    try:
        record_lead(call.desk.ops, entry, call.actor, call.at)
    except WarehouseBusyError:
        return _form_page(call, case, policy, values, [call.say(common.WHAT_NOW[503])], 503)
    except UsageError:
        # Everything a person can get wrong was looked at before: somebody was faster.
        return _form_page(call, case, _policy(call, case), values, [call.say(texts.CHANGED)], 409)
    return go(f"/cases/{case['id']}")


def _policy(call: Call, case: CaseRow) -> Row:
    """Return the policy an address names, with its lead; raises RefusedError where the case has none of that key."""
    found = [row for row in policy_rows(call, case) if row["policy"] == call.parts["policy"]]
    if not found:
        raise RefusedError(404)
    return {**found[0], "lead": lead_of(call.connection, case["id"], found[0]["policy"])}


def _version(policy: Row) -> str:
    return str(policy["lead"]["version"] if policy["lead"] else 0)


def _possible(policy: Row) -> tuple[str, ...]:
    return possible_states(policy["lead"]["state"] if policy["lead"] else "")


def _fields(call: Call, policy: Row) -> tuple[Field, ...]:
    states = tuple((key, LEAD_STATES[key].word(call.language)) for key in _possible(policy))
    clauses = (("", call.say(texts.NO_CLAUSE)), *clauses_of(call, policy["policy"]).items())
    return (
        Field("state", "choice", call.say(texts.STATE), choices=states),
        Field("on", "date", call.say(texts.DAY)),
        Field("clause", "choice", call.say(texts.CLAUSE), is_required=False, choices=clauses),
        Field(WORDS, "area", call.say(texts.REMARK), is_required=False, most=WORDS_MOST),
    )


def _form_page(
    call: Call, case: CaseRow, policy: Row, values: Mapping[str, str], problems: Sequence[str] = (), status: int = 200
) -> Response:
    lead = policy["lead"]
    page = {
        "p": texts, "case": case, "policy": policy, "fields": _fields(call, policy), "values": values, "problems": problems,
        "seen": _version(policy), "mark": call.mark(call.address, _version(policy)), "address": call.address,
        "possible": _possible(policy), "events": record_events(call.connection, LEADS, lead["id"])[::-1] if lead else [],
    }  # fmt: skip
    return call.page("policy_form", f"{call.say(texts.TITLE)} {policy['title']}", page, status, here="cases")
