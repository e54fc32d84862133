"""ops.db copied while others write, and which mails nobody can vouch for after a restore."""

from datetime import datetime
from pathlib import Path

import pytest

from warehouse.ops.ops_db import open_ops, transaction
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox
from warehouse.ops.restoring_ops import copy_ops, may_have_been_sent, note_restored, restored_at
from warehouse.ops.soundness import require_whole_records

MOMENT = datetime(2026, 11, 16, 8)


def test_a_copy_is_one_file_that_holds_what_was_written_by_then(tmp_path: Path) -> None:
    ops, copy = tmp_path / "ops.db", tmp_path / "copy" / "ops.db"
    copy.parent.mkdir()
    with open_outbox(ops, lambda: MOMENT) as outbox:
        outbox.freeze(MailKey("bulletin", "2026-10", 1, "a@x.cn", "district"), FrozenMail("<1>", "s", b"x"))
        # Somebody else is in the middle of writing: that is not in the copy, and does not stop it.
        with open_ops(ops) as writer, transaction(writer):
            writer.execute("update outbox set state = 'failed'")
            copy_ops(ops, copy)
    assert [path.name for path in copy.parent.iterdir()] == ["ops.db"]
    require_whole_records(copy)
    with open_outbox(copy, lambda: MOMENT) as outbox:
        assert [row.state for row in outbox.rows()] == ["pending"]


@pytest.mark.parametrize(
    ("period", "is_in_doubt"),
    [
        ("2026-09", True),
        ("2026-11", True),
        ("2026-12", False),
        ("2027-01", False),
        ("2026-11-15", True),
        ("2026-11-16", True),
        ("2026-11-17", False),
        ("2026-11-02 0123456789abcdef", True),
    ],
)
def test_a_mail_of_a_period_that_had_begun_may_be_out(period: str, is_in_doubt: bool) -> None:
    assert may_have_been_sent(period, "2026-11-16T08:00:00+08:00") is is_in_doubt
    assert not may_have_been_sent(period, None)


def test_the_last_restore_counts(tmp_path: Path) -> None:
    ops = tmp_path / "ops.db"
    for at in ("2026-01-01T00:00:00", "2026-03-01T00:00:00"):
        assert note_restored(ops, at, {"backup": "b"}) == 0
    with open_ops(ops) as connection:
        assert restored_at(connection) == "2026-03-01T00:00:00"
