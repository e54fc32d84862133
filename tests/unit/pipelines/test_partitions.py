"""Partitions: from the configured month to the last one that is over, and a quarter for the tournament."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from dagster import AssetKey
from dagster._core.definitions.partitions.context import partition_loading_context

from models.month import MonthSettings
from pipelines.clock import TIME_ZONE
from pipelines.config.early_settings import load_run_settings
from pipelines.definitions import build_defs
from pipelines.errors import SettingsError
from pipelines.partitions import FIRST_MONTH, MONTHS, QUARTERS, TRAINING_MONTHS, month_of_partition, partition_of_month
from pipelines.settings import load_settings
from warehouse import names
from warehouse.periods import months_between, shift_month

MIDDLE = datetime(2026, 11, 29, 12, tzinfo=TIME_ZONE)


def test_the_latest_month_is_over_and_the_first_is_the_configured_one() -> None:
    with partition_loading_context(MIDDLE):
        keys = MONTHS.get_partition_keys()
    assert keys[0] == FIRST_MONTH == "2020-01"
    # The running month would be the latest although half of its figures are missing.
    assert keys[-1] == "2026-10"
    assert len(keys) == len(months_between(date(2020, 1, 1), date(2026, 10, 1)))


def test_a_quarter_is_one_partition_and_is_run_for_its_last_month() -> None:
    with partition_loading_context(MIDDLE):
        keys = QUARTERS.get_partition_keys()
    assert keys[:2] == ["2020-01", "2020-04"]
    assert keys[-1] == "2026-07"
    assert month_of_partition("2026-07", QUARTERS) == date(2026, 9, 1)
    assert month_of_partition("2026-07", MONTHS) == month_of_partition("2026-07") == date(2026, 7, 1)


def test_every_job_names_a_month_by_its_partition_and_back() -> None:
    repository = build_defs().get_repository_def()
    by_job = {
        name: partition_of_month(repository.get_job(name), date(2026, 9, 1)) for name in ("run", "report", "score", "tournament", "send")
    }
    assert by_job == {"run": "2026-09", "report": "2026-09", "score": "2026-09", "tournament": "2026-07", "send": "2026-09"}


def test_nothing_that_is_made_by_quarter_is_asked_for_by_month() -> None:
    graph = build_defs().resolve_asset_graph()
    tournament = AssetKey(names.TOURNAMENT)
    assert graph.get(tournament).partitions_def == QUARTERS
    assert {graph.get(key).partitions_def for key in graph.get_all_asset_keys() if key != tournament} == {MONTHS, None}


def test_a_district_with_older_figures_begins_earlier(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "runs.toml").write_text('[runs.first_month]\nvalue = "2015-07"\n', encoding="utf-8")
    asked = "from pipelines.partitions import MONTHS, QUARTERS; print(MONTHS.get_first_partition_key(), QUARTERS.get_first_partition_key())"
    environment = {"EARLYWARN_HOME": str(tmp_path), "PYTHONPATH": ":".join(path for path in sys.path if path)}
    said = subprocess.run([sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["2015-07", "2015-07"]


@pytest.mark.parametrize("value", ['"2015-13"', '"July"', "2015"])
def test_a_first_month_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    (tmp_path / "runs.toml").write_text(f"[runs.first_month]\nvalue = {value}\n", encoding="utf-8")
    for load in (load_run_settings, load_settings):
        with pytest.raises(SettingsError, match=r"runs\.toml: runs\.first_month\.value is "):
            load(tmp_path)


def test_the_windows_of_a_quarter_are_those_of_its_months() -> None:
    window = QUARTERS.time_window_for_partition_key("2026-07")
    assert (window.start.date(), window.end.date()) == (date(2026, 7, 1), shift_month(date(2026, 9, 1), 1))


def test_as_many_months_are_drawn_as_are_learned_from_unless_a_home_says_otherwise() -> None:
    assert MonthSettings().training_months == TRAINING_MONTHS
