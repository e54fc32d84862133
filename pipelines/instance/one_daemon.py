"""One daemon a home: two would start everything twice, whether `earlywarn serve` or `earlywarn ui` began them."""

import fcntl
import os
from typing import TextIO

from pipelines.data_dir import DataDir
from pipelines.errors import UsageError


def hold_for_daemon(home: DataDir) -> TextIO:
    """Return an open file that holds the home for this process until it is closed; raises UsageError where another one holds it."""
    handle = (home.dagster / "serve.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.seek(0)
        holder = handle.read().strip() or "?"
        handle.close()
        raise UsageError(f"{home.root} is served already, by process {holder}; end that one first, or use its page") from error
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
