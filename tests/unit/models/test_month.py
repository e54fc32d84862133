"""One recipe: what a month's stages store fits its contracts, and training months stop halfway on the same road."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.forecast.settings import ExpectedSettings
from models.month import IndicatorEvidence, MonthEvidence, MonthSettings, evidence_of_month, judge_indicators
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.contract import conform
from warehouse.periods import shift_month
from warehouse.vocabulary import INDICATORS

MONTH, MONTHS, ENTERPRISES = date(2026, 5, 1), 30, 14
SIGNALS = pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "destination": pl.String})
NO_CHOICE = pl.DataFrame(schema={"indicator": pl.String, "size_class": pl.String, "forecaster": pl.String})
REGISTER = pl.DataFrame({"uscc": [f"E{number:02d}" for number in range(ENTERPRISES)], "industry_division": ["C39"] * ENTERPRISES})


def observations() -> pl.DataFrame:
    random = np.random.default_rng(3)
    rows = [
        (uscc, name, shift_month(MONTH, back - MONTHS + 1), float(size * np.exp(random.normal(0, 0.1))))
        for uscc, size in zip(REGISTER["uscc"], random.lognormal(6, 1, ENTERPRISES), strict=True)
        for name in INDICATORS.keys
        for back in range(MONTHS)
    ]
    frame = pl.DataFrame(rows, schema=["uscc", "indicator", "period", "value"], orient="row")
    null = {"covers_months": pl.lit(None, pl.Int64), "same_period_last_year": pl.lit(None, pl.Float64)}
    return frame.with_columns(basis=pl.lit("month"), **null)


@pytest.fixture(scope="module")
def known() -> MonthEvidence:
    return evidence_of_month(observations(), REGISTER, SIGNALS, MONTH, date(2026, 6, 16), MonthSettings())


@pytest.fixture(scope="module")
def judged(known: MonthEvidence) -> IndicatorEvidence:
    return judge_indicators(known, REGISTER, NO_CHOICE, MonthSettings(), ExpectedSettings())


def test_all_parts_are_of_the_same_enterprises_and_months(known: MonthEvidence) -> None:
    assert known.features["uscc"].to_list() == known.panel.uscc.tolist() == REGISTER["uscc"].to_list()
    assert known.groups.shape == (ENTERPRISES,)
    assert known.deviations.excess.shape == known.panel.values.shape
    assert known.series["period"].max() == MONTH


def test_the_features_are_the_stored_ones(known: MonthEvidence) -> None:
    stamped = known.features.with_columns(month=pl.lit(MONTH), as_of=pl.lit(known.as_of), inputs_hash=pl.lit("x"))
    assert conform(stamped, table_named(names.RISK_FEATURES)).height == ENTERPRISES


@pytest.mark.parametrize(
    ("part", "table"), [("series", names.SERIES), ("expected", names.EXPECTED), ("bands", names.BANDS), ("evidence", names.EVIDENCE)]
)
def test_every_part_fits_its_contract(judged: IndicatorEvidence, part: str, table: str) -> None:
    frame: pl.DataFrame = getattr(judged, part)
    fitted = conform(frame.with_columns(month=pl.lit(MONTH)), table_named(table))
    assert fitted.height > 0
    assert fitted.select(table_named(table).key).is_unique().all()
