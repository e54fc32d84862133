"""Boosting as a baseline of the benchmark: `python -m tests.bench.bench_boosting OUT --teachers FOLDER`, with the bench environment.

Taught by the full truth of other districts, which nobody has in practice: what could be known from the program's evidence. Its scores go
beside the other baselines of each district below OUT, where `earlywarn bench score` finds them.
"""

import argparse
import sys
from pathlib import Path

import polars as pl

from models.evaluation.backtest import list_top
from pipelines.benchmark.bench_making import BASELINE_FOLDER, EVIDENCE, TRUTH
from pipelines.benchmark.bench_plan import kept_folders, kept_plan
from tests.bench.risk_bound import fit_bound, score_bound

NAME = "boosting.parquet"


def main(arguments: list[str] | None = None) -> int:
    """Teach on the districts of one folder and score those of another; no district is taught by itself."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--teachers", type=Path, required=True, help="a folder of finished districts; those of OUT in it are left out")
    asked = parser.parse_args(arguments)
    scored = kept_folders(asked.out)
    names = {folder.name for folder in scored}
    teachers = [folder for folder in kept_folders(asked.teachers) if folder.name not in names]
    bound = fit_bound([(pl.read_parquet(folder / EVIDENCE), pl.read_parquet(folder / TRUTH / "labels.parquet")) for folder in teachers])
    for folder in scored:
        scores = score_bound(bound, pl.read_parquet(folder / EVIDENCE))
        list_top(scores, kept_plan(folder).capacity).write_parquet(folder / BASELINE_FOLDER / NAME)
        sys.stdout.write(f"{folder.name}: taught by {len(teachers)} districts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
