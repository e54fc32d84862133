"""Everything a home should hold after a sequence of events, and what each event changes of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.clock import as_of_day
from tests.faults.sequence import steps
from tests.faults.sequence.facts import Correction, Facts, Row, corrected
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE

CODES = (CODE, OTHER_CODE)
MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
COLUMNS = ("uscc", "indicator", "period", "value", "unit", "basis", "received_on")
Scores = list[tuple[str, float]]


@dataclass(frozen=True)
class Issue:
    """An edition: its revision, what stands for its content, and the bytes of its page."""

    revision: int
    content_id: str
    page: bytes

    @classmethod
    def of(cls, revision: int, month: date, as_of: date, scores: Scores) -> Issue:
        """Return the edition of some scores."""
        frame = pl.DataFrame(scores, {"uscc": pl.String, "operating_risk": pl.Float64}, orient="row")
        return cls(revision, steps.content_id(month, as_of, scores), steps.page(revision, frame))


@dataclass
class World:
    """The facts, corrections, files in the inbox, and by month what is staged, stored, published and noted in the ledger of editions.

    `waiting`: editions of which a killed publisher may have left nothing but the name missing, which the next publisher puts in place.
    `frozen`: month, revision and reader of every mail that was written, with its name.
    """

    facts: Facts = field(default_factory=Facts)
    corrections: list[Correction] = field(default_factory=list)
    inbox: dict[str, list[Row]] = field(default_factory=dict)
    staged: dict[date, Scores] = field(default_factory=dict)
    stored: dict[date, Scores] = field(default_factory=dict)
    issues: dict[date, Issue] = field(default_factory=dict)
    ledger: dict[date, dict[int, str]] = field(default_factory=dict)
    waiting: dict[date, Issue] = field(default_factory=dict)
    frozen: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def copied(self) -> World:
        """Return a world that goes on by itself."""
        return deepcopy(self)

    def taken_in(self, today: date) -> World:
        """Return the world after an ingest."""
        after = self.copied()
        after.facts = self.facts.taken_in([row for rows in self.inbox.values() for row in rows], today)
        return after

    def settled(self, row: Row, action: str, today: date) -> World:
        """Return the world after a decision."""
        after = self.copied()
        after.facts = self.facts.settled(row, action, today)
        return after

    def scores(self, month: date, today: date) -> Scores | None:
        """Return the scores of a month; None where a correction no longer fits."""
        as_of = as_of_day(month, today)
        figures = corrected(self.facts.current(as_of), self.corrections, as_of)
        if figures is None:
            return None
        known = {code: [value for (uscc, period), value in sorted(figures.items()) if uscc == code and period <= month] for code in CODES}
        return [(code, steps.score(values)) for code, values in sorted(known.items()) if values]

    def built(self, month: date, scores: Scores) -> World:
        """Return the world after a month was scored."""
        after = self.copied()
        after.staged[month] = scores
        return after

    def recovered(self, month: date) -> World:
        """Return the world with the edition of a month in place that was waiting for it."""
        after = self.copied()
        after.issues[month] = after.waiting[month]
        return after

    def published(self, month: date, today: date) -> World:
        """Return the world after what is staged of a month has come out."""
        after, as_of = self.copied(), as_of_day(month, today)
        after.stored[month] = after.staged.pop(month)
        before, earlier = after.issues.get(month), after.ledger.get(month, {})
        highest = max([*earlier, before.revision if before else 0])
        fresh = Issue.of(highest, month, as_of, after.stored[month])
        # The same content keeps its number, be its folder there or gone.
        known = before.content_id if before else earlier.get(highest)
        if known != fresh.content_id:
            fresh = Issue.of(highest + 1, month, as_of, after.stored[month])
        after.issues[month] = fresh
        after.ledger[month] = {**earlier, fresh.revision: fresh.content_id}
        return after

    def restale(self, today: date) -> list[Correction]:
        """Return the corrections that no longer fit what is known today."""
        figures = self.facts.current(today)
        return [each for each in self.corrections if each.is_in_force(today) and figures.get(each.identity) != each.expect]


def file_text(rows: Iterable[Row]) -> str:
    """Return the file that says some rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        uscc, period = row.identity
        value = "withdrawn" if row.value is None else f"{row.value:g}"
        writer.writerow([uscc, "electricity", f"{period:%Y-%m}", value, "kWh", "month", row.received_on or ""])
    return text.getvalue()


def correction_text(correction: Correction) -> str:
    """Return the file of a correction."""
    uscc, period = correction.identity
    until = f"until = {correction.until}\n" if correction.until else ""
    return (
        f'[[correction]]\nenterprise = "{uscc}"\nindicator = "electricity"\nperiod = "{period:%Y-%m}"\nbasis = "month"\n'
        'action = "replace"\n'
        f'expect = {correction.expect:.1f}\nvalue = {correction.value:.1f}\nreason = "meter"\nreported_by = "甲"\n'
        f"reported_on = {correction.reported_on}\n{until}"
    )
