"""Which letter of ours a mail answers, whether its sender may, and which cases its numbers stand for.

The number is the one that stands in front of an enterprise: in bulletin and urgent letters its place on the list of that letter, in the
weekly letter the number of the case. In: outbox, subscribers, lists that are out. Out: reading mails (pipelines.ingest.mail_text), what
is recorded (replies.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pipelines.cases.recording import Actor
from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.delivery.briefing_inputs import list_frames_from
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.subscribers import DIGEST, Recipient, read_subscribers, subscriber_files
from pipelines.ingest.mail_text import Answered
from reports.edition import Edition
from reports.enterprise import new_reds
from reports.scope import DISTRICT, narrow, parse_scope
from warehouse.ops import cases as stored
from warehouse.ops.absences import stands_in_for
from warehouse.ops.cases import CaseFilter
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import OutboxRow, open_outbox
from warehouse.periods import month_of_key

OWNER: Final = "owner:"
# Letters whose numbers are places on a list, and those whose numbers are cases.
LISTS: Final = ("bulletin", "urgent")


@dataclass(frozen=True, slots=True)
class Standing:
    """Within which scope a sender may answer a letter, and for whom where somebody is away (empty: for themselves)."""

    scope: str
    instead_of: str = ""


@dataclass
class LetterBook:
    """The letters of one home; what several mails need is read once."""

    home: DataDir
    _sent: dict[str, OutboxRow] = field(default_factory=dict)
    _people: list[Recipient] = field(default_factory=list)
    _numbers: dict[tuple[str, tuple[str, ...]], Mapping[int, int]] = field(default_factory=dict)

    def answered(self, sender: str, answers: tuple[str, ...], sent_on: date) -> Answered | str:
        """Return the letter that a mail answers with the cases of its numbers, or why there is none that its sender may answer."""
        letter = next((self._letters()[answer] for answer in answers if answer in self._letters()), None)
        if letter is None:
            return "the mail answers none of our letters; reply to the letter itself, so that it is known which list is meant"
        standings = self.standings(sender, letter, sent_on)
        if not standings:
            return (
                f"{sender} does not take letters for {letter.scope} (subscribers.csv) and stands in for nobody who does, "
                "so nothing is recorded; let the subscriber reply, enter the absence, or add the sender"
            )
        key = (letter.message_id, tuple(standing.scope for standing in standings))
        if key not in self._numbers:
            self._numbers[key] = self._cases(letter, key[1])
        return Answered(letter.message_id, self._numbers[key])

    def standings(self, sender: str, letter: OutboxRow, sent_on: date) -> list[Standing]:
        """Return how a sender may answer a letter on a day: for themselves, then for everybody away whom they stand in for.

        A letter to somebody who is away may be answered for them; one's own weekly letter holds the cases of those who are away as well.
        """
        own = [person for person in self._subscribers() if person.email == sender]
        found = [Standing(letter.scope)] if any(person.scope in (letter.scope, DISTRICT) for person in own) else []
        for absent in self._absent(own, sent_on):
            scopes = {f"{OWNER}{absent}", *(person.scope for person in self._subscribers() if absent in (person.name, person.email))}
            if letter.scope in scopes:
                found.append(Standing(letter.scope, absent))
            elif letter.edition == DIGEST and letter.recipient == sender:
                found.append(Standing(f"{OWNER}{absent}", absent))
        return found

    def _absent(self, own: list[Recipient], day: date) -> list[str]:
        """Return for whom somebody stands in on a day, by their name, address or office."""
        names = {name for person in own for name in (person.name, person.email, person.scope.removeprefix(OWNER)) if name}
        if not names or not self.home.ops.exists():
            return []
        with open_ops(self.home.ops) as connection:
            return sorted({absent for name in names for absent in stands_in_for(connection, name, day.isoformat())})

    def actor_of(self, sender: str, letter: OutboxRow, sent_on: date, case_id: int) -> Actor:
        """Return who records a line: the sender within the scope the case lies in, named with whom they stand in for."""
        name, standings = self.name_of(sender), self.standings(sender, letter, sent_on)
        with open_ops(self.home.ops) as connection:
            for standing in standings:
                actor = Actor(f"{name}（代{standing.instead_of}）" if standing.instead_of else name, standing.scope)
                if stored.case_row(connection, case_id, actor.limits) is not None:
                    return actor
        return Actor(name, letter.scope)

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
        if not self._people and subscriber_files(self.home.subscribers):
            self._people = read_subscribers(self.home.subscribers)
        return self._people

    def _cases(self, letter: OutboxRow, scopes: tuple[str, ...]) -> dict[int, int]:
        """Return the case of every number of a letter, within the scopes of whoever answers it."""
        with open_ops(self.home.ops) as connection:
            chosen = [CaseFilter(scope=None if scope == DISTRICT else parse_scope(scope)) for scope in dict.fromkeys(scopes)]
            rows = [row for each in chosen for row in stored.select_cases(connection, each)]
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
