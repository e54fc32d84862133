"""Copies of a database file byte by byte, for files that take minutes to be copied row by row; and files that survive a power cut.

A copy made by DuckDB reads and checks every block and leaves out empty ones, at more than ten times the processor's time. Up to a few times
what a district takes that is a second or two and worth it; beyond, `earlywarn doctor --deep` reads every block of both.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from warehouse.errors import WarehouseError

LARGE_BYTES: Final = 128 * 1024**2
# A disk that writes ten megabytes a second copies a hundred gigabytes meanwhile.
SECONDS_AT_MOST: Final = 3 * 3600
# In another process, since closing a file drops the locks that this one has on it. Where the file system can share blocks, it does.
COPY: Final = """
import os, sys
with open(sys.argv[1], "rb") as old, open(sys.argv[2], "wb") as new:
    left = os.fstat(old.fileno()).st_size
    while left:
        copied = os.copy_file_range(old.fileno(), new.fileno(), min(left, 1 << 30))
        if not copied:
            sys.exit("the file became shorter")
        left -= copied
"""


def is_large(path: Path) -> bool:
    """Whether a file is too large to be copied row by row."""
    return path.stat().st_size > LARGE_BYTES


def copy_bytes(path: Path, target: Path) -> None:
    """Copy a file that nobody writes to meanwhile; raises WarehouseError where that does not go through."""
    command = [sys.executable, "-I", "-c", COPY, str(path), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS_AT_MOST)  # noqa: S603
    if done.returncode:
        raise WarehouseError(f"{path} could not be copied to {target} ({done.stderr.strip().splitlines()[-1:]})")


def sync_file(path: Path) -> None:
    """Make a file's bytes, or a folder's entries, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
