"""Flows by destination: the largest named, the small ones together, the unknown last."""

from __future__ import annotations

from datetime import date

import polars as pl

from reports.frames import BriefingFrames
from reports.sections.relocation import flows, relocation_words
from tests.unit.reports.fixture_frames import briefing

NAMES = [*"ABCDEFGHI", None]
ROWS = pl.DataFrame(
    {
        "uscc": [str(place) for place in range(10)],
        "destination": NAMES,
        "output_cny_10k": [*map(float, range(9, 0, -1)), 99.0],
        "street": ["甲街道"] * 10,
        "industry": ["C3921"] * 10,
    }
)


def test_flows_name_the_largest_and_put_the_unknown_last() -> None:
    table = flows(briefing(BriefingFrames(relocations=ROWS)))
    assert table["destination"].to_list() == [*"ABCDEFG", "其他地区", "去向未明"]
    assert table["output_cny_10k"].to_list() == [9, 8, 7, 6, 5, 4, 3, 2 + 1, 99]
    # One small destination alone keeps its name.
    one_less = flows(briefing(BriefingFrames(relocations=ROWS.filter(pl.col("destination") != "I"))))
    assert one_less["destination"].to_list() == [*"ABCDEFGH"]


def test_flows_in_english() -> None:
    table = flows(briefing(BriefingFrames(relocations=ROWS), language="en"))
    assert table["destination"].to_list()[-2:] == ["Other places", "Not known"]
    assert table["industries"][0] == "Manufacture of computers, communication and other electronic equipment"


def test_a_flow_names_where_most_come_from() -> None:
    streets = ["丙", "甲", "乙", "甲", "丁"]
    rows = pl.DataFrame({"uscc": list("12345"), "destination": ["惠州市"] * 5, "street": streets, "industry": ["C3921"] * 5})
    frames = BriefingFrames(relocations=rows)
    assert flows(briefing(frames))["streets"].to_list() == ["甲、丁等4个"]
    assert flows(briefing(frames, language="en"))["streets"].to_list() == ["甲, 丁 (4 in all)"]


def test_forms_add_up_and_empty_ones_are_left_out() -> None:
    rows = pl.DataFrame(
        {
            "uscc": ["A", "B", "C"],
            "form": ["partial", None, "whole"],
            "destination": ["惠州市"] * 3,
            "occurred_on": [None, None, date(2026, 5, 1)],
            "output_cny_10k": [1200.0, None, 900.0],
        }
    )
    frames = BriefingFrames(relocations=rows)
    sentence = relocation_words(briefing(frames))
    assert "有去向信息的2家（部分产能1家、待核实1家），涉及近12个月产值1,200万元；已登记迁出1家。" in sentence
    english = relocation_words(briefing(frames, language="en"))
    assert "With a destination on record: 2 (partial 1, unknown 1), with an output of 1,200 (CNY 10k) over 12 months;" in english
    assert "recorded as moved out: 1." in english


def test_nothing_on_record_is_said() -> None:
    assert relocation_words(briefing(BriefingFrames())) == "本月名单中出现外迁风险信号的企业0家。没有已登记的外迁去向信息。"
