"""The benchmark's figures in lines for a terminal: the scores given first, then the baselines."""

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from reports.terminal import left, right
from reports.words import backtest as texts
from reports.words import benchmark
from reports.words.format import MISSING, is_missing, share
from reports.words.text import Text, Words

NAME_CELLS: Final = 52
FIGURE_CELLS: Final = 24
Figures = dict[tuple[str, str], dict[str, float | None]]


def benchmark_lines(figures: pl.DataFrame, districts: Sequence[str], capacity: int, reachable: float, words: Words) -> Iterator[str]:
    """Yield a line a figure with its interval by maker. `figures`: maker, figure, value, low, high, count."""
    yield words.say(benchmark.JUDGED, count=len(districts), places=capacity)
    yield from districts
    made = figures["maker"].unique(maintain_order=True).to_list()
    makers = [*(key for key in benchmark.BENCH_MAKERS if key in made), *(key for key in made if key not in benchmark.BENCH_MAKERS)]
    names = [_maker_name(key, words) for key in makers]
    yield left(words.say(texts.FIGURE), NAME_CELLS) + "".join(right(name, FIGURE_CELLS) for name in names)
    known: Figures = {(row["maker"], row["figure"]): row for row in figures.iter_rows(named=True)}
    for rows in texts.GROUPS.values():
        for row in rows:
            yield left(words.say(row.name), NAME_CELLS) + "".join(
                right(_cell(row, known.get((maker, row.key)), words), FIGURE_CELLS) for maker in makers
            )
    yield words.say(benchmark.REACHABLE, share=share(reachable))


def _maker_name(key: str, words: Words) -> str:
    """Return a maker's name; of one that somebody added, the name of its file."""
    known: Text | None = benchmark.BENCH_MAKERS.get(key)
    return key if known is None else words.say(known)


def _cell(row: texts.Row, found: dict[str, float | None] | None, words: Words) -> str:
    if found is None:
        return MISSING
    low, high = found["low"], found["high"]
    if is_missing(low) or is_missing(high):
        return row.form(found["value"])
    interval = words.say(texts.INTERVAL, low=row.form(low), high=row.form(high))
    return row.form(found["value"]) + words.say(texts.IN_BRACKETS, interval=interval)
