"""Rules of a range of months: counted for all months but the last, which Great Expectations judges."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from pipelines.commands import run as command
from pipelines.data_dir import DataDir
from pipelines.instance.job_runner import JobRequest
from pipelines.quality.suites import are_rules_counted


def test_rules_of_the_months_before_the_last_are_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    counted: dict[date | None, bool] = {}

    @contextmanager
    def noted(*_: object) -> Iterator[object]:
        def run_job(request: JobRequest) -> None:
            counted[request.month] = are_rules_counted()

        yield run_job

    monkeypatch.setattr(command, "open_jobs", noted)
    monkeypatch.setattr(command, "month_result", lambda *_: None)
    command.run(DataDir(tmp_path), command.RunOptions(date(2026, 6, 1), date(2026, 4, 1)))
    # Deliveries are taken in first, whichever months follow.
    counted.pop(None, None)
    assert counted == {date(2026, 4, 1): True, date(2026, 5, 1): True, date(2026, 6, 1): False}
