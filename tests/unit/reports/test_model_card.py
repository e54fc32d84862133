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
    expert, bent = re.findall(r'd="M([^"]+)"', shape_of(0.5, 0.45, [(0.5, 0.25), (2.0, -0.4)], {}))
    corners = _corners(bent)
    jumps = [(a, b) for a, b in itertools.pairwise(corners) if a[0] == b[0]]
    # Up is a smaller height: the first step lifts, the second lowers.
    assert [b[1] < a[1] for a, b in jumps] == [True, False]
    assert len(_corners(expert)) == 2
    assert all(0 <= x <= 132 and 0 <= y <= 36 for x, y in [*corners, *_corners(expert)])


def test_a_flat_feature_can_be_drawn() -> None:
    assert "nan" not in shape_of(0.0, 0.0, [(1.0, 0.0)], {})


def test_the_band_lies_around_the_bent_line_and_is_widest_where_least_is_known() -> None:
    steps, errors = [(0.5, 0.25), (2.0, -0.4)], {None: 0.1, 0.5: 0.2, 2.0: 0.6}
    band, _, bent = (_corners(path) for path in re.findall(r'd="M([^"]+)"', shape_of(0.5, 0.45, steps, errors)))
    upper, lower = band[: len(bent)], band[len(bent) :][::-1]
    widths = [below[1] - above[1] for above, below in zip(upper, lower, strict=True)]
    for (x, y), above, below in zip(bent, upper, lower, strict=True):
        assert above[0] == below[0] == x
        assert above[1] <= y <= below[1]
    # Where the first step begins all are nothing; after it its own error, after the last that of both and of the line.
    assert widths[1] == 0
    assert widths[2] < widths[4] < widths[5]
    assert all(0 <= x <= 132 and 0 <= y <= 36 for x, y in band)


def test_a_card_of_an_older_version_has_no_band() -> None:
    assert shape_of(0.5, 0.45, [(0.5, 0.25)], {None: 0.1}).count("<path") == 2
    assert card_rows(CARD, Words("zh"))[1]["shape"].count("<path") == 2
    assert card_rows(CARD.with_columns(height_error=pl.lit(0.1)), Words("zh"))[1]["shape"].count("<path") == 3
