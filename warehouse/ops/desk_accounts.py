"""The accounts of the page for cases, in ops.db: passphrases as digests, invitations, open sessions, attempts in vain.

In: rows. Out: how a passphrase is hashed and how long somebody waits (pipelines.desk.passphrases), who subscribes (pipelines.delivery).
"""

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Any

from warehouse.ops import audit


@dataclass(frozen=True, slots=True)
class Account:
    """The passphrase of an address: its digest and how it was made."""

    email: str
    passphrase_sha: str
    salt: str
    cost: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An open session: whose it is, and the part of the district it looks at."""

    token_sha256: str
    email: str
    scope: str
    expires_at: str


def token_digest(token: str) -> str:
    """Return what is stored of a token, so that a copy of ops.db opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(connection: sqlite3.Connection, email: str, token: str, at: str, expires_at: str) -> None:
    """Store an invitation; an earlier one of the address that was not used is no longer good. Inside the caller's transaction."""
    connection.execute("update desk_invitations set expires_at = ? where email = ? and used_at = '' and expires_at > ?", (at, email, at))
    connection.execute("insert into desk_invitations values (?, ?, ?, ?, '')", (token_digest(token), email, at, expires_at))
    audit.note(connection, at, "invited", {"email": email})


def invited_address(connection: sqlite3.Connection, token: str, at: str) -> str | None:
    """Return whose invitation a token is, None where it is used, over or nobody's."""
    query = "select email from desk_invitations where token_sha256 = ? and used_at = '' and expires_at > ?"
    row = connection.execute(query, (token_digest(token), at)).fetchone()
    return None if row is None else str(row[0])


def accept_invitation(connection: sqlite3.Connection, token: str, account: Account, at: str) -> bool:
    """Use an invitation up and set its owner's passphrase; False where somebody was faster. Inside the caller's transaction."""
    query = "update desk_invitations set used_at = ? where token_sha256 = ? and email = ? and used_at = '' and expires_at > ?"
    if connection.execute(query, (at, token_digest(token), account.email, at)).rowcount != 1:
        return False
    set_passphrase(connection, account, at)
    return True


def set_passphrase(connection: sqlite3.Connection, account: Account, at: str) -> None:
    """Store a passphrase; every session of the address ends. Inside the caller's transaction."""
    row = (account.email, account.passphrase_sha, account.salt, account.cost, at)
    connection.execute("insert or replace into desk_accounts values (?, ?, ?, ?, ?)", row)
    end_sessions(connection, account.email, at)
    audit.note(connection, at, "passphrase", {"email": account.email})


def account_of(connection: sqlite3.Connection, email: str) -> Account | None:
    """Return the account of an address, None where it has none."""
    row = connection.execute("select email, passphrase_sha, salt, cost from desk_accounts where email = ?", (email,)).fetchone()
    return None if row is None else Account(*row)


def begin_session(connection: sqlite3.Connection, token: str, row: tuple[str, str], at: str, expires_at: str) -> None:
    """Store a session of an address with a scope (`row`), and forget what failed before; sessions long over are taken out."""
    connection.execute("delete from desk_sessions where expires_at < ?", (at,))
    connection.execute("delete from desk_failures where email = ?", (row[0],))
    connection.execute("insert into desk_sessions values (?, ?, ?, ?, ?, '')", (token_digest(token), *row, at, expires_at))


def session_of(connection: sqlite3.Connection, token: str, at: str) -> SessionRow | None:
    """Return the open session of a token, None where there is none, it is over or it was ended."""
    query = "select token_sha256, email, scope, expires_at from desk_sessions where token_sha256 = ? and ended_at = '' and expires_at > ?"
    row = connection.execute(query, (token_digest(token), at)).fetchone()
    return None if row is None else SessionRow(*row)


def change_scope(connection: sqlite3.Connection, token: str, scope: str) -> None:
    """Let a session look at another part of the district, which its owner may see as well."""
    connection.execute("update desk_sessions set scope = ? where token_sha256 = ?", (scope, token_digest(token)))


def end_session(connection: sqlite3.Connection, token: str, at: str) -> None:
    """End a session."""
    connection.execute("update desk_sessions set ended_at = ? where token_sha256 = ? and ended_at = ''", (at, token_digest(token)))


def end_sessions(connection: sqlite3.Connection, email: str, at: str) -> int:
    """End every open session of an address; returns how many."""
    return connection.execute("update desk_sessions set ended_at = ? where email = ? and ended_at = ''", (at, email)).rowcount


def note_failure(connection: sqlite3.Connection, at: str, email: str, address: str, keep_since: str) -> None:
    """Store an attempt in vain, whether the address has an account or not; those before `keep_since` are taken out."""
    connection.execute("delete from desk_failures where at < ?", (keep_since,))
    connection.execute("insert into desk_failures values (?, ?, ?)", (at, email, address))


def failures(connection: sqlite3.Connection, column: str, value: str, since: str) -> tuple[int, str]:
    """Return how often somebody failed since a moment, by `email` or `address`, and when last (empty where never)."""
    if column not in ("email", "address"):
        raise ValueError(f"{column!r} is nothing failures are counted by; name email or address")
    query = f"select count(*), coalesce(max(at), '') from desk_failures where {column} = ? and at >= ?"  # noqa: S608 - one of our own
    count, last = connection.execute(query, (value, since)).fetchone()
    return int(count), str(last)


def note_refusal(connection: sqlite3.Connection, at: str, email: str, scope: str, path: str) -> None:
    """Note in the audit that somebody asked for what is not there or not theirs to see. Inside the caller's transaction."""
    audit.note(connection, at, "refused", {"email": email, "scope": scope, "path": path})


def note_export(connection: sqlite3.Connection, at: str, entry: dict[str, Any]) -> None:
    """Note in the audit who took a list away: email, scope, filter, rows. Inside the caller's transaction."""
    audit.note(connection, at, "exported", entry)


def is_form_used(connection: sqlite3.Connection, form: str) -> bool:
    """Whether an event came from a form already; `form` begins the event's source and ends with a colon."""
    query = "select 1 from case_events where source >= ? and source < ? limit 1"
    # The mark after a colon ends the range of all that begin with the form.
    return connection.execute(query, (form, form[:-1] + ";")).fetchone() is not None
