"""Charts as pages have them: text as text, colours by the medium, one scale, and the numbers of their frame in either language."""

from __future__ import annotations

import io
import re

import polars as pl
import pytest

from reports.briefing import Briefing
from reports.charts.growth import growth_panels
from reports.charts.pictures import growth_picture, trend_picture, trend_png
from reports.charts.plotly_specs import growth_spec
from reports.charts.trend import prepare_trend, trend_words
from reports.palette import LEVELS
from reports.sections.development import totals
from reports.words.format import month_key, signed_share
from reports.words.text import Words
from tests.unit.reports.fixture_frames import briefing

ZH, EN = Words("zh"), Words("en")


@pytest.fixture(scope="module")
def both() -> Briefing:
    return briefing()


@pytest.fixture(scope="module")
def trend(both: Briefing) -> pl.DataFrame:
    return prepare_trend(both)


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_both_painters_draw_the_same_growth(both: Briefing, words: Words) -> None:
    panels = growth_panels(totals(both))
    spec = growth_spec(panels, words)
    drawn = growth_picture(totals(both), "", paper=True, words=words).wide
    names = {"zh": ["产值同比", "纳税同比", "用电同比"], "en": ["Output growth", "Tax growth", "Electricity growth"]}[words.language]
    for trace, name, (key, values) in zip(spec["data"], names, panels.lines.items(), strict=True):
        assert trace["name"] == name
        assert trace["y"] == [None if value is None else round(value, 9) for value in values]
        assert name in drawn
        assert signed_share(panels.newest(key)[1]) in drawn
    texts = [note["text"] for note in spec["layout"]["annotations"]]
    assert texts == [text for name, key in zip(names, panels.lines, strict=True) for text in (name, signed_share(panels.newest(key)[1]))]


def test_a_source_that_is_late_has_its_own_newest_month_beside_its_line(both: Briefing) -> None:
    rows = totals(both)
    late = rows.filter((pl.col("indicator") != "electricity") | (pl.col("period") < rows["period"].max()))
    panels = growth_panels(late)
    place, value = panels.newest("electricity")
    month = month_key(panels.months[place])
    assert month == "2026-09"
    texts = [note["text"] for note in growth_spec(panels, ZH)["layout"]["annotations"]]
    assert f"{signed_share(value)}<br>{month}" in texts
    # Of those that are not late the newest month is the last of the axis.
    assert [text for text in texts if "<br>" in text] == [f"{signed_share(value)}<br>{month}"]
    drawn = growth_picture(late, "", paper=True, words=ZH).wide
    assert {f">{text}<" for text in (signed_share(value), month)} <= set(re.findall(r">[^<>]+<", drawn))


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_static_chart_has_its_text_as_text(trend: pl.DataFrame, words: Words) -> None:
    picture = trend_picture(trend, trend_words(trend, words), False, words)
    last = trend.row(-1, named=True)
    for level in LEVELS:
        label = f"{level.shape}{level.word(words.language)} {last[level.key]}"
        assert label in picture.wide
        assert label in (picture.narrow or "")
        assert f"var(--{level.key})" in picture.wide
    assert "2026-10" in picture.wide


def test_paper_charts_have_literal_colours_and_no_script(trend: pl.DataFrame) -> None:
    picture = trend_picture(trend, trend_words(trend, ZH), True, ZH)
    assert "var(--" not in picture.wide
    assert picture.spec is None


def test_growth_panels_share_one_scale(both: Briefing) -> None:
    wide = growth_picture(totals(both), "", paper=True, words=ZH).wide
    labels = re.findall(r">([+\u2212]\d+%)<", wide)
    assert labels
    assert len(labels) == len(set(labels))  # only the first panel carries the common scale


def test_png_is_a_picture_without_program_or_moment(trend: pl.DataFrame) -> None:
    from PIL import Image

    image = Image.open(io.BytesIO(trend_png(trend, ZH)))
    assert image.width >= 600
    assert not {"Software", "Creation Time"} & set(image.info)
