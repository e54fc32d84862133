"""Policies that enterprises were told of: recorded with the event, and what of it is a claim, as rows of a tidy delivery.

In: who, what, checking, storing. Out: which state may follow (models.policies.lead_moves), rows (warehouse.ops.record_events), writing
the file (pipelines.cases.facts).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from models.policies.lead_moves import CLAIMING, possible_states
from pipelines.cases.recording import Actor, UnknownCaseError
from pipelines.errors import UsageError
from warehouse.ops.cases import case_row
from warehouse.ops.ops_db import Connection, open_ops, transaction
from warehouse.ops.record_events import RecordEvent, add_record, change_record, record, record_events, records
from warehouse.policy_vocabulary import CLAIM_RESULTS, LEAD_STATES

LEADS: Final = "policy_leads"
CLAIM_COLUMNS: Final = ("uscc", "policy", "claimed_on", "result", "refused_clause", "received_on")
Lead = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LeadEntry:
    """What is recorded: of which case and policy, what came of it, when; `clause`: the one a refusal names, `seen`: version, 0 for none."""

    case_id: int
    policy: str
    title: str
    state: str
    on: date
    clause: str = ""
    words: str = ""
    seen: int | None = None


def record_lead(ops: Path, entry: LeadEntry, actor: Actor, at: datetime) -> Lead:
    """Store what came of telling an enterprise of a policy; returns the lead. Raises UsageError, UnknownCaseError outside of the scope."""
    if entry.on > at.date():
        raise UsageError(f"{entry.on} has not come by {at:%Y-%m-%d}; correct the day")
    with open_ops(ops) as connection, transaction(connection):
        case = case_row(connection, entry.case_id, actor.limits)
        if case is None:
            raise UnknownCaseError(f"there is no case {entry.case_id} among those you answer for; `earlywarn case list` shows them")
        lead = lead_of(connection, entry.case_id, entry.policy)
        _require_allowed(lead, entry)
        after = _after(lead, entry)
        if lead is None:
            own = {"case_id": entry.case_id, "uscc": case["uscc"], "policy": entry.policy, "title": entry.title, **after}
            number = add_record(connection, RecordEvent(LEADS, 0, at.isoformat(), actor.name, entry.state, own, entry.words))
        else:
            number = int(lead["id"])
            change_record(connection, RecordEvent(LEADS, number, at.isoformat(), actor.name, entry.state, after, entry.words))
        return record(connection, LEADS, number) or {}


def lead_of(connection: Connection, case_id: int, policy: str) -> Lead | None:
    """Return the lead of a case and a policy, None where nothing was recorded."""
    found = records(connection, LEADS, "case_id = ? and policy = ?", (case_id, policy))
    return found[0] if found else None


def _require_allowed(lead: Lead | None, entry: LeadEntry) -> None:
    state, version = (lead["state"], int(lead["version"])) if lead else ("", 0)
    if entry.seen is not None and entry.seen != version:
        raise UsageError(f"what came of {entry.policy} was changed after you had looked at it, so nothing was stored; look at it again")
    allowed = possible_states(state)
    if entry.state not in allowed:
        wanted = "、".join(LEAD_STATES[key].zh for key in allowed) or "nothing more"
        raise UsageError(f"{entry.state!r} cannot follow {state or 'nothing'!r}; possible: {wanted}")


def _after(lead: Lead | None, entry: LeadEntry) -> dict[str, str]:
    """Return the columns that change: a claim keeps its first day, a new claim after a refusal begins anew."""
    on, kept = entry.on.isoformat(), lead or {"told_on": "", "claimed_on": "", "state": ""}
    is_again = kept["state"] in ("refused", "declined")
    claimed = "" if is_again else kept["claimed_on"]
    return {
        "state": entry.state,
        "told_on": kept["told_on"] or on,
        "claimed_on": (claimed or on) if entry.state in CLAIMING else claimed,
        "ended_on": on if entry.state not in ("told", "applied") else "",
        "clause": entry.clause if entry.state == "refused" else "",
    }


def claim_rows(connection: Connection, day: date) -> list[tuple[str, ...]]:
    """Return the claims that were known here by a day, a row a claim and day on which it changed: CLAIM_COLUMNS."""
    stands: dict[int, dict[str, Any]] = {}
    rows: dict[tuple[int, str], tuple[str, ...]] = {}
    for event in record_events(connection, LEADS):
        on, number = event["at"][:10], event["record_id"]
        own = stands.setdefault(number, {})
        own.update(event["after"])
        if on <= day.isoformat() and own["state"] in CLAIMING:
            result = own["state"] if own["state"] in CLAIM_RESULTS.keys else ""
            rows[number, on] = (own["uscc"], own["policy"], own["claimed_on"], result, own["clause"], on)
    return [rows[key] for key in sorted(rows)]
