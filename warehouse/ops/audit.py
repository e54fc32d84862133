"""The audit of mail: who was sent what and when, each entry carrying the digest of the one before, so that none can be changed unseen."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from warehouse.ops.chain import START, ChainVerdict, as_text, digest, verify_chain
from warehouse.ops.ops_db import open_ops


def note(connection: sqlite3.Connection, at: str, action: str, entry: Mapping[str, object]) -> None:
    """Append an entry; must run inside the transaction that does what the entry says."""
    last = connection.execute("select number, sha256 from audit order by number desc limit 1").fetchone() or (0, START)
    text = as_text(entry)
    number = last[0] + 1
    own = digest(number, (at, action, text), last[1])
    connection.execute("insert into audit values (?, ?, ?, ?, ?, ?)", (number, at, action, text, last[1], own))


def verify(ops: Path) -> ChainVerdict:
    """Return whether every entry follows from the one before, and whether every mail that went out has one."""
    with open_ops(ops) as connection:
        entries = connection.execute("select number, at, action, content, previous_sha256, sha256 from audit order by number").fetchall()
        # A chain can be whole and still be short: somebody may have sent without noting it.
        noted = "select json_extract(content, '$.message_id') from audit where action = 'sent'"
        query = f"select count(*) from outbox where state = 'sent' and message_id not in ({noted})"  # noqa: S608 - both parts stand here
        missing = int(connection.execute(query).fetchone()[0])
    verdict = verify_chain([(number, (at, action, text), before, own) for number, at, action, text, before, own in entries])
    if not verdict.is_whole or missing == 0:
        return verdict
    return ChainVerdict(False, len(entries), f"{missing} sent mails have no entry")
