"""A district whose month cannot be run is an outcome with a sentence, and raises nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipelines.data_dir import DataDir
from pipelines.districts.month_block import MonthBlock, run_block

if TYPE_CHECKING:
    from pathlib import Path


def test_a_wrong_configuration_fails_the_district_with_its_file(tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home").of_district("甲区")
    home.config.mkdir(parents=True)
    (home.config / "levels.toml").write_text("places = 'many'\n", encoding="utf-8")
    outcome = run_block(MonthBlock(home.root, date(2026, 6, 1)))
    assert (outcome.folder, outcome.name, outcome.status, outcome.exit_code) == ("甲区", "甲区", "failed", 2)
    assert "levels.toml" in outcome.sentence
    assert not outcome.is_out
