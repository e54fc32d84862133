"""What stands in quarantine as a person settles it: one item a row, with a short name, what it is about, and whether it is open.

In: rows refused, values of one day that clash, figures a run suspects, and what was decided about them. Out: deciding
(pipelines.commands.quarantine), showing (reports.quarantine_list).
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from pipelines.clock import scheduled_day
from pipelines.delivery.feedback_items import unanswered_items
from pipelines.ingest.unreadable_clauses import RULE as CLAUSE_RULE
from pipelines.month.edits import withheld
from pipelines.month.item_ids import SUSPECTED, item_ids
from pipelines.month.settled import DIGITS, KEY, PLACE
from pipelines.settings import Settings
from warehouse import names
from warehouse.store import CLASHING, Store

CLASH_RULE: Final = "two_values_one_day"
ITEM_SCHEMA: Final[dict[str, pl.DataType]] = {
    "item_id": pl.String(), "kind": pl.String(), "rule": pl.String(), "reason": pl.String(), "delivery_id": pl.String(),
    "file_name": pl.String(), "row_number": pl.Int64(), "uscc": pl.String(), "account": pl.String(), "indicator": pl.String(),
    "period": pl.String(), "basis": pl.String(), "value": pl.Float64(), "value_text": pl.String(), "since": pl.Date(),
    "clash": pl.String(), "is_gone": pl.Boolean(),
}  # fmt: skip


def quarantine_items(store: Store, settings: Settings, day: date) -> pl.DataFrame:
    """Return every item, open ones and others, with ITEM_SCHEMA and `name`, `state`, `settled_by`, `settled_reason`, `settled_on`.

    `state`: open, release or reject (what was decided), gone (it settled itself: restated, read later, its day has come). `is_gone`:
    whether something newer stands in its place, also where it was settled before. `clash`: the same for values that clash.
    """
    decided = store.read(names.SETTLEMENTS)
    found = pl.concat([_refused(store, day), _clashing(store), _suspected(store, decided, day)])
    # A row refused by one rule twice is one item.
    items = found.unique("item_id", keep="first", maintain_order=True)
    last = decided.sort("settlement_number").unique("item_id", keep="last")
    placed = items.join(
        last.select("item_id", "action", "settled_by", settled_reason="reason", settled_on="known_on"), on="item_id", how="left"
    )
    register = store.as_of(names.REGISTER, day).select("uscc", "name")
    # A row that was never stored is answered by the same figure or file delivered again, or by the sheet that came back.
    waiting = unanswered_items(store, settings.sources)["item_id"].implode()
    is_answered = (pl.col("kind") == "refused") & ~pl.col("item_id").is_in(waiting)
    placed = placed.with_columns(is_gone=pl.col("is_gone") | is_answered)
    stated = pl.coalesce("action", pl.when("is_gone").then(pl.lit("gone")).otherwise(pl.lit("open")))
    named = placed.join(register, on="uscc", how="left").with_columns(state=stated).drop("action")
    return withheld(named, settings).sort("since", "file_name", "row_number", "indicator", descending=[True, False, False, False])


def _items(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return rows with ITEM_SCHEMA; what they lack is null."""
    named = rows.with_columns(item_ids(rows, kind if kind == SUSPECTED else None))
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in ITEM_SCHEMA.items() if name not in named.columns]
    filled = named.with_columns(absent).with_columns(pl.col("kind").fill_null(kind), pl.col("is_gone").fill_null(value=False))
    return filled.select(pl.col(name).cast(dtype) for name, dtype in ITEM_SCHEMA.items())


def _refused(store: Store, day: date) -> pl.DataFrame:
    """Return the rows that were never stored; those that a later reading took in are gone."""
    rows = store.read(names.QUARANTINE, action="refused").rename({"quarantined_on": "since"})
    ledger = store.read(names.DELIVERIES).select("delivery_id", "content_sha256", "layout")
    read = ledger.filter(pl.col("layout").is_not_null())["content_sha256"]
    placed = rows.join(ledger.select("delivery_id", "content_sha256"), on="delivery_id", how="left")
    is_read = pl.col("row_number").is_null() & pl.col("content_sha256").is_in(read.implode())
    return _items(placed.with_columns(is_gone=is_read | (pl.col("reconsider_on") <= day).fill_null(value=False)), "refused")


def _clashing(store: Store) -> pl.DataFrame:
    """Return the rows set aside at ingest: values of one day that clash, and descriptions that say less than another."""
    rows = store.read(names.QUARANTINE, action="set_aside").rename({"quarantined_on": "since"})
    clashes = pl.concat(
        [
            store.clashes(table).select(
                *PLACE,
                "basis",
                "value",
                pl.col("indicator").alias("stored_indicator"),
                pl.format("{}:{}", pl.lit(table), "clash").alias("clash"),
                pl.col("restated_on").is_not_null().alias("is_gone"),
            )
            for table in CLASHING
        ]
    )
    values = rows.filter(pl.col("rule") == CLASH_RULE).join(
        clashes, left_on=[*PLACE, "indicator"], right_on=[*PLACE, "stored_indicator"], how="left", nulls_equal=True
    )
    # What clashes no more has been settled by a delivery.
    values = values.with_columns(pl.col("is_gone").fill_null(value=True))
    others = rows.filter(~pl.col("rule").is_in([CLASH_RULE, CLAUSE_RULE]))
    clauses = _corrected(store, rows.filter(pl.col("rule") == CLAUSE_RULE))
    return pl.concat([_items(values, "clash"), _items(others, "less_complete"), _items(clauses, "not_comparable")])


def _corrected(store: Store, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the clauses set aside, with `is_gone` where a later version of the same clause is stored."""
    stored = store.read(names.POLICY_CLAUSES).with_columns(newest=pl.col("known_on").max().over("policy", "clause"))
    is_gone = (pl.col("newest") > pl.col("known_on")).alias("is_gone")
    return rows.join(stored.select(*PLACE, is_gone), on=list(PLACE), how="left", maintain_order="left")


def _suspected(store: Store, decided: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the figures that the latest run suspects, and those that were settled before."""
    months = store.months(names.EDITS)
    edits = store.read(names.EDITS, month=months[-1]) if months else store.read(names.EDITS)
    place = [*PLACE, "indicator"]
    first = store.read(names.EDITS).group_by(place).agg(first=pl.col("month").min())
    days = pl.col("first").map_elements(scheduled_day, return_dtype=pl.Date).alias("since")
    dated = edits.join(first, on=place, how="left", maintain_order="left").with_columns(days, _month())
    suspects = _items(dated.with_columns(value_text=pl.col("value").cast(pl.String)), "suspected")
    earlier = decided.filter(pl.col("kind") == "suspected", ~pl.col("item_id").is_in(suspects["item_id"].implode()))
    before = _items(
        earlier.with_columns(since="known_on", value="value_expected", value_text=pl.col("value_expected").cast(pl.String)), "suspected"
    )
    both = pl.concat([suspects, before.with_columns(item_id=earlier["item_id"])])
    return both.with_columns(is_gone=_is_restated(store, both, day)) if both.height else both


def _month() -> pl.Expr:
    return pl.col("period").dt.strftime("%Y-%m")


def _is_restated(store: Store, suspects: pl.DataFrame, day: date) -> pl.Series:
    """Return whether another value than the suspected one is known by now, or none."""
    tables = store.read(names.DELIVERIES).select("delivery_id", "table_name").unique("delivery_id")
    placed = suspects.join(tables, on="delivery_id", how="left", maintain_order="left")
    figures = store.as_of(names.OBSERVATIONS, day).select(_month(), *(name for name in KEY if name != "period"), now="value")
    known = placed.join(figures, on=list(KEY), how="left", maintain_order="left")
    is_same = pl.col("value").round_sig_figs(DIGITS) == pl.col("now").round_sig_figs(DIGITS)
    gone = known.select((pl.col("table_name") == names.OBSERVATIONS) & ~is_same.fill_null(value=False)).to_series().fill_null(value=False)
    for table in (names.BILLS, names.PROJECTS):
        current = store.as_of(table, day).select(*PLACE).unique().with_columns(is_current=pl.lit(value=True))
        standing = placed.join(current, on=list(PLACE), how="left", maintain_order="left")
        gone = gone | standing.select((pl.col("table_name") == table) & pl.col("is_current").is_null()).to_series().fill_null(value=False)
    return gone.alias("is_gone")
