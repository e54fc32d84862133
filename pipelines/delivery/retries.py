"""Handing over what waits in the outbox: rounds with pauses for temporary refusals, and what to make of an unknown outcome."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from ssl import SSLContext
from typing import Protocol

from pipelines.config.environment import SmtpSettings
from pipelines.delivery.relay import Answer, Relay
from pipelines.errors import SettingsError
from pipelines.settings import MailSettings
from warehouse.ops.outbox import Clock, Outbox, OutboxRow

NO_RELAY = "no mail relay is named; set EARLYWARN_SMTP_HOST and EARLYWARN_SMTP_FROM in the environment, or use --dry-run"
NOT_IN_LOG = "not in the relay's log, so it never went out"
UNKNOWN = "the connection ended before the relay answered; nobody knows whether it went out"


class Carrier(Protocol):
    """Something that hands over one mail, as long as there is time."""

    @property
    def seconds_left(self) -> float:
        """How long mails may still be handed over, in seconds."""

    def send(self, recipient: str, mail: bytes) -> Answer:
        """Hand over one mail and say what came of it."""


@dataclass(frozen=True, slots=True)
class Round:
    """How mails of some editions and one period are handed over; `log` is the relay's log, None where this machine cannot read it.

    Editions of other jobs may share the period (push lists a month with the bulletin): who takes those is theirs to know.
    """

    outbox: Outbox
    carrier: Carrier
    settings: MailSettings
    editions: Collection[str]
    period: str
    clock: Clock
    log: Path | None = None
    sleep: Callable[[float], None] = time.sleep

    def deliver(self) -> None:
        """Hand over every waiting mail that is meant; what is refused for now is tried again after each pause."""
        for pause in (0.0, *self.settings.retry_seconds):
            self.reconcile()
            waiting = self._rows("pending")
            # The pause before a round that has no time left would only be waited for.
            if not waiting or self.carrier.seconds_left <= pause:
                break
            self.sleep(pause)
            self._go_round(waiting)
        self.reconcile()

    def _go_round(self, waiting: Sequence[OutboxRow]) -> None:
        """Try each waiting mail once; a relay that is down or silent ends the round, since the next mail would fare no better."""
        # What a silent relay left untried comes first, so that one mail it chokes on does not keep back all others.
        for row in sorted(waiting, key=lambda row: row.tried_at):
            self.outbox.start(row)
            answer = self.carrier.send(row.recipient, self.outbox.content(row))
            self._note(row, answer)
            if answer.verdict == "down" or answer.is_silent:
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
        return [row for row in self.outbox.rows(*states) if row.month == self.period and row.edition in self.editions]


def require_relay(smtp: SmtpSettings | None) -> SmtpSettings:
    """Return the relay; raises SettingsError where none is named."""
    if smtp is None:
        raise SettingsError(NO_RELAY)
    return smtp


def hand_over(
    outbox: Outbox,
    smtp: SmtpSettings,
    settings: MailSettings,
    editions: Collection[str],
    periods: Iterable[str],
    clock: Clock,
    context: SSLContext | None = None,
) -> None:
    """Hand over every waiting mail of the editions and periods (a month, a week, a day), within the time of one command."""
    with closing(Relay(smtp, settings.timeout_seconds, context, settings.command_seconds)) as relay:
        for period in periods:
            Round(outbox, relay, settings, editions, period, clock, smtp.log).deliver()
