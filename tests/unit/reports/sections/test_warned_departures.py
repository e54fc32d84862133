"""Departures are counted by what the lists had said; those from before the first list are named apart."""

import polars as pl

from reports.frames import BriefingFrames
from reports.sections.warned_departures import departure_table, departure_words
from tests.unit.reports.fixture_frames import briefing, briefing_frames


def test_the_sentence_counts_every_departure_once() -> None:
    own = briefing(briefing_frames())
    assert departure_words(own) == (
        "2025年11月至2026年10月登记迁出、停业4家，其中1家在首期名单发出前已离开，不作比较。"
        "其余3家中，事前已列入名单1家（提前1.3个月），事前只在关注名单1家，事前两者均未列入1家。"
    )
    assert departure_table(own).height == 3


def test_several_are_told_by_the_shortest_the_middle_and_the_longest() -> None:
    rows = briefing_frames().departures.head(1)
    three = pl.concat([rows.with_columns(uscc=pl.lit(str(ahead)), months_ahead=pl.lit(ahead)) for ahead in (0.7, 5.0, 1.2)])
    own = briefing(BriefingFrames(departures=three), language="en")
    assert "3 had been listed before they left (0.7 to 5.0 months ahead, median 1.2)" in departure_words(own)


def test_nobody_left_is_said() -> None:
    assert departure_words(briefing(BriefingFrames())) == "2025年11月至2026年10月没有登记的迁出或停业。"
