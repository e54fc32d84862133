"""Sessions: a signed cookie that names a row of ops.db, and forms that are good for one session, one address and one use.

In: signing, checking, lifetimes. Out: who may come in (passphrases.py), rows (warehouse.ops.desk_accounts).
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from pipelines.errors import SettingsError
from warehouse.ops import desk_accounts as stored
from warehouse.ops.desk_accounts import SessionRow
from warehouse.ops.ops_db import Connection, transaction

HOURS: Final = 8
COOKIE: Final = "earlywarn"
KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Session:
    """Who is in: the row of the session, and the secret that its forms are signed with."""

    row: SessionRow
    token: str
    secret: bytes

    def form_mark(self, address: str, seen: str = "") -> str:
        """Return the mark of a new form for an address that shows a version of a case."""
        number = secrets.token_hex(12)
        return f"{number}.{self._seal(number, address, seen)}"

    def is_own_mark(self, mark: str, address: str, seen: str = "") -> bool:
        """Whether a mark was made in this session for an address and a version."""
        number, _, seal = mark.partition(".")
        return hmac.compare_digest(seal.encode(), self._seal(number, address, seen).encode())

    def _seal(self, number: str, address: str, seen: str) -> str:
        return _sign(self.secret, f"form\x1f{number}\x1f{address}\x1f{seen}")


def load_key(path: Path) -> bytes:
    """Return the key that cookies are signed with, made at the first start; raises SettingsError where others may read it."""
    if not path.exists():
        _make_key(path)
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} may be read by others; let its owner alone read it: chmod 600 {path}")
    key = path.read_bytes()
    if len(key) < KEY_BYTES:
        raise SettingsError(f"{path} holds {len(key)} bytes, needed {KEY_BYTES}; delete it and start again, which ends all sessions")
    return key


def begin(connection: Connection, key: bytes, email: str, scope: str, at: datetime) -> str:
    """Begin a session; returns the value of its cookie."""
    token = secrets.token_urlsafe(32)
    with transaction(connection):
        stored.begin_session(connection, token, (email, scope), at.isoformat(), (at + timedelta(hours=HOURS)).isoformat())
    return f"{token}.{_sign(key, token)}"


def find(connection: Connection, key: bytes, cookie: str, at: datetime) -> Session | None:
    """Return the open session of a cookie, None where the cookie is not ours, or its session over."""
    token, _, seal = cookie.partition(".")
    if not hmac.compare_digest(seal.encode(), _sign(key, token).encode()):
        return None
    row = stored.session_of(connection, token, at.isoformat())
    return None if row is None else Session(row, token, hmac.digest(key, f"session\x1f{token}".encode(), "sha256"))


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Made with its mode from the start: nobody else reads it in between.
    descriptor, half = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    # Whole at once, and of two first starts the key of one is that of both.
    with suppress(FileExistsError):
        path.hardlink_to(half)
    Path(half).unlink()


def _sign(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
