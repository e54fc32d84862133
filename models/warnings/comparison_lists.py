"""Lists that somebody would have without the program, beside the published one, and which of them had named whoever left.

If people were served as well by them, they should know. Lists are compared by departures on record: a visit would find most where a list
sends it. In: making the lists, counting what they named. Out: the rules an office would use (models.evaluation.rules), words (reports).
Source of the interval: departures come one by one, so that the sum over those who left has the variance of a compound Poisson sum, the
sum of the squares (Feller 1968, chapter 12).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any, Final

import polars as pl

from models.evaluation.rules import three_sigma_scores, year_on_year_scores
from models.risk.priors import PRIORS
from warehouse.comparison_vocabulary import COMPARED_LISTS, PUBLISHED
from warehouse.periods import shift_month
from warehouse.vocabulary import DEPARTURES, RISKS

DAYS_A_YEAR: Final = 365.25
# Two-sided 95 %.
_ERRORS: Final = 1.959964


@dataclass(frozen=True, slots=True)
class ComparisonSettings:
    """How far back rates are counted, how strongly the district stands behind a small cell, how long and how many lists are waited for."""

    past_months: int = 36
    # As much as so many enterprise-years of the whole district: a cell of three enterprises says little by itself.
    district_years: float = 20.0
    horizon_months: int = 12
    lists_most: int = 12
    quarter_months: int = 3


@dataclass(frozen=True, slots=True)
class ComparisonInputs:
    """Frames as known on the as-of day.

    `judged`: uscc, district of those in scope; `listed`: uscc, district of the list; `register`: core_register; `departures`: from
    first_departures; `features`: feat_risk_features rows of the month; `series`: feat_series core.
    """

    judged: pl.DataFrame
    listed: pl.DataFrame
    register: pl.DataFrame
    departures: pl.DataFrame
    features: pl.DataFrame
    series: pl.DataFrame


def first_departures(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Return when each enterprise left, by what is on record: uscc, left_on. `outcomes`: uscc, occurred_on, outcome."""
    left = outcomes.filter(pl.col("outcome").is_in(DEPARTURES))
    return left.group_by("uscc").agg(left_on=pl.col("occurred_on").min()).sort("uscc")


def make_lists(inputs: ComparisonInputs, month: date, as_of: date, settings: ComparisonSettings | None = None) -> pl.DataFrame:
    """Make every list of a month with as many places in each district as the published one has: list, uscc, place_chance."""
    settings = settings or ComparisonSettings()
    places = inputs.listed.group_by("district").agg(places=pl.len())
    scores: Mapping[str, pl.DataFrame] = {
        "street_industry": street_industry_scores(inputs.register, inputs.departures, as_of, settings),
        "year_on_year": _ruled(year_on_year_scores(inputs.series), month),
        "three_sigma": _ruled(three_sigma_scores(inputs.series), month),
        "expert": expert_scores(inputs.features),
        "chance": inputs.judged.select("uscc", score=pl.lit(0.0)),
    }
    made = [place_chances(inputs.judged.join(own, on="uscc"), places).select(pl.lit(name).alias("list"), "uscc", "place_chance")
            for name, own in scores.items()]  # fmt: skip
    published = inputs.listed.select(pl.lit(PUBLISHED).alias("list"), "uscc", place_chance=pl.lit(1.0))
    return pl.concat([published, *made]).sort("list", "uscc")


def place_chances(scored: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Give the places of each district to the highest scores: uscc, place_chance, nobody without a chance.

    `scored`: uscc, district, score. Whoever a list cannot tell apart at the cut shares the places left there.
    """
    known = scored.drop_nulls("score").join(places, on="district", nulls_equal=True)
    ranked = known.with_columns(
        above=pl.col("score").rank("min", descending=True).over("district") - 1, alike=pl.len().over("district", "score")
    )
    left = (pl.col("places").cast(pl.Int64) - pl.col("above").cast(pl.Int64)) / pl.col("alike")
    return ranked.with_columns(place_chance=left.clip(0.0, 1.0)).filter(pl.col("place_chance") > 0).select("uscc", "place_chance")


def street_industry_scores(register: pl.DataFrame, departures: pl.DataFrame, as_of: date, settings: ComparisonSettings) -> pl.DataFrame:
    """Score by how often enterprises of the street and industry left in the months before, shrunk to the district: uscc, score.

    The rate is per enterprise and year; `register` holds those who have left too.
    """
    first = pl.lit(shift_month(as_of.replace(day=1), -settings.past_months))
    dated = register.join(departures, on="uscc", how="left", maintain_order="left").with_columns(
        pl.col("street", "industry_division", "district").fill_null("")
    )
    begin, end = pl.max_horizontal("registered_on", first), pl.min_horizontal("left_on", "left_register_on", pl.lit(as_of))
    counted = dated.with_columns(
        years=((end - begin).dt.total_days() / DAYS_A_YEAR).clip(lower_bound=0.0),
        has_left=((pl.col("left_on") > first) & (pl.col("left_on") <= as_of)).fill_null(False),
    )
    cell, district = ["district", "street", "industry_division"], "district"
    whole = pl.col("has_left").sum().over(district) / pl.col("years").sum().over(district)
    behind = settings.district_years
    rate = (pl.col("has_left").sum().over(cell) + behind * whole) / (pl.col("years").sum().over(cell) + behind)
    # Of nobody's years there is no rate; the same number on every machine, so that equal cells stay equal.
    return counted.select("uscc", score=rate.fill_nan(0.0).round(12))


def _ruled(scores: pl.DataFrame, month: date) -> pl.DataFrame:
    return scores.filter(pl.col("month") == month).select("uscc", score="operating_risk")


def expert_scores(features: pl.DataFrame) -> pl.DataFrame:
    """Score by the larger of both risks as an expert weighs the evidence before any past month is looked at: uscc, score in log-odds."""
    priors = {risk: prior.in_use(features) for risk, prior in PRIORS.items() if risk in RISKS}
    odds = {risk: prior.mean[0] + prior.design(features) @ prior.mean[1:] for risk, prior in priors.items()}
    return features.select("uscc").with_columns(**odds).select("uscc", score=pl.max_horizontal(*odds))


def compare_lists(
    lists: pl.DataFrame, departures: pl.DataFrame, day: date, least: int, settings: ComparisonSettings | None = None
) -> pl.DataFrame:
    """Count what each kind of list had named, of the latest lists whose time is over: rows of out_comparison, without the month.

    `lists`: month, list, uscc, place_chance, as_of; `departures`: from first_departures, as known on `day`. Where fewer than `least` have
    left in the time of any list nothing is compared; where no list's time is over, each list has a row that says since when it is kept.
    """
    settings = settings or ComparisonSettings()
    dated = lists.with_columns(due_on=pl.col("as_of").dt.offset_by(f"{settings.horizon_months}mo"))
    finished = dated.filter(pl.col("due_on") <= day)
    months = finished["month"].unique().sort().tail(settings.lists_most)
    if lists.is_empty():
        return _no_rows()
    if months.is_empty():
        waiting = dated.filter(pl.col("month") == pl.col("month").min())
        return _rows([{**_span(waiting), "list": name, "result": _other(name, "not_yet")} for name in COMPARED_LISTS.keys])
    own = finished.filter(pl.col("month").is_in(months.implode()))
    # Of those who left before a list's day no list can say anything.
    gone = own.join(departures, on="uscc").filter(pl.col("left_on") > pl.col("as_of"), pl.col("left_on") <= pl.col("due_on"))
    named = gone.group_by("list", "uscc").agg(hits=pl.col("place_chance").sum() / months.len())
    span = {**_span(own), "last_month": months[-1], "lists_count": months.len(), "departures_count": gone["uscc"].n_unique()}
    return _rows([{**span, **_compared(name, own, named, months.len(), span["departures_count"] < least)} for name in COMPARED_LISTS.keys])


def _span(lists: pl.DataFrame) -> dict[str, Any]:
    return {"first_month": lists["month"].min(), "due_on": lists["due_on"].min(), "lists_count": 0, "departures_count": 0}


def _other(name: str, result: str) -> str | None:
    """Return what comes of a comparison; the published list is not compared with itself."""
    return None if name == PUBLISHED else result


def _compared(name: str, lists: pl.DataFrame, named: pl.DataFrame, months: int, is_few: bool) -> dict[str, Any]:
    """Return the figures of one list: places and hits in the mean of the months, and how many more the published list named."""
    hits = {key: dict(named.filter(pl.col("list") == key).select("uscc", "hits").iter_rows()) for key in (name, PUBLISHED)}
    more = {uscc: hits[PUBLISHED].get(uscc, 0.0) - hits[name].get(uscc, 0.0) for uscc in sorted({*hits[name], *hits[PUBLISHED]})}
    places = float(lists.filter(pl.col("list") == name)["place_chance"].sum()) / months
    found, lo, hi = _sum(hits[name])
    row = {"list": name, "places": places, "hits": found, "hits_lo": max(lo, 0.0), "hits_hi": hi}
    if name == PUBLISHED:
        return row
    difference, least, most = _sum(more)
    result = "too_few" if is_few else "better" if least > 0 else "worse" if most < 0 else "no_better"
    return {**row, "more": difference, "more_lo": least, "more_hi": most, "result": result}


def _sum(parts: Mapping[str, float]) -> tuple[float, float, float]:
    """Return a sum over those who left with its 95 % interval."""
    values = [parts[uscc] for uscc in sorted(parts)]
    total, error = sum(values), _ERRORS * sqrt(sum(value**2 for value in values))
    return total, total - error, total + error


_SCHEMA: Final = {
    "list": pl.String, "first_month": pl.Date, "last_month": pl.Date, "due_on": pl.Date, "lists_count": pl.Int32,
    "departures_count": pl.Int32, "places": pl.Float64, "hits": pl.Float64, "hits_lo": pl.Float64, "hits_hi": pl.Float64,
    "more": pl.Float64, "more_lo": pl.Float64, "more_hi": pl.Float64, "result": pl.String,
}  # fmt: skip


def _rows(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_SCHEMA)


def _no_rows() -> pl.DataFrame:
    return pl.DataFrame(schema=_SCHEMA)
