"""Whether ops.db is as it was written: SQLite has no checksums, so pages, digests of what is kept, and every chain are looked at."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from warehouse.errors import WarehouseDamagedError
from warehouse.ops.audit import verify
from warehouse.ops.cases import verify_events
from warehouse.ops.chain import ChainVerdict
from warehouse.ops.commits import verify_commits
from warehouse.ops.editions import require_whole_editions
from warehouse.ops.numbered_issues import require_whole_issues
from warehouse.ops.ops_db import require_sound
from warehouse.ops.record_events import verify_records

CHAINS: Final[Mapping[str, Callable[[Path], ChainVerdict]]] = {
    "commits": verify_commits,
    "cases": verify_events,
    "meeting": lambda ops: verify_records(ops, "meeting_items"),
    "appeals": lambda ops: verify_records(ops, "appeals"),
    "policies": lambda ops: verify_records(ops, "policy_leads"),
    "audit": verify,
}
# What a text raises in which a bit has turned: a word that is no key, a number that is none, JSON or UTF-8 that breaks off.
UNREADABLE = (KeyError, IndexError, TypeError, ValueError, sqlite3.DatabaseError)


def require_whole_records(ops: Path) -> None:
    """Raise WarehouseDamagedError where anything in the file is not what was written."""
    require_sound(ops)
    require_whole_editions(ops)
    require_whole_issues(ops)
    for name, verdict in chains(ops):
        if not verdict.is_whole:
            raise WarehouseDamagedError(f"{ops} is damaged: the chain of {name}: {verdict.problem}; put back the last backup of this file")


def chains(ops: Path) -> Iterator[tuple[str, ChainVerdict]]:
    """Yield every chain of the file by name, and whether it holds."""
    for name, check in CHAINS.items():
        try:
            yield name, check(ops)
        except UNREADABLE as error:
            yield name, ChainVerdict(False, 0, f"an entry cannot be read ({type(error).__name__}: {error})")
