"""Settings of what readers outside may see: when a total tells of one enterprise, and how wide what is left open has to be."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Interval

from models.setting_types import PositiveCount, Probability


@dataclass(frozen=True, slots=True)
class DisclosureSettings:
    """When a total is sensitive and how it is protected.

    `fewest`: contributors. `rest_share`: what the others than the two largest have to make up, as a share of the largest.
    `two_largest_share`: of the total, at most. `open_share`: by so much up and down a total that is left out has to be open.
    `count_step`: counts of warned enterprises are rounded to it. `rounds_most` and `nodes_most` bound the search by work and not by time,
    so that it ends alike anywhere; `seconds_most` is for a machine that is far too slow.
    """

    fewest: Annotated[int, Interval(ge=3, le=100)] = 3
    rest_share: Probability = 0.15
    two_largest_share: Probability = 0.85
    open_share: Probability = 0.15
    count_step: Annotated[int, Interval(ge=3, le=100)] = 5
    rounds_most: PositiveCount = 60
    nodes_most: PositiveCount = 2_000
    seconds_most: Annotated[float, Interval(gt=0, le=86_400)] = 600
