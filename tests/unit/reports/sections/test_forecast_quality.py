"""The annex on forecasts: one row a class in the office's order, every measured share in its own cell."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from reports.frames import BriefingFrames, empty
from reports.model_page import model_page
from reports.sections.forecast_quality import RIVALS, band_cells, coverage_table, tournament_table, tournament_words
from reports.words.text import Words
from tests.unit.reports.fixture_frames import briefing, briefing_frames


@pytest.fixture(scope="module")
def frames() -> BriefingFrames:
    return briefing_frames()


def test_every_measured_share_stands_in_its_own_cell(frames: BriefingFrames) -> None:
    table = coverage_table(frames)
    assert table.select("indicator", "size_class").unique().height == table.height == 9
    for row in frames.bands.iter_rows(named=True):
        mine = table.filter(pl.col("indicator") == row["indicator"], pl.col("size_class") == row["size_class"])
        assert mine[f"at_{round(100 * row['nominal_share'])}_{row['horizon_months']}"][0] == row["covered_share"]


def test_a_horizon_that_was_not_measured_stays_empty(frames: BriefingFrames) -> None:
    table = coverage_table(dataclasses.replace(frames, bands=frames.bands.filter(pl.col("horizon_months") == 1)))
    assert [name for name, _ in band_cells(Words()) if table[name].null_count() == 0] == ["at_80_1", "at_95_1"]
    assert band_cells(Words())[0][1] == "80%·1月"


def test_a_row_for_every_class_in_the_order_of_the_office(frames: BriefingFrames) -> None:
    table = tournament_table(frames)
    assert table.select("indicator", "size_class").rows() == [
        (indicator, size) for indicator in ("output_value", "electricity", "water") for size in ("1", "2", "3")
    ]
    assert table.filter(pl.col("indicator") == "water")["chosen"].unique().to_list() == ["blend"]
    assert table["series_count"].unique().to_list() == [200]


def test_rivals_are_multiples_on_the_same_series(frames: BriefingFrames) -> None:
    prophet = frames.tournament.filter(pl.col("forecaster") == "prophet", pl.col("indicator") == "water", pl.col("size_class") == "1")
    row = tournament_table(frames).filter(pl.col("indicator") == "water", pl.col("size_class") == "1")
    assert row["prophet"][0] == (prophet["scaled_error"] / prophet["screening_error"])[0]
    assert set(RIVALS) <= set(row.columns)


def test_fits_that_failed_or_exploded_are_counted_in_words(frames: BriefingFrames) -> None:
    words = tournament_words(briefing(frames))
    assert "替代9次" in words
    assert "截断9次" in words
    assert "每类最多比6列" in words
    english = tournament_words(briefing(frames, language="en"))
    assert "compared on 6 a class at most" in english
    assert english.startswith("Comparison of the quarter to September 2026")


def test_without_a_tournament_there_is_no_table(frames: BriefingFrames) -> None:
    bare = briefing(dataclasses.replace(frames, tournament=empty("tournament")))
    assert tournament_words(bare) == ""
    assert "季度比选" not in model_page(bare)
    assert "季度比选" in model_page(briefing(frames))
