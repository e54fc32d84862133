"""How long what is kept besides facts stays, where backups go, and how large a home may grow; none of it changes a figure."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from annotated_types import Interval
from pydantic import AfterValidator

from models.setting_types import Months, PositiveCount


def _absolute(text: str) -> str:
    """Return a folder that means the same whoever starts the program; raises ValueError that says what was needed."""
    if text and not Path(text).is_absolute():
        raise ValueError("a folder from the root on, or nothing")
    return text


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """What is kept and for how long.

    `backup_folder`: where scheduled backups go, empty for none. `daily_count`, `weekly_count`, `monthly_count`: of how many days, weeks and
    months the newest backup stays. `run_days`: Dagster's runs and events. `log_days`: log files. `file_days`: mails written to files.
    `revision_months`: superseded editions that nobody was sent. `budget_gib`: how large a home may grow before `doctor` says so.
    """

    backup_folder: Annotated[str, AfterValidator(_absolute)] = ""
    daily_count: PositiveCount = 7
    weekly_count: PositiveCount = 5
    monthly_count: PositiveCount = 12
    run_days: PositiveCount = 180
    log_days: PositiveCount = 180
    file_days: PositiveCount = 30
    revision_months: Months = 24
    budget_gib: Annotated[float, Interval(gt=0, le=1_000_000)] = 50
