"""The small fictional district that tests of whole months share: written and run once a session, read by many, changed by none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.console import RunResult
from pipelines.commands.demo import demo
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from pipelines.delivery import fan_charts
from pipelines.delivery.month_publisher import MonthPublisher

LAST = date(2026, 6, 1)
FIRST = date(2026, 5, 1)
# Drawn so that the last month has every level, somebody newly red, and somebody about to leave.
SEED = 12
ENTERPRISES, MONTHS = 60, 30


@dataclass(frozen=True)
class District:
    """A home in which FIRST to LAST were run, and what came of it."""

    home: DataDir
    result: RunResult

    def copied(self, folder: Path) -> DataDir:
        """Return a copy of the home, for a test that writes to it."""
        shutil.copytree(self.home.root, folder)
        return DataDir(folder)


def make_district(folder: Path) -> District:
    """Write the district into an empty folder and run its two months."""
    home = DataDir(folder)
    demo(home, enterprises=ENTERPRISES, months=MONTHS, last=LAST, seed=SEED)
    return District(home, run(home, RunOptions(LAST, FIRST)))


def read_published(home: DataDir, month: date) -> dict[str, bytes]:
    """Return every file of a month's folder."""
    folder = home.briefing(month)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@contextmanager
def without_paper() -> Iterator[None]:
    """Make months without the bulletin's PDF and without fan charts: half of a month's time, for tests that are about neither."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MonthPublisher, "_pdf_trouble", "not needed here")
        patch.setattr(fan_charts, "draw_fans", _no_fans)
        yield


def _no_fans(*_: object) -> pl.DataFrame:
    """Return no pictures; by a name, since the second process is handed it."""
    return pl.DataFrame()
