"""How a run of the page, of a schedule or of a backfill begins and is stopped: by a process that is known by its number.

In: starting the process, asking whether it is there, interrupting it. Out: what the process does (run_worker.py). Dagster's own launcher
lets the code server start the process and cannot say whether it is there; after a kill its runs would stay under way.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import dagster as dg
from dagster._core.instance.ref import InstanceRef
from dagster._core.launcher import CheckRunHealthResult, LaunchRunContext, RunLauncher, WorkerStatus
from dagster._serdes import ConfigurableClass, ConfigurableClassData

from pipelines.config.early_settings import load_run_settings
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import home_of
from pipelines.instance.dead_runs import end_dead_runs, end_run
from pipelines.instance.run_owner import Owner

WORKER = "pipelines.instance.run_worker"
# In the place of a run's id, of a process that takes no other.
ENDED = "ended"


class ProcessRunLauncher(RunLauncher, ConfigurableClass):
    """Hands every run to a process of this machine; configured in dagster.yaml without any setting."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        """Begin with no run."""
        self._inst_data = inst_data
        self._lock, self.workers = threading.Lock(), list[Worker]()
        super().__init__()  # type: ignore[no-untyped-call]

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """Return how this was configured."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Return the settings there are: none."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, _config_value: Mapping[str, Any]) -> "ProcessRunLauncher":
        """Build the launcher from its entry in dagster.yaml."""
        return cls(inst_data)

    def launch_run(self, context: LaunchRunContext) -> None:
        """Hand a run to a process and note in the run which it is."""
        run, home = context.dagster_run, home_of(self._instance)
        # What a killed command left behind is ended by whatever comes next, as at the command line.
        list(end_dead_runs(self._instance, load_run_settings(home.config).longest_seconds))
        # A process that has just done a run has everything loaded: months of a backfill cost what they cost at the command line.
        with self._lock:
            worker = next((each for each in self.workers if each.takes(run.run_id)), None)
            self.workers = [each for each in self.workers if each.is_running]
            if worker is None:
                worker = Worker(home, self._instance.get_ref(), run.run_id)
                self.workers.append(worker)
        self._instance.add_run_tags(run.run_id, Owner.of(worker.process.pid).tags())

    def terminate(self, run_id: str) -> bool:
        """Interrupt the process of a run, the command line's too; returns whether there was one on this machine."""
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        self._instance.report_run_canceling(run)
        owner = Owner.from_tags(run.tags)
        if owner is None or not owner.is_here:
            where = "no process is known for it" if owner is None else f"its process runs on {owner.host}"
            self._instance.report_engine_event(f"The run could not be interrupted from here: {where}.", run, cls=self.__class__)
            return False
        if owner.is_gone:
            end_run(self._instance, self._instance.get_run_by_id(run_id) or run, "Its process was gone already; the run was ended.")
        else:
            os.kill(owner.process, signal.SIGINT)
        return True

    def dispose(self) -> None:
        """Let every process end once it has done its run."""
        for worker in self.workers:
            worker.release()

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Whether the daemon may ask for the process of a run: always."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Return whether the process of a run is there; of one that is not known here nothing else is said."""
        owner = Owner.from_tags(run.tags)
        if owner is not None and owner.is_gone:
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, f"its process {owner.process} on {owner.host} is gone, killed perhaps")
        return CheckRunHealthResult(WorkerStatus.RUNNING)


class Worker:
    """A process that does one run after the other; it ends by itself when it has had nothing to do for a while."""

    def __init__(self, home: DataDir, ref: InstanceRef, run_id: str) -> None:
        """Start the process with its first run."""
        self._ref, self._lock, self.run_id = ref, threading.Lock(), run_id
        told, tells = os.pipe()
        command = [sys.executable, "-m", WORKER, str(home.root), str(tells), run_id]
        environment = {**os.environ, "EARLYWARN_HOME": str(home.root)}
        # What steps print stands in Dagster's own files.
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment, pass_fds=(tells,)
        )
        os.close(tells)
        threading.Thread(target=self._watch, args=(told,), daemon=True).start()

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self.process.poll() is None

    def takes(self, run_id: str) -> bool:
        """Hand a run over; returns whether the process was free and took it."""
        with self._lock:
            if self.run_id or not self.is_running or self.process.stdin is None:
                return False
            try:
                self.process.stdin.write(f"{run_id}\n".encode())
                self.process.stdin.flush()
            except (OSError, ValueError):
                return False
            self.run_id = run_id
            return True

    def release(self) -> None:
        """Hand nothing over any more."""
        with self._lock, suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.close()

    def _watch(self, told: int) -> None:
        """Note every run that is done; one whose process ended before it is left saying so."""
        with os.fdopen(told) as lines:
            for _ in lines:
                with self._lock:
                    self.run_id = ""
        code = self.process.wait()
        self.release()
        with self._lock:
            left, self.run_id = self.run_id, ENDED
        if left:
            _end_left(self._ref, left, code)


def _end_left(ref: InstanceRef, run_id: str, code: int) -> None:
    """End a run whose process ended without a word."""
    with dg.DagsterInstance.from_ref(ref) as instance:
        run = instance.get_run_by_id(run_id)
        if run is not None and not run.is_finished:
            how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            end_run(instance, run, f"The process of this run {how} before the run had ended; nothing half done was published.")
