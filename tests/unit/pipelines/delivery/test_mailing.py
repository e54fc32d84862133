"""Mail is handed over once, whatever the relay does, and every doubt is held and named; an older version's edition is not written from."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from pathlib import Path
from time import monotonic

import pytest

from pipelines.clock import now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.briefing_inputs import named_frames
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.letter_composer import KINDS
from pipelines.delivery.mailing import release_held, send_month, write_files
from pipelines.delivery.publication import publish
from pipelines.delivery.relay import OUT_OF_TIME, Answer
from pipelines.delivery.relay import Relay as Carrier
from pipelines.delivery.retries import Round, hand_over
from pipelines.errors import UsageError
from pipelines.settings import MailSettings, load_settings
from reports.frames import BriefingFrames
from tests.unit.pipelines.delivery.relay_server import PASSWORD, USER, Relay
from warehouse.ops.audit import verify
from warehouse.ops.editions import EditionKey
from warehouse.ops.outbox import FrozenMail, MailKey, Outbox, open_outbox

MONTH = "2026-10"
QUICK = MailSettings(retry_seconds=(0, 0), timeout_seconds=5, settle_seconds=0)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    server = Relay(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with open_outbox(tmp_path / "ops.db", now) as opened:
        yield opened


def settings_of(relay: Relay, **changes: object) -> SmtpSettings:
    known = {"host": "127.0.0.1", "port": relay.bound_port, "sender": "warn@example.cn", "user": USER, "password": PASSWORD}
    return SmtpSettings(**{**known, **changes})  # type: ignore[arg-type]


def trusting(relay: Relay) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(relay.certificate))


def freeze(outbox: Outbox, *recipients: str, revision: int = 1, edition: str = "bulletin") -> None:
    for recipient in recipients:
        message_id = f"<{edition}.{MONTH}.r{revision}.{recipient.partition('@')[0]}@example.cn>"
        content = f"Message-ID: {message_id}\nTo: {recipient}\nSubject: test\n\n.starts with a dot\n".encode()
        outbox.freeze(MailKey(edition, MONTH, revision, recipient, "district"), FrozenMail(message_id, "test", content))


def deliver(
    outbox: Outbox, relay: Relay, log: Path | None = None, smtp: SmtpSettings | None = None, context: ssl.SSLContext | None = None
) -> None:
    carrier = Carrier(smtp or settings_of(relay), QUICK.timeout_seconds, context or trusting(relay))
    Round(outbox, carrier, QUICK, KINDS, MONTH, now, log).deliver()
    carrier.close()


def states(outbox: Outbox) -> dict[str, str]:
    return {row.recipient: row.state for row in outbox.rows()}


def test_a_mail_arrives_once_and_as_it_was_frozen(relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn", "b@x.cn")
    deliver(outbox, relay)
    deliver(outbox, relay)
    assert states(outbox) == {"a@x.cn": "sent", "b@x.cn": "sent"}
    assert dict(relay.accepted) == {"a@x.cn": 1, "b@x.cn": 1}
    assert message_from_bytes(relay.mails[0]).get_payload() == ".starts with a dot\r\n"


@pytest.mark.parametrize("fault", ["421", "450", "data451", "drop"])
def test_what_is_refused_for_now_is_tried_again(relay: Relay, outbox: Outbox, fault: str) -> None:
    relay.faults["a@x.cn"] = [fault]
    freeze(outbox, "a@x.cn")
    # With a log the relay's silence can be resolved; a break in the middle of the data then is no doubt.
    deliver(outbox, relay, relay.log)
    deliver(outbox, relay, relay.log)
    assert states(outbox) == {"a@x.cn": "sent"}
    assert relay.accepted["a@x.cn"] == 1


def test_what_is_refused_for_longer_waits_for_the_next_sending(relay: Relay, outbox: Outbox) -> None:
    relay.faults["a@x.cn"] = ["450"] * 5
    freeze(outbox, "a@x.cn")
    deliver(outbox, relay)
    assert states(outbox) == {"a@x.cn": "pending"}
    deliver(outbox, relay)
    assert states(outbox) == {"a@x.cn": "sent"}


@pytest.mark.parametrize("fault", ["550", "data554"])
def test_what_is_refused_for_good_is_not_tried_again(relay: Relay, outbox: Outbox, fault: str) -> None:
    relay.faults["a@x.cn"] = [fault]
    freeze(outbox, "a@x.cn", "b@x.cn")
    deliver(outbox, relay)
    deliver(outbox, relay)
    assert states(outbox) == {"a@x.cn": "failed", "b@x.cn": "sent"}
    assert relay.accepted["a@x.cn"] == 0


def test_an_untold_outcome_is_held_where_no_log_can_tell(relay: Relay, outbox: Outbox) -> None:
    relay.faults["a@x.cn"] = ["accept_drop"]
    freeze(outbox, "a@x.cn", "b@x.cn")
    deliver(outbox, relay)
    deliver(outbox, relay)
    assert states(outbox) == {"a@x.cn": "held", "b@x.cn": "sent"}
    assert relay.accepted["a@x.cn"] == 1


def test_an_untold_outcome_is_settled_by_the_relays_log(relay: Relay, outbox: Outbox) -> None:
    relay.faults["a@x.cn"] = ["accept_drop"]
    freeze(outbox, "a@x.cn")
    deliver(outbox, relay, relay.log)
    assert states(outbox) == {"a@x.cn": "sent"}
    assert relay.accepted["a@x.cn"] == 1


@pytest.mark.parametrize("went_out", [True, False])
def test_a_crash_in_the_middle_is_settled_by_the_log(relay: Relay, outbox: Outbox, went_out: bool) -> None:
    freeze(outbox, "a@x.cn")
    row = outbox.rows()[0]
    outbox.start(row)
    if went_out:
        carrier = Carrier(settings_of(relay), 5, trusting(relay))
        carrier.send(row.recipient, outbox.content(row))
        carrier.close()
    deliver(outbox, relay, relay.log)
    assert states(outbox) == {"a@x.cn": "sent"}
    assert relay.accepted["a@x.cn"] == 1


def test_a_crash_in_the_middle_is_held_where_no_log_can_tell(relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn")
    outbox.start(outbox.rows()[0])
    deliver(outbox, relay)
    assert states(outbox) == {"a@x.cn": "held"}
    assert relay.accepted["a@x.cn"] == 0


def test_an_unknown_certificate_is_refused_and_nothing_is_lost(relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn")
    deliver(outbox, relay, context=ssl.create_default_context())
    assert states(outbox) == {"a@x.cn": "pending"}
    assert "CERTIFICATE" in outbox.rows()[0].reply.upper()
    assert relay.accepted.total() == 0


def test_a_wrong_password_fails_no_mail_for_good(relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn")
    # One attempt alone: the server makes whoever guesses wait.
    carrier = Carrier(settings_of(relay, password="wrong"), 5, trusting(relay))
    Round(outbox, carrier, MailSettings(retry_seconds=()), KINDS, MONTH, now).deliver()
    assert states(outbox) == {"a@x.cn": "pending"}
    deliver(outbox, relay)
    assert states(outbox) == {"a@x.cn": "sent"}


def test_a_relay_without_tls_is_refused(tmp_path: Path, outbox: Outbox) -> None:
    plain = Relay(tmp_path, is_secure=False)
    plain.start()
    try:
        freeze(outbox, "a@x.cn")
        carrier = Carrier(SmtpSettings("127.0.0.1", plain.bound_port, "warn@example.cn"), 5)
        Round(outbox, carrier, QUICK, KINDS, MONTH, now).deliver()
        assert states(outbox) == {"a@x.cn": "pending"}
        assert plain.accepted.total() == 0
    finally:
        plain.stop()


def test_a_relay_that_is_down_leaves_everything_waiting(outbox: Outbox, relay: Relay) -> None:
    freeze(outbox, "a@x.cn", "b@x.cn")
    deliver(outbox, relay, smtp=settings_of(relay, port=1))
    assert states(outbox) == {"a@x.cn": "pending", "b@x.cn": "pending"}


@contextmanager
def silent_relay(*, words: bytes = b"", every: float = 0.0) -> Iterator[tuple[int, list[float]]]:
    """Lend the port of a server that takes connections and says a letter of `words` every so often, and the moments they were made."""
    connections: list[float] = []
    is_over = threading.Event()

    def say(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            for letter in words:
                connection.sendall(bytes([letter]))
                is_over.wait(every)
            is_over.wait()

    def serve(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                connections.append(monotonic())
                threading.Thread(target=say, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1], connections
        is_over.set()
        server.shutdown(socket.SHUT_RDWR)


def test_a_silent_relay_is_noticed_once_a_round_and_not_once_a_mail(outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn", "b@x.cn", "c@x.cn")
    with silent_relay() as (port, connections):
        smtp = SmtpSettings("127.0.0.1", port, "warn@example.cn", security="none")
        hand_over(outbox, smtp, replace(QUICK, timeout_seconds=0.3), KINDS, [MONTH], now)
    assert set(states(outbox).values()) == {"pending"}
    assert len(connections) == 1 + len(QUICK.retry_seconds)
    # Each round began with a mail that had not been tried.
    assert {row.attempts for row in outbox.rows()} == {1}


def test_a_relay_that_says_a_letter_now_and_then_takes_no_longer_than_a_command_may(outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn", "b@x.cn")
    with silent_relay(words=b"220 " + b"x" * 200, every=0.1) as (port, _):
        smtp = SmtpSettings("127.0.0.1", port, "warn@example.cn", security="none")
        started = monotonic()
        hand_over(outbox, smtp, replace(QUICK, command_seconds=1.0), KINDS, [MONTH], now)
    # The letters would have taken twenty seconds a mail.
    assert monotonic() - started < 8
    assert set(states(outbox).values()) == {"pending"}


def test_when_the_time_is_used_up_the_rest_waits_and_says_why(outbox: Outbox, relay: Relay) -> None:
    freeze(outbox, "a@x.cn")
    carrier = Carrier(settings_of(relay), 5, trusting(relay), seconds_in_all=0)
    assert carrier.send("a@x.cn", b"") == Answer("down", OUT_OF_TIME, is_silent=True)
    Round(outbox, carrier, QUICK, KINDS, MONTH, now).deliver()
    assert states(outbox) == {"a@x.cn": "pending"}
    assert relay.accepted.total() == 0


def test_the_log_is_not_read_before_the_relay_has_written_it(relay: Relay, outbox: Outbox) -> None:
    pauses: list[float] = []
    freeze(outbox, "a@x.cn")
    outbox.start(outbox.rows()[0])
    patient = MailSettings(retry_seconds=(), timeout_seconds=5, settle_seconds=5)
    carrier = Carrier(settings_of(relay), 5, trusting(relay))
    Round(outbox, carrier, patient, KINDS, MONTH, now, relay.log, pauses.append).reconcile()
    assert 3 < pauses[0] <= 5


def test_a_later_revision_answers_the_first_mail_and_replaces_what_never_left(outbox: Outbox, relay: Relay) -> None:
    freeze(outbox, "a@x.cn")
    deliver(outbox, relay)
    freeze(outbox, "b@x.cn")
    second_a, second_b = (MailKey("bulletin", MONTH, 2, who, "district") for who in ("a@x.cn", "b@x.cn"))
    assert outbox.first_sent(second_a) == f"<bulletin.{MONTH}.r1.a@example.cn>"
    assert outbox.first_sent(second_b) is None
    assert outbox.supersede(second_b) == 1
    assert states(outbox)["b@x.cn"] == "failed"


def test_every_mail_that_went_out_has_its_entry(tmp_path: Path, relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn", "b@x.cn")
    deliver(outbox, relay)
    found = verify(tmp_path / "ops.db")
    assert (found.is_whole, found.entries) == (True, 4)


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    """A home in which an older version, which kept no reasons, published a month; two readers take it."""
    home = DataDir(tmp_path)
    home.subscribers.write_text("email,name,scope\na@x.cn,甲,district\nb@x.cn,乙,district\n", encoding="utf-8")
    kept = {name: frame for name, frame in named_frames(BriefingFrames()).items() if name != "reasons"}
    Archive(home.ops, home.briefings).keep(EditionKey(date(2026, 10, 1), "old"), date(2026, 11, 16), BriefingFrames().warnings, kept)
    publish(home.briefings, MONTH, {"content_id": "old", "made_from": {}}, lambda revision: {})
    return home


def send(home: DataDir, relay: Relay) -> dict[str, str]:
    report = send_month(home, load_settings(home.config), settings_of(relay), date(2026, 10, 1), now, trusting(relay))
    return {row.recipient: row.state for row in report.rows}


def test_what_an_older_version_froze_still_goes_out_before_new_mail_is_refused(home: DataDir, relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn")
    with pytest.raises(UsageError, match=r"published by an older version, which kept no reasons, .*`earlywarn report --month 2026-10`"):
        send(home, relay)
    assert states(outbox) == {"a@x.cn": "sent"}


def test_where_an_older_version_froze_every_mail_they_go_out_as_ever(home: DataDir, relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn", "b@x.cn")
    assert send(home, relay) == {"a@x.cn": "sent", "b@x.cn": "sent"}
    assert send(home, relay) == {"a@x.cn": "sent", "b@x.cn": "sent"}
    assert relay.accepted.total() == 2


def test_a_reader_who_left_is_not_sent_what_an_older_version_froze(home: DataDir, relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn", "b@x.cn", "gone@x.cn")
    assert send(home, relay) == {"a@x.cn": "sent", "b@x.cn": "sent", "gone@x.cn": "failed"}


def test_what_waits_of_another_edition_of_the_month_is_left_to_the_job_that_sends_it(home: DataDir, relay: Relay, outbox: Outbox) -> None:
    freeze(outbox, "a@x.cn", "b@x.cn")
    freeze(outbox, "office@x.cn", "held@x.cn", edition="policies")
    outbox.settle(outbox.rows()[3], "held", "nobody knows")
    assert send(home, relay) == {"a@x.cn": "sent", "b@x.cn": "sent"}
    assert release_held(home, date(2026, 10, 1), "sent") == 0
    assert states(outbox) == {"a@x.cn": "sent", "b@x.cn": "sent", "office@x.cn": "pending", "held@x.cn": "held"}


def test_a_rehearsal_of_an_older_versions_edition_is_refused_and_leaves_nothing(home: DataDir) -> None:
    with pytest.raises(UsageError, match="published by an older version"):
        write_files(home, load_settings(home.config), date(2026, 10, 1))
    assert not home.outbox.exists()
