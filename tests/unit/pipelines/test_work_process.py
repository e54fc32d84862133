"""Work in a second process gives what it gives here, in order, and the process never outlives the one that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import weakref
from collections import Counter
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from operator import floordiv, mul
from pathlib import Path
from typing import ClassVar

import pytest

from pipelines import work_process
from pipelines.config.environment import process_count
from pipelines.errors import SettingsError
from pipelines.work_process import Pending, begin, make_room, share_out

# Starts a second process, writes its number, and then waits to be killed.
PARENT = """
import os, time
from pipelines.work_process import begin
if __name__ == "__main__":
    print(begin(os.getpid).result(), flush=True)
    time.sleep(60)
"""


# Loses its second process while more than a pipe holds is being written to it, works on, and ends.
LOSER = """
import os, signal
from pipelines.work_process import begin
if __name__ == "__main__":
    begin(os.kill, begin(os.getpid).result(), signal.SIGSTOP)
    waiting = [begin(len, bytes(10_000_000)) for _ in range(3)]
    os.kill(next(iter(waiting[0].pool._processes)), signal.SIGKILL)
    print([pending.result() for pending in waiting], flush=True)
"""


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Allow a second process, and end it after the test."""
    monkeypatch.setenv("EARLYWARN_PROCESSES", "2")
    work_process._second_process.cache_clear()
    monkeypatch.setattr(work_process, "_lost", Counter[str]())
    yield
    work_process._second_process().shutdown()
    work_process._second_process.cache_clear()


def test_work_is_done_here_when_its_result_is_asked_for_where_one_process_is_allowed() -> None:
    assert begin(os.getpid).result() == os.getpid()
    pending = begin(floordiv, 1, 0)
    with pytest.raises(ZeroDivisionError):
        pending.result()


@pytest.mark.usefixtures("two_processes")
def test_work_is_done_elsewhere_and_what_it_raises_is_raised_here() -> None:
    assert begin(os.getpid).result() != os.getpid()
    with pytest.raises(ZeroDivisionError):
        begin(floordiv, 1, 0).result()


@pytest.mark.usefixtures("two_processes")
def test_work_of_a_process_that_was_killed_is_done_again() -> None:
    other = begin(os.getpid).result()
    sleeping = begin(time.sleep, 0.01)
    os.kill(other, signal.SIGKILL)
    assert sleeping.result() is None
    assert begin(mul, 6, 7).result() == 42


@pytest.mark.usefixtures("two_processes")
def test_a_lost_process_is_followed_by_one_other_and_not_by_one_for_each_piece_of_work() -> None:
    os.kill(begin(os.getpid).result(), signal.SIGSTOP)
    waiting = [begin(os.getpid) for _ in range(4)]
    os.kill(next(iter(work_process._second_process()._processes)), signal.SIGKILL)
    assert {pending.result() for pending in waiting} == {os.getpid()}
    assert work_process._lost["processes"] == 1


@pytest.mark.usefixtures("two_processes")
def test_work_is_done_here_once_processes_were_lost_again_and_again() -> None:
    for _ in range(work_process.LOSSES_MOST):
        with pytest.raises(BrokenProcessPool):
            begin(os._exit, 1).begun.result()  # type: ignore[union-attr]
        begin(mul, 2, 3).result()
    assert begin(os.getpid).result() == os.getpid()


def test_a_program_that_lost_its_second_process_ends(tmp_path: Path) -> None:
    program = tmp_path / "loser.py"
    program.write_text(LOSER)
    environment = {**os.environ, "EARLYWARN_PROCESSES": "2", "PYTHONPATH": str(Path(__file__).parents[3])}
    found = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, env=environment, timeout=60, check=True)
    assert found.stdout == "[10000000, 10000000, 10000000]\n"


@pytest.mark.usefixtures("two_processes")
def test_work_of_a_process_that_hangs_is_done_here_and_the_process_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    other = begin(os.getpid).result()
    hanging = begin(time.sleep, 60)
    with monkeypatch.context() as impatient:
        impatient.setattr(work_process, "SECONDS_AT_MOST", 0.1)
        assert Pending(os.getpid, hanging.begun, hanging.pool).result() == os.getpid()
    assert begin(os.getpid).result() not in (other, os.getpid())


@pytest.mark.usefixtures("two_processes")
def test_a_time_out_of_the_work_itself_is_raised() -> None:
    with pytest.raises(TimeoutError):
        begin(_run_late).result()


def _run_late() -> None:
    raise TimeoutError


@pytest.mark.usefixtures("two_processes")
def test_what_a_run_left_in_circles_is_freed_in_both_processes_before_the_next() -> None:
    _leave_circle()
    begin(_leave_circle).result()
    assert (_circles_left(), begin(_circles_left).result()) == (1, 1)
    make_room()
    assert (_circles_left(), begin(_circles_left).result()) == (0, 0)


@pytest.mark.usefixtures("two_processes")
def test_nothing_is_looked_for_in_a_second_process_that_was_handed_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_process, "_handed_over", Counter[str]())
    make_room()
    assert not work_process._second_process.cache_info().currsize


class Circle:
    """Something that refers to itself."""

    left: ClassVar[list[weakref.ref[Circle]]] = []

    def __init__(self) -> None:
        self.itself = self
        self.left.append(weakref.ref(self))


def _leave_circle() -> None:
    Circle()


def _circles_left() -> int:
    return sum(each() is not None for each in Circle.left)


@pytest.mark.usefixtures("two_processes")
def test_shared_work_comes_in_the_order_of_the_calls() -> None:
    assert list(share_out(mul, ((number, number) for number in range(40)))) == [number * number for number in range(40)]


def test_shared_work_takes_its_arguments_one_at_a_time() -> None:
    taken: list[int] = []

    def calls() -> Iterator[tuple[int, int]]:
        for number in range(3):
            taken.append(number)
            yield number, 2

    first = next(share_out(mul, calls()))
    assert first == 0
    assert taken == [0]


def test_the_second_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    environment = {**os.environ, "EARLYWARN_PROCESSES": "2", "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        second = int(parent.stdout.readline())
        parent.kill()
    for _ in range(300):
        if not _runs(second):
            return
        time.sleep(0.1)
    pytest.fail("the second process went on after the first was killed")


def _runs(process: int) -> bool:
    """Whether a process is there and not merely waiting to be counted out."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("text", ["0", "3", "two", "-1"])
def test_another_number_of_processes_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="EARLYWARN_PROCESSES"):
        process_count({"EARLYWARN_PROCESSES": text})
    assert process_count({"EARLYWARN_PROCESSES": "2"}) == 2
    assert process_count({}) in (1, 2)


def test_work_that_is_done_needs_no_process() -> None:
    assert Pending.of(3).result() == 3
    assert Pending.of(3).is_done
