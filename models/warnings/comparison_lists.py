"""Lists that somebody would have without the program, or with last year's version of it, beside the published one.

If people were served as well by them, they should know. In: making the lists. Out: what came of them (list_comparison.py), the rules an
office would use (models.evaluation.rules), words (reports).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from models.evaluation.rules import three_sigma_scores, year_on_year_scores
from models.risk.card_weights import models_of, why_not_read
from models.risk.priors import PRIORS
from models.risk.stated_risk import stated
from warehouse.comparison_vocabulary import PUBLISHED
from warehouse.periods import shift_month
from warehouse.vocabulary import DEPARTURES, RISKS

DAYS_A_YEAR: Final = 365.25


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
    first_departures; `features`: feat_risk_features rows of the month; `series`: feat_series core; `card`: out_model_card of the same
    month of the year before, empty where none is kept.
    """

    judged: pl.DataFrame
    listed: pl.DataFrame
    register: pl.DataFrame
    departures: pl.DataFrame
    features: pl.DataFrame
    series: pl.DataFrame
    card: pl.DataFrame


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
    if why_not_read(inputs.card) is None:
        scores = {**scores, "last_year": card_scores(inputs.features, inputs.card)}
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


def card_scores(features: pl.DataFrame, card: pl.DataFrame) -> pl.DataFrame:
    """Score by the larger of both risks as the weights of a model card make them of these features: uscc, score as a probability."""
    models = models_of(card)
    risks = {risk: stated(risk, models.by_risk[risk].contributions(features).sum(axis=1), models.stating) for risk in RISKS.keys}
    return features.select("uscc").with_columns(**risks).select("uscc", score=pl.max_horizontal(*risks))
