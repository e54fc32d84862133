"""What loading the definitions costs beside importing Dagster alone; `python -m tests.bench.loading`.

Seconds of CPU of whole processes, with compiled modules, in turn, so that a busy machine makes both dearer; the median of
`EARLYWARN_LOADING_PROCESSES` (default 15) each. The first process of either compiles and is not counted.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile

from tests.conventions.source import ROOT

DAGSTER, DEFINITIONS = "import dagster", "import pipelines.definitions"


def seconds(code: str, compiled: str) -> float:
    """Return the seconds of CPU of a process that executes a line, with modules compiled into a folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    given = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**given, "PYTHONPYCACHEPREFIX": compiled}, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print both medians and their ratio."""
    with tempfile.TemporaryDirectory() as compiled:
        rounds = range(int(os.environ.get("EARLYWARN_LOADING_PROCESSES", "15")) + 1)
        pairs = [(seconds(DAGSTER, compiled), seconds(DEFINITIONS, compiled)) for _ in rounds][1:]
    dagster, definitions = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratio = statistics.median(own / theirs for theirs, own in pairs)
    sys.stdout.write(
        f"importing Dagster {dagster:.2f} s, loading the definitions {definitions:.2f} s, {ratio:.2f} times (median of pairs)\n"
    )


if __name__ == "__main__":
    main()
