"""Flows by destination: the largest named, the small ones together, the unknown last."""

from __future__ import annotations

from datetime import date

import polars as pl

from reports.frames import BriefingFrames
from reports.sections.relocation import FLOWS_SHOWN, flow_tables, flows, relocation_words
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


def here(rows: pl.DataFrame, **changes: object) -> pl.DataFrame:
    """The flows of rows that are all of one state."""
    own = briefing(BriefingFrames(relocations=rows), **changes)
    return flows(own, own.frames.relocations)


def test_flows_name_the_largest_and_put_the_unknown_last() -> None:
    table = here(ROWS)
    assert table["destination"].to_list() == [*"ABCDE", "其他地区", "去向不明"]
    assert table["output_cny_10k"].to_list() == [9, 8, 7, 6, 5, 4 + 3 + 2 + 1, 99]
    # One small destination alone keeps its name.
    few = ROWS.head(FLOWS_SHOWN + 1)
    assert here(few)["destination"].to_list() == [*"ABCDEF"]


def test_flows_in_english() -> None:
    table = here(ROWS, language="en")
    assert table["destination"].to_list()[-2:] == ["Other places", "Not known"]
    assert table["industries"][0] == "Manufacture of computers, communication and other electronic equipment"


def test_a_flow_names_where_most_come_from() -> None:
    streets = ["丙", "甲", "乙", "甲", "丁"]
    rows = pl.DataFrame({"uscc": list("12345"), "destination": ["惠州市"] * 5, "street": streets, "industry": ["C3921"] * 5})
    assert here(rows)["streets"].to_list() == ["甲、丁等4个"]
    assert here(rows, language="en")["streets"].to_list() == ["甲, 丁 (4 in all)"]


def test_those_still_here_and_those_who_left_are_told_apart_and_the_unknown_are_not_known() -> None:
    rows = pl.DataFrame(
        {
            "uscc": ["A", "B", "C", "D", "E"],
            "form": ["partial", None, "whole", "whole", "within_district"],
            "state": ["here", "here", "gone", "gone", "moved_within"],
            "destination": ["惠州市", None, "深圳市龙岗区", None, None],
            "is_within_city": [False, None, True, None, None],
            "occurred_on": [None, None, date(2026, 5, 1), date(2026, 6, 1), date(2026, 6, 1)],
            "output_cny_10k": [1200.0, None, 900.0, 100.0, 50.0],
        }
    )
    own = briefing(BriefingFrames(relocations=rows))
    sentence = relocation_words(own)
    assert "其中仍在区2家（部分产能1家、待核实1家），涉及近12个月产值1,200万元：已知去向1家、去向不明1家。" in sentence
    assert "2025年11月至2026年10月登记迁出2家（已知去向1家、去向不明1家），另有区内搬迁1家，仍在区、不计迁出。" in sentence
    tables = {flow.state: flow for flow in flow_tables(own)}
    assert {state: (flow.count, flow.known) for state, flow in tables.items()} == {"here": (2, 1), "gone": (2, 1)}
    assert tables["gone"].rows.select("destination", "is_within_city", "output_cny_10k").rows() == [
        ("深圳市龙岗区", True, 900.0),
        ("去向不明", None, 100.0),
    ]
    english = relocation_words(briefing(BriefingFrames(relocations=rows), language="en"))
    assert "Still here of them: 2 (partial 1, unknown 1), with an output of 1,200 (CNY 10k) over 12 months;" in english
    assert "Recorded as moved out from November 2025 to October 2026: 2" in english


def test_nothing_on_record_is_said() -> None:
    assert relocation_words(briefing(BriefingFrames())) == "本月名单中没有出现外迁风险信号的企业。没有已登记的外迁去向信息。"
