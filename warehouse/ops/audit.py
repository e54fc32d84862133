"""The audit of mail: who was sent what and when, each entry carrying the digest of the one before, so that none can be changed unseen."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.ops.ops_db import open_ops

START = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """Whether the chain holds, over how many entries, and where it first breaks."""

    is_whole: bool
    entries: int
    problem: str = ""


def note(connection: sqlite3.Connection, at: str, action: str, entry: Mapping[str, object]) -> None:
    """Append an entry; must run inside the transaction that does what the entry says."""
    last = connection.execute("select number, sha256 from audit order by number desc limit 1").fetchone() or (0, START)
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    number = last[0] + 1
    digest = _digest(number, at, action, text, last[1])
    connection.execute("insert into audit values (?, ?, ?, ?, ?, ?)", (number, at, action, text, last[1], digest))


def verify(ops: Path) -> ChainVerdict:
    """Return whether every entry follows from the one before, and whether every mail that went out has one."""
    with open_ops(ops) as connection:
        entries = connection.execute("select number, at, action, content, previous_sha256, sha256 from audit order by number").fetchall()
        # A chain can be whole and still be short: somebody may have sent without noting it.
        noted = "select json_extract(content, '$.message_id') from audit where action = 'sent'"
        query = f"select count(*) from outbox where state = 'sent' and message_id not in ({noted})"  # noqa: S608 - both parts stand here
        missing = int(connection.execute(query).fetchone()[0])
    broken = _first_break(entries)
    if broken is not None:
        return broken
    return ChainVerdict(missing == 0, len(entries), f"{missing} sent mails have no entry" if missing else "")


def _first_break(entries: Sequence[tuple[int, str, str, str, str, str]]) -> ChainVerdict | None:
    """Return where the chain first breaks, None where it holds."""
    previous = START
    for count, (number, at, action, text, before, digest) in enumerate(entries, start=1):
        if number != count:
            return ChainVerdict(False, count - 1, f"entry {count} is missing")
        if before != previous or digest != _digest(number, at, action, text, before):
            return ChainVerdict(False, count, f"entry {number} was changed, or one before it")
        previous = digest
    return None


def _digest(number: int, at: str, action: str, text: str, previous: str) -> str:
    """Return the digest that binds an entry to the one before."""
    return hashlib.sha256("\x1f".join((str(number), at, action, text, previous)).encode()).hexdigest()
