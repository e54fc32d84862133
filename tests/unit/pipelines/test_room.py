"""Room on the disk: what a job needs is judged from what lies in the home, and a job that does not fit does not begin."""

import errno
import os
from datetime import date
from pathlib import Path

import pytest

from pipelines import room
from pipelines.cli import _sentence
from pipelines.data_dir import DataDir
from pipelines.errors import exit_code_of
from pipelines.room import LEAST_BYTES, MEBIBYTE, bytes_needed, home_bytes, require_room
from warehouse.errors import NoRoomError


def sized(path: Path, mebibytes: int, modified: float = 1_000.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        handle.truncate(mebibytes * MEBIBYTE)
    os.utime(path, (modified, modified))


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "home")


def test_an_empty_home_needs_the_least_and_deliveries_three_times_their_size(home: DataDir) -> None:
    assert bytes_needed(home) == LEAST_BYTES
    sized(home.inbox / "a.csv", 5)
    assert bytes_needed(home) == LEAST_BYTES + 3 * 5 * MEBIBYTE


def test_a_home_that_has_run_needs_a_copy_a_quarter_more_and_an_edition(home: DataDir) -> None:
    sized(home.warehouse, 40)
    sized(home.snapshot, 30)
    sized(home.inbox / "known.csv", 5, modified=900.0)
    sized(home.inbox / "new.csv", 2, modified=2_000.0)
    sized(home.briefing(date(2026, 9, 1)) / "bulletin.pdf", 50)
    sized(home.briefing(date(2026, 10, 1)) / "bulletin.pdf", 7)
    assert bytes_needed(home) == LEAST_BYTES + (10 + 30 + 3 * 2 + 7) * MEBIBYTE
    assert bytes_needed(home, is_mail=True) == LEAST_BYTES


def test_what_is_taken_away_while_it_is_counted_counts_for_nothing(home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    sized(home.warehouse, 40)
    sized(home.inbox / "new.csv", 2, modified=2_000.0)
    (home.inbox / "elsewhere.csv").symlink_to(home.root / "nowhere.csv")
    assert bytes_needed(home) == LEAST_BYTES + (10 + 40 + 3 * 2) * MEBIBYTE
    there = room.os.walk
    monkeypatch.setattr(room.os, "walk", lambda folder: ((place, _, [*names, "gone.tmp"]) for place, _, names in there(folder)))
    assert bytes_needed(home) == LEAST_BYTES + (10 + 40 + 3 * 2) * MEBIBYTE
    assert home_bytes(home) // MEBIBYTE == 42


def test_a_job_that_does_not_fit_is_refused_with_what_is_needed(home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    require_room(home)
    monkeypatch.setattr(room, "free_bytes", lambda _: 23 * MEBIBYTE)
    with pytest.raises(NoRoomError, match="23 MiB are free, about 24 MiB are needed") as caught:
        require_room(home)
    assert exit_code_of(caught.value) == 20


@pytest.mark.parametrize("cause", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("database or disk is full")])
def test_a_full_disk_is_told_in_one_sentence_whatever_wrapped_it(cause: Exception, monkeypatch: pytest.MonkeyPatch, home: DataDir) -> None:
    monkeypatch.setenv("EARLYWARN_HOME", str(home.root))
    outer = RuntimeError("a step failed")
    outer.__cause__ = ValueError("wrapped")
    outer.__cause__.__context__ = cause
    assert exit_code_of(outer) == 20
    assert _sentence(outer).startswith(f"there is not enough room at {home.root}")
