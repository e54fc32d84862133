"""Which districts are judged twice, and what Dagster shows of each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from pipelines.data_dir import DataDir
from pipelines.districts import months
from pipelines.districts.handing_over import Handed
from pipelines.districts.months import UNPLACED, described_by_district, outcome_rows, run_districts, sample_of, unplaced_line
from pipelines.districts.outcome import DistrictOutcome
from pipelines.month.run import MonthRun
from pipelines.run_records.terminal_notices import Notice, listening
from pipelines.settings import load_settings
from warehouse import names
from warehouse.catalogue import table_named

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


@pytest.mark.parametrize("unplaced", [0, 2])
def test_enterprises_that_stand_in_no_district_are_counted_to_whoever_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unplaced: int
) -> None:
    home, heard = DataDir(tmp_path), list[Notice]()
    monkeypatch.setattr(months, "hand_over", lambda *_: Handed(homes(tmp_path, 1), unplaced))
    monkeypatch.setattr(months, "gather_learned", lambda *_: None)
    held = DistrictOutcome("district 00", "district 00", "held", "a source is missing", 11, None, None, 4.5, 2)
    monkeypatch.setattr(months, "map_blocks", lambda *_: [(0, held)])
    before = table_named(names.DISTRICTS).empty_frame().drop("month")
    known = {
        "home": home,
        "settings": load_settings(),
        "month": MONTHS[0],
        "as_of": date(2026, 2, 16),
        "district": "",
        "is_explained": False,
    }
    run = SimpleNamespace(**known, read=lambda _: before)
    with listening(heard.append):
        assert run_districts(cast("MonthRun", run))[2] == unplaced
    told = [unplaced_line(notice) for notice in heard if UNPLACED in notice]
    assert [line.split()[0] for line in told] == ([str(unplaced)] if unplaced else [])


def test_the_table_of_districts_says_what_each_cost_and_how_many_rules_it_broke(tmp_path: Path) -> None:
    outcomes = [DistrictOutcome("甲区", "甲区", "held", "a source is missing", 11, None, None, 4.5, 2)]
    shown = described_by_district(outcome_rows(DataDir(tmp_path), MONTHS[0], outcomes), outcomes)
    assert "| 甲区 | held |  |  |  |  |  | 2 | 4.5 | a source is missing |" in shown
