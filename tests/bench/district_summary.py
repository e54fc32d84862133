"""What the summary above districts costs: homes with hand-made editions of sixty listed enterprises, each with the snapshot of a real one.

`python -m tests.bench.district_summary HOME [DISTRICTS]`: HOME is a home that has published, whose snapshot every district is given as a
link. Written are CPU, wall time and peak memory of making the summary, and of making it again.
"""

import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from pipelines.data_dir import DataDir
from pipelines.delivery.summary_publisher import publish_summary
from pipelines.districts.outcome import DistrictOutcome
from pipelines.settings import load_settings
from tests.unit.pipelines.delivery.fixture_districts import MONTH, put_out
from warehouse.snapshot import SNAPSHOT

LISTED = ("red", "orange", "blue") * 20


def main(home: str, districts: int = 300) -> None:
    """Write a line for the first summary and one for the same again."""
    with tempfile.TemporaryDirectory(dir=DataDir(Path(home)).installation.root) as folder:
        installation = DataDir(Path(folder))
        names = [f"第{number:04d}区" for number in range(districts)]
        for name in names:
            put_out(installation, name, *LISTED).snapshot.hardlink_to(Path(home) / SNAPSHOT)
        for word in ("first", "again"):
            wall, cpu = perf_counter(), process_time()
            made = publish_summary(installation, load_settings(), MONTH, [DistrictOutcome(name, name, "published") for name in names])
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            spent = f"{process_time() - cpu:.1f} s CPU, {perf_counter() - wall:.0f} s wall, {peak} MiB peak"
            sys.stdout.write(f"{districts} districts, {word} (revision {made.revision}, new: {made.is_new}): {spent}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
