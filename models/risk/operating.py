"""Operating risk: the probability that a lasting decline is under way or starts within three months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from models.evidence.robust import Floats
from models.risk.regression import Coefficients, Examples, fit_towards_prior

# Feature: (label, expert's weight in log-odds per unit, how far figures may move it).
OPERATING_PRIOR: Final[dict[str, tuple[str, float, float]]] = {
    "decline_evidence": ("各项指标合并下降证据", 0.80, 0.15),
    "decline_overwhelming": ("下降证据特别充分", 0.30, 0.08),
    "leaving_evidence": ("用能用工先于产值下降", 0.15, 0.10),
    "bookings_evidence": ("产值税收先于用能下降", 0.15, 0.05),
    "physical_fall": ("用能用工低于预期幅度", 0.50, 0.15),
    "booked_fall": ("产值税收低于预期幅度", 0.50, 0.15),
    "fallen_3_share": ("近3个月下降指标占比", 0.50, 0.50),
    "fallen_6_share": ("近6个月下降指标占比", 0.50, 0.50),
    "noise_log": ("数据自身波动大小", -0.20, 0.30),
    "silence_months": ("停报月数", 0.30, 0.20),
    "investment_log": ("固定资产投资变化", -0.10, 0.20),
}
OPERATING_INTERCEPT: Final = (-3.4, 0.7)


@dataclass(frozen=True, slots=True)
class RiskPrior:
    """Names with the expert's weights and their spreads; the intercept stands first in the arrays."""

    names: tuple[str, ...]
    mean: Floats
    sd: Floats


def risk_prior(weights: dict[str, tuple[str, float, float]], intercept: tuple[float, float]) -> RiskPrior:
    """Lay an expert's table of weights out as arrays."""
    means = [intercept[0], *(mean for _, mean, _ in weights.values())]
    spreads = [intercept[1], *(sd for _, _, sd in weights.values())]
    return RiskPrior(tuple(weights), np.array(means), np.array(spreads))


def operating_features(features: pl.DataFrame) -> Floats:
    """Lay the operating features of the wide evidence frame out in the order of ``OPERATING_PRIOR``, shape (rows, names)."""
    decline = pl.col("decline_log_odds")
    columns = features.select(
        decline_evidence=decline.clip(-3, 4),
        decline_overwhelming=(decline - 4).clip(0, 8),
        leaving_evidence=pl.col("leaving_log_odds").clip(-2, 6),
        bookings_evidence=pl.col("bookings_log_odds").clip(-2, 6),
        physical_fall=(-pl.col("physical_log")).clip(0, 2.5),
        booked_fall=(-pl.col("booked_log")).clip(0, 2.5),
        fallen_3_share="fallen_3_share",
        fallen_6_share="fallen_6_share",
        noise_log="noise_log",
        silence_months="silence_months",
        investment_log=pl.col("investment_log").clip(-2, 1),
    )
    return columns.select(list(OPERATING_PRIOR)).to_numpy().astype(float)


def fit_operating(past: pl.DataFrame, outcome: Floats, weight: Floats) -> Coefficients:
    """Fit the operating risk on past evidence rows and what became of them (0…1)."""
    prior = risk_prior(OPERATING_PRIOR, OPERATING_INTERCEPT)
    return fit_towards_prior(prior.names, Examples(operating_features(past), outcome, weight), prior.mean, prior.sd)
