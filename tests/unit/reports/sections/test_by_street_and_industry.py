"""Groups are counted with their denominators, and a group without a name is a group."""

from __future__ import annotations

import polars as pl
import pytest

from reports.frames import BriefingFrames
from reports.sections.by_street_and_industry import by_place, most_touched
from reports.words.text import Words
from tests.unit.reports.fixture_frames import briefing


def warned(*streets: str | None) -> pl.DataFrame:
    count = len(streets)
    levels = ["red", *["blue"] * (count - 1)]
    return pl.DataFrame({"uscc": [str(place) for place in range(count)], "street": streets, "level": levels, "is_listed": [True] * count})


def test_per_hundred_needs_the_number_monitored() -> None:
    monitored = pl.DataFrame({"dimension": ["street", "street"], "name": ["甲街道", "丙街道"], "enterprises_count": [50, 20]})
    frames = BriefingFrames(warnings=warned("甲街道", "甲街道", "乙街道"), monitored=monitored)
    rows = {row["name"]: row for row in by_place(briefing(frames), "street").iter_rows(named=True)}
    assert rows["甲街道"]["per_hundred"] == pytest.approx(4.0)
    assert rows["乙街道"]["per_hundred"] is None
    assert rows["丙街道"]["count"] == 0


def test_the_unnamed_are_counted_and_never_the_most_touched() -> None:
    monitored = pl.DataFrame({"dimension": ["street", "street"], "name": [None, "甲街道"], "enterprises_count": [10, 10]})
    places = by_place(briefing(BriefingFrames(warnings=warned(None, None, "甲街道"), monitored=monitored)), "street")
    assert places.select("name", "count", "monitored", "is_named").rows() == [("未注明", 2, 10, False), ("甲街道", 1, 10, True)]
    touched = most_touched(places, Words())
    assert touched is not None
    assert (touched.names, touched.count) == ("甲街道", 1)


@pytest.mark.parametrize(
    ("streets", "zh", "en"),
    [
        (("甲", "乙"), "乙、甲并列", "乙, 甲 (equal)"),
        (("丁", "丙", "乙", "甲"), "丁、丙、乙等并列", "丁, 丙, 乙 and others (equal)"),
    ],
)
def test_equal_counts_are_all_named(streets: tuple[str, ...], zh: str, en: str) -> None:
    places = by_place(briefing(BriefingFrames(warnings=warned(*streets))), "street")
    named = [most_touched(places, Words(language)) for language in ("zh", "en")]
    assert [touched.names for touched in named if touched] == [zh, en]


def test_industries_are_named_in_the_language_of_the_edition() -> None:
    frames = BriefingFrames(warnings=warned("甲").with_columns(industry=pl.lit("C3921")))
    assert by_place(briefing(frames), "industry")["name"].to_list() == ["计算机、通信和其他电子设备制造业"]
    english = by_place(briefing(frames, language="en"), "industry")["name"].to_list()
    assert english == ["Manufacture of computers, communication and other electronic equipment"]
