"""Which districts are judged twice, and what Dagster shows of each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.data_dir import DataDir
from pipelines.districts.months import described_by_district, outcome_rows, sample_of
from pipelines.districts.outcome import DistrictOutcome

MONTHS = [date(2026, month, 1) for month in range(1, 11)]


def homes(root: Path, count: int) -> dict[str, DataDir]:
    return {f"district {number:02d}": DataDir(root).of_district(f"district {number:02d}") for number in range(count)}


def test_a_sample_is_the_same_every_time_and_another_one_every_month(tmp_path: Path) -> None:
    of = homes(tmp_path, 40)
    samples = [sample_of(of, month, 5) for month in MONTHS]
    assert samples == [sample_of(of, month, 5) for month in MONTHS]
    assert {len(sample) for sample in samples} == {5}
    assert len(frozenset().union(*samples)) > 20
    assert sample_of(of, MONTHS[0], 100) == {home.district for home in of.values()}


def test_the_table_of_districts_says_what_each_cost_and_how_many_rules_it_broke(tmp_path: Path) -> None:
    outcomes = [DistrictOutcome("甲区", "甲区", "held", "a source is missing", 11, None, None, 4.5, 2)]
    shown = described_by_district(outcome_rows(DataDir(tmp_path), MONTHS[0], outcomes), outcomes)
    assert "| 甲区 | held |  |  |  |  |  | 2 | 4.5 | a source is missing |" in shown
