"""Hindsight calls lasting falls lasting, and passing dips passing."""

import numpy as np
import pytest

from models.evidence.deviations import measure_deviations
from models.evidence.settings import DeviationSettings, HypothesisSettings
from models.risk.retrospective_labels import judge_past
from models.risk.settings import LabelSettings
from models.series.panel import Panel
from tests.unit.models.evidence.panels import BOOKED, PHYSICAL, one_group, quiet_panel, with_fall

MONTHS = list(range(18, 35))


def answers(panel: Panel) -> np.ndarray:
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    return judge_past(deviations, MONTHS, LabelSettings(), HypothesisSettings())


@pytest.fixture(scope="module")
def judged() -> np.ndarray:
    panel = with_fall(quiet_panel(), [1, 2], PHYSICAL + BOOKED, 26, 0.5)
    values = panel.values.copy()
    values[3, :, 26] *= 0.4
    values[4, :, 26:28] *= 0.3
    return answers(Panel(panel.uscc, panel.first, values))


def test_a_lasting_fall_is_seen_from_three_months_before_it_to_its_end(judged: np.ndarray) -> None:
    for month in (23, 25, 26, 30, 33):
        assert judged[1, MONTHS.index(month)] > 0.5, month


def test_the_months_long_before_are_not(judged: np.ndarray) -> None:
    assert judged[1, MONTHS.index(20)] < 0.1


def test_a_dip_of_one_month_does_not_last(judged: np.ndarray) -> None:
    assert judged[3].max() < 0.5


def test_in_a_stop_of_two_months_nothing_lasts(judged: np.ndarray) -> None:
    # The middle of four months of which two stand still is half of a collapse.
    assert judged[4, MONTHS.index(26) : MONTHS.index(29)].max() < 0.3


def test_a_quiet_district_has_hardly_any(judged: np.ndarray) -> None:
    assert judged[5:].mean() < 0.05
