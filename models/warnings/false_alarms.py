"""How many of the listed enterprises should be expected to turn out well: false alarms, stated in advance."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import expit, logit, ndtr, ndtri

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


# The points at which the shared shift is looked at; more change no interval.
_SHIFT_POINTS = 9
_LEAST_CHANCE = 1e-9
# Above this length the count is normal to three digits and the exact convolution is wasted.
EXACT_LENGTH = 2000


def expected_false_alarms(probabilities: Floats, level: float = 0.95, shift_spread: float = 0.0) -> AlarmCount:
    """Sum 1 - p over the list, with the central interval of the count.

    `probabilities`: (n,) calibrated chances that the warning comes true. `shift_spread`: standard deviation, in log-odds, of what a month's
    warnings share: a month goes better or worse for all of them alike, so that the count varies more than that of independent enterprises
    (a logit-normal mixture of Poisson-binomial counts, integrated by Gauss-Hermite quadrature; Agresti 2013, Categorical Data Analysis,
    section 13.3). With 0 the count is Poisson-binomial. Raises ValueError outside [0, 1].
    """
    false = 1.0 - np.asarray(probabilities, dtype=np.float64)
    if not np.all((false >= 0) & (false <= 1)):
        wrong = [float(value) for value in (1 - false)[~((false >= 0) & (false <= 1))][:3]]
        raise ValueError(
            f"Probabilities must lie between 0 and 1; got {wrong} among {len(false)}. Leave out enterprises without a risk before counting."
        )
    low, high = _count_interval(false, level) if shift_spread == 0 else _shifted_interval(false, level, shift_spread)
    return AlarmCount(len(false), float(false.sum()), low, high)


def _shifted_interval(chances: Floats, level: float, spread: float) -> tuple[int, int]:
    """Return the interval of the count where all chances share a normal shift of their log-odds."""
    points, weights = np.polynomial.hermite_e.hermegauss(_SHIFT_POINTS)
    odds = logit(np.clip(chances, _LEAST_CHANCE, 1 - _LEAST_CHANCE))
    counts = [_distribution(expit(odds + spread * point)) for point in points]
    return _ends(np.cumsum(np.average(counts, axis=0, weights=weights)), level)


def _distribution(chances: Floats) -> Floats:
    """Give the probability of 0 … n successes, by the normal limit for very long lists."""
    if len(chances) <= EXACT_LENGTH:
        return count_distribution(chances)
    edges = np.arange(-1, len(chances) + 1) + 0.5
    passed = ndtr((edges - chances.sum()) / np.sqrt((chances * (1 - chances)).sum()))
    return np.asarray(np.diff(passed))


def _ends(cumulative: Floats, level: float) -> tuple[int, int]:
    tail = (1 - level) / 2
    # The small margin keeps rounding of the cumulative sum from moving an end that lies exactly on the level.
    return int(np.searchsorted(cumulative, tail - 1e-12)), int(np.searchsorted(cumulative, 1 - tail - 1e-12))


def _count_interval(chances: Floats, level: float) -> tuple[int, int]:
    tail = (1 - level) / 2
    if len(chances) > EXACT_LENGTH:
        # The normal limit; the variance of unequal chances is the sum of theirs.
        spread = float(np.sqrt((chances * (1 - chances)).sum()) * ndtri(1 - tail))
        return max(0, int(np.floor(chances.sum() - spread))), min(len(chances), int(np.ceil(chances.sum() + spread)))
    return _ends(np.cumsum(count_distribution(chances)), level)


def count_distribution(chances: Floats) -> Floats:
    """Give the probability of 0 … n successes of independent trials with unequal chances (Poisson-binomial)."""
    # Convolution is exact, and a list is short.
    distribution = np.ones(1)
    for chance in chances:
        distribution = np.convolve(distribution, (1 - chance, chance))
    return distribution
