"""A planted effect of a place on the list lies within the printed interval as often as the interval says."""

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from models.cases.visit_effect import visit_effects
from tests.unit.models.cases.planted_effects import planted

SETTINGS = CaseSettings()
DISTRICTS = 60
# Four standard deviations of how many of the districts' 95 % intervals miss.
SCATTER = 4 * (DISTRICTS * 0.05 * 0.95) ** 0.5


@pytest.mark.parametrize("effect", [0.0, -0.15])
@pytest.mark.parametrize("comparison", ["lot", "cut"])
def test_intervals_hold_the_planted_effect_as_often_as_they_say(effect, comparison):
    effects = pl.concat([visit_effects(planted(seed, 30, effect), SETTINGS) for seed in range(DISTRICTS)])
    found = effects.filter(pl.col("comparison") == comparison, pl.col("outcome") == "in_trouble").to_dicts()
    assert {row["reading"] for row in found} <= {"fewer", "unclear", "more"}
    held = sum(row["difference_lo"] <= effect <= row["difference_hi"] for row in found)
    assert held >= 0.95 * DISTRICTS - SCATTER
    assert sum(row["difference"] for row in found) / len(found) == pytest.approx(effect, abs=0.05)
    # What was planted and is large enough is found; what was not is rarely said.
    wrong = sum(row["reading"] == "more" if effect else row["reading"] != "unclear" for row in found)
    assert wrong <= 0.05 * DISTRICTS + SCATTER
