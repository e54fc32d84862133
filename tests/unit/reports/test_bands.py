"""The coverage table: one row a class, every level and horizon in its own cell."""

import polars as pl

from reports.sections.bands import CELLS, coverage_table
from tests.unit.reports.fixture_frames import briefing_frames


def test_every_measured_share_stands_in_its_own_cell() -> None:
    frames = briefing_frames()
    table = coverage_table(frames)
    assert table.select("indicator", "size_class").unique().height == table.height == 9
    for row in frames.bands.iter_rows(named=True):
        mine = table.filter(pl.col("indicator") == row["indicator"], pl.col("size_class") == row["size_class"])
        assert mine[f"at_{round(100 * row['nominal_share'])}_{row['horizon_months']}"][0] == row["covered_share"]


def test_a_horizon_that_was_not_measured_stays_empty() -> None:
    frames = briefing_frames()
    object.__setattr__(frames, "bands", frames.bands.filter(pl.col("horizon_months") == 1))
    table = coverage_table(frames)
    assert [name for name, _ in CELLS if table[name].null_count() == 0] == ["at_80_1", "at_95_1"]
