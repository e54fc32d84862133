"""What other districts learned, as it was imported and undone: entries of the audit chain in ops.db, so that none can be changed unseen.

The entry holds the whole document. In: noting and reading. Out: what a document says (pipelines.month.learned_document).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from warehouse.ops.audit import note
from warehouse.ops.ops_db import open_ops, transaction

IMPORTED = "learned_imported"
UNDONE = "learned_undone"


@dataclass(frozen=True, slots=True)
class LearnedImport:
    """One import: when and by whom, the document's id and text, and when and by whom it was undone (None: it is in force)."""

    at: str
    who: str
    id: str
    document: str
    undone_at: str | None = None
    undone_by: str | None = None

    def is_known(self, day: date) -> bool:
        """Whether it was in force at the end of a day."""
        return self.at[:10] <= day.isoformat() and (self.undone_at is None or self.undone_at[:10] > day.isoformat())


def note_imports(ops: Path, at: str, who: str, documents: Mapping[str, str]) -> list[str]:
    """Note documents by id, all of them or none; returns the ids of those that were not in force before."""
    known = {one.id for one in learned_imports(ops) if one.undone_at is None}
    fresh = [each for each in sorted(documents) if each not in known]
    with open_ops(ops) as connection, transaction(connection):
        for each in fresh:
            note(connection, at, IMPORTED, {"who": who, "id": each, "document": documents[each]})
    return fresh


def note_undone(ops: Path, at: str, who: str, document_id: str) -> None:
    """Note that an import is in force no longer; it stays on record, and past days go on seeing it."""
    with open_ops(ops) as connection, transaction(connection):
        note(connection, at, UNDONE, {"who": who, "id": document_id})


def learned_imports(ops: Path) -> list[LearnedImport]:
    """Return every import, the oldest first."""
    if not ops.exists():
        return []
    query = "select at, action, content from audit where action in (?, ?) order by number"
    with open_ops(ops) as connection:
        rows = connection.execute(query, (IMPORTED, UNDONE)).fetchall()
    found: list[LearnedImport] = []
    for at, action, content in rows:
        entry = json.loads(content)
        if action == IMPORTED:
            found.append(LearnedImport(at, entry["who"], entry["id"], entry["document"]))
        else:
            ended = (one.id == entry["id"] and one.undone_at is None for one in found)
            found = [replace(one, undone_at=at, undone_by=entry["who"]) if ends else one for one, ends in zip(found, ended, strict=True)]
    return found
