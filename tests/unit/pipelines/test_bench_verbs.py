"""`earlywarn bench` hands what was typed to its command; what it cannot use is refused in words."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli import cli
from pipelines.commands import bench as command
from pipelines.errors import UsageError


def test_options_become_a_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = []
    monkeypatch.setattr(command, "make_districts", lambda *given: asked.append(given[:4]) or ["made"])
    typed = ["--world", "second", "--seed", "3", "--districts", "2", "--shocks", "1", "--enterprises", "80", "--last", "2026-06"]
    result = CliRunner().invoke(cli, ["bench", "districts", str(tmp_path), *typed])
    assert result.output == "made\n"
    out, plan, districts, shocks = asked[0]
    assert (out, districts, shocks) == (tmp_path, 2, 1)
    assert (plan.world, plan.seed, plan.enterprises, plan.last, plan.months) == ("second", 3, 80, date(2026, 6, 1), 60)


def test_scores_of_no_district_are_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["bench", "score", str(tmp_path), str(tmp_path)])
    assert isinstance(result.exception, UsageError)
    assert "bench districts" in str(result.exception)


def test_the_last_so_many_districts_have_a_shock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = []
    monkeypatch.setattr(command, "make_district", lambda plan, out, *_: made.append(plan) or out)
    command.make_districts(tmp_path, command.BenchPlan(5), 3, 1, lambda _: None)
    assert [(plan.seed, plan.with_shock) for plan in made] == [(5, False), (6, False), (7, True)]
