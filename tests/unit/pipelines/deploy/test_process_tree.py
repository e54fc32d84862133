"""Units start together, are started again where they die, and end together with everything they started."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.deploy.process_tree import ProcessTree, Times, Unit

QUICK = Times(look=0.05, first_pause=0.05, longest_pause=0.2, steady=60, end=20)
PATIENCE = 60.0
STAY = "import time; print('here', flush=True); time.sleep(600)"


def unit(name: str, code: str, **more: object) -> Unit:
    # They end without a word; what they would say of the signal is no matter of these tests.
    code = f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_DFL)\n{code}"
    return Unit(name, (sys.executable, "-c", code), dict(os.environ), "is there", **more)  # type: ignore[arg-type]


def until(is_so: Callable[[], object]) -> None:
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < PATIENCE
        time.sleep(0.02)


def is_there(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def run_until(units: list[Unit], is_so: Callable[[list[str], list[str]], object], times: Times = QUICK) -> tuple[list[str], list[str]]:
    """Run a tree in this process and tell it to end once something is so; returns what was said and what was logged."""
    said: list[str] = []
    logged: list[str] = []

    def end() -> None:
        try:
            until(lambda: is_so(said, logged))
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    watching = threading.Thread(target=end)
    watching.start()
    ProcessTree(units, said.append, logged.append, times).run()
    watching.join()
    return said, logged


def test_each_unit_is_named_once_it_answers_and_what_it_writes_is_logged(tmp_path: Path) -> None:
    mark = tmp_path / "open"
    code = f"import pathlib, time; print('ready', flush=True); pathlib.Path({str(mark)!r}).touch(); time.sleep(600)"
    said, logged = run_until(
        [unit("one", STAY), unit("two", code, is_answering=mark.exists)], lambda said, logged: len(said) == 2 and len(logged) == 2
    )
    assert sorted(line.split()[0] for line in said) == ["one", "two"]
    assert sorted(logged) == ["one: here", "two: ready"]


def test_what_needs_another_unit_waits_for_it(tmp_path: Path) -> None:
    mark = tmp_path / "open"
    first = unit(
        "first",
        f"import pathlib, time; time.sleep(0.3); pathlib.Path({str(mark)!r}).touch(); time.sleep(600)",
        is_answering=mark.exists,
        is_awaited=True,
    )
    second = unit("second", f"import pathlib, time; print(pathlib.Path({str(mark)!r}).exists(), flush=True); time.sleep(600)")
    said, logged = run_until([first, second], lambda said, logged: logged)
    assert logged == ["second: True"]
    assert [line.split()[0] for line in said] == ["first", "second"]


def test_a_unit_that_dies_is_started_again_later_each_time_and_said_with_its_last_line() -> None:
    said, logged = run_until(
        [unit("weak", "print('no room'); raise SystemExit(3)"), unit("strong", STAY)],
        lambda said, logged: logged.count("weak: no room") > 4 and "strong: here" in logged,
    )
    deaths = [line for line in said if "ended with 3" in line]
    assert deaths[0] == "weak           ended with 3 (no room); started again in 0.05 s"
    assert [line.rsplit(" ", 2)[1] for line in deaths[:4]] == ["0.05", "0.1", "0.2", "0.2"]
    assert logged.count("strong: here") == 1
    assert deaths[0] in logged


def test_a_unit_that_is_killed_is_started_again(tmp_path: Path) -> None:
    number = tmp_path / "number"
    code = (
        f"import os, pathlib, time; print('begun', flush=True); pathlib.Path({str(number)!r}).write_text(str(os.getpid())); time.sleep(600)"
    )
    killed: list[int] = []

    def kill_once(said: list[str], logged: list[str]) -> bool:
        if not killed and number.exists() and number.read_text():
            killed.append(int(number.read_text()))
            os.kill(killed[0], signal.SIGKILL)
        return logged.count("one: begun") == 2

    said, _ = run_until([unit("one", code)], kill_once)
    assert "one            was killed by signal 9 (begun); started again in 0.05 s" in said


def test_at_the_end_nothing_is_left_not_even_what_a_unit_started(tmp_path: Path) -> None:
    number = tmp_path / "number"
    child = f"import os, pathlib, time; pathlib.Path({str(number)!r}).write_text(str(os.getpid())); time.sleep(600)"
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(600)"
    run_until([unit("one", code)], lambda said, logged: number.exists() and number.read_text())
    assert not is_there(int(number.read_text()))


def test_what_will_not_end_is_killed_when_the_time_is_over() -> None:
    code = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('deaf', flush=True)\ntime.sleep(600)"
    said: list[str] = []
    logged: list[str] = []
    tree = ProcessTree([unit("deaf", code)], said.append, logged.append, Times(look=0.05, end=0.3))
    watching = threading.Thread(target=lambda: (until(lambda: logged), os.kill(os.getpid(), signal.SIGINT)))
    watching.start()
    tree.run()
    watching.join()
    assert said[-1] == "killed what had not ended in 0.3 s"


def test_units_end_when_the_tree_itself_is_killed(tmp_path: Path) -> None:
    number = tmp_path / "number"
    child = f"import os, pathlib, time; pathlib.Path({str(number)!r}).write_text(str(os.getpid())); time.sleep(600)"
    code = (
        "import os, sys\nfrom pipelines.deploy.process_tree import ProcessTree, Unit\n"
        f"ProcessTree([Unit('one', (sys.executable, '-c', {child!r}), dict(os.environ), '')], print, print).run()"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[4]) as tree:
        until(lambda: number.exists() and number.read_text())
        tree.kill()
    until(lambda: not is_there(int(number.read_text())))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_signals_of_this_process_are_what_they_were(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    run_until([unit("one", STAY)], lambda said, logged: logged)
    assert signal.getsignal(number) is before


def test_a_unit_that_stands_still_is_ended_started_again_and_told_of_once(tmp_path: Path) -> None:
    number = tmp_path / "number"
    beats = f"\nwhile True:\n    pathlib.Path({str(number)!r}).write_text(f'{{os.getpid()}} {{time.time()}}'); time.sleep(0.05)"
    stopped: list[int] = []

    def is_alive() -> bool:
        return number.exists() and bool(words := number.read_text().split()) and time.time() - float(words[1]) < 1

    def stop_once(said: list[str], logged: list[str]) -> bool:
        if not stopped and is_alive():
            stopped.append(int(number.read_text().split()[0]))
            os.kill(stopped[0], signal.SIGSTOP)
        return logged.count("one: begun") == 2 and any("notice: told" in line for line in logged)

    one = unit(
        "one", f"import os, pathlib, time; print('begun', flush=True){beats}", is_alive=is_alive, notice=unit("notice", "print('told')")
    )
    said, logged = run_until([one, unit("two", STAY)], stop_once, Times(look=0.05, first_pause=0.05, silent=0.4, end=20))
    assert "one            answered nothing for 0.4 s and was ended (begun); started again in 0.05 s" in said
    assert logged.count("notice: told") == logged.count("two: here") == 1
    assert not is_there(stopped[0])


def test_a_unit_that_answers_now_and_then_is_left_alone() -> None:
    answers = iter([True, False, False, False] * 1000)
    asked: list[bool] = []

    def is_alive() -> bool:
        asked.append(next(answers))
        return asked[-1]

    said, _ = run_until([unit("one", STAY, is_alive=is_alive)], lambda *_: len(asked) > 12, Times(look=0.01, silent=0.08, end=20))
    assert said == ["one            is there"]


def test_a_unit_that_never_begins_to_answer_is_started_again() -> None:
    deaf = unit("one", STAY, is_answering=lambda: False)
    times = Times(look=0.05, first_pause=0.05, begin=1, end=20)
    said, _ = run_until([deaf], lambda said, logged: logged.count("one: here") == 2, times)
    assert said[0] == "one            answered nothing for 1 s and was ended (here); started again in 0.05 s"


def test_what_has_to_be_done_before_a_start_is_done_before_each() -> None:
    done: list[int] = []
    weak = unit("weak", "raise SystemExit(3)", prepare=lambda: done.append(1))
    run_until([weak], lambda said, logged: len(done) == 3)


def test_whoever_watches_the_tree_hears_of_it() -> None:
    beats: list[float] = []
    tree = ProcessTree([unit("one", STAY)], lambda _: None, lambda _: None, QUICK, beat=lambda: beats.append(time.monotonic()))
    watching = threading.Thread(target=lambda: (until(lambda: len(beats) > 3), os.kill(os.getpid(), signal.SIGTERM)))
    watching.start()
    tree.run()
    watching.join()
    assert beats == sorted(beats)
