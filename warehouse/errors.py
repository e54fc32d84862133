"""What can be wrong with what is stored; free of heavy imports, so that the command line can name these cheaply."""

import errno
from collections.abc import Iterator

# How DuckDB, SQLite and the system say that there is no room left.
FULL = ("no space left on device", "database or disk is full", "disk quota exceeded")


class WarehouseError(Exception):
    """The warehouse cannot be used as it is; the command line ends with `exit_code`."""

    exit_code = 20


class WarehouseBusyError(WarehouseError):
    """Another process has the warehouse open."""


class WarehouseDamagedError(WarehouseError):
    """The file is not a warehouse, is cut short or fails its checksums."""


class NoRoomError(WarehouseError):
    """The disk is full, or too full to begin."""


class WarehouseVersionError(WarehouseError):
    """The warehouse was made by a newer program, or its migrations were changed after they ran."""


class StaleCorrectionError(Exception):
    """Corrections expect other figures than those that were delivered, `stale` of the `in_force`: a check of severity stop."""

    exit_code = 11

    def __init__(self, text: str, stale: int = 1, in_force: int = 1) -> None:
        """Say which, and how many of how many."""
        super().__init__(text)
        self.stale = stale
        self.in_force = in_force


class LedgerError(WarehouseError):
    """The ledger and the tables disagree: rows were lost or added behind the program's back."""


def is_full_disk(error: BaseException) -> bool:
    """Whether a failure, or one that led to it, is about a full disk; every library wraps it in its own way."""
    return any(
        getattr(each, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or any(words in str(each).lower() for words in FULL)
        for each in causes(error)
    )


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what led to it, the latest first."""
    # Chains of causes can be circular where a library raises again what it caught.
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        yield current
        seen.add(id(current))
        current = current.__cause__ or current.__context__
