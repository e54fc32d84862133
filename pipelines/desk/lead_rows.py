"""Policies of a case as the page shows them: what the enterprise may be entitled to or why not, and what came of telling it.

In: matches of the newest month and leads of a case, worded. Out: recording (policy_pages.py), matching (models.policies).
"""

from __future__ import annotations

from typing import Any, Final

from pipelines.cases.lead_recording import LEADS
from pipelines.desk.calls import Call
from reports.policy_lines import clause_words, match_parts
from reports.words import policy_pages as texts
from reports.words.format import plain
from warehouse.ops.cases import CaseRow
from warehouse.ops.record_events import records
from warehouse.policy_vocabulary import LEAD_STATES, OPEN_STATUSES

Row = dict[str, Any]
_TITLE: Final = 60


def policy_rows(call: Call, case: CaseRow) -> list[Row]:
    """Return the policies of a case's enterprise in order: policy, title, department, status, result in words, `is_open`, its lead."""
    leads = {row["policy"]: row for row in records(call.connection, LEADS, "case_id = ?", (case["id"],))}
    matches = call.desk.policies.of(case["uscc"])
    titles = {row["policy"]: row["title"] or row["policy"] for row in matches}
    # People know a policy by its title, not by its key.
    rows = [_matched(call, {**row, "excluded_by": titles.get(row["excluded_by"], row["excluded_by"])}) for row in matches]
    # What was recorded stays when a catalogue drops the policy.
    known = {row["policy"] for row in rows}
    rows += [{**lead, "department": "", "status": "", "result": ""} for key, lead in leads.items() if key not in known]
    return [_with_lead(call, row, leads.get(row["policy"])) for row in rows]


def _with_lead(call: Call, row: Row, lead: Row | None) -> Row:
    """Add what came of telling the enterprise; `is_open`: it may fit, or something was recorded."""
    is_open = lead is not None or row["status"] in OPEN_STATUSES
    return {**row, "lead": lead, "lead_words": _lead_words(call, lead), "is_open": is_open}


def _matched(call: Call, row: Row) -> Row:
    result = call.words.phrases(match_parts(row, call.desk.policies.clauses_of(row["policy"]), call.words))
    return {**row, "title": plain(row["title"] or row["policy"], _TITLE), "result": result}


def _lead_words(call: Call, lead: Row | None) -> str:
    if lead is None:
        return call.say(texts.NOT_TOLD)
    told = {"state": call.words.term(LEAD_STATES, lead["state"]), "day": lead["ended_on"] or lead["claimed_on"] or lead["told_on"]}
    clause = clauses_of(call, lead["policy"]).get(lead["clause"], lead["clause"])
    return call.say(texts.STANDS_REFUSED, **told, clause=clause) if clause else call.say(texts.STANDS, **told)


def clauses_of(call: Call, policy: str) -> dict[str, str]:
    """Return the clauses of a policy with their words, by key."""
    return {row["clause"]: clause_words(row, call.words) for row in call.desk.policies.clauses_of(policy).to_dicts()}
