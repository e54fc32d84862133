"""A disk that fills up while facts, records and pages are written: one kind of error, nothing committed is lost, and it goes on after."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.clock import now
from pipelines.delivery.publication import is_intact, publish, read_manifest
from pipelines.errors import exit_code_of
from tests.small_disk import enlarge, small_disk
from warehouse.errors import NoRoomError
from warehouse.names import RISK
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox
from warehouse.ops.soundness import require_whole_records
from warehouse.periods import shift_month
from warehouse.snapshot import publish_snapshot
from warehouse.store import Store

MONTH = date(2026, 1, 1)
ENTERPRISES = 2_000
# Room for the empty files and some months of results.
SIZES_KIB = (7_000, 9_000, 12_000)


@contextmanager
def disk(kibibytes: int) -> Iterator[Path]:
    """Lend a small disk, or skip the test where there can be none."""
    try:
        with small_disk(kibibytes) as folder:
            yield folder
    except OSError as error:
        if "mount" not in str(error):
            raise
        pytest.skip(f"no file system can be mounted here ({error})")


def risks(number: int) -> pl.DataFrame:
    chance = random.Random(number)  # noqa: S311 - figures of a test
    codes = [f"{code:018d}" for code in range(ENTERPRISES)]
    return pl.DataFrame(
        {"uscc": codes, "operating_risk": [chance.random() for _ in codes], "relocation_risk": [chance.random() for _ in codes]}
    )


def store_until_full(store: Store) -> int:
    """Put months in place until there is no room; returns how many were acknowledged."""
    for number in range(2_000):
        try:
            store.replace_month(RISK, shift_month(MONTH, number), risks(number))
        except NoRoomError:
            return number
    pytest.fail("the disk never was full")


@pytest.mark.parametrize("size", SIZES_KIB)
def test_months_that_were_acknowledged_stay_and_the_next_one_follows_when_there_is_room(size: int) -> None:
    with disk(size) as folder:
        warehouse, ops = folder / "w.duckdb", folder / "ops.db"
        store = Store(warehouse, ops=ops)
        count = store_until_full(store)
        # What the log holds is folded into the file when there is room.
        with suppress(NoRoomError):
            store.close()
        enlarge(folder)
        with Store(warehouse, ops=ops) as store:
            # The month that failed may be there: committed, with no room left to say so.
            months = store.months(RISK)
            assert months in [[shift_month(MONTH, number) for number in range(most)] for most in (count, count + 1)]
            store.replace_month(RISK, shift_month(MONTH, count), risks(count))
            assert len(store.months(RISK)) == count + 1
            assert store.changed_months() == []
            publish_snapshot(store, folder / "s.duckdb")
        require_whole_records(ops)


def test_a_snapshot_that_does_not_fit_leaves_the_one_before(tmp_path: Path) -> None:
    with Store(tmp_path / "w.duckdb") as store:
        store.replace_month(RISK, MONTH, risks(0))
        with disk(512) as folder:
            target = folder / "s.duckdb"
            target.write_bytes(b"the one before")
            with pytest.raises(NoRoomError):
                publish_snapshot(store, target)
            assert target.read_bytes() == b"the one before"
            enlarge(folder)
            publish_snapshot(store, target)
            with Store(target, read_only=True) as snapshot:
                assert snapshot.months(RISK) == [MONTH]


def freeze_until_full(ops: Path, frozen: list[str]) -> None:
    """Freeze mails until there is no room, and note each that was acknowledged."""
    with open_outbox(ops, now) as outbox:
        for number in range(1_000):
            mail = FrozenMail(f"<{number}@x.cn>", "s", random.Random(number).randbytes(20_000))  # noqa: S311 - bytes of a test
            outbox.freeze(MailKey("bulletin", "2026-01", 1, f"r{number}@x.cn", "district"), mail)
            frozen.append(mail.message_id)


def test_mails_that_were_frozen_stay_and_none_is_half_written() -> None:
    with disk(1_500) as folder:
        ops = folder / "ops.db"
        frozen: list[str] = []
        with pytest.raises(NoRoomError):
            freeze_until_full(ops, frozen)
        enlarge(folder)
        require_whole_records(ops)
        with open_outbox(ops, now) as outbox:
            assert [row.message_id for row in outbox.rows()] == frozen


def test_pages_that_do_not_fit_leave_the_month_before_and_the_edition_that_is_out() -> None:
    with disk(1_024) as folder:
        briefings = folder / "briefings"
        for month in ("2025-12", "2026-01"):
            publish(briefings, month, {"content_id": "old"}, lambda _: {"bulletin.html": b"x" * 100_000})
        with pytest.raises(OSError, match="No space left") as caught:
            publish(briefings, "2026-01", {"content_id": "new"}, lambda _: {"bulletin.html": b"y" * 2_000_000})
        assert exit_code_of(caught.value) == 20
        for month in ("2025-12", "2026-01"):
            manifest = read_manifest(briefings / month)
            assert manifest is not None
            assert is_intact(briefings / month, manifest)
        enlarge(folder)
        assert publish(briefings, "2026-01", {"content_id": "new"}, lambda _: {"bulletin.html": b"y" * 2_000_000}).revision == 2
