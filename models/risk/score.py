"""A month's two risks for every enterprise, with the named contributions they are the sum of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from models.evidence.features import Evidence
from models.evidence.hypotheses import HypothesisSettings
from models.evidence.robust import Floats
from models.risk.examples import TeachingSettings, hindsight_frame, operating_examples, relocation_examples
from models.risk.hindsight import HindsightSettings, judge_past
from models.risk.operating import fit_operating, operating_features
from models.risk.regression import Coefficients, log_odds, probability
from models.risk.relocation import fit_relocation, relocation_features
from models.risk.scope import scope_of
from models.series.panel import Panel, month_index


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """Everything from evidence to risk."""

    hypotheses: HypothesisSettings = field(default_factory=HypothesisSettings)
    hindsight: HindsightSettings = field(default_factory=HindsightSettings)
    teaching: TeachingSettings = field(default_factory=TeachingSettings)


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record on the as-of day: the register and the outcomes."""

    register: pl.DataFrame
    outcomes: pl.DataFrame


def fit_month(history: pl.DataFrame, evidence: Evidence, panel: Panel, record: Record, settings: RiskSettings) -> tuple[Coefficients, Coefficients]:
    """Fit both risks on past months: ``history`` holds their evidence rows, each as known in its own month."""
    last = panel.months_count - 1
    first = month_index(panel.first)
    months = history["month"].unique().sort().to_list()
    judged = [month_index(month) - first for month in months if month_index(month) - first <= last - settings.hindsight.months_after]
    answers = judge_past(evidence.deviations, judged, settings.hindsight, settings.hypotheses) if judged else np.zeros((len(panel.uscc), 0))
    taught = hindsight_frame(answers, panel, judged) if judged else pl.DataFrame(schema={"uscc": pl.String, "outcome": pl.Float64, "month": pl.Date})
    operating = fit_operating(*operating_examples(history, taught, record.outcomes, settings.teaching))
    last_month = months[-1] if months else panel.first
    relocation = fit_relocation(*relocation_examples(history, record.outcomes, last_month, settings.teaching))
    return operating, relocation


def score_month(evidence: Evidence, models: tuple[Coefficients, Coefficients]) -> tuple[Floats, Floats]:
    """Contributions of both risks in log-odds, each (enterprises, 1 + features); the row sums are the scores."""
    operating, relocation = models
    return log_odds(operating, operating_features(evidence.features)), log_odds(relocation, relocation_features(evidence.features))


__all__ = ["Record", "RiskSettings", "fit_month", "score_month", "probability", "scope_of", "date"]
