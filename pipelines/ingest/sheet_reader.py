"""The child process that reads workbooks: started when first needed, used for many files, replaced when a file was too much for it.

Not a pool of multiprocessing, which would import the calling program anew in each child and count that against the memory limit.
"""

import atexit
import marshal
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.ingest.archive import WorkbookLimits, damaged, too_costly
from pipelines.ingest.sheet_child import ANSWER, REQUEST

PROGRAM = Path(__file__).with_name("sheet_child.py")
# The child has no use for what else the environment holds, the password of the mail relay among it.
SECONDS_TO_END = 10
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: `columns` hold a text or None a row, `numbers` a byte a row that is 1 where a number stood.

    `merged`: top, left, bottom and right of merged ranges, counted from 0, both ends included. `is_1904`: serial numbers of days count from
    1904. `unworked`: row and column of each formula whose result was never worked out; `rescaled`: of each number that its format shows
    as another one.
    """

    name: str
    is_visible: bool
    merged: tuple[tuple[int, int, int, int], ...]
    columns: list[list[str | None]]
    numbers: list[bytes]
    is_1904: bool = False
    unworked: tuple[tuple[int, int], ...] = ()
    rescaled: tuple[tuple[int, int], ...] = ()

    @property
    def height(self) -> int:
        """Number of rows down to the last one with a cell."""
        return len(self.columns[0]) if self.columns else 0


class SheetReader:
    """A child process and the lock that keeps its questions and answers in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, content: bytes, limits: WorkbookLimits, rows: int = 0) -> list[Sheet]:
        """Return the worksheets of a checked workbook; raises FileRefusedError where it is damaged or costs too much.

        `rows`: only the first so many of each sheet become text, which is most of what a workbook takes; 0 for all.
        """
        with self._lock:
            kind, found = self._request(content, limits, rows)
        if kind == "damaged":
            raise damaged(str(found).splitlines()[0][:200] if found else "it cannot be read")
        return [
            Sheet(name, visible, tuple(merged), columns, numbers, is_1904, tuple(unworked), tuple(rescaled))
            for name, visible, merged, columns, numbers, is_1904, unworked, rescaled in found
        ]

    def stop(self) -> None:
        """End the child, if there is one; the next file starts another."""
        process, self._process = self._process, None
        # After a fork the process belongs to the parent, whose reading must not be disturbed.
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        # One that waits for a broken disk ends with the disk, and nobody needs to wait with it.
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_END)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)

    def _request(self, content: bytes, limits: WorkbookLimits, rows: int) -> tuple[str, Any]:
        """Return the child's answer; a child that does not answer in time or at all is ended."""
        process = self._running()
        is_late = threading.Event()
        clock = threading.Timer(limits.seconds, _expire, (process, is_late))
        clock.daemon = True
        clock.start()
        try:
            kind, found = _exchange(process, content, limits, rows)
        except (OSError, EOFError) as error:
            self.stop()
            raise too_costly(_cost(limits, is_late.is_set())) from error
        except BaseException:
            # Half an answer in the pipe would be taken for the next file's.
            self.stop()
            raise
        finally:
            clock.cancel()
        if kind == "memory":
            self.stop()
            raise too_costly(_cost(limits, is_late=False))
        return kind, found

    def _running(self) -> "subprocess.Popen[bytes]":
        """Return the child, started anew where there is none alive of this process."""
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        self.stop()
        environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        command = [sys.executable, "-I", str(PROGRAM)]
        # Its own session, so that Ctrl-C reaches the program, which then ends the child in order.
        self._process = subprocess.Popen(  # noqa: S603 - the command is this program's own interpreter and file
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._owner = os.getpid()
        return self._process


def _expire(process: "subprocess.Popen[bytes]", is_late: threading.Event) -> None:
    """End a child whose time is up."""
    is_late.set()
    # Killing it is what ends a write or a read that waits for it.
    process.kill()


def _exchange(process: "subprocess.Popen[bytes]", content: bytes, limits: WorkbookLimits, rows: int) -> tuple[str, Any]:
    """Return the answer to one workbook; raises EOFError or OSError where the child is gone."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(REQUEST.pack(len(content), limits.memory_bytes, max(1, round(limits.seconds)), rows))
    process.stdin.write(content)
    process.stdin.flush()
    (length,) = ANSWER.unpack(_whole(process.stdout.read(ANSWER.size), ANSWER.size))
    kind, found = marshal.loads(_whole(process.stdout.read(length), length))  # noqa: S302 - data alone, written by our own child
    return kind, found


def _whole(data: bytes, length: int) -> bytes:
    """Return the data if all of it came; raises EOFError."""
    if len(data) < length:
        raise EOFError
    return data


def _cost(limits: WorkbookLimits, is_late: bool) -> str:
    """Return what a workbook has used up."""
    if is_late:
        return f"took longer than {limits.seconds:g} seconds to read"
    return f"needs more than {limits.memory_bytes // 1_000_000} MB or more computing than is allowed to be read"


def _close(pipe: Any) -> None:
    """Close one end of a pipe whose other end may be gone."""
    try:
        pipe.close()
    except OSError:
        # What was not written yet was meant for the child that has ended.
        return


@cache
def shared_reader() -> SheetReader:
    """Return the reader all files of this process share; its child ends with the process."""
    reader = SheetReader()
    atexit.register(reader.stop)
    return reader
