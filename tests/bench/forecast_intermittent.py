"""Bands of simulated intermittent series by their share of zero months: how many of the months to come lie inside."""

import numpy as np
import polars as pl

from models.forecast.single.forecast import forecast_series
from tests.bench.forecast_measures import LEVELS, table

SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SEEDS = tuple(range(61, 70))  # 11 to 19 were looked at while the method was made
COLUMNS = {
    "cover_80": "cover 80",
    "cover_95": "cover 95",
    "randomised_80": "randomised 80",
    "randomised_95": "randomised 95",
    "lumps_95": "lumps below 95",
    "due_95": "due",
    "mean": "mean/truth",
    "intermittent": "flagged",
}
MONTHS, HORIZON, SERIES = 60, 12, 90


def report() -> list[str]:
    """Give the table as lines.

    An interval that holds zero holds every zero month, so no coverage is below the share of zeros. Two figures look behind that: the
    randomised coverage counts a zero month by the part of its probability that the band states (Czado, Gneiting & Held 2009), and
    among months with a lump alone the share below the upper limit stands beside the share that is due.
    """
    rows = []
    for share in SHARES:
        found = [coverage(share, seed) for seed in SEEDS]
        means = {key: float(np.mean([one[key] for one in found])) for key in found[0]}
        rows.append([f"{share:.1f}", *(f"{means[key]:.3f}" for key in COLUMNS)])
    return ["Intermittent series, simulated, by their share of zeros", *table(["zeros", *COLUMNS.values()], rows)]


def coverage(share: float, seed: int) -> dict[str, float]:
    """Give coverage by level, the mean in shares of the true one, and the share of series that were flagged."""
    values, truth = panel(share, seed)
    past, future = values[:, :MONTHS], values[:, MONTHS:]
    names = np.repeat([f"s{row:03}" for row in range(SERIES)], MONTHS)
    frame = pl.DataFrame({"series_id": names, "t": np.tile(np.arange(MONTHS), SERIES), "value": past.reshape(-1)})
    made = forecast_series(frame, HORIZON, LEVELS)
    shape = (SERIES, HORIZON)
    limits = {level: tuple(made[f"{side}_{level}"].to_numpy().reshape(shape) for side in ("lo", "hi")) for level in LEVELS}
    covered = {f"cover_{level}": float(((future >= low) & (future <= high)).mean()) for level, (low, high) in limits.items()}
    covered |= {f"randomised_{level}": _randomised(past, future, high, level / 100) for level, (_, high) in limits.items()}
    covered |= {"lumps_95": float((future <= limits[95][1])[future > 0].mean()), "due_95": max(0.0, (0.95 - share) / (1 - share))}
    mean = made["mean"].to_numpy().reshape(shape)
    return {**covered, "mean": float((mean.mean(axis=1) / truth).mean()), "intermittent": float(_flagged(made).mean())}


def _randomised(past: np.ndarray, future: np.ndarray, high: np.ndarray, level: float) -> float:
    """Give coverage with a zero month counted by `level` over the chance of zero, as the past has it, where that chance is the larger."""
    zeros = np.broadcast_to((past == 0).mean(axis=1, keepdims=True), future.shape)
    is_inside = np.where(zeros < level, future <= high, future == 0)
    return float((is_inside * np.where(future == 0, np.minimum(1, level / np.maximum(zeros, 1e-9)), 1.0)).mean())


def _flagged(made: pl.DataFrame) -> pl.Series:
    return made["flags"].fill_null("").str.contains("intermittent")


def panel(share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Give figures (series, months), lumps of three kinds of size at random months, and the true mean of each series."""
    random = np.random.default_rng((seed, round(100 * share)))
    size = np.exp(random.normal(3, 1, (SERIES, 1)))
    months = MONTHS + HORIZON
    third = SERIES // 3
    lumps = np.concatenate(
        [
            size[:third] * np.exp(random.normal(0, 0.6, (third, months))) / np.exp(0.18),
            size[third : 2 * third] * random.gamma(2, 0.5, (third, months)),
            1.0 + random.poisson(size[2 * third :], (SERIES - 2 * third, months)),
        ]
    )
    mean = size[:, 0].copy()
    mean[2 * third :] += 1
    return np.where(random.random((SERIES, months)) < share, 0.0, lumps), mean * (1 - share)
