"""Which of several lists had named whoever came into trouble, once the time of a list is over.

Departures on record and declines that later figures show are known of everybody, listed or not; what visits find is where a list sends
them, so it is counted apart and nothing is concluded of it. In: kept lists, what happened since. Out: making lists (comparison_lists.py),
words (reports). Source of the interval: what happens comes one by one, so that the sum over those to whom it happened has the variance of
a compound Poisson sum, the sum of the squares (Feller 1968, chapter 12).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any, Final

import polars as pl

from models.cases.visits import was_right
from models.month import MonthEvidence
from models.risk.retrospective_labels import judge_past
from models.risk.settings import RiskSettings
from models.risk.training_examples import label_frame
from models.warnings.comparison_lists import ComparisonSettings
from warehouse.comparison_vocabulary import COMPARED_LISTS, JUDGED_COUNTS, PUBLISHED
from warehouse.periods import month_number

# Two-sided 95 %.
_ERRORS: Final = 1.959964
# A decline is judged this many months after a list's month: its figures then begin two months after, and none of them did the list see.
_MONTHS_LATER: Final = 3
# Likelier than not.
_HAPPENED: Final = 0.5
_TRUE: Final = {"month": pl.Date, "uscc": pl.String}


@dataclass(frozen=True, slots=True)
class Happened:
    """What is known on a day of those whom lists may have named.

    `departures`: uscc, left_on (first_departures); `declines`: month, uscc of those in a lasting decline after a list's month
    (later_declines); `visits`: uscc, visited_on, finding, outcome (models.cases.visits.judged_visits).
    """

    departures: pl.DataFrame
    declines: pl.DataFrame
    visits: pl.DataFrame


def later_declines(found: MonthEvidence, months: list[date], settings: RiskSettings) -> pl.DataFrame:
    """Return whose figures after a list's month show a lasting decline: month, uscc; `found`: evidence of the newest month.

    The judgement is that of retrospective labels, a quarter after the month: a decline that is under way then or begins within the quarter
    that follows. Noise that put somebody on the list has no part in it.
    """
    first, last = month_number(found.panel.first), found.panel.months_count - 1
    places = {month: month_number(month) - first + _MONTHS_LATER for month in months}
    judged = sorted(place for place in places.values() if 0 <= place <= last - settings.labels.months_after)
    if not judged:
        return pl.DataFrame(schema=_TRUE)
    labels = label_frame(judge_past(found.deviations, judged, settings.labels, settings.hypotheses), found.panel, judged)
    return labels.filter(pl.col("outcome") >= _HAPPENED).select(pl.col("month").dt.offset_by(f"-{_MONTHS_LATER}mo"), "uscc")


def compare_lists(
    lists: pl.DataFrame, happened: Happened, day: date, least: int, unmade: str | None = None, settings: ComparisonSettings | None = None
) -> pl.DataFrame:
    """Count what each kind of list had named, of the latest lists whose time is over: rows of out_comparison, without the month.

    `lists`: month, list, uscc, place_chance, as_of; `happened`: as known on `day`; `unmade`: why last year's version has no list now.
    Where it happened to fewer than `least` in the time of any list nothing is compared; where no list's time is over, each list has a row
    that says since when it is kept.
    """
    settings = settings or ComparisonSettings()
    dated = lists.with_columns(due_on=pl.col("as_of").dt.offset_by(f"{settings.horizon_months}mo"))
    finished = dated.filter(pl.col("due_on") <= day)
    months = finished["month"].unique().sort().tail(settings.lists_most)
    if lists.is_empty():
        return _rows([])
    if months.is_empty():
        waiting = dated.filter(pl.col("month") == pl.col("month").min())
        rows = [
            {**_span(waiting), "list": name, "counted": JUDGED_COUNTS[0], "result": _waits(name, unmade)} for name in COMPARED_LISTS.keys
        ]
        return _rows([_with_reason(row, unmade) for row in rows])
    own = finished.filter(pl.col("month").is_in(months.implode()))
    return _rows([_with_reason(row, unmade) for row in _counted(own, happened, least)])


def _waits(name: str, unmade: str | None) -> str | None:
    """Return what comes of a comparison before any list's time is over; the published list is not compared with itself."""
    return None if name == PUBLISHED else "not_made" if name == "last_year" and unmade else "not_yet"


def _with_reason(row: dict[str, Any], unmade: str | None) -> dict[str, Any]:
    return {**row, "unmade_reason": unmade if row["list"] == "last_year" else None}


def _counted(lists: pl.DataFrame, happened: Happened, least: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of every list by what is counted."""
    left = _departed(lists, happened.departures)
    departures = left["uscc"].n_unique()
    seen, true = _visited(lists, happened.visits)
    counts = {"departure": left, "trouble": pl.concat([left, happened.declines]).unique(), "visit": true}
    for counted, truth in counts.items():
        for name in COMPARED_LISTS.keys:
            row = _compared(name, lists, truth, least, is_judged=counted in JUDGED_COUNTS)
            visited = _named(lists, name, seen)["chance"].sum() / row["lists_count"] if counted == "visit" and row["lists_count"] else None
            yield {**row, "counted": counted, "departures_count": departures, "visited": visited}


def _times(lists: pl.DataFrame) -> pl.DataFrame:
    return lists.select("month", "as_of", "due_on").unique().sort("month")


def _departed(lists: pl.DataFrame, departures: pl.DataFrame) -> pl.DataFrame:
    """Return who left in the time of which list; of those who left before its day no list can say anything."""
    both = _times(lists).join(departures, how="cross")
    return both.filter(pl.col("left_on") > pl.col("as_of"), pl.col("left_on") <= pl.col("due_on")).select(list(_TRUE))


def _visited(lists: pl.DataFrame, visits: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return who was visited in the time of which list with a finding for or against, and of whom a visit found that it was true."""
    both = _times(lists).join(visits.with_columns(is_right=was_right()).drop_nulls("is_right"), how="cross")
    own = both.filter(pl.col("visited_on") > pl.col("as_of"), pl.col("visited_on") <= pl.col("due_on"))
    return own.select(list(_TRUE)).unique(), own.filter("is_right").select(list(_TRUE)).unique()


def _span(lists: pl.DataFrame) -> dict[str, Any]:
    return {
        "first_month": lists["month"].min(),
        "due_on": lists["due_on"].min(),
        "lists_count": 0,
        "departures_count": 0,
        "happened_count": 0,
    }


def _named(lists: pl.DataFrame, name: str, truth: pl.DataFrame) -> pl.DataFrame:
    """Return whom a list named of those it is true of, with the places it had for them in all months: uscc, chance."""
    hit = lists.filter(pl.col("list") == name).join(truth, on=["month", "uscc"], how="semi")
    return hit.group_by("uscc").agg(chance=pl.col("place_chance").sum()).sort("uscc")


def _compared(name: str, lists: pl.DataFrame, truth: pl.DataFrame, least: int, *, is_judged: bool) -> dict[str, Any]:
    """Return the figures of one list, in the mean of the months in which it was made, and how many more the published list named then."""
    months = lists.filter(pl.col("list") == name)["month"].unique().sort()
    if months.is_empty():
        return {**_span(lists), "list": name, "result": "not_made"}
    lists = lists.filter(pl.col("month").is_in(months.implode()))
    hits = {key: {uscc: chance / months.len() for uscc, chance in _named(lists, key, truth).iter_rows()} for key in (name, PUBLISHED)}
    more = {uscc: hits[PUBLISHED].get(uscc, 0.0) - hits[name].get(uscc, 0.0) for uscc in sorted({*hits[name], *hits[PUBLISHED]})}
    found, lo, hi = _sum(hits[name])
    happened = truth.filter(pl.col("month").is_in(months.implode()))["uscc"].n_unique()
    places = float(lists.filter(pl.col("list") == name)["place_chance"].sum()) / months.len()
    row = {
        **_span(lists),
        "last_month": months[-1],
        "lists_count": months.len(),
        "happened_count": happened,
        "list": name,
        "places": places,
    }
    row |= {"hits": found, "hits_lo": max(lo, 0.0), "hits_hi": hi}
    if name == PUBLISHED or not is_judged:
        return row | {"result": None if name == PUBLISHED else "not_judged"}
    difference, least_more, most_more = _sum(more)
    result = "too_few" if happened < least else "better" if least_more > 0 else "worse" if most_more < 0 else "no_better"
    return {**row, "more": difference, "more_lo": least_more, "more_hi": most_more, "result": result}


def _sum(parts: Mapping[str, float]) -> tuple[float, float, float]:
    """Return a sum over those to whom it happened with its 95 % interval."""
    values = [parts[uscc] for uscc in sorted(parts)]
    total, error = sum(values), _ERRORS * sqrt(sum(value**2 for value in values))
    return total, total - error, total + error


SCHEMA: Final = {
    "list": pl.String, "first_month": pl.Date, "last_month": pl.Date, "due_on": pl.Date, "lists_count": pl.Int32,
    "departures_count": pl.Int32, "places": pl.Float64, "hits": pl.Float64, "hits_lo": pl.Float64, "hits_hi": pl.Float64,
    "more": pl.Float64, "more_lo": pl.Float64, "more_hi": pl.Float64, "result": pl.String, "counted": pl.String,
    "happened_count": pl.Int32, "visited": pl.Float64, "unmade_reason": pl.String,
}  # fmt: skip


def _rows(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA)
