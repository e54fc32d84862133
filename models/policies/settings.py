"""Settings of the policies: how long an entry of the catalogue holds without being looked through, how long a refusal stands."""

from dataclasses import dataclass

from models.setting_types import Months


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """Months back from the as-of day."""

    review_months: Months = 12
    refused_months: Months = 12
