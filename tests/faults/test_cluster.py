"""Blocks on a real Dask cluster: two worker processes, one of which is killed in the middle; what was lost is done again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.blocks import map_blocks
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("distributed", reason="dask.distributed is not installed")
SECONDS_AT_MOST = 120
SECONDS_TO_ANSWER = 60
SCHEDULERS_MOST = 3
CLI = "distributed.cli"


def noted(path: str) -> str:
    """Note which process does a block, and give the first killer time to strike."""
    place = Path(path)
    with place.open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    if place.name == "slow" and len(place.read_text(encoding="utf-8").splitlines()) == 1:
        time.sleep(SECONDS_AT_MOST)
    return f"{place.name} in one process: {os.environ['EARLYWARN_PROCESSES']}"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def started(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of Dask's in a process of its own, ended with the block."""
    with log.open("wb") as out, subprocess.Popen([sys.executable, "-m", *command], stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def cluster(folder: Path, threads: int = 1) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers on this machine, on the loopback alone."""
    with scheduler(folder) as address:
        worker = (f"{CLI}.dask_worker", address, "--nthreads", str(threads), "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        places = [folder / f"worker{number}" for number in (1, 2)]
        with (
            started(*worker, "--local-directory", str(places[0]), log=folder / "1.log") as first,
            started(*worker, "--local-directory", str(places[1]), log=folder / "2.log") as second,
        ):
            wait_for_workers(address)
            yield address, [first, second]


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """Start Dask's scheduler; one that answers nobody, which a loaded machine has seen once, is ended and another one started."""
    with ExitStack() as running:
        for _ in range(SCHEDULERS_MOST):
            address = f"tcp://127.0.0.1:{free_port()}"
            command = (f"{CLI}.dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard")
            running.enter_context(started(*command, log=folder / "scheduler.log"))
            if answers(address):
                yield address
                return
            running.close()
    pytest.fail(f"{SCHEDULERS_MOST} of Dask's schedulers answered nobody; the last one wrote {(folder / 'scheduler.log').read_text()}")


def answers(address: str) -> bool:
    from distributed import Client

    try:
        with Client(address, timeout=f"{SECONDS_TO_ANSWER}s", set_as_default=False):
            return True
    except (OSError, TimeoutError):
        return False


def wait_for_workers(address: str) -> None:
    from distributed import Client

    with Client(address, timeout=f"{SECONDS_TO_ANSWER}s", set_as_default=False) as client:
        client.wait_for_workers(2, timeout=SECONDS_AT_MOST)


def doer_of(path: Path) -> int:
    """Wait until a block has begun; returns the process that does it."""
    give_up = time.monotonic() + SECONDS_AT_MOST
    while not (path.exists() and path.read_text(encoding="utf-8")):
        assert time.monotonic() < give_up, f"{path} was never begun"
        time.sleep(0.05)
    return int(path.read_text(encoding="utf-8").splitlines()[0])


def test_the_blocks_of_a_killed_worker_are_done_by_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Thread

    blocks = [str(tmp_path / name) for name in ("slow", "a", "b", "c")]
    with cluster(tmp_path) as (address, workers):
        monkeypatch.setenv("EARLYWARN_SCHEDULER", address)
        killer = Thread(target=lambda: os.kill(doer_of(tmp_path / "slow"), signal.SIGKILL))
        killer.start()
        results = dict(map_blocks(noted, blocks))
        killer.join()
        lost = doer_of(tmp_path / "slow")
        assert lost in {worker.pid for worker in workers}
    assert results == {place: f"{Path(path).name} in one process: 1" for place, path in enumerate(blocks)}
    assert len((tmp_path / "slow").read_text(encoding="utf-8").splitlines()) == 2


def test_workers_that_do_several_blocks_in_one_process_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster(tmp_path, threads=2) as (address, _):
        monkeypatch.setenv("EARLYWARN_SCHEDULER", address)
        with pytest.raises(UsageError, match="--nthreads 1"):
            dict(map_blocks(noted, [str(tmp_path / "a")]))
