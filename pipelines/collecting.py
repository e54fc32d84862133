"""How often Python searches for objects that refer to each other in a circle and that nobody else refers to.

In: the pace of a process that makes months. Out: everything else that is no longer used, which is freed at once without a search.
"""

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# A month makes millions of objects that stay until it is done: rows, pages, the boxes of a PDF. At Python's own pace (700, 10, 10) they are
# looked through again and again, a fifth of the cost of a PDF. What lies about for longer instead is a few megabytes.
PACE: Final = (50_000, 20, 100)
# So many times may follow each other without a search between them. Each time that a month was made 14,000 objects (2 MiB) stay behind in
# circles, and a search takes a third of a second once everything is loaded.
TIMES_MOST: Final = 4
_ended = Counter[str]()
# What so many objects are is libraries that a job has loaded, and no search ever finds one of them unused.
LOADED_LEAST = 100_000


def collect_seldom() -> None:
    """Let this process search as seldom as suits a month; what is loaded already is not searched again."""
    gc.freeze()
    gc.set_threshold(*PACE)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Search seldom for a while; inside another such while nothing ends before the other does."""
    before, is_outermost = gc.get_threshold(), not gc.get_freeze_count()
    if is_outermost:
        _collect_before_freezing()
    collect_seldom()
    try:
        yield
    finally:
        if is_outermost:
            gc.unfreeze()
            _ended["times"] += 1
        gc.set_threshold(*before)


def _collect_before_freezing() -> None:
    """Free what earlier times left behind: frozen with what is loaded, it would never be looked at again."""
    if _ended["times"] >= TIMES_MOST:
        _ended.clear()
        collect_now()


def collect_now() -> None:
    """Free what an earlier job left behind, before the next one needs the room.

    Where searches are seldom, what was loaded meanwhile is not searched again.
    """
    gc.collect()
    if gc.get_threshold() == PACE and len(gc.get_objects()) > LOADED_LEAST:
        gc.freeze()
