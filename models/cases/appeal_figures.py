"""How appeals were dealt with in a month: received, answered in time, still unanswered, by topic and by department.

In: appeals as known on a day. Out: dispatching (pipelines.cases), the table on the page (reports).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from models.cases.appeals import OVERDUE_MONTHS

APPEAL_SCHEMA: Final = {
    "uscc": pl.String(), "raised_on": pl.Date(), "topic": pl.String(), "detail": pl.String(), "department": pl.String(),
    "due_on": pl.Date(), "answered_on": pl.Date(), "closed_on": pl.Date(), "known_on": pl.Date(),
}  # fmt: skip
# An appeal as it was written down, every day as text.
_RECORDED: Final[Mapping[str, Any]] = {
    "id": pl.Int64, **dict.fromkeys(("name", "street", "tier", "owner", "state", "rung", *APPEAL_SCHEMA), pl.String),
}  # fmt: skip
_BLANK: Final = {"department": "", "due_on": "", "answered_on": "", "closed_on": ""}
COUNTED: Final = ("received", "answered", "in_time", "late", "unanswered", "overdue")


def all_appeals(recorded: pl.DataFrame, delivered: pl.DataFrame) -> pl.DataFrame:
    """Return the appeals of both sources, each once, by day: APPEAL_SCHEMA. What is recorded here knows more than a delivery of the same.

    `recorded`: APPEAL_SCHEMA. `delivered`: core_appeals as known; whoever closes an appeal has answered it, by no day that is known.
    """
    told = delivered.select(
        "uscc", "raised_on", "topic", "detail", department="handled_by", due_on=pl.lit(None, dtype=pl.Date),
        answered_on="closed_on", closed_on="closed_on", known_on="known_on",
    ).cast(APPEAL_SCHEMA)  # type: ignore[arg-type]  # fmt: skip
    both = pl.concat([recorded.select(*APPEAL_SCHEMA).cast(APPEAL_SCHEMA), told])  # type: ignore[arg-type]
    return both.unique(["uscc", "raised_on", "topic"], keep="first", maintain_order=True).sort("raised_on", "uscc", "topic")


def new_appeals(appeals: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return the appeals that became known in a span of days."""
    return appeals.filter(pl.col("known_on").is_between(first, last))


def appeal_figures(appeals: pl.DataFrame, month: date, last: date, by: str) -> pl.DataFrame:
    """Return a row a value of `by` (topic or department, null where nobody has it yet), the largest first, with COUNTED.

    Of the month up to `last`: received and answered. In time: answered by the day it was due; late: after it; those without a day are
    neither. Unanswered: whenever raised, as of `last`; overdue: those of them whose day has
    passed, and those without a day that are open for more than a year.
    """
    is_received = pl.col("raised_on").is_between(month, last)
    is_answered = pl.col("answered_on").is_between(month, last).fill_null(False)
    is_open = (pl.col("answered_on").is_null() | (pl.col("answered_on") > last)) & (pl.col("raised_on") <= last)
    is_old = pl.col("due_on").is_null() & (pl.col("raised_on").dt.offset_by(f"{OVERDUE_MONTHS}mo") < last)
    is_in_time = pl.col("answered_on") <= pl.col("due_on")
    counted = appeals.group_by(by).agg(
        received=is_received.sum(),
        answered=is_answered.sum(),
        in_time=(is_answered & is_in_time.fill_null(False)).sum(),
        late=(is_answered & (~is_in_time).fill_null(False)).sum(),
        unanswered=is_open.sum(),
        overdue=(is_open & ((pl.col("due_on") < last).fill_null(False) | is_old)).sum(),
    )
    shown = counted.cast(dict.fromkeys(COUNTED, pl.Int64)).filter(pl.any_horizontal(pl.col(COUNTED) > 0))
    return shown.sort("received", "unanswered", by, descending=[True, True, False], nulls_last=True)


def appeal_counts(appeals: pl.DataFrame, month: date, last: date, least: int) -> pl.DataFrame:
    """Return the figures of a month by topic and by department: `dimension`, `name` (null: nobody has it yet), COUNTED, `in_time_share`.

    `in_time_share`: of those answered that had a day; null where they are fewer than `least`.
    """
    parts = [
        appeal_figures(appeals, month, last, by).select(pl.lit(by).alias("dimension"), pl.col(by).alias("name"), *COUNTED)
        for by in ("topic", "department")
    ]
    with_day = pl.col("in_time") + pl.col("late")
    return pl.concat(parts).with_columns(in_time_share=pl.when(with_day >= max(1, least)).then(pl.col("in_time") / with_day))


def appeals_at(events: Iterable[Mapping[str, Any]], until: str) -> pl.DataFrame:
    """Return the appeals recorded here as they stood at a moment: id, uscc, name, street, tier, owner, state, and APPEAL_SCHEMA.

    `events`: record_id, at, after (a mapping), in the order of the chain. `known_on`: the day on which it was written down.
    """
    stands: dict[int, dict[str, Any]] = {}
    for event in events:
        if event["at"] > until:
            continue
        own = stands.setdefault(event["record_id"], {"id": event["record_id"], "known_on": event["at"][:10]})
        own.update(event["after"])
    frame = pl.DataFrame([{**_BLANK, **stands[number]} for number in sorted(stands)], schema=_RECORDED)
    days = [name for name, dtype in APPEAL_SCHEMA.items() if dtype == pl.Date()]
    return frame.with_columns(pl.col(days).replace("", None).str.to_date("%Y-%m-%d"), pl.col("department", "detail").replace("", None))
