"""What the clock asks for: the month of the one district or of all, and a reason wherever nothing is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from pipelines.data_dir import DataDir
from pipelines.schedules import (
    backup_schedule,
    brief_schedule,
    districts_schedule,
    late_schedule,
    monthly_schedule,
    reminder_schedule,
    tournament_schedule,
)
from tests.unit.pipelines.dated_context import DatedContext

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = (monthly_schedule, districts_schedule, tournament_schedule, backup_schedule)
THE_16TH = datetime(2026, 11, 16, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def alone(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    home.prepare()
    return home


@pytest.fixture
def many(alone: DataDir) -> DataDir:
    for name in ("甲区", "乙区"):
        alone.of_district(name).prepare()
    return alone


def asked(schedule: dg.ScheduleDefinition, home: DataDir, moment: datetime = THE_16TH) -> list[str]:
    """Return the partitions or days that are asked for, or why none is."""
    resources: dict[str, Any] = {"run_context": DatedContext(home=str(home.root), day=moment.date().isoformat())}
    with dg.build_schedule_context(scheduled_execution_time=moment, resources=resources) as context:
        # One that asks for a partition wants every definition loaded to be ticked; what it asks for is what its function yields.
        found = list(schedule(context)) if schedule in WRITTEN else ticked(schedule, context)
    return [str(one.skip_message if isinstance(one, dg.SkipReason) else one.partition_key or one.run_key) for one in found]


def ticked(schedule: dg.ScheduleDefinition, context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest | dg.SkipReason]:
    found = schedule.evaluate_tick(context)
    return [dg.SkipReason(found.skip_message)] if found.skip_message else [*(found.run_requests or [])]


def test_one_district_is_run_by_its_own_schedule_and_many_by_theirs(alone: DataDir) -> None:
    assert asked(monthly_schedule, alone) == ["2026-10"]
    assert "one district" in asked(districts_schedule, alone)[0]
    assert asked(tournament_schedule, alone) == ["2026-08"]


def test_of_many_districts_the_month_is_asked_for_once_for_all(many: DataDir) -> None:
    assert asked(districts_schedule, many) == ["2026-10"]
    assert "several districts" in asked(monthly_schedule, many)[0]
    assert "several districts" in asked(tournament_schedule, many)[0]


def test_a_month_that_was_run_early_is_not_asked_for_again(alone: DataDir) -> None:
    alone.config.mkdir()
    text = '[automation.is_early]\nvalue = true\nunit = "yes or no"\nreason = "x"\nowner = "x"\nreviewed = 2026-11-01\n'
    (alone.config / "automation.toml").write_text(text, encoding="utf-8")
    assert asked(monthly_schedule, alone) == ["2026-10"]
    alone.briefing(datetime(2026, 10, 1).date()).mkdir(parents=True)
    assert "out already" in asked(monthly_schedule, alone)[0]


def test_what_is_mailed_by_the_clock_wants_a_relay_and_a_working_day(alone: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    sunday = datetime(2026, 11, 15, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert "no mail relay" in asked(reminder_schedule, alone)[0]
    assert "nobody works" in asked(late_schedule, alone, sunday)[0]
    monkeypatch.setenv("EARLYWARN_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("EARLYWARN_SMTP_FROM", "warn@example.cn")
    assert asked(late_schedule, alone) == [THE_16TH.isoformat()]


def test_a_brief_is_of_the_day_and_a_backup_wants_a_folder(alone: DataDir) -> None:
    assert asked(brief_schedule, alone) == ["2026-11-16"]
    assert "backup_folder" in asked(backup_schedule, alone)[0]
    alone.config.mkdir()
    (alone.config / "storage.toml").write_text(f'backup_folder = "{alone.root}/kept"\n', encoding="utf-8")
    assert asked(backup_schedule, alone) == ["2026-11-16"]
