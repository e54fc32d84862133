"""The model card keeps a row a feature, words its steps in order, and draws the line that they bend."""

import itertools
import re

import polars as pl

from reports.sections.model_card import card_rows, shape_of
from reports.words.text import Words

CARD = pl.DataFrame(
    {
        "risk": ["operating"] * 4,
        "feature": ["intercept", "fall_3", "fall_3", "fall_3"],
        "from_value": [None, None, 2.0, 0.5],
        "coefficient": [-3.0, 0.5, -0.4, 0.25],
        "prior_mean": [-3.6, 0.45, 0.0, 0.0],
    }
)


def _corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_a_feature_has_one_row_with_its_steps_in_order() -> None:
    intercept, fall = card_rows(CARD, Words("zh"))
    assert (fall["feature"], fall["coefficient"], fall["steps"]) == ("fall_3", 0.5, "+0.50起+0.25；+2.00起−0.40")
    assert (intercept["steps"], intercept["shape"]) == ("", "")
    assert card_rows(CARD, Words("en"))[1]["steps"] == "from +0.50 +0.25; from +2.00 −0.40"


def test_the_drawing_jumps_where_a_step_begins_and_stays_inside() -> None:
    expert, bent = re.findall(r'd="M([^"]+)"', shape_of(0.5, 0.45, [(0.5, 0.25), (2.0, -0.4)]))
    corners = _corners(bent)
    jumps = [(a, b) for a, b in itertools.pairwise(corners) if a[0] == b[0]]
    # Up is a smaller height: the first step lifts, the second lowers.
    assert [b[1] < a[1] for a, b in jumps] == [True, False]
    assert len(_corners(expert)) == 2
    assert all(0 <= x <= 132 and 0 <= y <= 36 for x, y in [*corners, *_corners(expert)])


def test_a_flat_feature_can_be_drawn() -> None:
    assert "nan" not in shape_of(0.0, 0.0, [(1.0, 0.0)])
