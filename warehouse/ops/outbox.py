"""The outbox: every mail frozen before its first attempt, and what became of it; one row for each edition, revision, recipient and scope.

pending → sending → sent | failed | held. A row found `sending` was cut off by a crash: the relay's log says whether it went out; without
a log it is held and named, because a second copy is worse than a question. In: states and their order. Out: what is written to whom and
what a relay answered (pipelines.delivery).
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from warehouse.errors import WarehouseDamagedError
from warehouse.ops.audit import note
from warehouse.ops.ops_db import open_ops, transaction
from warehouse.ops.restoring_ops import held_because, may_have_been_sent, restored_at

Clock = Callable[[], datetime]
# How the reply of a mail begins whose successor took its place.
SUPERSEDED = "superseded by"
FIELDS = "id, edition, month, revision, recipient, scope, message_id, subject, state, attempts, reply, tried_at"


@dataclass(frozen=True, slots=True)
class MailKey:
    """What makes a mail one and the same: sent once, whatever happens."""

    edition: str
    month: str
    revision: int
    recipient: str
    scope: str


@dataclass(frozen=True, slots=True)
class FrozenMail:
    """A composed mail: its bytes never change again."""

    message_id: str
    subject: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One row without its bytes."""

    id: int
    edition: str
    month: str
    revision: int
    recipient: str
    scope: str
    message_id: str
    subject: str
    state: str
    attempts: int
    reply: str
    tried_at: str


class Outbox:
    """The rows of one home; every change is on disk, with its audit entry, before the call returns."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        """Work on an open ops.db; `clock` gives the moments that are noted."""
        self._connection = connection
        self._clock = clock

    def freeze(self, key: MailKey, mail: FrozenMail) -> bool:
        """Put a mail in, pending, in the place of earlier revisions that never left; returns False where it is there already.

        After a restore, a mail that may have gone out before it is held instead.
        """
        at = self._moment()
        names = "edition, month, revision, recipient, scope, message_id, subject, mail, mail_sha256, state, queued_at"
        digest = hashlib.sha256(mail.content).hexdigest()
        values = (*astuple(key), mail.message_id, mail.subject, mail.content, digest, "pending", at)
        restored = restored_at(self._connection)
        entry = {"recipient": key.recipient, "scope": key.scope, "message_id": mail.message_id, "subject": mail.subject}
        with transaction(self._connection):
            # The key is unique in the database: two senders racing for it cannot both win.
            query = f"insert into outbox ({names}) values ({', '.join('?' * len(values))}) on conflict do nothing"  # noqa: S608
            is_new = self._connection.execute(query, values).rowcount == 1
            if is_new:
                note(self._connection, at, "queued", entry)
                # At once with its successor: killed in between, both would go out.
                self._supersede(key)
                if restored and may_have_been_sent(key.month, restored):
                    number = self._connection.execute("select id from outbox where message_id = ?", (mail.message_id,)).fetchone()[0]
                    self._write(number, "held", held_because(restored))
        return is_new

    def copy_number(self, recipient: str, scope: str) -> int:
        """Return the number of a reader's copies, given at the first of them and never to anybody else."""
        with transaction(self._connection):
            query = "insert into copies (number, recipient, scope) select coalesce(max(number), 0) + 1, ?, ? from copies where true"
            self._connection.execute(f"{query} on conflict do nothing", (recipient, scope))
            found = self._connection.execute("select number from copies where recipient = ? and scope = ?", (recipient, scope))
            return int(found.fetchone()[0])

    def holds(self, key: MailKey) -> bool:
        """Whether a mail of this key was ever frozen."""
        where = "edition = ? and month = ? and revision = ? and recipient = ? and scope = ?"
        return self._connection.execute(f"select 1 from outbox where {where}", astuple(key)).fetchone() is not None  # noqa: S608

    def first_sent(self, key: MailKey) -> str | None:
        """Return the Message-ID of the first mail of the month that may have reached this recipient, which a correction answers."""
        found = self._sent_before(key, "message_id", "revision")
        return None if found is None else str(found)

    def last_sent(self, key: MailKey) -> int | None:
        """Return the last earlier revision of the month that may have reached this recipient."""
        found = self._sent_before(key, "revision", "revision desc")
        return None if found is None else int(str(found))

    def _sent_before(self, key: MailKey, column: str, order: str) -> object:
        where = "edition = ? and month = ? and revision < ? and recipient = ? and scope = ? and state in ('sent', 'held', 'sending')"
        query = f"select {column} from outbox where {where} order by {order} limit 1"  # noqa: S608 - our own words
        found = self._connection.execute(query, astuple(key)).fetchone()
        return found[0] if found else None

    def has_successor(self, row: OutboxRow) -> bool:
        """Whether a later revision of a mail is in the outbox."""
        where = "edition = ? and month = ? and revision > ? and recipient = ? and scope = ?"
        values = (row.edition, row.month, row.revision, row.recipient, row.scope)
        return self._connection.execute(f"select 1 from outbox where {where}", values).fetchone() is not None  # noqa: S608

    def rows(self, *states: str) -> list[OutboxRow]:
        """Return the rows in the given states, oldest first; all rows where none is given."""
        where = f"where state in ({', '.join('?' * len(states))})" if states else ""
        query = f"select {FIELDS} from outbox {where} order by id"  # noqa: S608
        return [OutboxRow(*row) for row in self._connection.execute(query, states)]

    def content(self, row: OutboxRow) -> bytes:
        """Return the frozen bytes of a mail; raises WarehouseDamagedError where they are not those that were frozen."""
        content, digest = self._connection.execute("select mail, mail_sha256 from outbox where id = ?", (row.id,)).fetchone()
        # SQLite has no checksums; nothing was noted before there were digests.
        if digest and hashlib.sha256(content).hexdigest() != digest:
            raise WarehouseDamagedError(
                f"ops.db is damaged: the mail to {row.recipient} is not the one that was written; put back the last backup of this file"
            )
        return bytes(content)

    def supersede(self, key: MailKey) -> int:
        """Fail the earlier revisions that never left, since there is a later one; returns how many."""
        with transaction(self._connection):
            return self._supersede(key)

    def _supersede(self, key: MailKey) -> int:
        where = "edition = ? and month = ? and revision < ? and recipient = ? and scope = ? and state = 'pending'"
        waiting = self._connection.execute(f"select id from outbox where {where}", astuple(key)).fetchall()  # noqa: S608
        for (number,) in waiting:
            self._write(number, "failed", f"{SUPERSEDED} revision {key.revision}")
        return len(waiting)

    def start(self, row: OutboxRow) -> None:
        """Note that an attempt begins; after a crash this is what says that the outcome is unknown."""
        with transaction(self._connection):
            # On disk before the first byte goes out; without this line a crash would look like a mail never tried.
            query = "update outbox set state = 'sending', attempts = attempts + 1, tried_at = ? where id = ? and state = 'pending'"
            self._connection.execute(query, (self._moment(), row.id))

    def settle(self, row: OutboxRow, state: str, reply: str) -> None:
        """Note what came of an attempt."""
        with transaction(self._connection):
            self._write(row.id, state, reply)

    def _write(self, number: int, state: str, reply: str) -> None:
        """Change the state with its audit entry, inside a transaction; going back to pending is no event of the audit."""
        at = self._moment()
        self._connection.execute("update outbox set state = ?, reply = ?, tried_at = ? where id = ?", (state, reply, at, number))
        if state != "pending":
            names = ("recipient", "scope", "message_id", "subject", "attempts")
            values = self._connection.execute(f"select {', '.join(names)} from outbox where id = ?", (number,)).fetchone()  # noqa: S608
            note(self._connection, at, state, {**dict(zip(names, values, strict=True)), "reply": reply})

    def _moment(self) -> str:
        return self._clock().isoformat()


@contextmanager
def open_outbox(ops: Path, clock: Clock) -> Iterator[Outbox]:
    """Lend the outbox of a home."""
    with open_ops(ops) as connection:
        yield Outbox(connection, clock)
