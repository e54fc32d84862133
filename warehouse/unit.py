"""What a unit of measure is; apart from the contracts, so that words can be read without loading what holds frames."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    `suffix` is how a column carrying it must end, None where the name says it in another way. `largest`: what no enterprise reaches in a
    month or a year, so that a larger figure is a slip.
    """

    key: str
    zh: str
    en: str
    meaning: str
    suffix: str | None = None
    largest: float | None = None
