"""The benchmark's figures in lines: the scores given first, the baselines in their order, what somebody added under its own name."""

import polars as pl
import pytest

from reports.benchmark_lines import benchmark_lines
from reports.terminal import cells
from reports.words.benchmark import BENCH_MAKERS
from reports.words.text import Words

MAKERS = ("chance", "scores", "my_own", "year_on_year")
FIGURES = pl.DataFrame(
    [{"maker": maker, "figure": "average_precision_any", "value": 0.5, "low": 0.4, "high": 0.6, "count": 9} for maker in MAKERS]
)


def lines(language: str) -> list[str]:
    return list(benchmark_lines(FIGURES, ["one", "two"], 60, 0.8, Words(language)))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_makers_stand_in_their_order_and_an_unknown_one_by_its_name(language: str) -> None:
    head = lines(language)[3]
    names = [BENCH_MAKERS[key].template(language) for key in ("scores", "year_on_year", "chance")]  # type: ignore[arg-type]
    places = [head.index(name) for name in [*names, "my_own"]]
    assert places == sorted(places)


def test_a_figure_has_its_interval_and_what_is_missing_a_dash() -> None:
    told = lines("en")
    row = next(line for line in told if line.startswith("Average precision (either"))
    assert row.count("0.500 (0.400 to 0.600)") == len(MAKERS)
    assert next(line for line in told if line.startswith("Precision of the list")).count("—") == len(MAKERS)
    assert "80.0%" in told[-1]


def test_columns_line_up_in_either_language() -> None:
    for language in ("zh", "en"):
        assert len({cells(line) for line in lines(language)[3:-1]}) == 1
