"""How many printed numbers differ from what the warehouse holds, over seeded districts; run with `python -m tests.bench.printed`.

Each district of 60 enterprises is run through the program for two months, its officials return the lists, the last month is run again
and mailed; every number of its folder, its mails and the index is worked out again from the warehouse. Then its cases are opened on the
days of the lists, and briefs, an agenda, push lists and letters to offices are read the same way. Districts of odd seeds have fewer
places than enterprises at the line. The rows of the table in RESULTS.md are printed as they stand there.
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
from tests.pipeline.printed.offices import of_offices
from tests.pipeline.printed.wordings import Compared
from tests.pipeline.served import serve, write_everything

FIRST, LAST = date(2026, 5, 1), date(2026, 6, 1)
# Never looked at during development.
SEEDS = "485-504"


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for, or a month of a home; print a row of the table for each, then how many numbers of each kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", nargs="+", default=[SEEDS], help=f"numbers and spans, apart by spaces or commas; default {SEEDS}")
    parser.add_argument("--home", type=Path, help="a home whose newest month is read instead")
    asked = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    _write("| home | numbers | differed |", "|---|---|---|")
    for name, found in [_of_home(asked.home)] if asked.home else map(_of_seed, seeds_of(asked.seeds)):
        own = list(found)
        counts.update(map(_kind, own))
        wrong.update(_kind(each) for each in own if each.problem)
        _write(*(f"{name}, {each.place}: {each.problem}" for each in own if each.problem))
        _write(f"| {name} | {len(own):,} | {sum(bool(each.problem) for each in own)} |")
    _write(f"| together | {counts.total():,} | {wrong.total()} |", "", "| kind | numbers | differed |", "|---|---|---|")
    _write(*(f"| {kind} | {count:,} | {wrong[kind]} |" for kind, count in sorted(counts.items())))
    return 0


def seeds_of(asked: Iterable[str]) -> list[int]:
    """Return the seeds that words like 451-470, 465,466 or 480 name."""
    parts = [part.partition("-") for word in asked for part in word.split(",") if part]
    return [seed for first, _, last in parts for seed in range(int(first), int(last or first) + 1)]


def _write(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _of_seed(seed: int) -> tuple[str, list[Compared]]:
    with tempfile.TemporaryDirectory() as folder:
        home = DataDir(Path(folder))
        run_district(home, seed, FIRST, LAST)
        found = list(compared(PublishedMonth(home, LAST)))
        write_everything(serve(home))
        return f"seed {seed}", [*found, *of_offices(PublishedMonth(home, LAST))]


def _of_home(root: Path) -> tuple[str, Iterable[Compared]]:
    home = DataDir(root)
    month = max(path.name for path in home.briefings.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]"))
    newest = PublishedMonth(home, date.fromisoformat(f"{month}-01"))
    return month, [*compared(newest), *of_offices(newest)]


def _kind(each: Compared) -> str:
    """Return the kind of page, and of its tables and sheets which one."""
    parts = each.place.split(", ")
    return ", ".join(
        parts[:2] if parts[0] in ("workbook", "index", "mail bulletin", "mail urgent") or parts[-1][:5] == "table" else parts[:1]
    )


if __name__ == "__main__":
    sys.exit(main())
