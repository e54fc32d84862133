"""Relocation risk: the probability that an enterprise leaves, wholly or for the most part, within 12 months."""

from __future__ import annotations

from typing import Final

import polars as pl

from models.evidence.signals import SIGNAL_KINDS
from models.numeric import Floats
from models.risk.operating import risk_prior
from models.risk.regression import Coefficients, Examples, fit_towards_prior

# Feature: (label, expert's weight in log-odds per unit, how far past departures may move it).
RELOCATION_PRIOR: Final[dict[str, tuple[str, float, float]]] = {
    "leaving_evidence": ("用能用工阶梯式下降而产值未降", 0.35, 0.08),
    "leaving_over_decline": ("更像产能转移而非经营下滑", 0.15, 0.08),
    "physical_first": ("用能用工先降", 1.50, 0.30),
    "physical_lead": ("半年来用能用工比产值税收降得更多", 0.60, 0.20),
    "physical_fall": ("用能用工低于预期幅度", 0.50, 0.20),
    "booked_fall": ("产值税收同样下降", -0.50, 0.20),
    "investment_stopped": ("固定资产投资停止", 0.15, 0.10),
    "growth": ("用能与产值同步增长", -4.00, 1.50),
    # Outsourcing and re-registration move people on paper while everything else goes on.
    "headcount_only": ("仅用工人数下降", -1.50, 0.20),
    "silence_months": ("停报月数", 0.05, 0.10),
    # One dated report multiplies the odds about fivefold; what is being done weighs more than what is being considered.
    "signal_outside_investment": ("区外投资信号", 1.50, 0.25),
    "signal_lease_ending": ("租约到期信号", 1.50, 0.25),
    "signal_recruiting_outside": ("区外招工信号", 1.80, 0.25),
    "signal_address_change": ("地址变更信号", 1.70, 0.25),
    "signal_equipment_disposal": ("设备处置信号", 2.00, 0.25),
    "signal_land_purchase_outside": ("区外购地信号", 1.80, 0.25),
    "signal_headcount_transfer": ("人员划转信号", 2.00, 0.25),
    "signal_appeal": ("企业诉求", 1.20, 0.20),
    "signal_visit_note": ("走访反映", 1.20, 0.20),
}
# About one enterprise in a hundred leaves within a year.
RELOCATION_INTERCEPT: Final = (-5.3, 0.7)


def relocation_features(features: pl.DataFrame) -> Floats:
    """Lay the relocation features of the wide evidence frame out in the order of ``RELOCATION_PRIOR``, shape (rows, names)."""
    leaving = pl.col("leaving_log_odds")
    columns = features.with_columns(
        leaving_evidence=leaving.clip(-2, 6),
        leaving_over_decline=(leaving - pl.col("decline_log_odds")).clip(-5, 5),
        physical_first=(pl.col("booked_log") - pl.col("physical_log")).clip(-1, 1.2),
        physical_lead=pl.col("physical_lead_6_log").clip(-1, 1),
        physical_fall=(-pl.col("physical_log")).clip(0, 1.5),
        booked_fall=(-pl.col("booked_log")).clip(0, 1),
        investment_stopped=(-pl.col("investment_log")).clip(0, 2),
        headcount_only=pl.col("headcount_only_log").clip(0, 0.8),
        growth=pl.min_horizontal("physical_log", "booked_log").clip(0, 0.5),
        **{f"signal_{kind}": pl.col(f"signal_{kind}").clip(0, 2) for kind in SIGNAL_KINDS},
    )
    return columns.select(list(RELOCATION_PRIOR)).to_numpy().astype(float)


def fit_relocation(past: pl.DataFrame, outcome: Floats, weight: Floats) -> Coefficients:
    """Fit the relocation risk on past evidence rows and whether the enterprise left within 12 months (0 or 1)."""
    prior = risk_prior(RELOCATION_PRIOR, RELOCATION_INTERCEPT)
    return fit_towards_prior(prior.names, Examples(relocation_features(past), outcome, weight), prior.mean, prior.sd)
