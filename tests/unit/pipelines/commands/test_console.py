"""The lines that end a verb: every edition by itself, the sums of many, and which districts are not out and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.commands.console import MonthResult, RunResult, Unpublished, describe
from pipelines.errors import DistrictsNotOutError, exit_code_of
from pipelines.instance.progress import StepTime

MONTH = date(2026, 10, 1)
LEVELS = {"red": 1, "orange": 2, "yellow": 3, "blue": 4}


def edition(number: int) -> MonthResult:
    return MonthResult(MONTH, Path(f"/briefings/2026-10/区{number}"), 1, LEVELS, district=f"区{number}")


def test_a_few_districts_are_told_one_by_one() -> None:
    lines = list(describe(RunResult([edition(1), edition(2)], [StepTime("2026-10", "district_months", 2.0)])))
    assert "2026-10 区1  10 warnings: 1 red, 2 orange, 3 yellow, 4 blue (revision 1)" in lines
    assert "  bulletin      /briefings/2026-10/区2/bulletin.html" in lines


def test_of_many_districts_the_sums_are_told() -> None:
    lines = list(describe(RunResult([edition(number) for number in range(30)])))
    assert "2026-10  30 districts, 300 warnings: 30 red, 60 orange, 90 yellow, 120 blue" in lines
    assert "  editions      /briefings/2026-10" in lines
    assert not any("bulletin.html" in line for line in lines)


def test_what_is_not_out_ends_the_verb_with_the_worst_of_the_codes() -> None:
    RunResult([edition(1)]).require_published()
    held = [Unpublished(MONTH, "区2", "tax has not come", 11), Unpublished(MONTH, "区3", "the disk is full", 20)]
    with pytest.raises(DistrictsNotOutError, match="2026-10 区2: tax has not come; 2026-10 区3: the disk is full") as error:
        RunResult([edition(1)], unpublished=held).require_published()
    assert exit_code_of(error.value) == 20
