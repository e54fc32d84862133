"""Rules are watched by name, and a bulletin names who was at work when the values it goes by came in."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.config.environment import user_name
from pipelines.data_dir import DataDir
from pipelines.month.rule_watch import rule_log, watch_rules
from warehouse.ops.rule_log import RuleStep, rule_steps


def test_a_changed_threshold_and_a_correction_are_noted_with_who_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = DataDir(tmp_path)
    monkeypatch.setenv("EARLYWARN_USER", "li")
    assert watch_rules(home) == 0
    home.config.mkdir()
    (home.config / "levels.toml").write_text(
        '[thresholds.capacity_total]\nvalue = 40\nunit = "enterprises"\nreason = "Fewer visitors."\nowner = "a"\nreviewed = 2026-01-01\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("EARLYWARN_USER", "wang")
    assert watch_rules(home) == 1
    assert watch_rules(home) == 0
    (step,) = rule_steps(home.ops)
    assert (step.who, step.rule, step.then, step.now) == ("wang", "threshold.capacity_total", "60", "40")


def test_who_is_at_work_is_the_machines_own_user_unless_said() -> None:
    assert "@" in user_name({})
    assert user_name({"EARLYWARN_USER": " wang "}) == "wang"


def test_of_several_changes_to_a_value_the_first_after_the_earlier_list_counts() -> None:
    rules = pl.DataFrame({"kind": ["threshold"] * 2, "setting": ["a", "b"], "value_text": ["2", "9"], "is_changed": [True, False]})
    steps = [
        RuleStep("2026-09-10T08:00:00", "old", "threshold.a", "1", "2"),
        RuleStep("2026-10-20T08:00:00", "li", "threshold.a", "1", "2"),
        RuleStep("2026-12-20T08:00:00", "late", "threshold.a", "3", "2"),
        RuleStep("2026-10-21T08:00:00", "li", "threshold.b", "8", "9"),
    ]
    assert rule_log(rules, steps, date(2026, 10, 16)).rows() == [("threshold", "a", "2026-10-20T08:00:00", "li")]
