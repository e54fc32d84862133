"""`earlywarn brief` asks the job for a day, today's where none is named."""

from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest

from pipelines.commands import brief as command
from pipelines.data_dir import DataDir


@pytest.mark.parametrize(("day", "wanted"), [(date(2026, 11, 16), "2026-11-16"), (None, "2026-12-01")])
def test_the_job_is_handed_the_day(monkeypatch, tmp_path, day, wanted):
    requests = []

    @contextmanager
    def jobs(_home):
        def run(request):
            requests.append(request)
            return SimpleNamespace(output_for_node=lambda step: [step])

        yield run

    monkeypatch.setattr(command, "open_jobs", jobs)
    monkeypatch.setattr(command, "today", lambda: date(2026, 12, 1))
    (step,) = command.brief(DataDir(tmp_path), day)
    assert [(request.job, request.steps) for request in requests] == [("brief", {step: {"day": wanted}})]
