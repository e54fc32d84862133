"""Operating risk: the probability that a lasting decline is under way or starts within three months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from models.evidence.signals import SIGNAL_KINDS
from models.numeric import Floats
from models.risk.regression import Coefficients, Examples, fit_towards_prior

# Feature: (label, expert's weight in log-odds per unit, how far figures may move it). The spreads are narrow: hindsight is made of
# figures too and cannot see what precedes them, so it corrects an expert's weights and does not replace them.
OPERATING_PRIOR: Final[dict[str, tuple[str, float, float]]] = {
    "decline_evidence": ("各项指标合并下降证据", 0.15, 0.025),
    "leaving_evidence": ("用能用工先于产值下降", 0.10, 0.020),
    "output_evidence": ("产值下降的单项证据", 0.25, 0.025),
    "energy_evidence": ("用电下降的单项证据", 0.25, 0.025),
    "other_evidence": ("用水用气增加值的单项证据", 0.15, 0.020),
    # People are let go last and the figure is quiet: where others agree, it tells more than any.
    "people_evidence": ("用工与其他指标同时下降", 0.50, 0.030),
    # Half of the indicators or more: now, over a quarter, half a year, a year.
    "fall_1": ("本月指标普遍下降", 0.30, 0.020),
    "fall_3": ("近3月指标普遍下降", 0.45, 0.040),
    "fall_6": ("较半年前普遍下降", 0.20, 0.030),
    "fall_12": ("较一年前普遍下降", 0.20, 0.030),
    "second_fall_12": ("较一年前至少两项下降", 0.15, 0.025),
    "fall_12_depth": ("较一年前下降幅度", 0.40, 0.100),
    "fall_18_depth": ("较一年半前下降幅度", 0.40, 0.100),
    # What looks like trouble and is not: a stop of a month or two with everybody still there, and people moved on paper.
    "short_stop": ("用工稳定的短暂停产", -9.00, 0.100),
    "headcount_only": ("仅用工人数下降", -6.50, 0.100),
    # Reports precede figures: the hindsight of figures undervalues them.
    "signals": ("外迁类信号", 1.50, 0.075),
    "appeals": ("诉求与走访反映", 0.70, 0.050),
    "silence_months": ("停报月数", 0.50, 0.050),
    "investment_log": ("固定资产投资变化", -0.15, 0.030),
    "noise_log": ("数据自身波动大小", 0.00, 0.050),
}
OPERATING_INTERCEPT: Final = (-3.6, 0.7)
_REPORTS: Final = ("appeal", "visit_note")
_MOVES: Final = tuple(kind for kind in SIGNAL_KINDS if kind not in _REPORTS)


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
    agreeing = pl.sum_horizontal([f"evidence_{name}" for name in ("output_value", "tax", "electricity", "water", "gas")])
    others = pl.sum_horizontal([f"evidence_{name}" for name in ("value_added", "water", "gas")])
    columns = features.select(
        decline_evidence=pl.col("decline_log_odds").clip(-3, 4),
        leaving_evidence=pl.col("leaving_log_odds").clip(-2, 6),
        output_evidence=pl.col("evidence_output_value").clip(-2, 4),
        energy_evidence=pl.col("evidence_electricity").clip(-2, 4),
        other_evidence=others.clip(-2, 4),
        # Head-count alone may be outsourcing: it counts as far as the other figures agree.
        people_evidence=pl.min_horizontal(pl.col("evidence_employment").clip(-2, 4), 1 + agreeing.clip(-1, 3)),
        **{f"fall_{lag}": pl.col(f"fall_{lag}_errors").clip(-1, 3) for lag in (1, 3, 6, 12)},
        second_fall_12=pl.col("second_fall_12_errors").clip(-0.5, 5),
        fall_12_depth=pl.col("fall_12_log").clip(-0.1, 1.2),
        fall_18_depth=pl.col("fall_18_log").clip(-0.1, 1.2),
        short_stop=pl.col("short_stop_log").clip(0, 1.2),
        headcount_only=pl.col("headcount_only_log").clip(0, 0.8),
        signals=pl.sum_horizontal([pl.col(f"signal_{kind}").clip(0, 1) for kind in _MOVES]).clip(0, 3),
        appeals=pl.sum_horizontal([f"signal_{kind}" for kind in _REPORTS]).clip(0, 1.5),
        silence_months="silence_months",
        investment_log=pl.col("investment_log").clip(-2, 1),
        noise_log="noise_log",
    )
    return columns.select(list(OPERATING_PRIOR)).to_numpy().astype(float)


def fit_operating(past: pl.DataFrame, outcome: Floats, weight: Floats) -> Coefficients:
    """Fit the operating risk on past evidence rows and what became of them (0…1)."""
    prior = risk_prior(OPERATING_PRIOR, OPERATING_INTERCEPT)
    return fit_towards_prior(prior.names, Examples(operating_features(past), outcome, weight), prior.mean, prior.sd)
