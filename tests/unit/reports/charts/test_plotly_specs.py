"""Specifications are plain data that Plotly accepts, with months as names."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import polars as pl
import pytest

from reports.charts.growth import growth_panels
from reports.charts.plotly_specs import as_json, growth_spec, small_spec, trend_spec
from reports.charts.sparklines import prepare_small
from reports.charts.trend import prepare_trend
from reports.palette import LEVELS, TONES
from reports.sections.development import totals
from reports.words.text import Words
from tests.unit.reports.fixture_frames import MONTH, briefing
from warehouse.vocabulary import INDICATORS

CHINESE = re.compile("[\u4e00-\u9fff]")


def resolved(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: resolved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item) for item in value]
    found = re.fullmatch(r"var\(--([a-z]+)\)", value) if isinstance(value, str) else None
    return TONES[found.group(1)][0] if found else value


@pytest.mark.parametrize("words", [Words("zh"), Words("en")], ids=["zh", "en"])
def test_plotly_accepts_every_specification(words: Words) -> None:
    from plotly.graph_objects import Figure

    both = briefing()
    small = prepare_small(both.frames.series.filter(pl.col("uscc") == both.listed["uscc"][0], pl.col("indicator") == "tax"), MONTH)
    name, unit = words.term(INDICATORS, "tax"), words.unit("tax")
    for spec in (
        trend_spec(prepare_trend(both), words),
        growth_spec(growth_panels(totals(both)), words),
        small_spec(small, name, unit, words),
    ):
        text = as_json(spec)
        drawn = resolved(json.loads(text))
        Figure({key: drawn[key] for key in ("data", "layout")})
        assert spec["layout"]["xaxis"]["tickvals"][-1] == "2026-10"
        assert set(spec["layout"]["xaxis"]["tickvals"]) <= set(spec["data"][0]["x"])
        assert bool(CHINESE.search(text)) != words.is_english


def test_what_a_pointer_shows_has_its_unit() -> None:
    both = briefing()
    small = prepare_small(both.frames.series.filter(pl.col("uscc") == both.listed["uscc"][0], pl.col("indicator") == "tax"), MONTH)
    templates = [trace.get("hovertemplate", "") for trace in small_spec(small, "tax", "CNY 10k", Words("en"))["data"]]
    assert "%{x} tax %{y:,.4~r} (CNY 10k)<extra></extra>" in templates
    assert "%{x} no figure<extra></extra>" in templates
    assert trend_spec(prepare_trend(both), Words())["data"][0]["hovertemplate"] == "%{x} 红色 %{y}家<extra></extra>"


def test_a_short_axis_names_every_month_once() -> None:
    months = pl.DataFrame(
        {"month": [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]}
        | {key: [1, 2, 3] for key in (*(level.key for level in LEVELS), "watched")}
    )
    assert trend_spec(months, Words())["layout"]["xaxis"]["tickvals"] == ["2026-08", "2026-09", "2026-10"]


def test_specification_is_safe_inside_a_script_element() -> None:
    assert "</script" not in as_json({"a": "</script><b>&\u2028"})
    assert json.loads(as_json({"a": "</script>&"})) == {"a": "</script>&"}
