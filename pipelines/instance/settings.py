"""Settings of how runs live: with which month the partitions begin, how long a run may take, how long one waits for another."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from annotated_types import Interval
from pydantic import AfterValidator

from models.setting_types import Count
from pipelines.config.validation import filling, stated, table
from warehouse.periods import month_of_key


def month_text(text: str) -> str:
    """Return the key of a month; raises ValueError that says what one looks like."""
    try:
        return f"{month_of_key(text):%Y-%m}"
    except ValueError:
        raise ValueError("a month such as 2024-01") from None


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How runs live; no published figure depends on any of it.

    `first_month`: the first month of Dagster's page; the command line runs earlier ones as well. `longest_hours`: a run that takes longer
    is ended. `wait_minutes`: how long a run waits for the warehouse while another has it. `crash_retries`: how often a run whose process
    died is begun again by the daemon. `hung_seconds`: a unit of `earlywarn serve` that answers nothing for so long is started again.
    `least_district_enterprises`: fewer enterprises of one name make no district of an installation of many. `sampled_districts`: of many
    districts, whose rules are counted exactly, how many a run lets Great Expectations judge as well. `judged_rows_most`: a larger table of
    facts is judged by exact counts and on a sample of `sampled_rows`.
    """

    first_month: Annotated[str, AfterValidator(month_text)] = "2020-01"
    longest_hours: Annotated[int, Interval(ge=1, le=240)] = 12
    wait_minutes: Annotated[float, Interval(ge=0, le=1440)] = 10
    crash_retries: Count = 1
    busy_retries: Count = 3
    hung_seconds: Annotated[int, Interval(ge=4, le=3600)] = 120
    least_district_enterprises: Count = 20
    sampled_districts: Count = 20
    judged_rows_most: Annotated[int, Interval(ge=1, le=100_000_000)] = 1_000_000
    sampled_rows: Annotated[int, Interval(ge=1, le=10_000_000)] = 200_000

    @property
    def longest_seconds(self) -> int:
        """How long a run may take, in seconds."""
        return self.longest_hours * 3600

    @property
    def wait_seconds(self) -> float:
        """How long a run waits for the warehouse, in seconds."""
        return self.wait_minutes * 60


@cache
def run_table() -> Any:
    """Return the type of the file about runs, each of whose settings is a threshold with its reason."""
    return table({"runs": (filling(RunSettings, stated(RunSettings)), RunSettings())})
