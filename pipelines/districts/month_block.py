"""The month of one district as a block: what was handed over is taken in, then every step of the month is done in its home.

The steps, their checks and what they write are those of a district alone. Dagster keeps one run for all districts, with what came of each
(pipelines.assets.districts), and none in the home of each: a thousand records that nobody looks at would cost more than the scoring.
"""

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.clock import today
from pipelines.collecting import collect_now
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import read_manifest
from pipelines.districts.outcome import DistrictOutcome, Status
from pipelines.districts.taking_in import take_in_parts
from pipelines.errors import CheckFailedError, NoUsableInputError, SettingsError, exit_code_of, known_cause
from pipelines.settings import load_settings
from warehouse.ops.verdicts import read_verdicts
from warehouse.periods import month_key

# A check that keeps a month from coming out holds it; everything else is a failure.
HOLDING = (CheckFailedError.exit_code, NoUsableInputError.exit_code)


@dataclass(frozen=True, slots=True)
class MonthBlock:
    """A month of a district: its home, the month, the latest day to see, and whether it is the one that is explained with fan charts.

    `is_sampled`: whether it is one of those whose rows Great Expectations judges beside the exact counts.
    """

    root: Path
    month: date
    as_of: date | None = None
    is_last: bool = True
    is_sampled: bool = True


def run_block(block: MonthBlock) -> DistrictOutcome:
    """Run the month of a district in its home; what keeps it from coming out is the outcome and raises nothing, a bug excepted."""
    begun, home = time.process_time(), DataDir(block.root)
    # What the block before has left in circles is freed before this one needs the room.
    collect_now()
    status, sentence, code = _run(home, block)
    manifest = read_manifest(home.briefing(block.month)) if status == "published" else None
    return DistrictOutcome(
        home.district,
        _name(home),
        status,
        sentence,
        code,
        int(manifest["revision"]) if manifest else None,
        str(manifest["content_id"]) if manifest else None,
        round(time.process_time() - begun, 2),
        _failed_checks(home, block.month),
    )


def _run(home: DataDir, block: MonthBlock) -> tuple[Status, str, int]:
    """Run the month; returns what became of it, why not in a sentence, and the code a command would have ended with."""
    # Loaded by the worker once it is one: which months there are is decided when the program is loaded.
    from pipelines.districts.month_steps import do_month

    try:
        take_in_parts(home, today())
        do_month(home, block.month, block.as_of, is_explained=block.is_last, is_sampled=block.is_sampled)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        known = known_cause(error)
        if known is None:
            raise
        code = exit_code_of(error)
        return "held" if code in HOLDING else "failed", getattr(known, "recorded", "") or str(known), code
    return "published", "", 0


def _failed_checks(home: DataDir, month: date) -> int:
    """Return how many verdicts on a month and its facts are failures; none where nothing was judged."""
    return int((~read_verdicts(home.ops, month_key(month), "")["passed"]).sum()) if home.ops.exists() else 0


def _name(home: DataDir) -> str:
    """Return what a district is called; like its folder where its configuration cannot be read."""
    try:
        return load_settings(home.config).district.name
    except SettingsError:
        return home.district
