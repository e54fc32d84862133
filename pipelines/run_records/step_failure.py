"""What Dagster keeps of an error: one sentence without whom it is about, and for a mistake of the program where it happened.

The error itself goes on to the command line, which prints all of it.
"""

import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import dagster as dg

from pipelines.data_dir import CHECKOUT
from pipelines.errors import MailNotDeliveredError, known_cause
from warehouse.errors import WarehouseBusyError, causes

P = ParamSpec("P")
T = TypeVar("T")
WITHHELD: Final = "…"
# The entry of a failure's metadata with the classes of the error and of what led to it, by which its kind can be told.
ERROR_CLASSES: Final = "error"
# In this order: an address or a quoted value is withheld whole, before a part of it is taken for something else.
_WITHHELD: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\S+@\S+",
        r"'[^']*'|\"[^\"]*\"",
        # A run of Chinese with what is stuck to it: names of enterprises, of people, of files.
        r"[^\s,;:]*[\u3400-\u9fff\uf900-\ufaff\uff00-\uffef][^\s,;:]*",
        # Credit codes, organisation codes, account numbers.
        r"\b(?=[0-9A-Z-]*\d)[0-9A-Z]{8,}\b",
        r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−]?\d+\.\d+(?:[eE][-+]?\d+)?",
        # Four digits and more, unless they begin a month or a day.
        r"(?<![\d-])\d{4,}(?!-\d{2})(?!\d)",
    )
)  # fmt: skip


class StepFailedError(dg.Failure):
    """A step failed; Dagster keeps `description`, the command line goes on with `error`."""

    def __init__(self, error: Exception) -> None:
        """Tell of an error what may be kept."""
        told = {ERROR_CLASSES: " ".join(_classes(error)), **_place(error)}
        # Trying again helps where somebody else has the warehouse, or the relay is away; nothing else mends itself.
        super().__init__(recordable(error), told, isinstance(known_cause(error), (WarehouseBusyError, MailNotDeliveredError)))
        self.error = error


@contextmanager
def recorded_failures() -> Iterator[None]:
    """Turn whatever is raised inside into a StepFailedError; what Dagster itself raises to steer a run passes."""
    try:
        yield
    except (dg.Failure, dg.RetryRequested):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is goes on, as a failure that may be kept
        # Without a cause: Dagster would keep the text of everything in the chain.
        raise StepFailedError(error) from None


def steps_fail_recorded(step: Callable[P, Iterator[T]]) -> Callable[P, Iterator[T]]:
    """Return a step that fails as `recorded_failures` says."""

    @wraps(step)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        with recorded_failures():
            yield from step(*args, **kwargs)

    return guarded


def recordable(error: BaseException) -> str:
    """Return what may be kept of an error: what it says itself may be, else its text without names, codes, figures and addresses."""
    known = known_cause(error)
    told = getattr(known, "recorded", "")
    if told:
        return str(told)
    return withhold(str(known)) if known is not None else f"a mistake of the program, {type(error).__name__}: {withhold(str(error))}"


def withhold(text: str) -> str:
    """Return a text with an ellipsis in the place of addresses, quoted values, Chinese words, codes and figures; small counts stay."""
    for pattern in _WITHHELD:
        text = pattern.sub(WITHHELD, text)
    return text


def _classes(error: Exception) -> Iterator[str]:
    """Yield the name of the class of an error and of what led to it."""
    yield from dict.fromkeys(type(each).__name__ for each in causes(error))


def _place(error: Exception) -> dict[str, str]:
    """Return where in the program a mistake happened; for what a person can mend that is no news."""
    if known_cause(error) is not None:
        return {}
    frames = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return {"where": "\n".join(frames)}


def _short(file: str) -> str:
    """Return a file below the checkout by its place in it, another one by its folder and name."""
    path = Path(file)
    return path.relative_to(CHECKOUT).as_posix() if path.is_relative_to(CHECKOUT) else "/".join(path.parts[-2:])
