"""A copy of ops.db for a backup, and what is noted in the one a home goes on from afterwards.

What was sent between the backup and the restore is in no file: mails that may have gone out wait until a person says whether they did.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from warehouse.ops.audit import note
from warehouse.ops.ops_db import open_ops, transaction

RESTORED = "restored"
UNSETTLED = ("pending", "sending")
# Readers who came after the backup may hold numbers that it does not know; the next one is taken beyond them.
COPIES_LEFT_OUT = 100


def copy_ops(source: Path, target: Path) -> None:
    """Copy ops.db into one new file while others go on writing to it: every transaction is in the copy whole or not at all."""
    with open_ops(source) as connection, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        connection.backup(copy)
        # Everything in the file itself, so that it is copied and hashed as one.
        copy.execute("pragma journal_mode = delete")


def note_restored(ops: Path, at: str, entry: Mapping[str, object]) -> int:
    """Hold every mail that waits, leave out copy numbers that may be taken, and note the restore in the audit; returns the mails held."""
    with open_ops(ops) as connection, transaction(connection):
        waiting = connection.execute("select id, message_id, recipient from outbox where state in (?, ?) order by id", UNSETTLED).fetchall()
        note(connection, at, RESTORED, {**entry, "mails_held": len(waiting)})
        reply = held_because(at)
        for number, message_id, recipient in waiting:
            connection.execute("update outbox set state = 'held', reply = ?, tried_at = ? where id = ?", (reply, at, number))
            note(connection, at, "held", {"message_id": message_id, "recipient": recipient, "reply": reply})
        _leave_out_copies(connection, at)
    return len(waiting)


def _leave_out_copies(connection: sqlite3.Connection, at: str) -> None:
    """Let the next copy number be one that nobody can have been given since the backup."""
    last = connection.execute("select max(number) from copies").fetchone()[0]
    if last is not None:
        connection.execute("insert into copies values (?, ?, '')", (last + COPIES_LEFT_OUT, f"{RESTORED} {at}"))


def restored_at(connection: sqlite3.Connection) -> str | None:
    """Return when the home was last restored, None where it never was."""
    found = connection.execute("select max(at) from audit where action = ?", (RESTORED,)).fetchone()[0]
    return None if found is None else str(found)


def may_have_been_sent(period: str, restored: str | None) -> bool:
    """Whether a mail of a period (a month, or a day and what follows it) may have gone out before a home was restored.

    Whether it did stood in the file that is lost. A month that was running then counts: bulletins of one are made by hand.
    """
    begun = period[:10]
    return restored is not None and begun <= restored[: len(begun)]


def held_because(at: str) -> str:
    """Return why a mail waits for a person after a restore."""
    return f"restored from a backup at {at[:16]}: nobody knows whether it went out before that"
