"""The fan charts of a run are shared by the districts of an installation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.data_dir import DataDir
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings


@pytest.mark.parametrize(("districts", "most"), [(0, 12), (1, 12), (5, 2), (13, 0)])
def test_a_run_draws_no_more_for_many_districts_than_for_one(tmp_path: Path, districts: int, most: int) -> None:
    home = DataDir(tmp_path)
    places = [home.of_district(f"district {number}") for number in range(districts)] or [home]
    for place in places:
        place.prepare()
    run = MonthRun(date(2026, 5, 1), date(2026, 6, 16), load_settings(), places[-1], StageTables(None))  # type: ignore[arg-type]
    assert run.fans_most == most
