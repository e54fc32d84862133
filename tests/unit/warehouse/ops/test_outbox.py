"""The outbox: a mail is frozen once, its states follow one another, and a later revision takes the place of what never left."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import SUPERSEDED, FrozenMail, MailKey, Outbox, open_outbox

MONTH = "2026-10"
MOMENT = datetime(2026, 11, 16, 8)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with open_outbox(tmp_path / "ops.db", lambda: MOMENT) as opened:
        yield opened


def key(recipient: str = "a@x.cn", revision: int = 1, scope: str = "district") -> MailKey:
    return MailKey("bulletin", MONTH, revision, recipient, scope)


def mail(of: MailKey) -> FrozenMail:
    return FrozenMail(f"<{of.month}.r{of.revision}.{of.recipient}.{of.scope}>", "subject", f"to {of.recipient}".encode())


def freeze(outbox: Outbox, *keys: MailKey) -> None:
    for each in keys:
        assert outbox.freeze(each, mail(each))


def test_the_same_edition_is_frozen_once(outbox: Outbox) -> None:
    assert outbox.freeze(key(), FrozenMail("<1@x>", "s", b"one"))
    assert not outbox.freeze(key(), FrozenMail("<2@x>", "s", b"two"))
    assert outbox.content(outbox.rows()[0]) == b"one"
    assert outbox.holds(key())
    assert not outbox.holds(key(revision=2))


def test_moments_come_from_the_given_clock(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "ops.db", lambda: MOMENT + timedelta(hours=1)) as outbox:
        freeze(outbox, key())
    with open_ops(tmp_path / "ops.db") as connection:
        assert connection.execute("select at from audit").fetchone()[0] == "2026-11-16T09:00:00"


def test_an_attempt_is_counted_and_its_outcome_noted(outbox: Outbox) -> None:
    freeze(outbox, key(), key("b@x.cn"))
    first, second = outbox.rows("pending")
    outbox.start(first)
    assert [(row.recipient, row.attempts) for row in outbox.rows("sending")] == [("a@x.cn", 1)]
    outbox.settle(first, "sent", "250 ok")
    assert [(row.state, row.reply) for row in outbox.rows()] == [("sent", "250 ok"), ("pending", "")]
    assert outbox.rows("held", "pending") == [second]


def test_what_is_not_waiting_is_not_started_again(outbox: Outbox) -> None:
    freeze(outbox, key())
    row = outbox.rows()[0]
    outbox.settle(row, "sent", "250")
    outbox.start(row)
    assert [(found.state, found.attempts) for found in outbox.rows()] == [("sent", 0)]


def test_a_later_revision_replaces_what_never_left_when_it_is_frozen(outbox: Outbox) -> None:
    freeze(outbox, key(), key("b@x.cn"), key(revision=2))
    found = {(row.recipient, row.revision): row for row in outbox.rows()}
    assert {place: row.state for place, row in found.items()} == {
        ("a@x.cn", 1): "failed",
        ("b@x.cn", 1): "pending",
        ("a@x.cn", 2): "pending",
    }
    assert found["a@x.cn", 1].reply.startswith(SUPERSEDED)
    assert outbox.has_successor(found["a@x.cn", 1])
    assert not outbox.has_successor(found["b@x.cn", 1])


@pytest.mark.parametrize(
    ("state", "has_reached"), [("sent", True), ("held", True), ("sending", True), ("failed", False), ("pending", False)]
)
def test_a_correction_answers_what_may_have_arrived(outbox: Outbox, state: str, has_reached: bool) -> None:
    freeze(outbox, key())
    row = outbox.rows()[0]
    outbox.start(row)
    if state != "sending":
        outbox.settle(row, state, "")
    later = key(revision=3)
    assert outbox.first_sent(later) == (mail(key()).message_id if has_reached else None)
    assert outbox.last_sent(later) == (1 if has_reached else None)
    assert outbox.first_sent(key("b@x.cn", 3)) is None


def test_the_first_mail_is_answered_and_the_last_is_compared_with(outbox: Outbox) -> None:
    freeze(outbox, key())
    outbox.settle(outbox.rows("pending")[0], "sent", "")
    freeze(outbox, key(revision=2))
    outbox.settle(outbox.rows("pending")[0], "sent", "")
    assert outbox.first_sent(key(revision=3)) == mail(key()).message_id
    assert outbox.last_sent(key(revision=3)) == 2


def test_a_copy_number_belongs_to_a_reader_and_a_scope(outbox: Outbox) -> None:
    readers = [("a", "district"), ("b", "district"), ("a", "district"), ("a", "tier:group")]
    assert [outbox.copy_number(*reader) for reader in readers] == [1, 2, 1, 3]
