"""Charts: one frame, two painters, the same numbers; Chinese text as text; gaps as gaps."""

import io
import json
import re
from datetime import date

import polars as pl
import pytest

from reports.charts.fonts import matplotlib_family, packaged_font
from reports.charts.growth import growth_panels
from reports.charts.pictures import growth_picture, trend_picture, trend_png
from reports.charts.plotly_specs import as_json, growth_spec, small_spec, trend_spec
from reports.charts.sparklines import draw_small, marks, prepare_small
from reports.charts.trend import prepare_trend, trend_words
from reports.palette import LEVELS, TONES
from reports.sections.development import totals
from reports.words.format import INDICATOR_NAMES, signed_share
from tests.unit.reports.fixture_frames import MONTH, briefing_frames, edition


@pytest.fixture(scope="module")
def frames():
    return briefing_frames()


@pytest.fixture(scope="module")
def trend(frames):
    return prepare_trend(frames, edition())


def _resolved(value):
    if isinstance(value, dict):
        return {key: _resolved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item) for item in value]
    found = re.fullmatch(r"var\(--([a-z]+)\)", value) if isinstance(value, str) else None
    return TONES[found.group(1)][0] if found else value


def test_plotly_accepts_every_specification(frames, trend):
    from plotly.graph_objects import Figure

    small = prepare_small(frames.series.filter(pl.col("uscc") == frames.listed()["uscc"][0]), "tax", MONTH)
    for spec in (trend_spec(trend), growth_spec(growth_panels(totals(frames, edition()))), small_spec(small, "纳税", "万元")):
        drawn = _resolved(json.loads(as_json(spec)))
        Figure({key: drawn[key] for key in ("data", "layout")})
        assert spec["layout"]["xaxis"]["tickvals"][-1] == "2026-10"
        assert set(spec["layout"]["xaxis"]["tickvals"]) <= set(spec["data"][0]["x"])


def test_both_painters_draw_the_same_growth(frames):
    panels = growth_panels(totals(frames, edition()))
    spec = growth_spec(panels)
    drawn = growth_picture(totals(frames, edition()), "说明", paper=True).wide
    for trace, (key, values) in zip(spec["data"], panels.lines.items(), strict=True):
        assert trace["name"] == f"{INDICATOR_NAMES[key]}同比"
        assert trace["y"] == [None if value is None else round(value, 9) for value in values]
        assert signed_share(values[panels.last(key)]) in drawn
    texts = [note["text"] for note in spec["layout"]["annotations"]]
    assert texts == [
        text for key in panels.lines for text in (f"{INDICATOR_NAMES[key]}同比", signed_share(panels.lines[key][panels.last(key)]))
    ]


def test_a_short_axis_names_every_month_once():
    months = pl.DataFrame({"month": [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]} | {level.key: [1, 2, 3] for level in LEVELS})
    assert trend_spec(months)["layout"]["xaxis"]["tickvals"] == ["2026-08", "2026-09", "2026-10"]


def test_specification_is_safe_inside_a_script_element():
    assert "</script" not in as_json({"a": "</script><b>&\u2028"})
    assert json.loads(as_json({"a": "</script>&"})) == {"a": "</script>&"}


def test_static_chart_has_its_text_as_text(trend):
    picture = trend_picture(trend, trend_words(trend), paper=False)
    last = trend.row(-1, named=True)
    for level in LEVELS:
        assert f"{level.shape}{level.word} {last[level.key]}" in picture.wide
        assert f"{level.shape}{level.word} {last[level.key]}" in picture.narrow
        assert f"var(--{level.key})" in picture.wide
    assert "2026-10" in picture.wide


def test_paper_charts_have_literal_colours_and_no_script(trend):
    picture = trend_picture(trend, trend_words(trend), paper=True)
    assert "var(--" not in picture.wide
    assert picture.spec is None


def test_growth_panels_share_one_scale(frames):
    wide = growth_picture(totals(frames, edition()), "说明", paper=True).wide
    labels = re.findall(r">([+\u2212]\d+%)<", wide)
    assert labels
    assert len(labels) == len(set(labels))  # only the first panel carries the common scale


def test_png_is_a_picture_without_program_or_moment(trend):
    from PIL import Image

    image = Image.open(io.BytesIO(trend_png(trend)))
    assert image.width >= 600
    assert not {"Software", "Creation Time"} & set(image.info)


def test_every_letter_of_the_charts_is_in_the_font():
    from fontTools.ttLib import TTFont

    path = packaged_font("sans")
    if path is None:
        pytest.skip("font package not installed; a system font is used")
    assert matplotlib_family() == "Noto Sans SC"
    with TTFont(path, lazy=True) as font:
        letters = set(font.getBestCmap())
    needed = "".join(f"{level.shape}{level.label}" for level in LEVELS) + "产值纳税用电同比共家□\u2212+%,—"
    assert [letter for letter in needed if ord(letter) not in letters] == []


def test_trend_ends_with_the_board_and_keeps_unlisted_months_out(frames):
    gap = frames.level_history.filter(pl.col("month") != date(2026, 3, 1))
    trend = prepare_trend(type(frames)(warnings=frames.warnings, previous=frames.previous, level_history=gap), edition())
    assert trend["month"][-1] == MONTH
    assert date(2026, 3, 1) not in trend["month"].to_list()
    assert trend["month"].is_sorted()


def _series(values):
    months = [date(2026, month, 1) for month in range(1, len(values) + 1)]
    rows = {"period": months, "value": values, "expected": [10.0] * len(values), "flags": [""] * len(values)}
    bands = {name: [bound] * len(values) for name, bound in (("lo_80", 8.0), ("hi_80", 12.0), ("lo_95", 7.0), ("hi_95", 13.0))}
    return pl.DataFrame({"indicator": ["tax"] * len(values)} | rows | bands)


def test_gaps_are_drawn_as_gaps():
    rows = prepare_small(_series([1.0, 2.0, None, 3.0, 4.0, None, 5.0]), "tax", date(2026, 7, 1))
    svg = draw_small(rows, "纳税", "万元", "x")
    line = re.search(r'<path class="v" d="([^"]*)"', svg).group(1)
    assert line.count("M") == 2  # the third stretch is one month, which is a dot
    assert svg.count('class="d"') == 1
    assert svg.count('class="m"') == 2
    assert "其中2个月无数据" in svg


def test_a_forecast_is_no_gap():
    rows = prepare_small(_series([1.0, None, 3.0, None, None]), "tax", date(2026, 3, 1), until=date(2026, 5, 1))
    assert rows["is_gap"].to_list() == [False, True, False, False, False]
    assert draw_small(rows, "纳税", "万元", "x").count('class="m"') == 1
    gaps = small_spec(rows, "纳税", "万元")["data"][-1]
    assert gaps["x"] == ["2026-02"]


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.0, 2795.0), (-20.0, 6.0), (0.0, 4.3e8), (0.0, 9.99), (-3.0, 0.0)])
def test_axes_are_marked_with_round_numbers(low, high):
    found = marks(low, high)
    assert 2 <= len(found) <= 4
    assert 0.0 in found
    assert low <= found[0] + 1e-9
    assert found[-1] <= high


def test_months_that_never_came_are_gaps_too():
    sparse = _series([1.0, 2.0, 3.0, 4.0]).filter(pl.col("period") != date(2026, 2, 1))
    rows = prepare_small(sparse, "tax", date(2026, 5, 1))
    assert rows["value"].to_list() == [1.0, None, 3.0, 4.0, None]


def test_negative_months_stay_inside_the_chart():
    svg = draw_small(prepare_small(_series([5.0, -20.0, 6.0]), "tax", date(2026, 3, 1)), "纳税", "万元", "x")
    heights = [float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", re.search(r'class="v" d="([^"]*)"', svg).group(1))]
    assert max(heights) <= 150 - 20
    assert "\u221220" in svg
