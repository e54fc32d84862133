"""Relocation risk: the probability that an enterprise leaves, wholly or for the most part, within 12 months."""

from __future__ import annotations

from typing import Final

import polars as pl

from models.evidence.robust import Floats
from models.evidence.signals import SIGNAL_KINDS
from models.risk.operating import risk_prior
from models.risk.regression import Coefficients, Examples, fit_towards_prior

# Feature: (label, expert's weight in log-odds per unit, how far past departures may move it).
RELOCATION_PRIOR: Final[dict[str, tuple[str, float, float]]] = {
    "leaving_evidence": ("用能用工阶梯式下降而产值未降", 0.25, 0.10),
    "leaving_over_decline": ("更像产能转移而非经营下滑", 0.30, 0.15),
    "physical_fall": ("用能用工低于预期幅度", 0.50, 0.40),
    "investment_stopped": ("固定资产投资停止", 0.40, 0.25),
    "growth": ("用能与产值同步增长", -1.50, 0.80),
    "silence_months": ("停报月数", 0.10, 0.15),
    "signal_outside_investment": ("区外投资信号", 0.50, 0.40),
    "signal_lease_ending": ("租约到期信号", 0.70, 0.40),
    "signal_recruiting_outside": ("区外招工信号", 0.70, 0.40),
    "signal_address_change": ("地址变更信号", 0.90, 0.40),
    "signal_equipment_disposal": ("设备处置信号", 1.20, 0.50),
    "signal_land_purchase_outside": ("区外购地信号", 0.60, 0.40),
    "signal_headcount_transfer": ("人员划转信号", 1.20, 0.50),
    "signal_appeal": ("企业诉求", 0.30, 0.30),
    "signal_visit_note": ("走访反映", 0.30, 0.30),
    "signals_with_fall": ("信号与用能用工下降并存", 0.60, 0.30),
}
# About one enterprise in a hundred leaves within a year.
RELOCATION_INTERCEPT: Final = (-5.2, 0.5)


def relocation_features(features: pl.DataFrame) -> Floats:
    """Lay the relocation features of the wide evidence frame out in the order of ``RELOCATION_PRIOR``, shape (rows, names)."""
    leaving, fall = pl.col("leaving_log_odds"), (-pl.col("physical_log")).clip(0, 2.5)
    signals = pl.sum_horizontal([f"signal_{kind}" for kind in SIGNAL_KINDS])
    columns = features.with_columns(
        leaving_evidence=leaving.clip(-2, 8),
        leaving_over_decline=(leaving - pl.col("decline_log_odds")).clip(-4, 4),
        physical_fall=fall,
        investment_stopped=(-pl.col("investment_log")).clip(0, 2),
        growth=pl.min_horizontal("physical_log", "booked_log").clip(0, 0.5),
        signals_with_fall=signals.clip(0, 3) * fall.clip(0, 1),
    )
    return columns.select(list(RELOCATION_PRIOR)).to_numpy().astype(float)


def fit_relocation(past: pl.DataFrame, outcome: Floats, weight: Floats) -> Coefficients:
    """Fit the relocation risk on past evidence rows and whether the enterprise left within 12 months (0 or 1)."""
    prior = risk_prior(RELOCATION_PRIOR, RELOCATION_INTERCEPT)
    return fit_towards_prior(prior.names, Examples(relocation_features(past), outcome, weight), prior.mean, prior.sd)
