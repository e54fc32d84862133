"""One enterprise with figures as large, small or wild as a delivery may hold leaves every result finite, its own and everybody else's."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.settings import ExpectedSettings
from models.month import MonthEvidence, evidence_of_month, judge_indicators
from models.month_settings import MonthSettings
from models.risk.score import KnownFacts, fit_models, score_month
from models.risk.settings import RiskSettings
from tests.unit.models.evidence.panels import NO_VISITS
from warehouse.periods import shift_month
from warehouse.vocabulary import INDICATORS

FIRST, MONTHS, ENTERPRISES = date(2023, 1, 1), 36, 12
MONTH = shift_month(FIRST, MONTHS - 1)
AS_OF = date(2026, 1, 16)
CODES = [f"E{number:02d}" for number in range(ENTERPRISES)]
WILD = "E00"
SIGNALS = pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "destination": pl.String})
APPEALS = pl.DataFrame(schema={"uscc": pl.String, "raised_on": pl.Date, "topic": pl.String, "closed_on": pl.Date})
OUTCOMES = pl.DataFrame({"uscc": ["E11"], "occurred_on": [date(2024, 5, 3)], "outcome": ["relocated_out"]})
REGISTER = pl.DataFrame({"uscc": CODES, "industry_division": ["C39"] * ENTERPRISES, "size_class": ["medium"] * ENTERPRISES}).with_columns(
    registered_on=pl.lit(date(2010, 1, 1)), left_register_on=pl.lit(None, pl.Date), street=pl.lit("坑梓")
)
NO_CHOICE = pl.DataFrame(schema={"indicator": pl.String, "size_class": pl.String, "forecaster": pl.String})
# What the door lets through: nothing, next to nothing, the smallest number there is, and the limits.
SHARES = st.sampled_from([0.0, 5e-324, 1e-300, 1e-9, 1.0, -1.0, -1e-9])
EXTREMES = st.lists(SHARES, min_size=MONTHS, max_size=MONTHS)


def usual() -> pl.DataFrame:
    random = np.random.default_rng(5)
    return pl.DataFrame(
        [
            {"uscc": code, "indicator": name, "period": shift_month(FIRST, month), "value": float(value)}
            for code in CODES
            for name in INDICATORS.keys
            for month, value in enumerate(random.lognormal(6, 1) * np.exp(random.normal(0, 0.15, MONTHS)))
        ]
    ).with_columns(basis=pl.lit("month"), covers_months=pl.lit(None, pl.Int64), same_period_last_year=pl.lit(None, pl.Float64))


USUAL = usual()


def with_extremes(shares: list[float]) -> pl.DataFrame:
    """Put shares of the largest possible figure in the place of one enterprise's."""
    limits = {one.key: one.unit.largest or 0.0 for one in INDICATORS}
    place = ((pl.col("period").dt.year() - FIRST.year) * 12 + pl.col("period").dt.month() - FIRST.month).cast(pl.Int64)
    share = place.replace_strict(dict(enumerate(shares)), return_dtype=pl.Float64)
    # What is counted at the end of a month is never below nothing.
    kept = pl.when(pl.col("indicator").is_in([one.key for one in INDICATORS if one.is_stock])).then(share.abs()).otherwise(share)
    limit = pl.col("indicator").replace_strict(limits, return_dtype=pl.Float64)
    return USUAL.with_columns(value=pl.when(pl.col("uscc") == WILD).then(limit * kept).otherwise("value"))


def evidence_at(figures: pl.DataFrame, month: date) -> MonthEvidence:
    return evidence_of_month(figures, REGISTER, SIGNALS, APPEALS, NO_VISITS, month, AS_OF, MonthSettings())


def unusable(frame: pl.DataFrame) -> list[str]:
    """Return the columns in which a number is none; a missing one is null."""
    numbers = frame.select(pl.selectors.float())
    return [name for name in numbers.columns if not numbers[name].drop_nulls().is_finite().all()]


@settings(max_examples=12)
@given(EXTREMES)
def test_every_stage_stays_finite(shares: list[float]) -> None:
    figures = with_extremes(shares)
    now = evidence_at(figures, MONTH)
    assert unusable(now.series) == []
    assert unusable(now.features) == []
    judged = judge_indicators(now, REGISTER, NO_CHOICE, MonthSettings(), ExpectedSettings())
    assert [unusable(frame) for frame in (judged.series, judged.expected, judged.bands, judged.evidence)] == [[], [], [], []]
    past = [shift_month(MONTH, -back) for back in (8, 6, 4, 2)]
    history = pl.concat([evidence_at(figures, month).features.with_columns(month=pl.lit(month)) for month in past])
    facts = KnownFacts(REGISTER, OUTCOMES, SIGNALS, AS_OF, "坪山区", "深圳")
    models = fit_models(history, now.deviations, now.panel, facts, RiskSettings())
    scores = score_month(now.features, now.panel, models, facts)
    assert [unusable(frame) for frame in (scores.risk, scores.contributions, scores.model_card, scores.calibration)] == [[], [], [], []]
    # Whoever can be judged is: only those who have left are not.
    judgeable = scores.risk.filter(~pl.col("uscc").is_in([WILD, "E11"]))
    assert judgeable["operating_risk"].null_count() == 0
