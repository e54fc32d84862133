"""How many of the listed enterprises should be expected to turn out well: false alarms, stated in advance."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import ndtri

from models.numeric import Floats


def true_chance() -> pl.Expr:
    """Chance that a warning comes true either way, from ``operating_risk`` and ``relocation_risk``; an unknown one adds nothing.

    A warning is right if the enterprise declines or leaves, so the larger of the two risks alone would promise too many false alarms.
    What is left to one is the chance of a false alarm; summed over any part of a list it is the number expected there.
    """
    return 1 - (1 - pl.col("operating_risk").fill_null(0.0)) * (1 - pl.col("relocation_risk").fill_null(0.0))


@dataclass(frozen=True, slots=True)
class AlarmCount:
    """Expected number of false alarms on a list, with the range that holds them with the stated probability."""

    listed: int
    expected: float
    low: int
    high: int


# Above this length the count is normal to three digits and the exact convolution is wasted.
EXACT_LENGTH = 2000


def expected_false_alarms(probabilities: Floats, level: float = 0.95) -> AlarmCount:
    """Sum 1 - p over the list, with the central interval of the Poisson-binomial count.

    `probabilities`: (n,) calibrated chances that the warning comes true. Raises ValueError outside [0, 1].
    """
    false = 1.0 - np.asarray(probabilities, dtype=np.float64)
    if not np.all((false >= 0) & (false <= 1)):
        wrong = [float(value) for value in (1 - false)[~((false >= 0) & (false <= 1))][:3]]
        raise ValueError(
            f"Probabilities must lie between 0 and 1; got {wrong} among {len(false)}. Leave out enterprises without a risk before counting."
        )
    low, high = _count_interval(false, level)
    return AlarmCount(len(false), float(false.sum()), low, high)


def _count_interval(chances: Floats, level: float) -> tuple[int, int]:
    tail = (1 - level) / 2
    if len(chances) > EXACT_LENGTH:
        # The normal limit; the variance of unequal chances is the sum of theirs.
        spread = float(np.sqrt((chances * (1 - chances)).sum()) * ndtri(1 - tail))
        return int(np.floor(chances.sum() - spread)), int(np.ceil(chances.sum() + spread))
    cumulative = np.cumsum(count_distribution(chances))
    # The small margin keeps rounding of the cumulative sum from moving an end that lies exactly on the level.
    return int(np.searchsorted(cumulative, tail - 1e-12)), int(np.searchsorted(cumulative, 1 - tail - 1e-12))


def count_distribution(chances: Floats) -> Floats:
    """Give the probability of 0 … n successes of independent trials with unequal chances (Poisson-binomial)."""
    # Convolution is exact, and a list is short.
    distribution = np.ones(1)
    for chance in chances:
        distribution = np.convolve(distribution, (1 - chance, chance))
    return distribution
