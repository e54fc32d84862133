"""Two rules an office would use instead, as scores on the same comparable series, so that they can be ranked too.

Year-on-year: down by 30 % two months running. Three-sigma: below the own mean of the past by three standard
deviations. Both know neither peers, seasons, noise nor signals, and cannot tell moving from shrinking: their
score stands for both risks.
"""

from dataclasses import dataclass

import polars as pl

from models.series.growth_rates import growth_rate, with_year_before
from warehouse.periods import month_numbers


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What the rules look at, and where an office would draw the line."""

    # The two figures that every office sees each month.
    indicators: tuple[str, ...] = ("output_value", "electricity")
    year_on_year_fall_share: float = 0.30
    sigmas: float = 3.0
    past_months: int = 24
    least_past_months: int = 6


def year_on_year_scores(series: pl.DataFrame, settings: RuleSettings | None = None) -> pl.DataFrame:
    """Score by the smaller of the last two year-on-year falls, median over the indicators; fires at 0.30.

    `series`: feat_series core (uscc, indicator, period, value, growth_base). Returns month, uscc,
    operating_risk, relocation_risk, is_candidate.
    """
    settings = settings or RuleSettings()
    falls = with_year_before(_chosen(series, settings)).with_columns(fall=-growth_rate(pl.col("value"), pl.col("base")))
    before = pl.col("fall").shift(1).over("uscc", "indicator")
    # A missing month breaks the run: two months running are two neighbours.
    follows = pl.col("number") - pl.col("number").shift(1).over("uscc", "indicator") == 1
    known = follows & pl.col("fall").is_not_null() & before.is_not_null()
    both = pl.when(known).then(pl.min_horizontal("fall", before))
    return _per_enterprise(falls.with_columns(score=both), settings.year_on_year_fall_share)


def three_sigma_scores(series: pl.DataFrame, settings: RuleSettings | None = None) -> pl.DataFrame:
    """Score by how many standard deviations a month lies below the own past mean, median over the indicators; fires at 3."""
    settings = settings or RuleSettings()
    chosen = _chosen(series, settings)
    window, least, keys = settings.past_months, settings.least_past_months, ["uscc", "indicator"]
    # The month under judgement stays out of its own yardstick.
    scored = chosen.with_columns(before=pl.col("value").shift(1).over(keys)).with_columns(
        mean=pl.col("before").rolling_mean(window, min_samples=least).over(keys),
        spread=pl.col("before").rolling_std(window, min_samples=least).over(keys),
    )
    sigmas = pl.when(pl.col("spread") > 0).then((pl.col("mean") - pl.col("value")) / pl.col("spread"))
    return _per_enterprise(scored.with_columns(score=sigmas), settings.sigmas)


def _chosen(series: pl.DataFrame, settings: RuleSettings) -> pl.DataFrame:
    chosen = series.filter(pl.col("indicator").is_in(settings.indicators))
    return chosen.with_columns(number=month_numbers("period")).sort("uscc", "indicator", "number")


def _per_enterprise(scored: pl.DataFrame, threshold: float) -> pl.DataFrame:
    # The median asks for agreement; any single figure falls by 30 % somewhere every month.
    by_month = scored.drop_nulls("score").group_by("uscc", month="period").agg(score=pl.col("score").median())
    return by_month.select(
        "month",
        "uscc",
        operating_risk="score",
        relocation_risk="score",
        is_candidate=pl.col("score") >= threshold,
    ).sort("month", "uscc")
