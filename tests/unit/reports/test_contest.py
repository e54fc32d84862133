"""The tournament's table: one row a class in the office's order, and the one who was chosen."""

import dataclasses

import polars as pl

from reports.bulletin import render_bulletin
from reports.frames import BriefingFrames, empty
from reports.sections.tournament import RIVALS, contest_table, contest_words
from tests.unit.reports.fixture_frames import briefing_frames, edition


def test_a_row_for_every_class_in_the_order_of_the_office() -> None:
    table = contest_table(briefing_frames())
    assert table.select("indicator", "size_class").rows() == [
        (indicator, size) for indicator in ("output_value", "electricity", "water") for size in ("1", "2", "3")
    ]
    assert table.filter(pl.col("indicator") == "water")["chosen"].unique().to_list() == ["blend"]
    assert table["series_count"].unique().to_list() == [200]


def test_rivals_are_told_as_multiples_on_the_same_series() -> None:
    frames = briefing_frames()
    prophet = frames.tournament.filter(pl.col("forecaster") == "prophet", pl.col("indicator") == "water", pl.col("size_class") == "1")
    told = contest_table(frames).filter(pl.col("indicator") == "water", pl.col("size_class") == "1")
    assert told["prophet"][0] == (prophet["scaled_error"] / prophet["screening_error"])[0]
    assert set(RIVALS) <= set(told.columns)


def test_fits_that_failed_or_exploded_are_counted_in_words() -> None:
    words = contest_words(briefing_frames())
    assert "替代9次" in words
    assert "截断9次" in words
    assert "每类最多比6列" in words


def test_without_a_tournament_there_is_no_table() -> None:
    frames: BriefingFrames = dataclasses.replace(briefing_frames(), tournament=empty("tournament"))
    assert contest_words(frames) == ""
    assert contest_table(frames).is_empty()
    assert "附表4" not in render_bulletin(frames, edition())
    assert "附表4" in render_bulletin(briefing_frames(), edition())
