"""A daemon that launches one run after the other: its open files, threads, memory and the processes below it; run by `make bench-long`.

`EARLYWARN_DAEMON_RUNS` (default 30) ingests are queued one after the other, as the page and the schedules queue them.
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from dagster import DagsterRunStatus

from pipelines.commands.demo import demo
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance, workspace_file
from tests.faults.test_run_kills import environment, queued, status_of, until

RUNS: Final = int(os.environ.get("EARLYWARN_DAEMON_RUNS", "30"))
ENDED: Final = (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)
MEBIBYTE: Final = 1024**2


def held(process: int) -> dict[str, int]:
    """Return what a process holds: open files, threads, children, MiB of memory."""
    place = Path("/proc", str(process))
    pages = int((place / "statm").read_text(encoding="ascii").split()[1])
    children = sum(len((task / "children").read_text(encoding="ascii").split()) for task in (place / "task").iterdir())
    counts = {name: sum(1 for _ in (place / folder).iterdir()) for name, folder in (("files", "fd"), ("threads", "task"))}
    return {**counts, "children": children, "memory": round(pages * resource.getpagesize() / MEBIBYTE)}


def main() -> None:
    """Measure and print a line a run."""
    with tempfile.TemporaryDirectory() as folder:
        home = DataDir(Path(folder) / "home")
        demo(home, enterprises=20, months=14, last=None, seed=7, is_tidy=True)
        with open_instance(home) as instance:
            command = [sys.executable, "-m", "dagster._daemon", "run", "-w", str(workspace_file(home)), "--log-level", "warning"]
            with subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
                for number in range(1, RUNS + 1):
                    run = queued(instance)
                    until(lambda run=run: status_of(instance, run) in ENDED)
                    sys.stdout.write(f"run {number}: {status_of(instance, run).value} {held(daemon.pid)}\n")
                    sys.stdout.flush()
                daemon.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
