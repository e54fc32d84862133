"""Departures that the lists before them had not named in time: why, by what was published, and what would have listed them.

In: outcomes as known, the lists that are out with the days from which they were known, the risks and contributions published with them,
what people noticed. Out: which departures are on record at all (models.cases.departures), how causes are worded (reports). It looks back on
published figures alone, so that a later version of the program comes to the same cause.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any, Final

import polars as pl

from models.cases.settings import CaseSettings
from models.cases.visits import CONFIRMING, FOUND, OTHER, SEEN
from warehouse.periods import MONTHS_A_YEAR, month_numbers, shift_month
from warehouse.risk_vocabulary import NOTICES
from warehouse.vocabulary import DEPARTURES

# The risk that a kind of departure is measured by.
_RISKS: Final = {"relocated_out": "relocation"}
_OTHERWISE: Final = "operating"
# Keeps the log-odds of a risk that was rounded to 0 or 1 finite.
_LEAST: Final = 1e-6
RECORD_COLUMNS: Final = ("uscc", "record", "kind", "happened_on", "known_on")
MONTH_COLUMNS: Final = (
    "uscc", "list_month", "listed_on", "operating_risk", "relocation_risk", "combined_risk", "risk_rank", "judged_count", "is_candidate",
    "is_listed", "out_of_scope",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MissInputs:
    """Frames of a run's day.

    `departures`: uscc, district, outcome, occurred_on, known_on, from `departures_known`. `days`: the day from which each list that is out
    was known. `candidates`: month, uscc, combined_risk, is_listed, draw_chance, is_kept, status of those lists. `risks`: month, uscc,
    district, operating_risk, relocation_risk, combined_risk, out_of_scope of their months. `contributions`: month, uscc, risk, feature,
    contribution_log_odds of those who left. `records`: RECORD_COLUMNS, from `noticed`.
    """

    departures: pl.DataFrame
    days: Mapping[date, date]
    candidates: pl.DataFrame
    risks: pl.DataFrame
    contributions: pl.DataFrame
    records: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Misses:
    """Rows of out_misses and out_miss_months of a month, without the month."""

    misses: list[dict[str, Any]]
    months: pl.DataFrame


def departures_known(outcomes: pl.DataFrame, after: date, day: date) -> pl.DataFrame:
    """Return who is first on record as gone between two days: uscc, outcome, occurred_on, known_on.

    `outcomes`: every version of core_outcomes known on `day`, so that a record corrected later belongs to the month of its first.
    """
    left = outcomes.filter(pl.col("outcome").is_in(DEPARTURES), pl.col("known_on") <= day)
    first = left.sort("uscc", "known_on", "occurred_on", "outcome").unique("uscc", keep="first", maintain_order=True)
    return first.filter(pl.col("known_on") > after).select("uscc", "outcome", "occurred_on", "known_on")


def noticed(signals: pl.DataFrame, appeals: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Return what people noticed, each with the day it happened and the day it was known: RECORD_COLUMNS."""
    finding, outcome = pl.col("finding"), pl.col("outcome")
    found = pl.when(finding.is_in(FOUND)).then(finding).when(outcome.is_in(SEEN)).then(outcome)
    parts = [
        signals.filter(~pl.col("kind").is_in(NOTICES.keys)).select(
            "uscc", record=pl.lit("signal"), kind="kind", happened_on="observed_on", known_on="known_on"
        ),
        appeals.select("uscc", record=pl.lit("appeal"), kind="topic", happened_on="raised_on", known_on="known_on"),
        visits.select("uscc", record=pl.lit("visit"), kind=found.otherwise(pl.lit(OTHER)), happened_on="visited_on", known_on="known_on"),
    ]
    return pl.concat(parts).sort("uscc", "happened_on", "record", "kind", nulls_last=True)


def judge_misses(inputs: MissInputs, settings: CaseSettings) -> Misses:
    """Judge whoever is newly on record as gone: the last lists before it left, and what they had of it."""
    tracks = published_months(inputs)
    rows = [_judged(left, tracks.filter(uscc=left["uscc"]), inputs, settings) for left in inputs.departures.iter_rows(named=True)]
    found = [row for row in rows if row is not None]
    codes = [row["uscc"] for row in found]
    return Misses(found, tracks.filter(pl.col("uscc").is_in(codes)).sort("uscc", "list_month"))


def published_months(inputs: MissInputs) -> pl.DataFrame:
    """Return how each departed one stood in every list of the year before that was known before it left: MONTH_COLUMNS."""
    lists = pl.DataFrame(
        {"list_month": list(inputs.days.keys()), "listed_on": list(inputs.days.values())},
        schema={"list_month": pl.Date, "listed_on": pl.Date},
    )
    within = month_numbers("occurred_on") - month_numbers("list_month") <= MONTHS_A_YEAR
    before = inputs.departures.join(lists, how="cross").filter(pl.col("listed_on") < pl.col("occurred_on"), within)
    place = pl.col("combined_risk").rank("min", descending=True).over("month", "district").cast(pl.Int32)
    judged = pl.col("combined_risk").count().over("month", "district").cast(pl.Int32)
    ranked = inputs.risks.with_columns(risk_rank=place, judged_count=judged).drop("district").rename({"month": "list_month"})
    marks = inputs.candidates.select("uscc", "is_listed", list_month="month", is_candidate=pl.lit(True))
    standing = before.join(ranked, on=["uscc", "list_month"], how="left").join(marks, on=["uscc", "list_month"], how="left")
    filled = standing.with_columns(
        pl.col("is_listed", "is_candidate").fill_null(False),
        # Of somebody who was in no register then the district is judged all the same.
        judged_count=pl.col("judged_count").fill_null(0),
        is_registered=pl.col("out_of_scope").is_not_null() | pl.col("combined_risk").is_not_null(),
    )
    return filled.select(*MONTH_COLUMNS, "is_registered").sort("uscc", "list_month")


def _judged(left: dict[str, Any], track: pl.DataFrame, inputs: MissInputs, settings: CaseSettings) -> dict[str, Any] | None:
    """Return the row of a departure; None where every list before it had the name, or there was none yet."""
    ahead = track.sort("listed_on", "list_month").tail(settings.miss_lists)
    if ahead.is_empty() or ahead["is_listed"].all():
        return None
    risk = _RISKS.get(left["outcome"], _OTHERWISE)
    nearest = _nearest(ahead, inputs)
    evidence = _evidence(left["uscc"], risk, nearest.get("nearest_month"), inputs.contributions)
    late = _late(left, ahead["listed_on"].max(), inputs.records)
    cause = _cause(track, ahead, evidence, late, settings)
    lacking, strongest = nearest.get("lacking_log_odds"), evidence.get("strongest_log_odds")
    needed = {} if lacking is None or strongest is None else {"needed_log_odds": strongest + lacking}
    return {
        **left,
        "cause": cause,
        "lists_count": ahead.height,
        "listed_count": int(ahead["is_listed"].sum()),
        **({"risk": risk} if nearest else {}),
        **nearest,
        **evidence,
        **needed,
        **late,
    }


def _cause(track: pl.DataFrame, ahead: pl.DataFrame, evidence: dict[str, Any], late: dict[str, Any], settings: CaseSettings) -> str:
    """Return the first of MISS_CAUSES that holds."""
    holds = {
        "not_in_register": not ahead["is_registered"].any(),
        "out_of_scope": ahead["combined_risk"].is_null().all(),
        "dropped": bool(track["is_listed"].any()) and not ahead["is_listed"][-1],
        "listed_late": bool(ahead["is_listed"].any()),
        "below_cut": bool(ahead["is_candidate"].any()),
        "late_evidence": bool(late),
        "outweighed": evidence.get("strongest_log_odds", 0.0) >= settings.miss_log_odds,
    }
    return next((cause for cause, is_so in holds.items() if is_so), "no_evidence")


def _nearest(ahead: pl.DataFrame, inputs: MissInputs) -> dict[str, Any]:
    """Return how near it was to the cut in the list without it where its risk was highest; empty where it was never judged."""
    without = ahead.filter(~pl.col("is_listed"), pl.col("combined_risk").is_not_null())
    if without.is_empty():
        return {}
    best = without.sort("combined_risk", "list_month").row(-1, named=True)
    listed = inputs.candidates.filter(pl.col("month") == best["list_month"], "is_listed")
    # Whoever a visit keeps on the list, or the lot has drawn, has a place for another reason than its risk.
    by_risk = listed.filter(~pl.col("is_kept").fill_null(False), pl.col("draw_chance").is_null())
    # Whoever was listed before stays down to a lower line: a newcomer's cut is what newcomers had.
    fresh = by_risk.filter(pl.col("status") == "new")
    cut = (fresh if fresh.height else by_risk)["combined_risk"].min()
    return {
        "nearest_month": best["list_month"],
        "combined_risk": best["combined_risk"],
        "cut_risk": cut,
        "places_needed": best["risk_rank"],
        "places_count": listed.height,
        "lacking_log_odds": None if cut is None else max(0.0, _log_odds(float(cut)) - _log_odds(best["combined_risk"])),  # type: ignore[arg-type]
        "is_candidate": best["is_candidate"],
        "is_at_cut": None if cut is None else best["combined_risk"] >= cut,
    }


def _log_odds(chance: float) -> float:
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return log(kept / (1 - kept))


def _evidence(uscc: str, risk: str, month: date | None, contributions: pl.DataFrame) -> dict[str, Any]:
    """Return what spoke most for and against it in a month; empty where it was not judged."""
    if month is None:
        return {}
    own = contributions.filter(pl.col("uscc") == uscc, pl.col("month") == month, pl.col("risk") == risk, pl.col("feature") != "intercept")
    ordered = own.sort("contribution_log_odds", "feature")
    found: dict[str, Any] = {}
    for name, row in (("against", ordered.head(1)), ("strongest", ordered.tail(1))):
        size = float(row["contribution_log_odds"][0]) if row.height else 0.0
        if size < 0 if name == "against" else size > 0:
            found |= {f"{name}_feature": row["feature"][0], f"{name}_log_odds": size}
    return found


def _late(left: dict[str, Any], last_list: Any, records: pl.DataFrame) -> dict[str, Any]:
    """Return the earliest thing that had happened by the last list before it left and was known only after it; empty where nothing had.

    A visit counts where it found trouble.
    """
    tells = (pl.col("record") != "visit") | pl.col("kind").is_in(CONFIRMING)
    own = records.filter(
        pl.col("uscc") == left["uscc"], tells, pl.col("happened_on") <= last_list, pl.col("known_on") > last_list,
        # What happened more than a year before says nothing of this departure.
        pl.col("happened_on") > shift_month(left["occurred_on"].replace(day=1), -MONTHS_A_YEAR),
    )  # fmt: skip
    if own.is_empty():
        return {}
    row = own.sort("happened_on", "known_on", "record").row(0, named=True)
    return {
        "late_record": row["record"],
        "late_kind": row["kind"],
        "late_happened_on": row["happened_on"],
        "late_known_on": row["known_on"],
    }


def causes_counted(misses: pl.DataFrame, month: date, months: int) -> pl.DataFrame:
    """Count causes over the months up to one: cause, count, the most frequent first. `misses`: out_misses rows with their month."""
    span = misses.filter(pl.col("month") > shift_month(month, -months), pl.col("month") <= month)
    return span.group_by("cause").agg(count=pl.len().cast(pl.Int64)).sort("count", "cause", descending=[True, False])
