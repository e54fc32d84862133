"""Blocks give the same results in one process and in several, in any order, and a block whose process was lost is done again."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from pipelines.blocks import WorkerLostError, _client, map_blocks
from pipelines.errors import SettingsError, UsageError


def squared(number: int) -> int:
    return number * number


def refused(number: int) -> int:
    if number == 2:
        raise UsageError("two is refused")
    return number


def lost_once(mark: str) -> str:
    """Take the process away at the first try of a block that has a mark."""
    path = Path(mark)
    if path.suffix == ".lost" and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path.stem


def lost_always(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


@pytest.fixture(params=["1", "2"])
def processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("EARLYWARN_PROCESSES", request.param)
    return str(request.param)


@pytest.mark.usefixtures("processes")
def test_every_block_has_its_result_at_its_place() -> None:
    assert dict(map_blocks(squared, range(5))) == {place: place**2 for place in range(5)}
    assert list(map_blocks(squared, [])) == []


@pytest.mark.usefixtures("processes")
def test_what_a_block_raises_is_raised() -> None:
    with pytest.raises(UsageError, match="two is refused"):
        dict(map_blocks(refused, range(4)))


def test_a_block_whose_process_was_lost_is_done_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EARLYWARN_PROCESSES", "2")
    blocks = [str(tmp_path / name) for name in ("a", "b.lost", "c")]
    assert sorted(dict(map_blocks(lost_once, blocks)).items()) == [(0, "a"), (1, "b"), (2, "c")]


def test_a_block_that_takes_every_process_with_it_is_given_up_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARLYWARN_PROCESSES", "2")
    with pytest.raises(WorkerLostError, match="3 times"):
        dict(map_blocks(lost_always, range(2)))


def test_a_scheduler_that_is_no_address_or_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARLYWARN_SCHEDULER", "here")
    with pytest.raises(SettingsError, match="EARLYWARN_SCHEDULER is here"):
        dict(map_blocks(squared, range(2)))
    monkeypatch.setenv("EARLYWARN_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.setattr("pipelines.blocks.SECONDS_TO_CONNECT", 1)
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        dict(map_blocks(squared, range(2)))


class SilentAtFirst:
    """A library whose scheduler takes the first connection and answers nothing on it."""

    def __init__(self) -> None:
        self.asked = 0

    def Client(self, address: str, **_: object) -> str:
        self.asked += 1
        if self.asked == 1:
            raise TimeoutError
        return address


def test_a_scheduler_that_answers_nothing_on_the_first_connection_is_asked_on_another() -> None:
    library = SilentAtFirst()
    assert _client(library, "tcp://127.0.0.1:9") == "tcp://127.0.0.1:9"
    assert library.asked == 2


def slept(seconds: int) -> int:
    """Sleep so many seconds; none are done at once."""
    time.sleep(seconds)
    return seconds


def test_who_ends_a_run_does_not_wait_for_the_blocks_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARLYWARN_PROCESSES", "2")
    results = map_blocks(slept, [0, 600, 600])
    assert next(results) == (0, 0)
    begun = time.monotonic()
    results.close()
    assert time.monotonic() - begun < 300
