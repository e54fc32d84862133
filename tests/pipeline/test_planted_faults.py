"""The data editing keeps its promise on small districts; `make bench-faults` measures it on large ones."""

from pathlib import Path

import polars as pl
import pytest

from tests.bench.faults import FOR_RUNS, Measured, caught_and_seen, lost_rows, measured_district

# Bounds for small samples: two districts of this size hold some hundred faults that count, some ten of which only a run can find.
LEAST_CAUGHT = 0.90
LEAST_CAUGHT_BY_RUNS = 0.75
MOST_CLEAN = 0.01


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> list[Measured]:
    def at(seed: int) -> Path:
        return tmp_path_factory.mktemp(f"district_{seed}")

    # A run in three keeps the test short; what the others would have seen first is seen by the next.
    return [measured_district(seed, enterprises=120, months=24, home=at(seed), every=3) for seed in (5, 6)]


def test_planted_faults_are_caught(measured: list[Measured]) -> None:
    faults = pl.concat(each.faults for each in measured)
    caught, seen = caught_and_seen(faults)
    assert seen > 60
    assert caught / seen >= LEAST_CAUGHT, faults.filter(pl.col("outcome") == "missed")


def test_faults_that_only_history_shows_are_caught_by_runs(measured: list[Measured]) -> None:
    faults = pl.concat(each.faults for each in measured).filter(pl.col("fault").is_in(FOR_RUNS))
    caught, seen = caught_and_seen(faults)
    assert seen > 10
    assert caught / seen >= LEAST_CAUGHT_BY_RUNS, faults.filter(pl.col("outcome") == "missed")


def test_clean_rows_are_left_alone(measured: list[Measured]) -> None:
    rows = sum(each.clean_rows for each in measured)
    assert sum(lost_rows(each) for each in measured) / rows <= MOST_CLEAN
