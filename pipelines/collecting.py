"""How often Python searches for objects that refer to each other in a circle and that nobody else refers to.

In: the pace of a process that makes months. Out: everything else that is no longer used, which is freed at once without a search.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# A month makes millions of objects that stay until it is done: rows, pages, the boxes of a PDF. At Python's own pace (700, 10, 10) they are
# looked through again and again, a fifth of the cost of a PDF. What lies about for longer instead is a few megabytes.
PACE = (50_000, 20, 100)


def collect_seldom() -> None:
    """Let this process search as seldom as suits a month; what is loaded already is not searched again."""
    gc.freeze()
    gc.set_threshold(*PACE)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Search seldom for a while; inside another such while nothing ends before the other does."""
    before, is_outermost = gc.get_threshold(), not gc.get_freeze_count()
    collect_seldom()
    try:
        yield
    finally:
        if is_outermost:
            gc.unfreeze()
        gc.set_threshold(*before)


def collect_now() -> None:
    """Free what an earlier job left behind, before the next one needs the room."""
    gc.collect()
