"""The process of a run that the page, a schedule or a backfill started: `python -m pipelines.instance.run_worker HOME FILE RUN`.

It works as the command line does: the same log file, the same tags, the same waiting for the warehouse.
"""

import os
import select
import sys
import time
from contextlib import suppress
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._utils.interrupts import capture_interrupts, check_captured_interrupt

from pipelines.data_dir import CHECKOUT, DataDir
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.log_file import quiet_logs
from pipelines.instance.run_execution import execute, job_of
from pipelines.instance.run_owner import Owner
from pipelines.instance.run_tags import known_tags
from pipelines.settings import require_settings
from pipelines.work_process import make_room

# How long a process that has done its run waits for another: a backfill and a schedule hand over one after the other.
IDLE_SECONDS = 60.0
MODULE = "pipelines.instance.run_worker"


def work(home: DataDir, run_id: str) -> None:
    """Do a run that was begun; whatever becomes of it stands in the run afterwards."""
    with quiet_logs(home), open_instance(home) as instance, capture_interrupts():
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return
        instance.add_run_tags(run_id, Owner.this().tags())
        # Whatever stops the run is told by its own events; what happens before there are any is told here.
        with suppress(DagsterExecutionInterruptedError):
            _do(home, instance, run)
        left = instance.get_run_by_id(run_id)
        if left is not None and not left.is_finished:
            instance.report_run_canceled(left, "The run was stopped before it had begun.")


def _do(home: DataDir, instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Load what a run is about and do it; what cannot be loaded fails the run with its reason."""
    try:
        require_settings(home.config)
        job = job_of(run)
        instance.add_run_tags(run.run_id, known_tags(home, job, run))
        loaded = instance.get_run_by_id(run.run_id)
        # Once it has begun it would be under way again, and no longer be stopped.
        if loaded is not None and loaded.status != DagsterRunStatus.CANCELING and not check_captured_interrupt():
            execute(job, loaded, instance)
    except Exception as error:  # noqa: BLE001 - the process has nobody else to tell
        if not (instance.get_run_by_id(run.run_id) or run).is_finished:
            instance.report_run_failed(run, " ".join(str(error).split()))


def serve(home: DataDir, done: int, run_id: str) -> None:
    """Do a run and those that are handed over on the standard input afterwards; tells on `done` when each has ended."""
    began = time.time()
    while run_id:
        work(home, run_id)
        os.write(done, b"done\n")
        # While nothing has come yet.
        make_room()
        is_asked, _, _ = select.select([sys.stdin], [], [], IDLE_SECONDS)
        run_id = sys.stdin.readline().strip() if is_asked else ""
        if run_id and has_changed_since(began):
            # The same process with the program as it is now.
            os.execv(sys.executable, [sys.executable, "-m", MODULE, str(home.root), str(done), run_id])  # noqa: S606 - as it was started


def has_changed_since(began: float) -> bool:
    """Whether a file of the program is newer than this process, as after an upgrade or while it is being written."""
    own = (module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None))
    return any(Path(path).stat().st_mtime > began for path in own if path and path.startswith(str(CHECKOUT)) and Path(path).exists())


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, BrokenPipeError):
        serve(DataDir(Path(sys.argv[1])), int(sys.argv[2]), sys.argv[3])
