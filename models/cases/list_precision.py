"""How right earlier lists were, by what people recorded since: of those whose outcome is on record, how many were confirmed.

In: the lists that are out, judged visits, outcomes as known on a day. Out: who left and whether a list had the name (departures.py), how
the counts are printed (reports).
"""

from datetime import date
from typing import Final

import polars as pl

from models.cases.visits import was_right
from models.warnings.false_alarms import expected_false_alarms
from warehouse.vocabulary import DEPARTURES

# What is counted by, each alone and months by level; all together last.
GROUPINGS: Final = (("month",), ("month", "level"), ("level",), ("kind",), ())
PRECISION_COLUMNS: Final = (
    "month",
    "level",
    "kind",
    "listed",
    "judged",
    "confirmed",
    "open",
    "share",
    "promised",
    "promised_lo",
    "promised_hi",
)
_PROMISED: Final = {"month": pl.Date, "promised": pl.Float64, "promised_lo": pl.Int64, "promised_hi": pl.Int64}
_KEY: Final = ("month", "uscc")


def judged_lists(listed: pl.DataFrame, visits: pl.DataFrame, outcomes: pl.DataFrame, as_of: date, months: int) -> pl.DataFrame:
    """Add to the rows of lists whether each warning was right: `is_right`, null where nothing on record says.

    `listed`: month, uscc, published_on; `visits`: from judged_visits; `outcomes`: core_outcomes as known on `as_of`. What was said or
    happened within `months` of the day the list came out counts: a departure in any case, else the first word on it. Words of one day: a
    record stands before a visit, that it was right before that it was not.
    """
    said = pl.concat(
        [
            visits.select("uscc", said_on="visited_on", is_right=was_right(), is_visit=pl.lit(True)),
            outcomes.select("uscc", said_on="occurred_on", is_right=_right_by_record(), is_visit=pl.lit(False)),
        ]
    ).drop_nulls("is_right")
    end = pl.col("published_on").dt.offset_by(f"{months}mo")
    since = listed.select(*_KEY, "published_on").join(said, on="uscc")
    within = since.filter(pl.col("said_on") >= pl.col("published_on"), pl.col("said_on") < end, pl.col("said_on") <= as_of)
    ordered = within.sort(*_KEY, "said_on", "is_visit", "is_right", descending=[False, False, False, False, True])
    first = ordered.unique(_KEY, keep="first", maintain_order=True).select(*_KEY, "is_right")
    left = outcomes.filter(pl.col("outcome").is_in(DEPARTURES)).select("uscc", "occurred_on")
    since_left = listed.select(*_KEY, "published_on").join(left, on="uscc")
    gone = since_left.filter(pl.col("occurred_on") >= pl.col("published_on"), pl.col("occurred_on") < end).select(_KEY).unique()
    judged = listed.join(first, on=_KEY, how="left", maintain_order="left")
    marked = judged.join(gone.with_columns(is_gone=pl.lit(True)), on=_KEY, how="left", maintain_order="left")
    return marked.with_columns(is_right=pl.when("is_gone").then(True).otherwise("is_right")).drop("is_gone")


def _right_by_record() -> pl.Expr:
    """Whether a recorded outcome says that a warning was right; a move within the district says neither."""
    outcome = pl.col("outcome")
    return pl.when(outcome.is_in(["recovered", *DEPARTURES])).then(True).when(outcome == "false_alarm").then(False)


def precision_of_lists(judged: pl.DataFrame, least: int, shift_spread: float) -> pl.DataFrame:
    """Count judged lists: PRECISION_COLUMNS, a row for each month, month and level, level, kind, and all; what is not counted by is null.

    `judged`: from judged_lists, with level, kind and true_chance. `open`: those without an outcome on record. `share`: confirmed among the
    judged, null for fewer than `least` of them. `promised`: of a month, how many false alarms its list stated in advance, with the 95 %
    interval; null where an older list kept no chances. `shift_spread`: as of models.warnings.false_alarms. Whoever is on several lists
    counts once for each.
    """
    counted = pl.concat([_counted(judged, names, least) for names in GROUPINGS])
    promised = _promised(judged, shift_spread)
    is_month = pl.col("month").is_not_null() & pl.col("level").is_null()
    joined = counted.join(promised, on="month", how="left", maintain_order="left")
    kept = {name: pl.when(is_month).then(pl.col(name)) for name in ("promised", "promised_lo", "promised_hi")}
    found = joined.with_columns(**kept).select(PRECISION_COLUMNS)
    return found.clear() if judged.is_empty() else found


def _promised(judged: pl.DataFrame, shift_spread: float) -> pl.DataFrame:
    """Return what each month's list stated in advance of its false alarms: month, promised, promised_lo, promised_hi."""
    rows = []
    for (month,), part in judged.group_by("month", maintain_order=True):
        if part["true_chance"].null_count() == 0:
            count = expected_false_alarms(part["true_chance"].to_numpy(), shift_spread=shift_spread)
            rows.append((month, count.expected, count.low, count.high))
    return pl.DataFrame(rows, schema=_PROMISED, orient="row")


def _counted(judged: pl.DataFrame, names: tuple[str, ...], least: int) -> pl.DataFrame:
    counts = {
        "listed": pl.len().cast(pl.Int64),
        "judged": pl.col("is_right").is_not_null().sum().cast(pl.Int64),
        "confirmed": pl.col("is_right").fill_null(False).sum().cast(pl.Int64),
    }
    # Who was listed before a word for it was kept is counted by nothing that needs it.
    known = judged.drop_nulls(names) if names else judged
    grouped = known.group_by(names).agg(**counts).sort(names) if names else known.select(**counts)
    schema = {"month": pl.Date, "level": pl.String, "kind": pl.String}
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in names]
    share = pl.when(pl.col("judged") >= max(1, least)).then(pl.col("confirmed") / pl.col("judged"))
    return grouped.with_columns(*absent, open=pl.col("listed") - pl.col("judged"), share=share).select(PRECISION_COLUMNS[:-3])
