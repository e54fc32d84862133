"""The numbers on which a month's risks are judged, one row per enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.evidence.announced_shutdowns import shutdown_features
from models.evidence.appeal_strengths import appeal_strengths, repeated_strengths
from models.evidence.deviations import Deviations
from models.evidence.hypotheses import HypothesisOdds, weigh_hypotheses
from models.evidence.joint_falls import fall_features
from models.evidence.recent_use import nothing_recent
from models.evidence.settings import EvidenceSettings, SignalSettings
from models.evidence.shifts import LevelShifts, Spell
from models.evidence.signals import kinds_of_reports, signal_strengths
from models.evidence.visit_strengths import repeated_notes, visit_strengths
from models.numeric import Floats, median
from models.series.panel import Panel
from warehouse.risk_vocabulary import VISIT_EVIDENCE
from warehouse.vocabulary import APPEAL_NEEDS, BOOKED, INDICATORS, PHYSICAL, SIGNALS

_FAMILIES: Final = [INDICATORS.index(name) for name in (*PHYSICAL, *BOOKED)]


def measure_features(
    panel: Panel,
    deviations: Deviations,
    signals: pl.DataFrame,
    appeals: pl.DataFrame,
    visits: pl.DataFrame,
    as_of: date,
    settings: EvidenceSettings | None = None,
    recent: Mapping[str, Floats] | None = None,
) -> pl.DataFrame:
    """Measure what the risks are judged on at the panel's last month, as known on ``as_of``: ``uscc`` first, then numbers.

    ``deviations`` are the panel's own; ``signals`` holds ``uscc, observed_on, kind`` and of notices ``from_on, until_on``, ``appeals``
    ``uscc, raised_on, topic, closed_on`` and ``visits`` ``uscc, visited_on, visited_by, finding, outcome, note``, each as known by then.
    ``recent``: what the newest days say (models.evidence.recent_use); None where nobody reads meters by the day.
    """
    settings = settings or EvidenceSettings()
    last = panel.months_count - 1
    # One for all: hypotheses, spells and joint falls need many of the same shifts.
    shifts = LevelShifts(deviations)
    columns = {
        "uscc": panel.uscc,
        **_odds_features(weigh_hypotheses(shifts, last, settings.hypotheses)),
        **_spell_features(shifts, last, settings),
        **fall_features(shifts, last),
        "noise_log": np.log(np.nan_to_num(median(deviations.noise[:, _FAMILIES], axis=1), nan=0.3)),
        **_investment_features(panel.indicator("fixed_investment")),
        "silence_months": _silence(panel.values, settings.longest_silence_months),
        **_signal_features(signals, panel, as_of, settings.signals),
        **_appeal_features(appeals, panel, as_of, settings.signals),
        "appeal_repeated": repeated_strengths(signals, appeals, panel.uscc, as_of, settings.signals),
        "report_kinds": kinds_of_reports(signals, panel.uscc, as_of),
        **_visit_features(visits, panel, as_of, settings.signals),
        "visit_repeated": repeated_notes(signals, visits, panel.uscc, as_of, settings.signals),
        **shutdown_features(signals, panel, deviations, as_of),
        **(recent or nothing_recent(len(panel.uscc))),
    }
    return pl.DataFrame(columns)


def _odds_features(odds: HypothesisOdds) -> dict[str, Floats]:
    by_indicator = {f"evidence_{name}": odds.by_indicator[:, column] for column, name in enumerate(INDICATORS.keys)}
    return {
        "decline_log_odds": odds.decline,
        "leaving_log_odds": odds.leaving,
        "bookings_log_odds": odds.bookings,
        "onset_months": odds.onset_months,
        "recovered_share": odds.recovered,
        "physical_log": odds.physical_log,
        "booked_log": odds.booked_log,
    } | by_indicator


def _spell_features(shifts: LevelShifts, last: int, settings: EvidenceSettings) -> dict[str, Floats]:
    """How many indicators are known over the last 3 months, and what share of the known has fallen over the last 3 and 6."""
    features: dict[str, Floats] = {}
    for months in (3, 6):
        shift = shifts.measure(Spell(last - months + 1, last - months + 1, last))
        known = np.isfinite(shift.size[:, _FAMILIES])
        fallen = (shift.size / shift.error)[:, _FAMILIES] < -settings.fallen_errors
        if months == 3:
            features["known_indicators"] = known.sum(axis=1).astype(float)
        features[f"fallen_{months}_share"] = np.where(
            known.any(axis=1), (fallen & known).sum(axis=1) / np.maximum(known.sum(axis=1), 1), 0.0
        )
    return features


def _investment_features(investment: Floats) -> dict[str, Floats]:
    """How far investment of the last 12 months stands below its yearly mean of the last 36; 0 for those that never invest."""
    spent = np.maximum(np.nan_to_num(investment), 0.0)
    years = max(min(spent.shape[1], 36) / 12, 1.0)
    yearly = spent[:, -36:].sum(axis=1) / years
    recent = spent[:, -12:].sum(axis=1)
    invests = yearly > 0
    fall = np.log((recent + 0.15 * yearly + ~invests) / (1.15 * yearly + ~invests))
    return {"investment_log": fall}


def _silence(values: Floats, longest: int) -> Floats:
    """Months since an indicator last arrived beyond the district's own lag, averaged over what the enterprise used to deliver."""
    months = values.shape[2]
    seen = np.isfinite(values)
    used_to = seen[:, :, -18:].sum(axis=2) >= min(6, months)
    since = np.where(seen.any(axis=2), np.argmax(seen[:, :, ::-1], axis=2), months).astype(float)
    usual = np.nan_to_num(median(np.where(used_to, since, np.nan), axis=0))
    late = np.clip(since - usual, 0, longest) * used_to
    return np.asarray(late.sum(axis=1) / np.maximum(used_to.sum(axis=1), 1))


def _signal_features(signals: pl.DataFrame, panel: Panel, as_of: date, settings: SignalSettings) -> dict[str, Floats]:
    strengths = signal_strengths(signals, panel.uscc, as_of, settings)
    return {f"signal_{kind}": strengths[:, column] for column, kind in enumerate(SIGNALS.keys)}


def _appeal_features(appeals: pl.DataFrame, panel: Panel, as_of: date, settings: SignalSettings) -> dict[str, Floats]:
    strengths = appeal_strengths(appeals, panel.uscc, as_of, settings)
    return {f"appeal_{need}": strengths[:, column] for column, need in enumerate(APPEAL_NEEDS.keys)}


def _visit_features(visits: pl.DataFrame, panel: Panel, as_of: date, settings: SignalSettings) -> dict[str, Floats]:
    strengths = visit_strengths(visits, panel.uscc, as_of, settings)
    return {name: strengths[:, column] for column, name in enumerate(VISIT_EVIDENCE.keys)}
