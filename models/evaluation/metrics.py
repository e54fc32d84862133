"""Figures of merit on plain arrays, each weighted, so that a bootstrap over enterprises is one call per draw.

In: ranking (average precision, area under the ROC curve), shares, calibration, bootstrap. Out: what counts as
an event (labels) and which figures a report shows (backtest). Point-adjusted F1 is deliberately absent.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.numeric import Floats, Integers

Bools = NDArray[np.bool_]
Statistic = Callable[[Floats], float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its bootstrap interval and the number of rows behind it; NaN where there is nothing to count."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """Labels in descending order of score, with the ends of the groups of equal scores; sorted once, weighted often."""

    labels: Bools
    order: Integers
    group_ends: Integers


def rank_labels(labels: Bools, scores: Floats) -> Ranked:
    """Sort labels by descending score; equal scores stay one group, so that their order cannot matter."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)) if len(ordered) else np.empty(0, np.int64)
    return Ranked(labels[order], order, ends)


def average_precision(ranked: Ranked, weights: Floats | None = None) -> float:
    """Average precision: precision at each distinct score, weighted by the recall gained there. NaN without positives."""
    hits, listed = _cumulated(ranked, weights)
    if not len(hits) or hits[-1] <= 0:
        return float("nan")
    # Interpolating between the points would flatter a curve with few positives.
    gained = np.diff(hits, prepend=0.0)
    precision = np.divide(hits, listed, out=np.zeros_like(hits), where=listed > 0)
    return float((gained * precision).sum() / hits[-1])


def area_under_roc(ranked: Ranked, weights: Floats | None = None) -> float:
    """Area under the ROC curve, ties counted half. NaN unless both classes are present."""
    hits, listed = _cumulated(ranked, weights)
    if not len(hits):
        return float("nan")
    misses = listed - hits
    if hits[-1] <= 0 or misses[-1] <= 0:
        return float("nan")
    new_misses = np.diff(misses, prepend=0.0)
    # Ties between a hit and a miss count half: the trapezoid.
    before = np.concatenate(([0.0], hits[:-1]))
    return float((new_misses * (before + hits) / 2).sum() / (hits[-1] * misses[-1]))


def precision_recall_curve(ranked: Ranked) -> tuple[Floats, Floats]:
    """Precision and recall at each distinct score, from the highest down: two (g,) arrays for a plot."""
    hits, listed = _cumulated(ranked, None)
    total = hits[-1] if len(hits) else 0.0
    return hits / np.maximum(listed, 1e-300), hits / total if total > 0 else np.full_like(hits, np.nan)


def _cumulated(ranked: Ranked, weights: Floats | None) -> tuple[Floats, Floats]:
    ordered = np.ones(len(ranked.labels)) if weights is None else weights[ranked.order]
    hits = np.cumsum(ordered * ranked.labels)[ranked.group_ends]
    return hits, np.cumsum(ordered)[ranked.group_ends]


def weighted_share(flags: Bools, weights: Floats | None = None) -> float:
    """Share of rows that are true. NaN for no rows."""
    heavy = np.ones(len(flags)) if weights is None else weights
    total = float(heavy.sum())
    return float((heavy * flags).sum() / total) if total > 0 else float("nan")


def bootstrap(statistic: Statistic, codes: Integers, *, replicates: int, seed: int, level: float = 0.95) -> Estimate:
    """Estimate a statistic and its interval by resampling whole enterprises, not rows.

    `statistic` takes one weight per row; `codes` (n,) numbers the enterprise of each row from 0. Rows of one
    enterprise go in or out together, because its months repeat each other.
    """
    value = statistic(np.ones(len(codes)))
    if not len(codes) or np.isnan(value):
        return Estimate(value, float("nan"), float("nan"), len(codes))
    rng = np.random.default_rng(seed)
    enterprises = int(codes.max()) + 1
    # The same seed for every figure, so that two makers are compared on the same draws.
    draws = np.array([statistic(_draw(rng, enterprises)[codes]) for _ in range(replicates)])
    tail = (1 - level) / 2
    low, high = np.nanquantile(draws, (tail, 1 - tail)) if replicates else (np.nan, np.nan)
    return Estimate(value, float(low), float(high), len(codes))


def _draw(rng: np.random.Generator, enterprises: int) -> Floats:
    # With replacement: an enterprise may stand for several or for none.
    picked = rng.integers(0, enterprises, enterprises)
    return np.bincount(picked, minlength=enterprises).astype(np.float64)


def calibration_table(probabilities: Floats, outcomes: Bools, bins: int = 10) -> pl.DataFrame:
    """Compare predicted and observed by equal-count groups: decile (from 1), predicted_mean, observed_share, count.

    Equal predictions never straddle two groups, so there may be fewer than `bins`.
    """
    # Equal predictions share an edge, and an edge that occurs twice is one.
    edges = np.unique(np.quantile(probabilities, np.linspace(0, 1, bins + 1)[1:-1])) if len(probabilities) else np.empty(0)
    return _binned(probabilities, outcomes, np.searchsorted(edges, probabilities, side="left"))


def _binned(probabilities: Floats, outcomes: Bools, groups: Integers) -> pl.DataFrame:
    frame = pl.DataFrame({"group": groups, "p": probabilities, "y": outcomes.astype(np.float64)})
    table = frame.group_by("group").agg(predicted_mean=pl.col("p").mean(), observed_share=pl.col("y").mean(), count=pl.len())
    decile = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    return table.sort("group").select(decile=decile, predicted_mean="predicted_mean", observed_share="observed_share", count="count")


def expected_calibration_error(probabilities: Floats, outcomes: Bools, weights: Floats | None = None, width: float = 0.1) -> float:
    """Mean gap between predicted and observed over bins of equal width, weighted by how many fall in each."""
    heavy = np.ones(len(outcomes)) if weights is None else weights
    groups = np.minimum((probabilities / width).astype(np.int64), round(1 / width) - 1)
    # Within a bin the sum of the gaps is the gap of the sums: one pass does.
    gaps = np.bincount(groups, weights=heavy * (probabilities - outcomes))
    total = heavy.sum()
    return float(np.abs(gaps).sum() / total) if total > 0 else float("nan")


def observed_share_between(probabilities: Floats, outcomes: Bools, low: float, high: float, weights: Floats | None = None) -> float:
    """Share that came true among those given a probability from `low` up to, not including, `high`."""
    inside = (probabilities >= low) & (probabilities < high)
    return weighted_share(outcomes[inside], None if weights is None else weights[inside])
