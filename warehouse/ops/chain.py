"""Entries bound into a chain: each carries the digest of the one before, so that none can be changed, left out or put in unseen."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

START = "0" * 64
# Its number, what it says in order, the digest of the one before, its own.
Entry = tuple[int, tuple[str, ...], str, str]


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """Whether the chain holds, over how many entries, and where it first breaks."""

    is_whole: bool
    entries: int
    problem: str = ""


def as_text(values: Mapping[str, object]) -> str:
    """Return what an entry says as it is kept: the same text for the same values, whatever their order."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def digest(number: int, parts: Sequence[str], previous: str) -> str:
    """Return the digest that binds an entry to the one before."""
    return hashlib.sha256("\x1f".join((str(number), *parts, previous)).encode()).hexdigest()


def verify_chain(entries: Sequence[Entry]) -> ChainVerdict:
    """Return whether every entry follows from the one before, by number and by digest."""
    previous = START
    for count, (number, parts, before, own) in enumerate(entries, start=1):
        if number != count:
            return ChainVerdict(False, count - 1, f"entry {count} is missing")
        if before != previous or own != digest(number, parts, before):
            return ChainVerdict(False, count, f"entry {number} was changed, or one before it")
        previous = own
    return ChainVerdict(True, len(entries))
