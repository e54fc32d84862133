"""The agenda of the joint meeting: what is put before it now, and what earlier meetings decided that is not done.

In: stuck cases and the events of items. Out: what is stuck (models.cases.stuck), storing (warehouse.ops.meeting), words (reports).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from warehouse.meeting_vocabulary import MEETING_CAUSES
from warehouse.periods import month_key

ITEM_SCHEMA: Final[Mapping[str, Any]] = {
    "id": pl.Int64, "month": pl.String, "case_id": pl.Int64, "cause": pl.String, "asked_of": pl.String, "words": pl.String,
    "decision": pl.String, "decided_on": pl.String, "due_on": pl.String, "done_on": pl.String,
}  # fmt: skip
_DAYS: Final = ("decided_on", "due_on", "done_on")
_BLANK: Final = {"decision": "", "decided_on": "", "due_on": "", "done_on": ""}


def item_states(events: Iterable[Mapping[str, Any]], month: date, until: str) -> pl.DataFrame:
    """Return the items of a month's agenda and of earlier ones as they stood at a moment, days as dates.

    An item counts from its month on, whenever it was written down; what was decided and done counts from its moment.
    """
    stands: dict[int, dict[str, Any]] = {}
    for event in events:
        own = stands.get(event["record_id"])
        # Only the first event of an item names its month: what was decided about an item of a later month makes none here.
        if own is None and "month" in event["after"] and event["after"]["month"] <= month_key(month):
            stands[event["record_id"]] = {"id": event["record_id"], **_BLANK, **event["after"]}
        elif own is not None and event["at"] <= until:
            own.update(event["after"])
    frame = pl.DataFrame([stands[number] for number in sorted(stands)], schema=ITEM_SCHEMA)
    return frame.with_columns(pl.col(_DAYS).replace("", None).str.to_date("%Y-%m-%d"))


def new_items(stuck: pl.DataFrame, standing: Mapping[tuple[int, str], int]) -> pl.DataFrame:
    """Return the stuck cases that no item which is not done stands for already, so that making an agenda again adds nothing."""
    pairs = stuck.select("case_id", "cause").rows()
    return stuck.filter(pl.Series([pair not in standing for pair in pairs], dtype=pl.Boolean))


def agenda(stuck: pl.DataFrame, items: pl.DataFrame, since: str) -> pl.DataFrame:
    """Return the rows of an agenda: columns of items, with part (`put` or `decided`), since_on, days, count and `is_still_so`.

    `put`: cases that are stuck and undecided, and what was put by hand and not decided yet. `decided`: decisions that are not done, and
    those done after the moment `since` of the last agenda, once. `is_still_so`: whether a decided case is still stuck for its cause.
    """
    facts = stuck.select("case_id", "cause", "since_on", "days", "count", is_still_so=pl.lit(True), asked_now="asked_of")
    joined = items.join(facts, on=["case_id", "cause"], how="left", maintain_order="left").with_columns(
        pl.col("is_still_so").fill_null(False)
    )
    is_decided, is_done = pl.col("decided_on").is_not_null(), pl.col("done_on").is_not_null()
    is_by_hand = pl.col("cause") == "by_hand"
    is_news = (pl.col("done_on") >= pl.lit(date.fromisoformat(since[:10]) if since else date.min)).fill_null(False)
    put = joined.filter(~is_decided, ~is_done, is_by_hand | pl.col("is_still_so")).with_columns(
        part=pl.lit("put"), asked_of=pl.when(is_by_hand).then("asked_of").otherwise(pl.coalesce("asked_now", "asked_of"))
    )
    decided = joined.filter(is_decided, ~is_done | is_news).with_columns(part=pl.lit("decided"))
    places = pl.col("cause").replace_strict({key: place for place, key in enumerate(MEETING_CAUSES.keys)}, return_dtype=pl.Int64)
    first = put.sort(places, "days", "id", descending=[False, True, False], nulls_last=True)
    return pl.concat([first, decided.sort("due_on", "id", nulls_last=True)]).drop("asked_now")
