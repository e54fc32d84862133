"""What a home should hold, in plain Python: figures with the days they are known from, and what a run sees of them on any day.

Written from what the program promises and not from how it keeps it: no frame, no SQL, nothing of the program imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

# uscc and month: all figures are the electricity of a month.
Identity = tuple[str, date]
Value = float | None
RELEASE_DAY = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file: `value` None where a figure is taken back, `received_on` None where the sender names no day."""

    file_name: str
    number: int
    identity: Identity
    value: Value
    received_on: date | None
    known_on: date = date.min

    @property
    def statement(self) -> tuple[Identity, Value]:
        """What it says, whenever it says it."""
        return self.identity, self.value


@dataclass(frozen=True, slots=True)
class Settlement:
    """A decision about one row of a day on which values contradict each other."""

    number: int
    row: Row
    action: str
    day: date


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that was delivered wrongly, and what is used instead, from a day on."""

    identity: Identity
    expect: float
    value: float
    reported_on: date
    until: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Whether a run that sees `day` uses it."""
        return self.reported_on <= day and (self.until is None or day < self.until)


@dataclass
class Facts:
    """Everything that was taken in, and what people decided about it."""

    rows: list[Row] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)

    def taken_in(self, batch: Iterable[Row], today: date) -> Facts:
        """Return the facts with the files of one ingest; a copy of what is known adds nothing."""
        lines = sorted(batch, key=lambda row: (row.file_name, row.number))
        there_before = {row.identity for row in self.rows}
        stated_before = {row.statement for row in self.rows}
        dated = {row.statement for row in lines if row.received_on}
        seen = {(*row.statement, row.received_on) for row in self.rows}
        new = []
        for row in lines:
            is_news = row.received_on is not None or row.statement not in stated_before | dated
            if (*row.statement, row.received_on) not in seen and is_news:
                seen.add((*row.statement, row.received_on))
                new.append(replace(row, known_on=row.received_on or first_day(row, today, is_repeated=row.identity in there_before)))
        return Facts([*self.rows, *new], list(self.settlements))

    def current(self, day: date) -> dict[Identity, float]:
        """Return the figure of each enterprise and month as known on a day."""
        found = {}
        for identity in {row.identity for row in self.rows}:
            vintages = self.vintages(identity)
            known = [value for since, value in sorted(vintages.items()) if since <= day]
            if known and known[-1] is not None:
                found[identity] = known[-1]
        return found

    def vintages(self, identity: Identity) -> dict[date, Value]:
        """Return what a figure is from which day on; None where it is taken back."""
        rows = [row for row in self.rows if row.identity == identity]
        said = {day: {row.value for row in rows if row.known_on == day} for day in {row.known_on for row in rows}}
        found = {day: next(iter(values)) for day, values in said.items() if len(values) == 1}
        # Later decisions about the same day stand before earlier ones.
        for decision in sorted(self.settlements, key=lambda each: each.number):
            row, since = decision.row, max(decision.day, decision.row.known_on)
            is_overtaken = any(row.known_on < other.known_on <= decision.day for other in rows)
            if row.identity == identity and decision.action == "release" and not is_overtaken:
                found[since] = row.value
        return found

    def clashing(self) -> list[Row]:
        """Return the rows of days on which one figure has two values and nothing newer is there, that nobody has decided about."""
        decided = {(each.row.file_name, each.row.number) for each in self.settlements}
        return [
            row
            for row in self.rows
            if len({other.value for other in self._same_day(row)}) > 1
            and (row.file_name, row.number) not in decided
            and not any(other.identity == row.identity and other.known_on > row.known_on for other in self.rows)
        ]

    def _same_day(self, row: Row) -> list[Row]:
        return [other for other in self.rows if (other.identity, other.known_on) == (row.identity, row.known_on)]

    def settled(self, row: Row, action: str, day: date) -> Facts:
        """Return the facts with a decision about a clashing row, and what follows from it for the others of its day."""
        open_rows = self.clashing()
        others = [other for other in self._same_day(row) if other != row and other in open_rows]
        same, left = ([other for other in others if (other.value == row.value) is is_same] for is_same in (True, False))
        opposite = {"release": "reject", "reject": "release"}[action]
        # Of three values the rejection of one leaves two that contradict each other.
        follow = left if action == "release" or len({other.value for other in left}) == 1 else []
        number = 1 + max((each.number for each in self.settlements), default=0)
        made = [(row, action), *((other, action) for other in same), *((other, opposite) for other in follow)]
        return Facts(list(self.rows), [*self.settlements, *(Settlement(number, each, what, day) for each, what in made)])


def first_day(row: Row, today: date, *, is_repeated: bool) -> date:
    """Return from when a figure without a day of receipt counts: the nominal day of its first delivery, later the day it came."""
    _, month = row.identity
    following = date(month.year + month.month // 12, month.month % 12 + 1, RELEASE_DAY)
    return today if is_repeated else min(following, today)


def corrected(figures: dict[Identity, float], corrections: Iterable[Correction], day: date) -> dict[Identity, float] | None:
    """Return figures with the corrections of a day; None where one no longer fits what was delivered."""
    in_force = [each for each in corrections if each.is_in_force(day)]
    if any(figures.get(each.identity) != each.expect for each in in_force):
        return None
    return {**figures, **{each.identity: each.value for each in in_force}}
