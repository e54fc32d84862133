"""How many printed numbers differ from what the warehouse holds, over seeded districts; run with `python -m tests.bench.printed`.

Each district of 60 enterprises is run through the program for two months; every number of the last one that the checker knows is worked
out again from the warehouse.
"""

import argparse
import logging
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from pipelines.commands.demo import demo
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from tests.pipeline.printed.checker import PublishedMonth, compared

FIRST, LAST = date(2026, 5, 1), date(2026, 6, 1)


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print how many numbers were compared, by where they stand, and what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(451, 471)))
    asked = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    counts: Counter[str] = Counter()
    problems: list[str] = []
    for seed in asked.seeds:
        with tempfile.TemporaryDirectory() as folder:
            home = DataDir(Path(folder))
            demo(home, enterprises=60, months=30, last=LAST, seed=seed)
            run(home, RunOptions(LAST, FIRST))
            for each in compared(PublishedMonth(home, LAST)):
                counts[each.place] += 1
                problems += [f"seed {seed}, {each.place}: {each.problem}"] if each.problem else []
        sys.stdout.write(f"seed {seed}: {counts.total():,} numbers so far, {len(problems)} differ\n")
        sys.stdout.flush()
    sys.stdout.write("\n".join([*(f"{count:>7,} {place}" for place, count in sorted(counts.items())), *problems]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
