"""Handing one mail to an SMTP relay, phase by phase, so that it is always known whether it may be tried again.

Until the end of the data is announced, nothing can have been accepted: trying again is safe. Once it is announced, only the relay's
answer tells; where none comes, the outcome is unknown and the mail must not be repeated blindly.
"""

import math
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from pipelines.config.environment import SmtpSettings

# sent, later (try this mail again), never (refused for good), unknown (nobody answered), down (the relay could not be reached or entered)
Verdict = Literal["sent", "later", "never", "unknown", "down"]
END_OF_DATA = b".\r\n"
OUT_OF_TIME = "not tried, since the relay answers so slowly that the time of this command was used up"
# A time-out of nothing would mean not to wait at all, which sockets take for something else.
LEAST_PATIENCE = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt, with the relay's own words; `is_silent`: it said nothing in time, nor would it to the next mail."""

    verdict: Verdict
    reply: str
    is_silent: bool = False


class RelayAnswerError(Exception):
    """The relay answered with a refusal."""

    def __init__(self, code: int, text: bytes | str) -> None:
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        super().__init__(f"{code} {' '.join(words.split())}")
        self.code = code


class Relay:
    """A relay that is connected to at the first mail and again after every break, for so many seconds in all."""

    def __init__(
        self, settings: SmtpSettings, timeout_seconds: float, context: ssl.SSLContext | None = None, seconds_in_all: float = math.inf
    ) -> None:
        """Remember where the relay is; `context` replaces the system's certificates, in tests."""
        self._settings = settings
        self._timeout = timeout_seconds
        self._context = context or ssl.create_default_context()
        self._client: smtplib.SMTP | None = None
        self._reply = ""
        self._until = time.monotonic() + seconds_in_all

    @property
    def seconds_left(self) -> float:
        """How long mails may still be handed over, in seconds; 0 when the time is used up."""
        return max(0.0, self._until - time.monotonic())

    def send(self, recipient: str, mail: bytes) -> Answer:
        """Hand over one mail; never raises for what a relay or a network may do."""
        if not self.seconds_left:
            return Answer("down", OUT_OF_TIME, is_silent=True)
        with self._hanging_up_in_time():
            return self._attempt(recipient, mail)

    @contextmanager
    def _hanging_up_in_time(self) -> Iterator[None]:
        """Cut the connection when the time is used up: a relay that sends a letter now and then keeps every time-out from ending."""
        if self._until == math.inf:
            yield
            return
        clock = threading.Timer(self.seconds_left, self._hang_up)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def _hang_up(self) -> None:
        """End whatever waits for the relay."""
        client = self._client
        if client is not None and client.sock is not None:
            with suppress(OSError):
                client.sock.shutdown(socket.SHUT_RDWR)

    def _attempt(self, recipient: str, mail: bytes) -> Answer:
        """Hand over one mail while there is time."""
        try:
            # A relay that cannot be entered says nothing about the mail, so the mail is not blamed.
            client = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            return Answer("down", _words(error), is_silent=True)
        is_announced = False
        try:
            for _ in self._transfer(client, recipient, mail):
                is_announced = True
            return Answer("sent", self._reply)
        except RelayAnswerError as error:
            self._reset()
            return Answer("later" if 400 <= error.code < 500 else "never", str(error))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Answer("unknown" if is_announced else "later", _words(error), isinstance(error, TimeoutError) or not self.seconds_left)

    def _transfer(self, client: smtplib.SMTP, recipient: str, mail: bytes) -> Iterator[None]:
        """Go through the phases of one mail, yielding once, right before the end of the data is announced."""
        self._expect(client.mail(self._settings.sender), 250)
        self._expect(client.rcpt(recipient), 250, 251)
        self._expect(client.docmd("DATA"), 354)
        client.send(_quoted(mail))
        yield
        client.send(END_OF_DATA)
        self._reply = self._expect(client.getreply(), 250)

    @staticmethod
    def _expect(answer: tuple[int, bytes], *codes: int) -> str:
        """Return the words of an answer with one of the codes; raises RelayAnswerError for any other."""
        code, text = answer
        if code == -1:
            raise smtplib.SMTPServerDisconnected("the relay closed the connection")
        if code not in codes:
            raise RelayAnswerError(code, text)
        return f"{code} {text.decode('utf-8', 'replace')}"

    def _connected(self) -> smtplib.SMTP:
        """Return the connection, made, secured and logged in where needed."""
        client = self._client or self._connect()
        if client.sock is not None:
            client.sock.settimeout(self._patience)
        return client

    @property
    def _patience(self) -> float:
        """How long one answer is waited for."""
        return max(LEAST_PATIENCE, min(self._timeout, self.seconds_left))

    def _connect(self) -> smtplib.SMTP:
        """Connect; TLS is verified, and a relay that does not offer it is refused unless the settings say `none`."""
        settings = self._settings
        where = {"host": settings.host, "port": settings.port}
        try:
            client: smtplib.SMTP = (
                _EncryptedClient(self._note_opened, context=self._context, timeout=self._patience, **where)
                if settings.security == "tls"
                else _PlainClient(self._note_opened, timeout=self._patience, **where)
            )
            client.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                client.starttls(context=self._context)
                # What was offered before encryption may have been put there by somebody else.
                client.ehlo()
            if settings.user is not None:
                client.login(settings.user, settings.password or "")
        except BaseException:
            self.close()
            raise
        return client

    def _note_opened(self, client: smtplib.SMTP) -> None:
        """Remember a connection before it is made, so that its making can be cut as well."""
        self._client = client

    def _reset(self) -> None:
        """Leave a refused mail behind, so that the next one starts afresh."""
        try:
            if self._client is not None:
                self._client.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None


class _Noted:
    """A client that makes itself known before it connects, which it does while it is being made."""

    def __init__(self, on_open: Callable[[Any], None], **where: Any) -> None:
        on_open(self)
        super().__init__(**where)


class _PlainClient(_Noted, smtplib.SMTP):
    """A connection that begins unencrypted."""


class _EncryptedClient(_Noted, smtplib.SMTP_SSL):
    """A connection that is encrypted from its first byte."""


def _words(error: Exception) -> str:
    """Return what went wrong, with its kind, since some say nothing else."""
    return f"{type(error).__name__}: {error}"


def _quoted(mail: bytes) -> bytes:
    """Return the mail with CRLF line ends and leading dots doubled, ending in a line end."""
    lines = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").split(b"\n")
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)
