"""Figures of later months never change an earlier month's evidence; order and scale do not matter; contributions add up."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.month import evidence_of_month
from models.month_settings import MonthSettings
from models.risk.score import KnownFacts, Models, MonthScores, fit_models, score_month
from models.risk.settings import RiskSettings
from tests.unit.models.evidence.panels import NO_VISITS
from warehouse.periods import shift_month
from warehouse.vocabulary import INDICATORS

FIRST, MONTHS, ENTERPRISES = date(2022, 1, 1), 40, 60
SIGNALS = pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "destination": pl.String})
NO_APPEALS = pl.DataFrame(schema={"uscc": pl.String, "raised_on": pl.Date, "topic": pl.String, "closed_on": pl.Date})
OUTCOMES = pl.DataFrame(
    {"uscc": ["E0009"], "occurred_on": [date(2024, 5, 3)], "outcome": ["relocated_out"]},
)


def observations(seed: int = 11) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    rows = []
    for number in range(ENTERPRISES):
        size, fall = random.lognormal(6, 1), MONTHS if number % 6 else int(random.integers(15, MONTHS))
        for name in INDICATORS.keys:
            values = size * np.exp(random.normal(0, 0.15, MONTHS))
            values[fall:] *= 0.5
            rows += [
                {"uscc": f"E{number:04d}", "indicator": name, "period": shift_month(FIRST, month), "value": values[month]}
                for month in range(MONTHS)
            ]
    null = {"covers_months": pl.lit(None, pl.Int64), "same_period_last_year": pl.lit(None, pl.Float64)}
    return pl.DataFrame(rows).with_columns(basis=pl.lit("month"), **null)


@pytest.fixture(scope="module")
def figures() -> pl.DataFrame:
    return observations()


@pytest.fixture(scope="module")
def register(figures: pl.DataFrame) -> pl.DataFrame:
    codes = figures.select(pl.col("uscc").unique().sort())
    dates = {"registered_on": pl.lit(date(2010, 1, 1)), "left_register_on": pl.lit(None, pl.Date)}
    return codes.with_columns(industry_division=pl.lit("C39"), street=pl.lit("坑梓"), **dates)


def evidence_of(figures: pl.DataFrame, register: pl.DataFrame, month: date) -> pl.DataFrame:
    return evidence_of_month(figures, register, SIGNALS, NO_APPEALS, NO_VISITS, month, shift_month(month, 1), MonthSettings()).features


def scores_of(figures: pl.DataFrame, register: pl.DataFrame, month: date) -> tuple[MonthScores, Models]:
    settings = MonthSettings()
    taught = [shift_month(month, -back) for back in range(14, 0, -1)]
    history = pl.concat([evidence_of(figures, register, past).with_columns(month=pl.lit(past)) for past in taught])
    now = evidence_of_month(figures, register, SIGNALS, NO_APPEALS, NO_VISITS, month, shift_month(month, 1), settings)
    record = KnownFacts(register, OUTCOMES, SIGNALS, shift_month(month, 1), "坪山区", "深圳")
    models = fit_models(history, now.deviations, now.panel, record, RiskSettings())
    return score_month(now.features, now.panel, models, record), models


@pytest.mark.parametrize("seed", range(3))
def test_later_figures_never_change_an_earlier_month(figures: pl.DataFrame, register: pl.DataFrame, seed: int) -> None:
    month = shift_month(FIRST, 28)
    random = np.random.default_rng(seed)
    later = pl.col("period") > month
    noise = pl.Series(random.lognormal(0, 2, len(figures)))
    perturbed = figures.with_columns(value=pl.when(later).then(pl.col("value") * noise).otherwise("value"))
    assert evidence_of(perturbed, register, month).equals(evidence_of(figures, register, month))
    earlier = figures.with_columns(value=pl.when(pl.col("period") == month).then(pl.col("value") * noise).otherwise("value"))
    assert not evidence_of(earlier, register, month).equals(evidence_of(figures, register, month))


def test_neither_order_nor_unit_changes_a_score(figures: pl.DataFrame, register: pl.DataFrame) -> None:
    month = shift_month(FIRST, 30)
    plain = evidence_of(figures, register, month)
    shuffled = evidence_of(figures.sample(fraction=1, shuffle=True, seed=1), register.sample(fraction=1, shuffle=True, seed=2), month)
    assert shuffled.equals(plain)
    scaled = evidence_of(figures.with_columns(pl.col("value") * 1024), register, month)
    # Idle electricity is an absolute amount; everything here is far above it.
    for name in plain.columns[1:]:
        np.testing.assert_allclose(scaled[name].to_numpy(), plain[name].to_numpy(), atol=1e-8, err_msg=name)


def test_contributions_add_up_to_the_score(figures: pl.DataFrame, register: pl.DataFrame) -> None:
    scores, _ = scores_of(figures, register, shift_month(FIRST, 36))
    summed = scores.contributions.group_by("uscc", "risk").agg(pl.col("contribution_log_odds").sum())
    wide = summed.pivot("risk", index="uscc", values="contribution_log_odds").join(scores.risk, on="uscc")
    assert len(wide) == ENTERPRISES - 1
    # Beside the operating risk of those who show signs stand 1.5 % who decline without any.
    for risk, least in (("operating", 0.015), ("relocation", 0.0)):
        with_signs = (wide[f"{risk}_risk"].to_numpy() - least) / (1 - least)
        np.testing.assert_allclose(np.log(with_signs / (1 - with_signs)), wide[risk].to_numpy(), atol=1e-9)


def test_the_departed_have_no_risk_and_the_falling_have_more(figures: pl.DataFrame, register: pl.DataFrame) -> None:
    scores, _ = scores_of(figures, register, shift_month(FIRST, 36))
    risks = scores.risk.with_columns(falls=pl.col("uscc").str.slice(1).cast(pl.Int64) % 6 == 0)
    departed = risks.filter(pl.col("uscc") == "E0009").row(0, named=True)
    assert departed["operating_risk"] is None
    assert departed["out_of_scope"] == "departed"
    means = dict(risks.group_by("falls").agg(pl.col("operating_risk").mean()).iter_rows())
    assert means[True] > 3 * means[False]
