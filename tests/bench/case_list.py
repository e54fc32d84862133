"""`earlywarn case list` with 10,000 cases: processor time of the whole command, its imports included.

`python -m tests.bench.case_list` makes the home of the page's measurement and asks for each form of the list several times.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.desk import CASES, STREETS, make_home

TIMES = 7
FORMS = {
    "50 shown": (),
    "one street, overdue": ("--street", STREETS[3], "--due-by", "2026-11-20"),
    "all in lines": ("--most", "0"),
    "all as CSV": ("--csv",),
    "all as JSON": ("--json",),
}


def measure(home: Path, *options: str) -> float:
    """Return the seconds of processor time of one command, user and system together."""
    before = os.times()
    command = [sys.executable, "-m", "pipelines.cli", "case", "list", *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "EARLYWARN_HOME": str(home)})
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Print the middle and the largest of several measurements of each form."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder))
        sys.stdout.write(f"{CASES:,} open cases\n")
        for name, options in FORMS.items():
            times = [measure(home.root, *options) for _ in range(TIMES)]
            sys.stdout.write(f"{name:22s} median {statistics.median(times):.2f} s   largest {max(times):.2f} s\n")


if __name__ == "__main__":
    main()
