"""What a row of a list that came back means for an open case: a visit, an end, what is on record already, or a contradiction.

In: the row, the case, its visits, what others decided since the list went out. Out: storing (pipelines.cases.returned), wording (reports).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.cases.visits import CONFIRMING, FOUND, NOT_STATED, OTHER, SEEN
from warehouse.case_vocabulary import CLOSED, CLOSINGS
from warehouse.vocabulary import FINDINGS

Row = Mapping[str, Any]
# What the column 处置结果 ends a case with; of two ends with one outcome the later says less. Who left the register may still be there.
ENDS: Final = {closing.outcome: closing.key for closing in CLOSINGS if closing.outcome} | {
    key: key for key in FINDINGS.keys if key in CLOSINGS
}
# These are found and need no answer beside them.
ENDS_BY_FINDING: Final = tuple(key for key in FINDINGS.keys if key in CLOSINGS)
# With these ends it agrees that business is as usual later on.
GOOD_ENDS: Final = ("false_alarm", "recovered")
# What a visit of before must not undo, since somebody knew better when they decided it.
DECIDING: Final = ("close", "watch", "suspend", "send_back")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What to do about a row: record the visit, close the case (a key of CLOSINGS, empty for not), report a contradiction.

    `against`: the visit or event that the row contradicts, None where it contradicts nothing. `is_completed`: the visit is on record
    without a finding, and the row brings one.
    """

    is_visit: bool = False
    closing: str = ""
    against: Row | None = None
    is_completed: bool = False


def stated_finding(finding: str | None, outcome: str | None) -> str:
    """Return what a row found, a key of FOUND or of what is unclear; who writes as the outcome what only a look can find has found it."""
    if finding in FOUND:
        return str(finding)
    if outcome in SEEN:
        return str(outcome)
    return OTHER if finding else NOT_STATED


def closing_of(finding: str, outcome: str | None) -> str:
    """Return the key of CLOSINGS that a row ends its case with, empty where it leaves it open."""
    return ENDS.get(outcome or "") or (ENDS[finding] if finding in ENDS_BY_FINDING else "")


def meaning_of(row: Row, case: Row, visits: Sequence[Row], since: Sequence[Row]) -> Meaning:
    """Return what a row means for a case.

    `row`: visited_on, visited_by (texts), finding (from stated_finding), outcome. `case`: state, closing. `visits`: visited_on, visited_by,
    finding of what is on record. `since`: what others than the program decided since the list went out, by any other door, in order.
    """
    closing = closing_of(row["finding"], row["outcome"])
    same_day = [visit for visit in visits if visit["visited_on"] == row["visited_on"]]
    denied = next((visit for visit in same_day if _deny(visit["finding"], row["finding"])), None)
    if denied is not None:
        return Meaning(against=denied)
    is_known = any(visit["finding"] == row["finding"] or row["finding"] == NOT_STATED for visit in same_day)
    is_completed = not is_known and any(visit["visited_by"] == row["visited_by"] for visit in same_day)
    decided = next((event for event in reversed(since) if event["action"] in DECIDING), None)
    if case["state"] == CLOSED:
        # Two who end a case alike agree, and a visit that is on record is no news.
        is_settled = is_known or closing == case["closing"] or (_is_as_usual(row) and CLOSINGS[case["closing"]].outcome in GOOD_ENDS)
        return Meaning() if is_settled else Meaning(against=decided or {"closing": case["closing"]})
    is_new = not (is_known or is_completed)
    if decided is not None and is_new:
        return Meaning(against=decided)
    hindrance = (decided or _denied_end(closing, row, visits)) if closing else None
    return Meaning(is_new, "" if hindrance is not None else closing, hindrance, is_completed)


def _is_as_usual(row: Row) -> bool:
    """Whether a row says no more than that business is as usual."""
    return row["finding"] == "normal" and not row["outcome"]


def _deny(one: str, other: str) -> bool:
    """Whether two findings of one day cannot both be so; words that mean no key deny nothing."""
    return one != other and {one, other}.isdisjoint({OTHER, NOT_STATED})


def _denied_end(closing: str, row: Row, visits: Sequence[Row]) -> Row | None:
    """Return the visit that speaks against ending a case: somebody found something else there later, or others confirmed the warning."""
    later = [visit for visit in visits if visit["visited_on"] > row["visited_on"] and _deny(visit["finding"], row["finding"])]
    others = [visit for visit in visits if visit["visited_by"] != row["visited_by"] and visit["finding"] in CONFIRMING]
    found = [*later, *(others if CLOSINGS[closing].outcome == "false_alarm" else [])]
    return found[-1] if found else None
