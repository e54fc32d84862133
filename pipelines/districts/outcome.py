"""What came of a month in one district of many."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["published", "held", "failed"]


@dataclass(frozen=True, slots=True)
class DistrictOutcome:
    """What came of a month in one district.

    `sentence`: why there is no edition, without naming an enterprise; empty where there is one. `exit_code`: what the command of the
    district alone would have ended with. `seconds`: of the processor. `failed_checks`: how many rules, warnings included, its rows broke.
    """

    folder: str
    name: str
    status: Status
    sentence: str = ""
    exit_code: int = 0
    revision: int | None = None
    content_id: str | None = None
    seconds: float = 0.0
    failed_checks: int = 0

    @property
    def is_out(self) -> bool:
        """Whether the district has an edition of the month."""
        return self.status == "published"
