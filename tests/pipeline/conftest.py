"""A small fictional district that has been run for two months, shared by the tests that look at whole months."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipelines.commands.demo import write_demo
from pipelines.commands.month import Report, Request, run_months
from pipelines.data_dir import DataDir

LAST = date(2026, 6, 1)
FIRST = date(2026, 5, 1)


@dataclass(frozen=True)
class District:
    """A home in which FIRST to LAST were run, and what the run reported."""

    home: DataDir
    report: Report


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    home = DataDir(tmp_path_factory.mktemp("district"))
    write_demo(home, enterprises=60, months=30, last=LAST, seed=11)
    return District(home, run_months(home, Request(LAST, FIRST)))


def read_published(home: DataDir, month: date) -> dict[str, bytes]:
    """Return every file of a month's folder."""
    folder = home.briefing(month)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def set_home(path: Path) -> None:
    """Make the command line use a home; the environment of every test is restored by the root conftest."""
    os.environ["EARLYWARN_HOME"] = str(path)
