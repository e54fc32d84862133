"""Steps in a process that dies on the way: at the n-th file it opens, renames or removes, or statement it gives to the warehouse.

A fresh process of one thread loads the program once and forks a child for each step, since a process that has used polars cannot be forked.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from tests.conftest import ROOT

WATCHED = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.copyfile", "sqlite3.connect"}
LENGTH = struct.Struct("!I")
# Threads of libraries that are there without any work; those of polars that work would be lacking in a child.
IDLE_THREADS = {"python", "python3", "jemalloc_bg_thd", "polars-ooc-clea"}


class Killer:
    """A process that does steps (steps.py) in children and kills them; use it as a context manager."""

    def __init__(self) -> None:
        """Start it; it ends when this object is closed, or with this process."""
        command = [sys.executable, "-m", "tests.faults.sequence.killed"]
        paths = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
        environment = {**os.environ, "PYTHONPATH": paths, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)

    def do(self, kill_at: int, name: str, *args: Any) -> tuple[bool, BaseException | None]:
        """Do a step and kill its process at an event of this number; returns whether it was killed, and what it raised."""
        assert self._process.stdin
        assert self._process.stdout
        _write(self._process.stdin, (kill_at, name, args))
        was_killed, error = _read(self._process.stdout)
        return was_killed, error


def _write(stream: IO[bytes], content: object) -> None:
    packed = pickle.dumps(content)
    stream.write(LENGTH.pack(len(packed)) + packed)
    stream.flush()


def _read(stream: IO[bytes]) -> Any:
    (length,) = LENGTH.unpack(stream.read(LENGTH.size))
    return pickle.loads(stream.read(length))  # noqa: S301 - from our own process


def _child(kill_at: int, name: str, args: tuple[Any, ...], outcome: int) -> None:
    """Do a step, dying at an event of a number."""
    from tests.faults.sequence import steps
    from warehouse.connection import Database

    left = kill_at

    def tick() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, _: object) -> None:
        if event in WATCHED:
            tick()

    def translated(self: Any, work: Any) -> Any:
        # Before it and after it: in between lies what DuckDB does with its own files.
        tick()
        result = plain(self, work)
        tick()
        return result

    plain = Database.translated
    Database.translated = translated  # type: ignore[method-assign]
    sys.addaudithook(watch)
    error: BaseException | None = None
    try:
        getattr(steps, name)(*args)
    except Exception as raised:  # noqa: BLE001 - who asked for the step judges it
        error = raised
    left = sys.maxsize
    os.write(outcome, pickle.dumps(error))


def _serve() -> None:
    """Do what is asked until nobody asks any more."""
    from tests.faults.sequence import steps

    assert steps
    threads = {path.joinpath("comm").read_text(encoding="ascii").strip() for path in Path("/proc/self/task").iterdir()}
    assert threads <= IDLE_THREADS, f"loading the steps has started threads that a child would lack: {threads - IDLE_THREADS}"
    while length := sys.stdin.buffer.read(LENGTH.size):
        kill_at, name, args = pickle.loads(sys.stdin.buffer.read(LENGTH.unpack(length)[0]))  # noqa: S301
        told, tells = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(told)
            try:
                _child(kill_at, name, args, tells)
            finally:
                os._exit(0)
        os.close(tells)
        with os.fdopen(told, "rb") as outcome:
            content = outcome.read()
        _, status = os.waitpid(child, 0)
        error = pickle.loads(content) if content else None  # noqa: S301
        _write(sys.stdout.buffer, (os.WIFSIGNALED(status), error))


if __name__ == "__main__":
    _serve()
