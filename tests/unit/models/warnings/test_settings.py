"""The settings of warnings: nothing flickers, no cell of the matrix is missing, and a measure is always an offer."""

from itertools import pairwise

import pytest

from models.warnings.settings import LevelSettings, Measure
from warehouse.vocabulary import EXPOSURE_CLASSES, LEVELS, RISK_CLASSES


def test_the_matrix_never_falls_with_risk_or_exposure():
    matrix = LevelSettings().matrix
    grave = [[LEVELS[matrix[risk][exposure]].severity for exposure in EXPOSURE_CLASSES.keys] for risk in RISK_CLASSES.keys]
    assert all(row == sorted(row) for row in grave)
    assert all(below <= above for lower, upper in pairwise(grave) for below, above in zip(lower, upper, strict=True))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"entry_risk": 0.1, "exit_risk": 0.2}, "exit_risk is 0.2 and entry_risk is 0.1"),
        ({"operating_high_risk": 0.8}, "operating_very_high_risk"),
        ({"relocation_medium_risk": 0.4}, "relocation_high_risk"),
        ({"large_multiple": 0.5}, "medium_multiple"),
        ({"matrix": {**LevelSettings().matrix, "very_high": {"large": "red", "medium": "orange"}}}, "matrix.very_high has .* lacks small"),
        ({"respond_days": {"red": 3}}, "respond_days has red and lacks"),
    ],
)
def test_settings_that_contradict_themselves_are_refused(changed, named):
    with pytest.raises(ValueError, match=named):
        LevelSettings(**changed)


@pytest.mark.parametrize("text", ["劝阻企业搬迁", "暂缓办理迁出手续", "对企业开展检查", "挽留企业"])
def test_a_measure_that_hinders_is_refused(text):
    with pytest.raises(ValueError, match="the offer of a service"):
        Measure("bad", text, "某部门")
