"""Passphrases, invitations and the wait after attempts in vain: nobody registers himself, and nothing tells who has an account.

In: hashing, comparing, waiting times. Out: rows (warehouse.ops.desk_accounts), cookies (sessions.py).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Final

from pipelines.errors import UsageError
from warehouse.ops import desk_accounts as stored
from warehouse.ops.desk_accounts import Account
from warehouse.ops.ops_db import Connection, transaction

LEAST_LETTERS: Final = 10
MOST_LETTERS: Final = 200
INVITATION_HOURS: Final = 72
# 2**15 rounds of 1 KiB blocks: a third of a second here, 32 MB, the strength that is advised for what people type.
_COST: Final = (2**15, 8, 1)
_MEMORY: Final = 2**26
# Each takes its memory; more at once would let anybody use up the machine's.
_AT_ONCE: Final = BoundedSemaphore(2)
# Whoever has no account is compared with this, so that the answer takes as long.
_NOBODY: Final = Account("", "0" * 128, "0" * 32, "32768,8,1")

WINDOW: Final = timedelta(hours=1)
FREE_BY_PERSON, FREE_BY_ADDRESS = 4, 30
_LONGEST_WAIT: Final = 15 * 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to come in: the address typed, where from, when."""

    email: str
    address: str
    at: datetime


def make_account(email: str, passphrase: str) -> Account:
    """Return an account with a passphrase; raises UsageError where it is too short or too long."""
    if not LEAST_LETTERS <= len(passphrase) <= MOST_LETTERS:
        raise UsageError(f"a passphrase has {LEAST_LETTERS} to {MOST_LETTERS} characters, got {len(passphrase)}; choose another")
    salt = secrets.token_hex(16)
    return Account(email, _hash(passphrase, salt, _COST), salt, ",".join(map(str, _COST)))


def fits(account: Account | None, passphrase: str) -> bool:
    """Whether a passphrase is that of an account; takes as long where there is no account."""
    known = account or _NOBODY
    n, r, p = (int(part) for part in known.cost.split(","))
    same = hmac.compare_digest(_hash(passphrase[:MOST_LETTERS], known.salt, (n, r, p)), known.passphrase_sha)
    return same and account is not None


def make_invitation(connection: Connection, email: str, at: datetime) -> str:
    """Store an invitation of an address; returns its token, which is shown once and stored nowhere."""
    token = secrets.token_urlsafe(24)
    with transaction(connection):
        stored.invite(connection, email, token, at.isoformat(), (at + timedelta(hours=INVITATION_HOURS)).isoformat())
    return token


def seconds_to_wait(connection: Connection, attempt: Attempt) -> int:
    """Return how long somebody has to wait before trying again: doubled with every attempt in vain, by person and by address."""
    since = (attempt.at - WINDOW).isoformat()
    counted = (("email", attempt.email, FREE_BY_PERSON), ("address", attempt.address, FREE_BY_ADDRESS))
    return max(_wait(stored.failures(connection, column, value, since), free, attempt.at) for column, value, free in counted)


def note_failure(connection: Connection, attempt: Attempt) -> None:
    """Store an attempt in vain, whether there is an account or not."""
    with transaction(connection):
        kept = (attempt.at - 2 * WINDOW).isoformat()
        stored.note_failure(connection, attempt.at.isoformat(), attempt.email, attempt.address, kept)


def _wait(failed: tuple[int, str], free: int, at: datetime) -> int:
    count, last = failed
    if count < free or not last:
        return 0
    # Past ten doublings the longest wait is reached anyway.
    wait: int = min(2 ** min(count - free + 2, 10), _LONGEST_WAIT)
    return max(0, wait - int((at - datetime.fromisoformat(last)).total_seconds()))


def _hash(passphrase: str, salt: str, cost: tuple[int, int, int]) -> str:
    n, r, p = cost
    with _AT_ONCE:
        return hashlib.scrypt(passphrase.encode(), salt=bytes.fromhex(salt), n=n, r=r, p=p, maxmem=_MEMORY).hex()
