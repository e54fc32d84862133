"""A second process for work that need not be waited for at once: checks, fan charts, the PDF, the evidence of past months.

In: handing a function and its arguments over, and having its result later. Out: what is worth handing over (the callers).
The process is started when first needed, serves one piece of work after the other, and ends with this one, whatever ends it. Functions that
depend on nothing but their arguments give the same result in either process; where no second process may run, or it was lost, they
run here.
"""

import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, Final, Generic, ParamSpec, TypeVar

from pipelines.collecting import collect_now, collect_seldom
from pipelines.config.environment import process_count

P = ParamSpec("P")
R = TypeVar("R")
# So many pieces of work lie with the second process at most: the one it works on, and the next.
HANDED_OVER_MOST = 2
# Nothing that is handed over takes minutes; what takes so long will never end.
SECONDS_AT_MOST = 1800
# A second process that was lost so often is lost every time; whatever is left is done here.
LOSSES_MOST = 3
# From this version of Python on a program ends although a process that it was writing to is gone.
ENDS_WITHOUT_READER: Final = (3, 11, 5)
_lost = Counter[str]()
_handed_over = Counter[str]()


@dataclass(frozen=True, slots=True)
class Pending(Generic[R]):
    """Work that has been begun, or that is done when its result is asked for."""

    work: Callable[[], R]
    begun: "Future[R] | None" = None
    pool: ProcessPoolExecutor | None = None

    @classmethod
    def of(cls, result: R) -> "Pending[R]":
        """Return work that is done already."""
        return cls(lambda: result)

    @property
    def is_done(self) -> bool:
        """Whether asking for the result takes no waiting on the second process."""
        return self.begun is None or self.begun.done()

    def result(self) -> R:
        """Return what the work returned; raises what it raised."""
        if self.begun is None:
            return self.work()
        try:
            return self.begun.result(SECONDS_AT_MOST)
        except BrokenProcessPool:
            # The system took the process, for want of memory perhaps; nothing is lost but time.
            _forget_lost(self.pool)
        except TimeoutError:
            # The work may have raised it.
            if self.begun.done():
                raise
            _give_up(self.pool)
        return self.work()


def begin(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Pending[R]:
    """Hand a function of a module over with its arguments, all of which can be pickled."""

    def work() -> R:
        return function(*args, **kwargs)

    if not may_begin():
        return Pending(work)
    pool = _second_process()
    _handed_over["pieces"] += 1
    try:
        return Pending(work, pool.submit(function, *args, **kwargs), pool)
    except BrokenProcessPool:
        _forget_lost(pool)
        return Pending(work)


def may_begin() -> bool:
    """Whether work may be handed to a second process: the machine has room for one, and it was not lost again and again."""
    return process_count() > 1 and _lost["processes"] < LOSSES_MOST


def share_out(function: Callable[P, R], calls: Iterable[tuple[Any, ...]]) -> Iterator[R]:
    """Yield the function's results in the order of the calls, worked out in both processes.

    Arguments are taken one call at a time, so that no more of them are held than are being worked on.
    """
    waiting: deque[Pending[R]] = deque()
    for args in calls:
        # One is worked on and one lies ready for when it is done; what comes then is done here.
        is_busy = may_begin() and sum(not pending.is_done for pending in waiting) >= HANDED_OVER_MOST
        waiting.append(Pending.of(function(*args)) if is_busy else begin(function, *args))  # type: ignore[call-arg]
        while waiting and waiting[0].is_done:
            yield waiting.popleft().result()
    for pending in waiting:
        yield pending.result()


def warm_up() -> None:
    """Start the second process and let it load the libraries of the work it will get, seconds each, before it is needed."""
    if not may_begin():
        return
    # In the order in which a month needs them.
    from pipelines.quality.suites import load_library

    begin(load_library)
    from models.forecast.fitted.prophet_fan import load_prophet
    from reports.pdf import why_unavailable

    begin(load_prophet)
    begin(why_unavailable)
    _handed_over.clear()


def make_room() -> None:
    """Free what an earlier run left behind in circles, here and in the second process, before the next one needs the room.

    A PDF leaves 30 MiB in the second process. Nobody waits for it there: a run begins with reading. Where nothing but libraries was handed
    over there is nothing to free.
    """
    collect_now()
    if _handed_over["pieces"]:
        begin(collect_now)
        _handed_over.clear()


@cache
def _second_process() -> ProcessPoolExecutor:
    """Return the pool of one process; a fresh interpreter, since forking a process with threads may lock it up."""
    return ProcessPoolExecutor(1, get_context("spawn"), _prepare)


def _give_up(pool: ProcessPoolExecutor | None) -> None:
    """End a process that hangs, so that the next piece of work gets another and the end of the program waits for none."""
    for process in list((pool._processes if pool else {}).values()):
        process.kill()
    _forget_lost(pool)


def _forget_lost(pool: ProcessPoolExecutor | None) -> None:
    """Let another process take the place of one that was lost: once, although each piece of work that lay with it finds it gone."""
    if pool is None or _second_process() is not pool:
        return
    _second_process.cache_clear()
    _lost["processes"] += 1
    queue = getattr(pool, "_call_queue", None)
    if sys.version_info < ENDS_WITHOUT_READER and queue is not None:
        # Until 3.11.5 the end of this program waited for ever for what was being written to the lost process (CPython gh-94777): the pipe
        # was open at its reading end, here and nowhere else.
        queue._reader.close()


def _prepare() -> None:
    """Let this process end with the one that started it, leave the terminal to that one, and suit its memory to a month's work."""
    # The one that started it ends on Ctrl-C with a sentence; nothing here is worth a word of its own.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    collect_seldom()
    end_with_parent()


def end_with_parent() -> None:
    """End this process when the one that started it is gone, killed perhaps."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
