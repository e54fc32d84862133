"""How appeals were dealt with in a month, worked out again one appeal at a time from deliveries and from what people recorded."""

import json
from calendar import monthrange
from datetime import date

from pipelines.settings import load_settings
from tests.pipeline.printed.month import PublishedMonth, Row
from warehouse import names
from warehouse.ops.ops_db import open_ops
from warehouse.vocabulary import TOPICS

Facts = dict[str, float | None]
HEADS = {
    "收到": "received", "答复": "answered", "按时答复": "in_time", "逾期答复": "late", "月末未答复": "unanswered", "逾期未答复": "overdue",
    "按时答复率": "in_time_share",
}  # fmt: skip


def appeal_figures_of(month: PublishedMonth, by: str, label: str) -> Facts:
    """The cells of a row of the tables, by their heads."""
    found = figures([row for row in appeals_of(month) if _label(row, by) == label], month)
    return {head: found[name] for head, name in HEADS.items()}


def appeal_facts(month: PublishedMonth) -> Facts:
    """What the sentence of the annex names."""
    found = figures(appeals_of(month), month)
    without_day = (found["answered"] or 0) - (found["in_time"] or 0) - (found["late"] or 0)
    return {f"appeals_{name}": value for name, value in found.items()} | {"appeals_open_ended": without_day}


def appeals_of(month: PublishedMonth) -> list[Row]:
    """Every appeal known on the month's day of somebody in the register: uscc, raised_on, topic, department, due_on, answered_on."""
    known: dict[tuple[str, str, str], Row] = {}
    for row in month.facts(names.APPEALS):
        closed = row["closed_on"].isoformat() if row["closed_on"] else ""
        key = (row["uscc"], row["raised_on"].isoformat(), row["topic"])
        known[key] = {"department": row["handled_by"] or "", "due_on": "", "answered_on": closed}
    for own in _recorded(month).values():
        known[own["uscc"], own["raised_on"], own["topic"]] = own
    return [
        {**row, "uscc": uscc, "raised_on": raised_on, "topic": topic}
        for (uscc, raised_on, topic), row in known.items() if uscc in month.everybody
    ]  # fmt: skip


def figures(appeals: list[Row], month: PublishedMonth) -> Facts:
    """Received, answered, in time, late, unanswered, overdue, and the share in time where enough had a day."""
    first = month.month.isoformat()
    last = month.month.replace(day=monthrange(month.month.year, month.month.month)[1])
    within = [row for row in appeals if first <= row["raised_on"] <= last.isoformat()]
    answered = [row for row in appeals if first <= (row["answered_on"] or "") <= last.isoformat()]
    in_time = sum(bool(row["due_on"]) and row["answered_on"] <= row["due_on"] for row in answered)
    late = sum(bool(row["due_on"]) and row["answered_on"] > row["due_on"] for row in answered)
    waiting = [row for row in appeals if row["raised_on"] <= last.isoformat() and not "" < (row["answered_on"] or "") <= last.isoformat()]
    overdue = sum(row["due_on"] < last.isoformat() if row["due_on"] else _is_old(row["raised_on"], last) for row in waiting)
    enough = in_time + late >= load_settings(month.home.config).cases.least_count
    return {
        "received": len(within), "answered": len(answered), "in_time": in_time, "late": late, "unanswered": len(waiting),
        "overdue": overdue, "in_time_share": in_time / (in_time + late) if enough else None,
    }  # fmt: skip


def _is_old(raised_on: str, last: date) -> bool:
    """Open for more than a year: the same day of the next year lies before the month's last."""
    year, rest = int(raised_on[:4]) + 1, raised_on[4:]
    return f"{year}{rest if rest != '-02-29' else '-02-28'}" < last.isoformat()


def _recorded(month: PublishedMonth) -> dict[int, Row]:
    """What people recorded before the month's day, each appeal as it stood."""
    stands: dict[int, Row] = {}
    if month.home.ops.exists():
        with open_ops(month.home.ops) as connection:
            events = connection.execute("select record_id, at, after from appeal_events order by number").fetchall()
        for number, at, after in events:
            if at[:10] < month.day.isoformat():
                stands.setdefault(number, {"department": "", "due_on": "", "answered_on": ""}).update(json.loads(after))
    return stands


def _label(row: Row, by: str) -> str:
    if by == "department":
        return row["department"] or "尚未交办"
    return TOPICS[row["topic"]].zh if row["topic"] in TOPICS else row["topic"]
