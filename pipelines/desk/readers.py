"""Who may come in: the subscribers with their scopes, read again whenever their file changes, so that whoever is taken out is out at once.

In: finding people and the parts they may see. Out: reading the file (pipelines.delivery.subscribers), passphrases (passphrases.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pipelines.delivery.subscribers import Recipient, department_of_scope, read_subscribers, subscriber_files
from reports.scope import DISTRICT


@dataclass(slots=True)
class Readers:
    """The subscribers of a home; those that deliver and see nothing but what they delivered are none of them."""

    path: Path
    _known: list[Recipient] = field(default_factory=list)
    _read_at: tuple[tuple[int, int], ...] = ((-1, -1),)

    def all(self) -> list[Recipient]:
        """Return everybody who may come in, a line for each scope; raises SettingsError where the file is wrong."""
        # Of one district of many the installation's file names some of them.
        stated = [file.stat() for file in subscriber_files(self.path)]
        now = tuple((each.st_mtime_ns, each.st_size) for each in stated)
        if now != self._read_at:
            found = read_subscribers(self.path) if stated else []
            self._known = [one for one in found if not department_of_scope(one.scope)]
            self._read_at = now
        return self._known

    def find(self, email: str, scope: str = "") -> Recipient | None:
        """Return somebody with a scope of theirs; without one the widest: the district, else the first of the file."""
        own = sorted((one for one in self.all() if one.email == email), key=lambda one: one.scope != DISTRICT)
        return next((one for one in own if not scope or one.scope == scope), None)

    def scopes_of(self, email: str) -> tuple[str, ...]:
        """Return the scopes of somebody, as the file writes them."""
        return tuple(one.scope for one in self.all() if one.email == email)

    def names_in(self, scope: str) -> list[str]:
        """Return the names of those who have a scope, each once, in order."""
        return sorted({one.name or one.email for one in self.all() if one.scope == scope})
