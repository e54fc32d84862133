"""What whoever started a run at a terminal is told while it runs, names and files included; nobody keeps it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Notice = Mapping[str, Any]
OnNotice = Callable[[Notice], None]
_LISTENER: ContextVar[OnNotice | None] = ContextVar("notice_listener", default=None)


def tell(notice: Notice) -> None:
    """Hand a notice to whoever listens; where nobody does, it is gone."""
    listener = _LISTENER.get(None)
    if listener is not None:
        listener(notice)


@contextmanager
def listening(on_notice: OnNotice | None) -> Iterator[None]:
    """Hand over every notice that is told inside."""
    token = _LISTENER.set(on_notice)
    try:
        yield
    finally:
        _LISTENER.reset(token)
