"""Lines for a terminal, where a Chinese character takes two cells: columns line up in either language."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


@lru_cache(maxsize=8192)
def _cells_of(mark: str) -> int:
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1


def left(text: str, width: int) -> str:
    """Fill a text up to a width, the text at the left."""
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """Fill a text up to a width, the text at the right."""
    return " " * (width - cells(text)) + text
