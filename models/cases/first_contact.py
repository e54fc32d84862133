"""How long it took until somebody was there: working days from the list that warned to the first recorded visit.

In: the lists that are out, visits as known on a day. Out: who is reminded (reminders.py), how it is printed (reports). Counted by level
and by month and never by group: groups are not ranked.
Source: medians of times some of which are not over yet by the estimator of Kaplan and Meier (1958).
"""

from datetime import date
from typing import Final

import polars as pl

from models.cases.deadlines import working_days_between

GROUPINGS: Final = (("month",), ("level",), ())
CONTACT_COLUMNS: Final = ("month", "level", "warnings", "visited", "median_days", "is_few", "due", "in_time", "in_time_share")
# A product of shares may miss the half by its last digit.
HALF: Final = 0.5 + 1e-9
_KEY: Final = ("month", "uscc")


def first_contacts(began: pl.DataFrame, visits: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add to warnings the first visit since and how long it took: visited_on, working_days, is_visited, is_due, is_in_time.

    `began`: month, uscc, level, published_on, respond_by_on of everybody who came onto a list. `working_days`: to the visit, or so far.
    `is_due`: the day of `respond_by_on` has passed; `is_in_time`: visited by that day.
    """
    since = began.select(*_KEY, "published_on").join(visits.select("uscc", "visited_on"), on="uscc")
    made = since.filter(pl.col("visited_on").is_between(pl.col("published_on"), as_of))
    first = made.group_by(_KEY).agg(pl.col("visited_on").min())
    joined = began.join(first, on=_KEY, how="left", maintain_order="left")
    last = pl.col("visited_on").fill_null(as_of)
    spans = joined.select("published_on", last=last).unique(maintain_order=True)
    days = [working_days_between(first_on, last_on) for first_on, last_on in spans.iter_rows()]
    counted = spans.with_columns(working_days=pl.Series(days, dtype=pl.Int64))
    timed = joined.with_columns(last=last).join(counted, on=["published_on", "last"], how="left", maintain_order="left").drop("last")
    is_due = (pl.col("respond_by_on") < as_of).fill_null(False)
    is_in_time = (pl.col("visited_on") <= pl.col("respond_by_on")).fill_null(False)
    return timed.with_columns(is_visited=pl.col("visited_on").is_not_null(), is_due=is_due, is_in_time=is_in_time)


def contact_times(contacts: pl.DataFrame, least: int) -> pl.DataFrame:
    """Count first contacts: CONTACT_COLUMNS, a row for each month, each level, and all; what is not counted by is null.

    `median_days`: within so many working days half were visited, whoever still waits counting as waiting; null where that is not so yet,
    and where `is_few` (fewer than `least` warnings). `in_time_share`: visited in time among the `due`, null for fewer than `least`.
    """
    parts = [_timed(contacts, names, least) for names in GROUPINGS if contacts.height]
    return pl.concat(parts) if parts else _timed(contacts, (), least).clear()


def _timed(contacts: pl.DataFrame, names: tuple[str, ...], least: int) -> pl.DataFrame:
    groups = contacts.partition_by(names, maintain_order=True) if names else [contacts]
    rows = [{**{name: group[name][0] for name in names}, **_figures(group, max(1, least))} for group in groups]
    schema = {
        "month": pl.Date, "level": pl.String, "warnings": pl.Int64, "visited": pl.Int64, "median_days": pl.Float64, "is_few": pl.Boolean,
        "due": pl.Int64, "in_time": pl.Int64, "in_time_share": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema).sort("month", "level").select(CONTACT_COLUMNS)


def _figures(group: pl.DataFrame, least: int) -> dict[str, float | bool | None]:
    due, in_time = int(group["is_due"].sum()), int((group["is_due"] & group["is_in_time"]).sum())
    is_few = group.height < least
    return {
        "warnings": group.height,
        "visited": int(group["is_visited"].sum()),
        "median_days": None if is_few else half_within(group["working_days"], group["is_visited"]),
        "is_few": is_few,
        "due": due,
        "in_time": in_time,
        "in_time_share": in_time / due if due >= least else None,
    }


def half_within(days: pl.Series, is_over: pl.Series) -> float | None:
    """Return the time by which half were reached, shapes (n,); those not over yet were waited for so long. None where it is not known."""
    from statsmodels.duration.survfunc import SurvfuncRight

    if not is_over.any():
        return None
    # The estimator wants times above zero; a visit on the very day is one of no working days.
    waiting = SurvfuncRight(days.to_numpy() + 1, is_over.cast(pl.Int8).to_numpy())
    reached = waiting.surv_times[waiting.surv_prob <= HALF]
    return float(reached[0]) - 1 if len(reached) else None
