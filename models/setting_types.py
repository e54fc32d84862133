"""Types of settings: the ranges and closed lists that a configured value is held against.

In: annotations for fields of frozen settings classes; they bind nobody who makes a class in code. Out: reading files and refusing what
does not fit (pipelines.config.validation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from annotated_types import Interval, MinLen

from warehouse.vocabulary import INDICATORS

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class OneOf:
    """Marks a text as one of the keys of a closed list."""

    keys: tuple[str, ...]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """Return what the validating library needs; called by it alone."""
        from pydantic_core import core_schema

        return core_schema.literal_schema(list(self.keys))


IndicatorKey = Annotated[str, OneOf(INDICATORS.keys)]
Text = Annotated[str, MinLen(1)]
Share = Annotated[float, Interval(ge=0, le=1)]
Probability = Annotated[float, Interval(gt=0, lt=1)]
Positive = Annotated[float, Interval(gt=0, le=1_000)]
Amount = Annotated[float, Interval(ge=0, le=100_000_000)]
Multiple = Annotated[float, Interval(ge=0, le=1_000)]
Seconds = Annotated[float, Interval(ge=0, le=86_400)]
Months = Annotated[int, Interval(ge=1, le=120)]
Days = Annotated[int, Interval(ge=1, le=366)]
Count = Annotated[int, Interval(ge=0, le=100_000)]
PositiveCount = Annotated[int, Interval(ge=1, le=100_000)]
