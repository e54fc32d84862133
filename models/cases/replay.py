"""Cases as they stood at an earlier moment: their events gone through again, in order, up to then.

In: rows of the chain of events. Out: reading them (warehouse.ops.case_history), what is put together from states (half_month.py, stuck.py).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from warehouse.periods import month_of_key, shift_month
from warehouse.vocabulary import LEVELS

# A case before anything was written into it, as ops.db has it.
BLANK: Final[Mapping[str, Any]] = {
    "until_on": "", "visits": 0, "first_visited_on": "", "last_visited_on": "", "closing": "", "closed_on": "", "follows": None,
}  # fmt: skip
CASE_SCHEMA: Final[Mapping[str, Any]] = {
    "id": pl.Int64, "uscc": pl.String, "name": pl.String, "street": pl.String, "industry": pl.String, "tier": pl.String,
    "owner": pl.String, "opened_month": pl.String, "opened_on": pl.String, "month": pl.String, "level": pl.String, "kind": pl.String,
    "state": pl.String, "lead": pl.String, "due_on": pl.String, "until_on": pl.String, "visits": pl.Int64,
    "first_visited_on": pl.String, "last_visited_on": pl.String, "closing": pl.String, "closed_on": pl.String, "follows": pl.Int64,
    "version": pl.Int64,
}  # fmt: skip
DAYS: Final = ("opened_on", "due_on", "until_on", "first_visited_on", "last_visited_on", "closed_on")
GRAVEST: Final = LEVELS.keys[0]

EventRow = Mapping[str, Any]


def case_states(events: Iterable[EventRow], until: str) -> pl.DataFrame:
    """Return every case as it stood at a moment: the columns of ops.db, days as dates (null where there is none), and `grave_months`.

    `events`: case_id, version, at, after (a mapping), in the order of the chain; `until`: an ISO moment, later events did not happen
    yet. `grave_months`: how many months in a row, up to its last warning, it was warned of at the gravest level.
    """
    stands: dict[int, dict[str, Any]] = {}
    warned: dict[int, list[tuple[date, str]]] = {}
    for event in events:
        if event["at"] > until:
            continue
        case = stands.setdefault(event["case_id"], {"id": event["case_id"], **BLANK})
        case.update(event["after"], version=event["version"])
        if event["action"] in ("open", "warn"):
            warned.setdefault(event["case_id"], []).append((month_of_key(case["month"]), case["level"]))
    rows = [stands[case_id] for case_id in sorted(stands)]
    frame = pl.DataFrame(rows, schema=CASE_SCHEMA).with_columns(pl.col(DAYS).replace("", None).str.to_date("%Y-%m-%d"))
    months = [_grave_months(warned.get(row["id"], [])) for row in rows]
    return frame.with_columns(grave_months=pl.Series(months, dtype=pl.Int64))


def _grave_months(warned: list[tuple[date, str]]) -> int:
    """Return how many months in a row a case was at the gravest level, counted back from its last warning."""
    count = 0
    for month, level in reversed(warned):
        is_next = count == 0 or month == shift_month(warned[-1][0], -count)
        if level != GRAVEST or not is_next:
            break
        count += 1
    return count
