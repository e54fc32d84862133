"""From log-odds to the published probability: the operating risk alone is stretched, and never below those without a sign."""

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from models.risk.priors import Feature, RiskPrior
from models.risk.settings import CalibrationSettings
from models.risk.stated_risk import sharpened, stated

ODDS = np.array([-6.0, -1.0, 0.0, 3.0])


@pytest.mark.parametrize("risk", ["relocation", "relocation_share"])
def test_other_risks_are_published_as_they_were_fitted(risk: str) -> None:
    fitted = RiskPrior(-1.0, 1.0, (Feature("fall", pl.col("fall"), 0.5, 0.1),)).fit(*_nothing())
    assert sharpened(risk, fitted, CalibrationSettings(sharpness=2.0)) is fitted
    np.testing.assert_array_equal(stated(risk, ODDS, CalibrationSettings(without_sign=0.1)), expit(ODDS))


def test_contributions_of_a_decline_are_stretched_and_add_up_to_what_is_published() -> None:
    fitted = RiskPrior(-1.0, 1.0, (Feature("fall", pl.col("fall"), 0.5, 0.1),)).fit(*_nothing())
    settings = CalibrationSettings(sharpness=1.2, without_sign=0.02)
    parts = sharpened("operating", fitted, settings).contributions(pl.DataFrame({"fall": [0.0, 4.0]}))
    np.testing.assert_allclose(parts, [[-1.2, 0.0], [-1.2, 2.4]])
    np.testing.assert_allclose(stated("operating", parts.sum(axis=1), settings), 0.02 + 0.98 * expit([-1.2, 1.2]))


def test_nobody_is_stated_below_those_without_a_sign() -> None:
    assert stated("operating", ODDS, CalibrationSettings(without_sign=0.03)).min() > 0.03


def _nothing() -> tuple[pl.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """Past rows of which there is none, so that the expert's weights stand."""
    empty = np.zeros(0)
    return pl.DataFrame(schema={"fall": pl.Float64}), empty, empty, empty
