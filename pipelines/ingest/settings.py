"""What ingest has to be told about the sources."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """When figures without a day of receipt count as known.

    `release_day`: day of the following month on which a source nominally releases a period. `release_days`: exceptions by indicator key.
    """

    release_day: int = 10
    release_days: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse days that not every month has."""
        for name, day in {"release_day": self.release_day, **self.release_days}.items():
            if not 1 <= day <= 28:
                raise ValueError(
                    f"release day of {name} is {day}, expected 1 to 28, which every month has; correct the configuration of sources"
                )

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
