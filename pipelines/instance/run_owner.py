"""Which process works on a run, written into the run's tags, and whether it is still there."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HOST_TAG: Final = "earlywarn/host"
PROCESS_TAG: Final = "earlywarn/process"
STARTED_TAG: Final = "earlywarn/process_started"
# The fields of /proc/<pid>/stat after the name in brackets: the state, and when the process began, in ticks since the machine did.
STATE_FIELD, START_FIELD = 0, 19
# A process that has ended and that nobody has asked for its result.
ENDED = ("Z", "X")


@dataclass(frozen=True, slots=True)
class Owner:
    """A process on a machine; `started` tells it from a later one with the same number."""

    host: str
    process: int
    started: str

    @classmethod
    def of(cls, process: int) -> "Owner":
        """Return a running process of this machine."""
        return cls(socket.gethostname(), process, _started(process))

    @classmethod
    def this(cls) -> "Owner":
        """Return the process this is asked in."""
        return cls.of(os.getpid())

    @classmethod
    def from_tags(cls, tags: Mapping[str, str]) -> "Owner | None":
        """Return who works on a run by its tags; None where they do not say."""
        host, process = tags.get(HOST_TAG), tags.get(PROCESS_TAG, "")
        return cls(host, int(process), tags.get(STARTED_TAG, "")) if host and process.isdigit() else None

    def tags(self) -> dict[str, str]:
        """Return the tags that say this."""
        return {HOST_TAG: self.host, PROCESS_TAG: str(self.process), STARTED_TAG: self.started}

    @property
    def is_here(self) -> bool:
        """Whether it is a process of this machine; of another one nothing can be known."""
        return self.host == socket.gethostname()

    @property
    def is_gone(self) -> bool:
        """Whether the process is known to have ended; one of another machine is not."""
        return self.is_here and not _is_running(self.process, self.started)


def _is_running(process: int, started: str) -> bool:
    """Whether a process is there and is the one that began then."""
    if not Path("/proc/self/stat").exists():
        return _answers(process)
    return bool(started) and _started(process) == started


def _started(process: int) -> str:
    """Return when a process began, so that it stays its own after the machine has begun anew; empty where there is none."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        return "" if fields[STATE_FIELD] in ENDED else f"{_machine_start()}:{fields[START_FIELD]}"
    except (OSError, IndexError):
        return ""


def _machine_start() -> str:
    """Return a name of the time since the machine was started."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _answers(process: int) -> bool:
    """Whether a process with this number is there, where the system tells no more."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
