"""Several programs as one: started together, started again where one dies or hangs, ended together within a time, and none left behind.

Each unit leads a process group of its own, in which whatever it starts stays; the kernel ends a unit whose tree was killed. What units
write goes line by line to one log.
"""

import ctypes
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

Say = Callable[[str], None]
# Of the kernel's prctl: which signal a process gets when the one that started it is gone, and who is parent then of what it started.
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
ENDING = (signal.SIGTERM, signal.SIGINT)
READ_BYTES = 65536
LAST_WORDS = 300
# So many questions in vain, one after the other: a machine that stood still for a while has missed one.
SILENT_QUESTIONS = 4
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Unit:
    """One program: what it is called, how it is started, what is said once it answers.

    `environment` is all that it is given. `prepare` is called before each start. `is_answering` says whether it can be used yet; units
    after one that `is_awaited` are started once it does. `is_alive` is asked from then on, and ends what answers nothing any more; both
    return within seconds. `notice` is started once whenever that happened.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    words: str
    is_answering: Callable[[], bool] = lambda: True
    is_awaited: bool = False
    is_alive: Callable[[], bool] = lambda: True
    prepare: Callable[[], None] = lambda: None
    notice: "Unit | None" = None


@dataclass(frozen=True, slots=True)
class Times:
    """How patient a tree is, in seconds: between looks, before a unit is started again (doubled each time), and until all have ended."""

    look: float = 0.5
    first_pause: float = 1.0
    longest_pause: float = 60.0
    # A unit that held so long has recovered; what it dies of next is another matter.
    steady: float = 300.0
    end: float = 30.0
    # How long a unit that has begun may take to answer at all, and how long it may then be silent; it is asked four times in it.
    begin: float = 600.0
    silent: float = 120.0

    @property
    def interval(self) -> float:
        """How long after one question comes the next."""
        return self.silent / SILENT_QUESTIONS


@dataclass(slots=True)
class _Running:
    """A unit and the process it is at the moment."""

    unit: Unit
    process: "subprocess.Popen[bytes] | None" = None
    begun: float = 0.0
    due: float = 0.0
    pause: float = 0.0
    is_announced: bool = False
    has_answered: bool = False
    asked: float = 0.0
    silences: int = 0
    how: str = ""
    last_line: str = ""
    groups: list[int] = field(default_factory=list)


class ProcessTree:
    """The units of one service; `say` is told what a person at the terminal should know, `log` every line the units write.

    `beat` is called whenever every unit has been looked at.
    """

    def __init__(
        self, units: Sequence[Unit], say: Say, log: Say, times: Times | None = None, *, beat: Callable[[], None] = lambda: None
    ) -> None:
        """Remember the units; nothing is started yet."""
        self._running = [_Running(unit) for unit in units]
        self._say, self._log, self._times = say, log, times or Times()
        self._beat, self._notices = beat, list[_Running]()
        self._selector = selectors.DefaultSelector()
        self._parts: dict[int, bytes] = {}
        self._is_ending = False

    def run(self) -> None:
        """Keep every unit running until the process is told to end, then end them all."""
        # What a unit started and left behind comes to this process, so that it is ended and leaves no dead entry.
        _prctl(PR_SET_CHILD_SUBREAPER, 1)
        with _called_on(ENDING, self._begin_to_end):
            try:
                while not self._is_ending:
                    self._tend_all()
                    self._examine_one()
                    self._beat()
                    self._read(self._times.look)
            finally:
                self._end()

    def _begin_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._is_ending = True

    def _tend_all(self) -> None:
        """Look after each unit, in order, up to one that others have to wait for."""
        for each in self._running:
            self._tend(each)
            if each.unit.is_awaited and not each.has_answered:
                return

    def _tend(self, each: _Running) -> None:
        """Start a unit that is due, note one that died, and say of one that answers where it is."""
        now = time.monotonic()
        if each.process is None:
            if now >= each.due:
                self._start(each)
        elif (code := each.process.poll()) is not None:
            self._note_death(each, code, now)
        elif not each.is_announced and each.unit.is_answering():
            each.is_announced = each.has_answered = True
            each.asked, each.silences = now, 0
            self._say(f"{each.unit.name:<14} {each.unit.words}")

    def _examine_one(self) -> None:
        """Ask the unit that was asked longest ago whether it is alive, where it is time; one at once, since that may take seconds."""
        now = time.monotonic()
        beginning = [each for each in self._running if each.process is not None and not each.is_announced]
        for each in beginning:
            if now - each.begun >= self._times.begin:
                self._end_hung(each, self._times.begin)
        due = [
            each for each in self._running if each.process is not None and each.is_announced and now - each.asked >= self._times.interval
        ]
        if due:
            self._examine(min(due, key=lambda each: each.asked))

    def _examine(self, each: _Running) -> None:
        """Ask a unit whether it is alive, and end it after as many questions in vain as is allowed."""
        each.silences = 0 if each.unit.is_alive() else each.silences + 1
        each.asked = time.monotonic()
        if each.silences >= SILENT_QUESTIONS:
            self._end_hung(each, self._times.silent)

    def _end_hung(self, each: _Running, seconds: float) -> None:
        """End the process of a unit that answers nothing; what it started, a run perhaps, goes on. The next look notes its death."""
        if each.process is None or each.process.poll() is not None:
            return
        each.how, each.silences, each.begun = f"answered nothing for {seconds:g} s and was ended", 0, time.monotonic()
        # A process that stands still takes no other signal.
        each.process.kill()
        each.process.wait()
        if each.unit.notice is not None:
            self._start(notice := _Running(each.unit.notice))
            self._notices = [*(one for one in self._notices if one.process and one.process.poll() is None), notice]

    def _start(self, each: _Running) -> None:
        """Start a unit as the leader of its own process group, its output in a pipe to here."""
        each.unit.prepare()
        each.process = subprocess.Popen(  # noqa: S603 - no shell, our own interpreter and arguments
            each.unit.command, env=dict(each.unit.environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has one thread
        )  # fmt: skip
        each.begun, each.is_announced = time.monotonic(), False
        each.groups.append(each.process.pid)
        assert each.process.stdout is not None  # noqa: S101 - a pipe was asked for
        os.set_blocking(each.process.stdout.fileno(), False)
        self._selector.register(each.process.stdout, selectors.EVENT_READ, each)

    def _note_death(self, each: _Running, code: int, now: float) -> None:
        """Say that a unit died, and put off its next start, longer each time."""
        self._read(0)
        is_steady = now - each.begun >= self._times.steady
        each.pause = self._times.first_pause if is_steady or not each.pause else min(2 * each.pause, self._times.longest_pause)
        each.process, each.due = None, now + each.pause
        # Of earlier lives of a unit a run may still be at work; groups of which nothing is left are forgotten.
        each.groups = [group for group in each.groups if _is_alive(group, is_led=False)]
        how = each.how or (f"was killed by signal {-code}" if code < 0 else f"ended with {code}")
        each.how = ""
        words = f" ({each.last_line})" if each.last_line else ""
        sentence = f"{each.unit.name:<14} {how}{words}; started again in {each.pause:g} s"
        self._say(sentence)
        self._log(sentence)

    def _read(self, seconds: float) -> None:
        """Take what the units have written, waiting for it so long."""
        if not self._selector.get_map():
            time.sleep(seconds)
        for key, _ in self._selector.select(seconds):
            self._take(key)

    def _take(self, key: selectors.SelectorKey) -> None:
        """Log the whole lines of what a unit wrote; the rest waits for its end."""
        content, each = os.read(key.fd, READ_BYTES), key.data
        whole, _, rest = (self._parts.pop(key.fd, b"") + content).rpartition(b"\n")
        lines = whole.split(b"\n") if whole else []
        if content:
            self._parts[key.fd] = rest
        else:
            lines += [rest] if rest else []
            self._selector.unregister(key.fileobj)
            key.fileobj.close()  # type: ignore[union-attr]
        for line in lines:
            text = COLOURS.sub("", line.decode("utf-8", "replace")).rstrip()
            if text:
                each.last_line = text[:LAST_WORDS]
                self._log(f"{each.unit.name}: {text}")

    def _end(self) -> None:
        """Ask every unit to end, wait as long as is allowed, and kill what is left then."""
        # The signal of Ctrl-C, since on that one runs end in good order: they say so, and close the warehouse.
        self._signal(signal.SIGINT)
        until = time.monotonic() + self._times.end
        while self._is_any_left() and time.monotonic() < until:
            self._read(min(self._times.look, 0.1))
        if self._is_any_left():
            self._say(f"killed what had not ended in {self._times.end:g} s")
            self._signal(signal.SIGKILL)
        for each in (*self._running, *self._notices):
            if each.process is not None:
                each.process.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        """Take the last lines, and let go of the pipes."""
        self._read(0)
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()

    def _signal(self, number: signal.Signals) -> None:
        for group in self._groups():
            with suppress(ProcessLookupError):
                os.killpg(group, number)

    def _is_any_left(self) -> bool:
        """Whether a process of any unit is alive; those that ended are taken note of, or they would count."""
        every = (*self._running, *self._notices)
        led = {each.process.pid for each in every if each.process is not None and each.process.poll() is None}
        return any(_is_alive(group, is_led=group in led) for group in self._groups())

    def _groups(self) -> Iterator[int]:
        for each in (*self._running, *self._notices):
            yield from each.groups


def _is_alive(group: int, *, is_led: bool) -> bool:
    """Whether a process group has a process; `is_led`: its first one is, whose end is taken note of elsewhere."""
    if not is_led:
        with suppress(ChildProcessError):
            while os.waitpid(-group, os.WNOHANG)[0]:
                pass
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _end_with_parent() -> None:
    """Let the kernel end this process when the tree is gone, killed perhaps."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _prctl(option: int, value: int) -> None:
    """Ask something of the kernel; does nothing where the system is none that can."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value)


@contextmanager
def _called_on(numbers: Sequence[signal.Signals], handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Have signals call a function instead of ending this process."""
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
