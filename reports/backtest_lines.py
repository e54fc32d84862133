"""A backtest's figures in lines for a terminal, the makers of scores side by side; the page is reports.backtest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

import polars as pl

from reports.backtest import table
from reports.terminal import left, right
from reports.words import backtest as texts
from reports.words.text import Words

NAME_CELLS: Final = 52
FIGURE_CELLS: Final = 26


def backtest_lines(figures: pl.DataFrame, words: Words, *, is_planted: bool, frames_in: str, page_in: str) -> Iterator[str]:
    """Yield what the lists are judged by, one line a figure with its interval, and where frames and page lie.

    `figures`: maker, figure, value, low, high, count.
    """
    yield words.say(texts.TRUTH_PLANTED if is_planted else texts.TRUTH_RECORDED)
    makers = [words.say(name) for name in texts.MAKERS.values()]
    yield left(words.say(texts.FIGURE), NAME_CELLS) + "".join(right(name, FIGURE_CELLS) for name in makers)
    for _, rows in table(figures, words):
        for row in rows:
            yield left(str(row["name"]), NAME_CELLS) + "".join(
                right(_cell(cell, words), FIGURE_CELLS) for cell in cast("list[dict[str, str]]", row["cells"])
            )
    yield words.say(texts.FRAMES_IN, path=frames_in)
    yield words.say(texts.PAGE_IN, path=page_in)


def _cell(cell: dict[str, str], words: Words) -> str:
    return cell["value"] + (words.say(texts.IN_BRACKETS, interval=cell["interval"]) if cell["interval"] else "")
