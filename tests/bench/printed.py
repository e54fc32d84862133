"""How many printed numbers differ from what the warehouse holds, over seeded districts; run with `python -m tests.bench.printed`.

Each district of 60 enterprises is run through the program for two months, its officials return the lists, the last month is run again
and mailed; every number of its folder, its mails and the index is worked out again from the warehouse. Districts of odd seeds have fewer
places than enterprises at the line.
"""

import argparse
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pipelines.data_dir import DataDir
from tests.pipeline.printed.checker import compared
from tests.pipeline.printed.homes import run_district
from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.wordings import Compared

FIRST, LAST = date(2026, 5, 1), date(2026, 6, 1)


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for, or a month of a home; print how many numbers were compared, by kind, and what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(451, 471)))
    parser.add_argument("--home", type=Path, help="a home whose newest month is read instead")
    asked = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    counts: Counter[str] = Counter()
    problems: list[str] = []
    for name, found in [_of_home(asked.home)] if asked.home else map(_of_seed, asked.seeds):
        for each in found:
            counts[_kind(each)] += 1
            if each.problem:
                problems.append(f"{name}, {each.place}: {each.problem}")
                sys.stdout.write(problems[-1] + "\n")
        sys.stdout.write(f"{name}: {counts.total():,} numbers so far, {len(problems)} differ\n")
        sys.stdout.flush()
    sys.stdout.write("\n".join(f"{count:>7,} {kind}" for kind, count in sorted(counts.items())) + "\n")
    return 0


def _of_seed(seed: int) -> tuple[str, list[Compared]]:
    with tempfile.TemporaryDirectory() as folder:
        home = DataDir(Path(folder))
        run_district(home, seed, FIRST, LAST)
        return f"seed {seed}", list(compared(PublishedMonth(home, LAST)))


def _of_home(root: Path) -> tuple[str, Iterable[Compared]]:
    home = DataDir(root)
    month = max(path.name for path in home.briefings.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]"))
    return month, compared(PublishedMonth(home, date.fromisoformat(f"{month}-01")))


def _kind(each: Compared) -> str:
    """Return the kind of page, and of its tables and sheets which one."""
    parts = each.place.split(", ")
    return ", ".join(
        parts[:2] if parts[0] in ("workbook", "index", "mail bulletin", "mail urgent") or parts[-1][:5] == "table" else parts[:1]
    )


if __name__ == "__main__":
    sys.exit(main())
