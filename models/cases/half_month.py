"""The half month a brief is about, and which visits fell into it: due, made, overdue, and to come.

In: cases as they stood, visits as known. Out: gathering them (pipelines.delivery.brief_inputs), words and counts on the page (reports).
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from warehouse.case_vocabulary import CLOSED, WORKLOAD_STATES

# Briefs come out on the first and the sixteenth, each about the half month before.
SECOND_HALF: Final = 16
WEEK: Final = timedelta(days=7)
SUSPENDED: Final = "suspended"


@dataclass(frozen=True, slots=True)
class HalfMonth:
    """The days a brief is about, and the last day of those it looks ahead to."""

    first: date
    last: date
    ahead: date

    @property
    def issued_on(self) -> date:
        """The day of the brief: the morning after."""
        return self.last + timedelta(days=1)

    @property
    def until(self) -> str:
        """The last moment that counts."""
        return f"{self.last.isoformat()}T23:59:59"


def half_month_before(day: date) -> HalfMonth:
    """Return what a brief of a day is about: the days since the last one was due, up to the evening before."""
    last = day - timedelta(days=1)
    first = last.replace(day=SECOND_HALF if last.day >= SECOND_HALF else 1)
    end = SECOND_HALF - 1 if day.day < SECOND_HALF else calendar.monthrange(day.year, day.month)[1]
    return HalfMonth(first, last, day.replace(day=end))


def all_visits(recorded: pl.DataFrame, delivered: pl.DataFrame, until: date) -> pl.DataFrame:
    """Return the visits of both sources up to a day, each once: uscc, visited_on, visited_by, finding; by day."""
    columns = ("uscc", "visited_on", "visited_by", "finding")
    both = pl.concat([recorded.select(columns), delivered.select(columns)]).filter(pl.col("visited_on") <= until)
    return both.unique(["uscc", "visited_on", "visited_by"], keep="first", maintain_order=True).sort("visited_on", "uscc", "visited_by")


def with_first_visits(cases: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Bring `first_visited_on` and `last_visited_on` of cases up to what any source knows of visits while they were open."""
    own = cases.select("id", "uscc", "opened_on", "closed_on").join(visits.select("uscc", "visited_on"), on="uscc")
    within = own.filter(pl.col("visited_on") >= pl.col("opened_on"), (pl.col("visited_on") <= pl.col("closed_on")).fill_null(True))
    found = within.group_by("id").agg(first=pl.col("visited_on").min(), last=pl.col("visited_on").max())
    joined = cases.join(found, on="id", how="left", maintain_order="left")
    return joined.with_columns(
        first_visited_on=pl.min_horizontal("first_visited_on", "first"), last_visited_on=pl.max_horizontal("last_visited_on", "last")
    ).drop("first", "last")


def due_cases(cases: pl.DataFrame, period: HalfMonth) -> pl.DataFrame:
    """Return the cases that were to be visited by a day of the half month, with `standing`, a key of VISIT_STANDINGS.

    `cases`: as of the last day, with first visits. Everybody due has exactly one standing.
    """
    due = cases.filter(pl.col("due_on").is_between(period.first, period.last))
    return due.with_columns(standing=_standing()).sort("due_on", "id")


def _standing() -> pl.Expr:
    is_closed = pl.col("state") == CLOSED
    return (
        pl.when(pl.col("first_visited_on").is_not_null())
        .then(pl.lit("visited"))
        .when(is_closed)
        .then(pl.lit("ended"))
        .when(pl.col("state").is_in(WORKLOAD_STATES))
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("suspended"))
    )


def overdue_cases(cases: pl.DataFrame, last: date) -> pl.DataFrame:
    """Return every case that somebody should have been to by a day and that nobody was, whenever it was due."""
    waiting = cases.filter(pl.col("state").is_in(WORKLOAD_STATES), pl.col("first_visited_on").is_null())
    return waiting.filter(pl.col("due_on") <= last).sort("due_on", "id")


def coming_cases(cases: pl.DataFrame, period: HalfMonth) -> pl.DataFrame:
    """Return the cases to be visited in the half month that follows."""
    waiting = cases.filter(pl.col("state").is_in(WORKLOAD_STATES), pl.col("first_visited_on").is_null())
    return waiting.filter(pl.col("due_on") > period.last, pl.col("due_on") <= period.ahead).sort("due_on", "id")


def by_unit(cases: pl.DataFrame, visits: pl.DataFrame, period: HalfMonth, units: list[str]) -> pl.DataFrame:
    """Return what each unit had to do and did: unit, due, visited, overdue, suspended, first_week, later_weeks; in the order of `units`.

    A unit is who answers for a case, empty where nobody does. `overdue` and `suspended` count all of them, whenever due; the two last
    columns count visits to its cases in the first seven days and after. Units without any of it are left out.
    """
    due, overdue = due_cases(cases, period), overdue_cases(cases, period.last)
    made = visits.filter(pl.col("visited_on").is_between(period.first, period.last)).join(_answering(cases), on="uscc")
    is_early = pl.col("visited_on") < period.first + WEEK
    parts = {
        "due": due,
        "visited": due.filter(pl.col("standing") == "visited"),
        "overdue": overdue,
        "suspended": cases.filter(pl.col("state") == SUSPENDED),
        "first_week": made.filter(is_early),
        "later_weeks": made.filter(~is_early),
    }
    known = {unit: place for place, unit in enumerate(units)}
    counts = {name: dict(frame.group_by("lead").len().iter_rows()) for name, frame in parts.items()}
    found = {unit for count in counts.values() for unit in count}
    # Those the register names first, in its order; whoever it does not name after them, and nobody last.
    order = sorted(found, key=lambda unit: (unit == "", known.get(unit, len(known)), unit))
    rows = [{"unit": unit, **{name: count.get(unit, 0) for name, count in counts.items()}} for unit in order]
    return pl.DataFrame(rows, schema={"unit": pl.String, **dict.fromkeys(parts, pl.Int64)})


def _answering(cases: pl.DataFrame) -> pl.DataFrame:
    """Return who answers for the last case of each enterprise."""
    return cases.sort("id").unique("uscc", keep="last", maintain_order=True).select("uscc", "lead")


def visit_burden(visits: pl.DataFrame, last: date, days: int, joint_from: int) -> pl.DataFrame:
    """Return on how many days of a span up to `last` each enterprise was visited, whoever came: uscc, visit_days, groups.

    Two groups on one day are one visit to the enterprise, or going together would count as going twice. `is_joint`: on so many days that
    going together or calling is proposed; `is_often`: on more than that.
    """
    recent = visits.filter(pl.col("visited_on") > last - timedelta(days=days), pl.col("visited_on") <= last)
    grouped = recent.group_by("uscc").agg(visit_days=pl.col("visited_on").n_unique(), groups=pl.col("visited_by").n_unique())
    counted = grouped.cast({"visit_days": pl.Int64, "groups": pl.Int64})
    return counted.with_columns(is_joint=pl.col("visit_days") >= joint_from, is_often=pl.col("visit_days") > joint_from).sort("uscc")


def share_of(count: int, total: int, least: int) -> float | None:
    """Return a share, None where its base is so small that it would say more of chance, or of one group, than of the work."""
    return count / total if total and total >= least else None


def with_shares(units: pl.DataFrame, least: int) -> pl.DataFrame:
    """Add `visited_share` to rows of by_unit, null below the least base."""
    share = pl.when(pl.col("due") >= max(1, least)).then(pl.col("visited") / pl.col("due"))
    return units.with_columns(visited_share=share)
