"""What ingest has to know about the sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from annotated_types import Interval

# Every month has these days.
ReleaseDay = Annotated[int, Interval(ge=1, le=28)]


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """When figures without a day of receipt count as known.

    `release_day`: day of the following month on which a source nominally releases a period. `release_days`: exceptions by indicator key.
    """

    release_day: ReleaseDay = 10
    release_days: Mapping[str, ReleaseDay] = field(default_factory=dict)

    def release_day_of(self, indicator: str) -> int:
        """Return the nominal release day of an indicator."""
        return self.release_days.get(indicator, self.release_day)


@dataclass(frozen=True, slots=True)
class IngestDay:
    """The day of the ingest and what follows from it; the only notion of "now" that ingest has."""

    today: date

    @property
    def this_month(self) -> date:
        """First day of the month of the ingest; later months are in the future."""
        return self.today.replace(day=1)
