"""Handing one mail to an SMTP relay, phase by phase, so that it is always known whether it may be tried again.

Until the end of the data is announced, nothing can have been accepted: trying again is safe. Once it is announced, only the relay's
answer tells; where none comes, the outcome is unknown and the mail must not be repeated blindly.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from pipelines.settings import SmtpSettings

# sent, later (try this mail again), never (refused for good), unknown (nobody answered), down (the relay could not be reached or entered)
Verdict = Literal["sent", "later", "never", "unknown", "down"]
END_OF_DATA = b".\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt, with the relay's own words."""

    verdict: Verdict
    reply: str


class RelayAnswerError(Exception):
    """The relay answered with a refusal."""

    def __init__(self, code: int, text: bytes | str) -> None:
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        super().__init__(f"{code} {' '.join(words.split())}")
        self.code = code


class Relay:
    """A relay that is connected to at the first mail and again after every break."""

    def __init__(self, settings: SmtpSettings, timeout_seconds: float, context: ssl.SSLContext | None = None) -> None:
        """Remember where the relay is; `context` replaces the system's certificates, in tests."""
        self._settings = settings
        self._timeout = timeout_seconds
        self._context = context or ssl.create_default_context()
        self._client: smtplib.SMTP | None = None
        self._reply = ""

    def send(self, recipient: str, mail: bytes) -> Answer:
        """Hand over one mail; never raises for what a relay or a network may do."""
        try:
            # A relay that cannot be entered says nothing about the mail, so the mail is not blamed.
            client = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            return Answer("down", f"{type(error).__name__}: {error}")
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
            return Answer("unknown" if is_announced else "later", f"{type(error).__name__}: {error}")

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
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> smtplib.SMTP:
        """Connect; TLS is verified, and a relay that does not offer it is refused unless the settings say `none`."""
        settings = self._settings
        with _closing_on_failure() as opened:
            if settings.security == "tls":
                client: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=self._timeout, context=self._context)
            else:
                client = smtplib.SMTP(settings.host, settings.port, timeout=self._timeout)
            opened.append(client)
            client.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                client.starttls(context=self._context)
                # What was offered before encryption may have been put there by somebody else.
                client.ehlo()
            if settings.user is not None:
                client.login(settings.user, settings.password or "")
            return client

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


@contextmanager
def _closing_on_failure() -> Iterator[list[smtplib.SMTP]]:
    """Close what was opened where a later step of connecting fails."""
    opened: list[smtplib.SMTP] = []
    try:
        yield opened
    except BaseException:
        for client in opened:
            client.close()
        raise


def _quoted(mail: bytes) -> bytes:
    """Return the mail with CRLF line ends and leading dots doubled, ending in a line end."""
    lines = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").split(b"\n")
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)
