"""Which letter of ours a mail answers, whether its sender may, and which cases its numbers stand for.

The number is the one that stands in front of an enterprise: in bulletin and urgent letters its place on the list of that letter, in the
weekly letter the number of the case. In: outbox, subscribers, lists that are out. Out: reading mails (pipelines.ingest.mail_text), what
is recorded (replies.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.delivery.briefing_inputs import list_frames_from
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.subscribers import DIGEST, Recipient, read_subscribers
from pipelines.ingest.mail_text import Answered
from reports.edition import Edition
from reports.enterprise import new_reds
from reports.scope import DISTRICT, narrow, parse_scope
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import OutboxRow, open_outbox
from warehouse.periods import month_of_key

# Letters whose numbers are places on a list, and those whose numbers are cases.
LISTS: Final = ("bulletin", "urgent")


@dataclass
class LetterBook:
    """The letters of one home; what several mails need is read once."""

    home: DataDir
    _sent: dict[str, OutboxRow] = field(default_factory=dict)
    _people: list[Recipient] = field(default_factory=list)
    _numbers: dict[str, Mapping[int, int]] = field(default_factory=dict)

    def answered(self, sender: str, answers: tuple[str, ...]) -> Answered | str:
        """Return the letter that a mail answers with the cases of its numbers, or why there is none that its sender may answer."""
        letter = next((self._letters()[answer] for answer in answers if answer in self._letters()), None)
        if letter is None:
            return "the mail answers none of our letters; reply to the letter itself, so that it is known which list is meant"
        if not any(person.email == sender and person.scope in (letter.scope, DISTRICT) for person in self._subscribers()):
            return (
                f"{sender} does not take letters for {letter.scope} (subscribers.csv), so nothing is recorded; "
                "let the subscriber reply, or add the sender"
            )
        if letter.message_id not in self._numbers:
            self._numbers[letter.message_id] = self._cases(letter)
        return Answered(letter.message_id, self._numbers[letter.message_id])

    def letter(self, message_id: str) -> OutboxRow | None:
        """Return a letter by its Message-ID, None where the outbox of this home does not know it."""
        return self._letters().get(message_id)

    def name_of(self, email: str) -> str:
        """Return how a subscriber is called, the address where it has no name."""
        return next((person.name for person in self._subscribers() if person.email == email and person.name), email)

    def _letters(self) -> dict[str, OutboxRow]:
        if not self._sent and self.home.ops.exists():
            with open_outbox(self.home.ops, now) as outbox:
                # What was cut off or is held may have arrived; what failed may not have been read by anybody.
                rows = outbox.rows("sent", "sending", "held")
            self._sent = {row.message_id: row for row in rows if row.edition in (*LISTS, DIGEST)}
        return self._sent

    def _subscribers(self) -> list[Recipient]:
        if not self._people and self.home.subscribers.exists():
            self._people = read_subscribers(self.home.subscribers)
        return self._people

    def _cases(self, letter: OutboxRow) -> dict[int, int]:
        """Return the case of every number of a letter, within its scope."""
        limits = None if letter.scope == DISTRICT else parse_scope(letter.scope)
        with open_ops(self.home.ops) as connection:
            rows = stored.select_cases(connection, CaseFilter(scope=limits))
        if letter.edition == DIGEST:
            return {row["id"]: row["id"] for row in rows}
        last = {row["uscc"]: row["id"] for row in sorted(rows, key=lambda row: int(row["id"]))}
        return {place: last[uscc] for place, uscc in enumerate(self._listed(letter), start=1) if uscc in last}

    def _listed(self, letter: OutboxRow) -> list[str]:
        """Return whom a letter numbers, in its order: the list of its scope, or those newly red."""
        month = month_of_key(letter.month)
        archive = Archive(self.home.ops, self.home.briefings)
        key = archive.published(month, letter.revision)
        kept = archive.frames(key) if key else {}
        if not kept:
            return []
        # Cut as the letter was cut, for which nothing but the month matters.
        frames, _ = narrow(list_frames_from(kept), Edition(month, month, month, 0, 0, "", ""), letter.scope)
        return new_reds(frames) if letter.edition == "urgent" else frames.listed()["uscc"].to_list()
