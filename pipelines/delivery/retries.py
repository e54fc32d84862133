"""Handing over what waits in the outbox: rounds with pauses for temporary refusals, and what to make of an unknown outcome."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pipelines.delivery.relay import Answer
from pipelines.settings import MailSettings
from warehouse.ops.outbox import Clock, Outbox, OutboxRow

NOT_IN_LOG = "not in the relay's log, so it never went out"
UNKNOWN = "the connection ended before the relay answered; nobody knows whether it went out"


class Carrier(Protocol):
    """Something that hands over one mail."""

    def send(self, recipient: str, mail: bytes) -> Answer:
        """Hand over one mail and say what came of it."""


@dataclass(frozen=True, slots=True)
class Round:
    """How mails of one month are handed over; `log` is the relay's log, None where this machine cannot read it."""

    outbox: Outbox
    carrier: Carrier
    settings: MailSettings
    month: str
    clock: Clock
    log: Path | None = None
    sleep: Callable[[float], None] = time.sleep

    def deliver(self) -> None:
        """Hand over every waiting mail of the month; what is refused for now is tried again after each pause."""
        for pause in (0.0, *self.settings.retry_seconds):
            self.reconcile()
            waiting = self._rows("pending")
            if not waiting:
                break
            self.sleep(pause)
            self._go_round(waiting)
        self.reconcile()

    def _go_round(self, waiting: Sequence[OutboxRow]) -> None:
        """Try each waiting mail once; a relay that is down ends the round, since the next mail would fare no better."""
        for row in waiting:
            self.outbox.start(row)
            answer = self.carrier.send(row.recipient, self.outbox.content(row))
            self._note(row, answer)
            if answer.verdict == "down":
                return

    def _note(self, row: OutboxRow, answer: Answer) -> None:
        """Put down what came of an attempt; an unknown outcome stays `sending` while a log may still settle it."""
        # Left as it is: the log is read before the next round.
        if answer.verdict == "unknown" and self.log is not None:
            return
        states = {"sent": "sent", "later": "pending", "down": "pending", "never": "failed", "unknown": "held"}
        self.outbox.settle(row, states[answer.verdict], answer.reply)

    def reconcile(self) -> None:
        """Settle the mails cut off in the middle: by the relay's log where there is one, else they are held."""
        cut_off = self._rows("sending")
        if cut_off and self.log is not None:
            # The relay may still be writing down what it accepted a moment ago.
            self.sleep(max(0.0, self.settings.settle_seconds - self._age(cut_off)))
            accepted = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
            for row in cut_off:
                state, reply = ("sent", "found in the relay's log") if row.message_id in accepted else ("pending", NOT_IN_LOG)
                self.outbox.settle(row, state, reply)
        elif cut_off:
            for row in cut_off:
                self.outbox.settle(row, "held", UNKNOWN)

    def _age(self, rows: Sequence[OutboxRow]) -> float:
        """Return how many seconds ago the youngest of the attempts began."""
        return min((self.clock() - datetime.fromisoformat(row.tried_at)).total_seconds() for row in rows)

    def _rows(self, *states: str) -> list[OutboxRow]:
        return [row for row in self.outbox.rows(*states) if row.month == self.month]
