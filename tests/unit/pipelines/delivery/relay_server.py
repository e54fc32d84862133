"""A real SMTP relay on loopback that misbehaves on request, with STARTTLS, login and a log of what it accepted."""

import datetime as dt
import ipaddress
import ssl
from collections import Counter, defaultdict
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "earlywarn", "secret"
LASTING = ("550", "data554")


class Relay(Controller):
    """`faults` maps a recipient to what happens at its successive attempts; after the last of them all is well.

    Faults: `421`, `450`, `550` (answer to RCPT), `data451`, `data554` (answer to the data), `drop` (mid-DATA), `accept_drop` (after).
    """

    def __init__(self, folder: Path, *, is_secure: bool = True) -> None:
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.accepted: Counter[str] = Counter()
        self.mails: list[bytes] = []
        self.log = folder / "relay.log"
        self.certificate = folder / "relay.pem"
        self._options = _secure_options(self.certificate) if is_secure else {}
        super().__init__(self, hostname="127.0.0.1", port=0, ready_timeout=30)

    def factory(self) -> SMTP:
        return _FaultySMTP(self, hostname="localhost", **self._options)  # type: ignore[arg-type]

    @property
    def bound_port(self) -> int:
        assert self.server is not None
        return int(self.server.sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        # The library connects to the port it was given, and was given none: the system chose one.
        self.port = self.bound_port
        super()._trigger_server()

    def next_fault(self, recipient: str, *wanted: str) -> str:
        """Take the recipient's next fault where it is one of the wanted; a refusal for good stays."""
        waiting = self.faults[recipient]
        if not waiting or waiting[0] not in wanted:
            return ""
        return waiting[0] if waiting[0] in LASTING else waiting.pop(0)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        fault = self.next_fault(address, "421", "450", "550")
        if fault:
            return f"{fault} not now" if fault != "550" else "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        fault = self.next_fault(recipient, "data451", "data554", "accept_drop")
        if fault.startswith("data"):
            return f"{fault[4:]} refused"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.accepted[recipient] += 1
        self.mails.append(content)
        with self.log.open("a", encoding="utf-8") as handle:
            handle.write(f"message-id={message_from_bytes(content)['Message-ID']} to={recipient}\n")
        if fault == "accept_drop":
            server.transport.abort()  # type: ignore[union-attr]
        return "250 taken"


class _FaultySMTP(SMTP):
    """Drops the connection in the middle of the data where the relay says so."""

    async def smtp_DATA(self, arg: str) -> None:
        relay = self.event_handler
        if relay.next_fault(self.envelope.rcpt_tos[0], "drop"):  # type: ignore[union-attr]
            await self.push("354 go on")
            self.transport.abort()  # type: ignore[union-attr]
            return
        await super().smtp_DATA(arg)


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    is_known = isinstance(data, LoginPassword) and data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=is_known)


def _secure_options(certificate: Path) -> dict[str, object]:
    """Require TLS and a login; the certificate is made for this test alone."""
    write_certificate(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _authenticate}


def write_certificate(path: Path) -> None:
    """Write key and self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
    )
    builder = builder.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    made = builder.add_extension(alternative, False).add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
