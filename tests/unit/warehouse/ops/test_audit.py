"""The audit: a chain in which nothing can be changed, left out or added unseen."""

from datetime import datetime
from pathlib import Path

import pytest

from warehouse.ops.audit import verify
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox


@pytest.fixture
def ops(tmp_path: Path) -> Path:
    """Two mails, queued and sent: four entries."""
    path = tmp_path / "ops.db"
    with open_outbox(path, lambda: datetime(2026, 11, 16, 8)) as outbox:
        for name in "ab":
            outbox.freeze(MailKey("bulletin", "2026-10", 1, f"{name}@x.cn", "district"), FrozenMail(f"<{name}>", "s", b""))
        for row in outbox.rows():
            outbox.settle(row, "sent", "250 ok")
    return path


def test_what_was_noted_forms_a_whole_chain(ops: Path) -> None:
    assert (verify(ops).is_whole, verify(ops).entries, verify(ops).problem) == (True, 4, "")


def test_no_entries_are_a_whole_chain(tmp_path: Path) -> None:
    assert verify(tmp_path / "ops.db").is_whole


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        ("update audit set content = replace(content, 'a@x.cn', 'z@x.cn') where number = 3", "entry 3 was changed"),
        ("update audit set at = 'x' where number = 4", "entry 4 was changed"),
        ("delete from audit where number = 2", "entry 2 is missing"),
        ("delete from audit where number = 4", "1 sent mails have no entry"),
        ("update audit set action = 'held' where number = 1", "entry 1 was changed"),
    ],
)
def test_every_harm_is_seen_and_placed(ops: Path, harm: str, problem: str) -> None:
    with open_ops(ops) as connection:
        connection.execute(harm)
    found = verify(ops)
    assert not found.is_whole
    assert found.problem.startswith(problem)
