"""Every revision that came out beside the months, in ops.db: briefs, agendas of the joint meeting, editions for readers outside.

Noted before a folder appears, so that a number that was out is never given again, whatever becomes of its folder. In: rows by shelf and
period. Out: which of them lie where (pipelines.delivery.publication).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseDamagedError
from warehouse.ops.ops_db import open_ops, transaction

COLUMNS = "period, revision, content_id, printed, printed_sha256"


@dataclass(frozen=True, slots=True)
class NumberedIssue:
    """One revision: its period (a day or a month), its number, its content id, and what later ones have to know of what it printed."""

    period: str
    revision: int
    content_id: str
    printed: bytes = b""


def note_issue(ops: Path, shelf: str, issue: NumberedIssue) -> None:
    """Note a revision of a shelf (the folder beside the months); noting it again changes nothing."""
    row = (shelf, issue.period, issue.revision, issue.content_id, issue.printed, _sha256(issue.printed))
    with open_ops(ops) as connection, transaction(connection):
        connection.execute("insert or ignore into numbered_issues values (?, ?, ?, ?, ?, ?)", row)


def issues_noted(ops: Path, shelf: str) -> list[NumberedIssue]:
    """Return every revision of a shelf by period and number; raises WarehouseDamagedError where one is not as it was noted."""
    query = f"select {COLUMNS} from numbered_issues where shelf = ? order by period, revision"  # noqa: S608 - columns of our own
    with open_ops(ops) as connection:
        return [_whole(ops, *row) for row in connection.execute(query, (shelf,))]


def require_whole_issues(ops: Path) -> None:
    """Raise WarehouseDamagedError where what was printed is not what was noted."""
    with open_ops(ops) as connection:
        for row in connection.execute(f"select {COLUMNS} from numbered_issues"):  # noqa: S608 - columns of our own
            _whole(ops, *row)


def _whole(ops: Path, period: str, revision: int, content: str, printed: bytes, noted: str) -> NumberedIssue:
    """Return a revision; SQLite itself has no checksums."""
    if _sha256(printed) != noted:
        raise WarehouseDamagedError(
            f"{ops} is damaged: what revision {revision} of {period} printed is not what was noted; put back the last backup of this file"
        )
    return NumberedIssue(period, revision, content, printed)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
