"""What a check came to."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["stop", "warn"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: a failed `stop` holds the month back, a failed `warn` is printed in the bulletin.

    `observed` says what was found, in figures; `meaning` says in Chinese what the check asks for, since the bulletin prints it.
    """

    name: str
    severity: Severity
    passed: bool
    observed: str
    meaning: str
