"""Which cases are put before the joint meeting, why, and of whom something is asked.

In: cases and requests as they stood, settings. Out: what is done about it (warehouse.ops.meeting), sentences (reports).
"""

from datetime import date
from typing import Final

import polars as pl

from models.cases.settings import CaseSettings
from warehouse.case_vocabulary import CLOSED, WORKLOAD_STATES
from warehouse.meeting_vocabulary import MEETING_CAUSES

STUCK_SCHEMA: Final = {
    "case_id": pl.Int64(), "cause": pl.String(), "asked_of": pl.String(), "since_on": pl.Date(), "days": pl.Int64(), "count": pl.Int64(),
}  # fmt: skip
JOINT: Final = "、"


def stuck_cases(cases: pl.DataFrame, requests: pl.DataFrame, day: date, settings: CaseSettings) -> pl.DataFrame:
    """Return what is to be put before a meeting as of a day: case_id, cause, asked_of, since_on, days, count; a row a case and cause.

    `cases`: from case_states, with first visits; `requests`: id, case_id, department, asked_on, answer_due_on, answered_on (null:
    unanswered). `cause`: a key of MEETING_CAUSES, in their order; of `untreated` and `overdue` the graver one stands. `days`: since
    `since_on`; `count`: departments or months, by cause. `asked_of`: who is to act, empty where nobody answers for the case.
    """
    open_cases = cases.filter(pl.col("state") != CLOSED)
    asked = open_cases.select(case_id="id", lead="lead").join(requests, on="case_id")
    parts = [
        _unvisited(open_cases, day, settings),
        _departments(asked, settings),
        _grave(open_cases, settings),
        _unanswered(asked, day),
    ]
    order = pl.col("cause").replace_strict({key: place for place, key in enumerate(MEETING_CAUSES.keys)}, return_dtype=pl.Int64)
    rows = pl.concat([part.with_columns(_days(day)).select(*STUCK_SCHEMA).cast(STUCK_SCHEMA) for part in parts])  # type: ignore[arg-type]
    return rows.sort(order, pl.col("days"), "case_id", descending=[False, True, False], nulls_last=True)


def _days(day: date) -> pl.Expr:
    return (pl.lit(day) - pl.col("since_on")).dt.total_days().alias("days")


def _unvisited(cases: pl.DataFrame, day: date, settings: CaseSettings) -> pl.DataFrame:
    """Nobody has been there although the case is old."""
    waiting = cases.filter(pl.col("state").is_in(WORKLOAD_STATES), pl.col("first_visited_on").is_null(), pl.col("due_on") < day)
    aged = waiting.with_columns(age=(pl.lit(day) - pl.col("opened_on")).dt.total_days())
    cause = pl.when(pl.col("age") >= settings.untreated_days).then(pl.lit("untreated")).otherwise(pl.lit("overdue"))
    old = aged.filter((pl.col("age") > settings.meeting_overdue_days) | (pl.col("age") >= settings.untreated_days))
    return old.select(case_id="id", cause=cause, asked_of="lead", since_on="opened_on", count=pl.lit(None, dtype=pl.Int64))


def _departments(asked: pl.DataFrame, settings: CaseSettings) -> pl.DataFrame:
    """Several departments were asked, and one of them at least has not answered."""
    grouped = asked.sort("asked_on", "id").group_by("case_id", maintain_order=True).agg(
        departments=pl.col("department").unique(maintain_order=True),
        since_on=pl.col("asked_on").min(),
        is_waiting=pl.col("answered_on").is_null().any(),
    )  # fmt: skip
    several = grouped.with_columns(count=pl.col("departments").list.len().cast(pl.Int64)).filter(
        "is_waiting", pl.col("count") >= settings.meeting_departments
    )
    return several.select(
        "case_id", cause=pl.lit("departments"), asked_of=pl.col("departments").list.join(JOINT), since_on="since_on", count="count"
    )


def _grave(cases: pl.DataFrame, settings: CaseSettings) -> pl.DataFrame:
    """Warned of at the gravest level several months in a row."""
    lasting = cases.filter(pl.col("grave_months") >= settings.meeting_red_months)
    return lasting.select(case_id="id", cause=pl.lit("red"), asked_of="lead", since_on="opened_on", count="grave_months")


def _unanswered(asked: pl.DataFrame, day: date) -> pl.DataFrame:
    """A department has not answered although its day has passed; one row a case."""
    late = asked.filter(pl.col("answered_on").is_null(), pl.col("answer_due_on") < day).sort("answer_due_on", "id")
    grouped = late.group_by("case_id", maintain_order=True).agg(
        departments=pl.col("department").unique(maintain_order=True), since_on=pl.col("answer_due_on").min(), count=pl.len().cast(pl.Int64)
    )
    return grouped.select(
        "case_id", cause=pl.lit("unanswered"), asked_of=pl.col("departments").list.join(JOINT), since_on="since_on", count="count"
    )
