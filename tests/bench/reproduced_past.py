"""Twelve past months made again after restatements and a correction, in three zones with a plain language, at twelve month ends.

Run by `make bench-past`. A district of `EARLYWARN_PAST_ENTERPRISES` (default 40) is written, its last twelve months are made, figures of
all are delivered anew and one is corrected, all known later; then every month is made again in each zone. Written are the editions that
are not the same bytes, or that came out under another revision; wanted are none. Without PDF and fan charts, which tests make again.
"""

import os
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from pipelines.commands.demo import demo
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from tests.district import read_published, without_paper
from tests.past_again import make_again, restate_and_correct
from warehouse.periods import month_key, months_between, shift_month

ZONES: Final = ("UTC", "Asia/Shanghai", "America/Los_Angeles")
LAST: Final = date(2026, 10, 1)
MONTHS: Final = 12
HISTORY: Final = 18
SEED: Final = 172


def main() -> None:
    """Measure and print."""
    enterprises = int(os.environ.get("EARLYWARN_PAST_ENTERPRISES", "40"))
    # What makes months without paper is of this process alone.
    os.environ["EARLYWARN_PROCESSES"] = "1"
    months = months_between(shift_month(LAST, 1 - MONTHS), LAST)
    ends = [
        datetime.combine(shift_month(LAST, 2 + number) - timedelta(days=1), datetime.max.time().replace(microsecond=0))
        for number in range(MONTHS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        home = DataDir(Path(folder) / "home")
        demo(home, enterprises, MONTHS + HISTORY, LAST, SEED)
        with without_paper():
            run(home, RunOptions(LAST, months[0]))
        before = {month: read_published(home, month) for month in months}
        restate_and_correct(home, months)
        for zone in ZONES:
            make_again(home, list(zip(months, ends, strict=True)), zone, has_paper=False)
            changed = [month_key(month) for month in months if _has_changed(before[month], read_published(home, month))]
            _say(f"{zone}: {MONTHS} months made again, {len(changed)} not the same bytes {changed or ''}")


def _has_changed(before: dict[str, bytes], after: dict[str, bytes]) -> bool:
    """Whether any file differs; the manifest counts what has been taken in by now."""
    before, after = ({name: content for name, content in files.items() if name != "manifest.json"} for files in (before, after))
    return before != after


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
