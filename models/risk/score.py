"""A month's two risks for every enterprise, with the named contributions they are the sum of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.evidence.features import Evidence
from models.evidence.hypotheses import HypothesisSettings
from models.numeric import Floats
from models.risk.calibration import decile_table
from models.risk.operating import OPERATING_PRIOR, fit_operating, operating_features
from models.risk.regression import Coefficients, log_odds, probability
from models.risk.relocation import RELOCATION_PRIOR, fit_relocation, relocation_features
from models.risk.retrospective_labels import LabelSettings, judge_past
from models.risk.scope import scope_of
from models.risk.stage import form_of, relocation_form, relocation_stage
from models.risk.training_examples import TrainingSettings, label_frame, operating_examples, relocation_examples
from models.series.panel import Panel
from warehouse.periods import month_number, numbers_month
from warehouse.vocabulary import BOOKED, INDICATORS, PHYSICAL

INDICATOR_LABELS: Final = {
    "output_value": "产值",
    "value_added": "增加值",
    "tax": "纳税",
    "employment": "用工",
    "electricity": "用电",
    "water": "用水",
    "gas": "用气",
}
_JOINT: Final = ("decline_evidence",)
# A shift of activity smaller than this is not called a decline with a beginning.
_VISIBLE_SHARE: Final = 0.9


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """Everything from evidence to risk."""

    hypotheses: HypothesisSettings = field(default_factory=HypothesisSettings)
    labels: LabelSettings = field(default_factory=LabelSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    # Two months' evidence at least must exist before an enterprise teaches anything.
    least_indicators: int = 1


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is on record on the as-of day: the register, the outcomes and the signals, and the district and city they are told in."""

    register: pl.DataFrame
    outcomes: pl.DataFrame
    signals: pl.DataFrame
    as_of: date
    district: str
    city: str


@dataclass(frozen=True, slots=True)
class Models:
    """Both fitted risks, and how well each was calibrated on what it was taught."""

    operating: Coefficients
    relocation: Coefficients
    calibration: pl.DataFrame


@dataclass(frozen=True, slots=True)
class MonthScores:
    """Rows of the tables ``pred_risk``, ``pred_contributions``, ``out_model_card`` and ``out_calibration`` of one month."""

    risk: pl.DataFrame
    contributions: pl.DataFrame
    model_card: pl.DataFrame
    calibration: pl.DataFrame


def fit_models(history: pl.DataFrame, evidence: Evidence, panel: Panel, record: KnownFacts, settings: RiskSettings) -> Models:
    """Fit both risks on past months.

    ``history`` holds evidence rows (``month, uscc``, features) of earlier months, each as known on its own as-of day; ``evidence`` and
    ``panel`` are the current month's, from which labels judges the past.
    """
    taught = history.filter(pl.col("known_indicators") >= settings.least_indicators)
    months = taught["month"].unique().sort().to_list()
    labels = _labels(months, evidence, panel, settings)
    operating_rows, outcome, weight = operating_examples(taught, labels, record.outcomes, settings.training)
    operating = fit_operating(operating_rows, outcome, weight)
    tables = [decile_table("operating", probability(log_odds(operating, operating_features(operating_rows)).sum(axis=1)), outcome)]
    last_month = months[-1] if months else panel.first
    relocation_rows, left, weight = relocation_examples(taught, record.outcomes, last_month, settings.training)
    relocation = fit_relocation(relocation_rows, left, weight)
    tables += [decile_table("relocation", probability(log_odds(relocation, relocation_features(relocation_rows)).sum(axis=1)), left)]
    return Models(operating, relocation, pl.concat(tables))


def _labels(months: list[date], evidence: Evidence, panel: Panel, settings: RiskSettings) -> pl.DataFrame:
    first, last = month_number(panel.first), panel.months_count - 1
    positions = [month_number(month) - first for month in months]
    judged = [position for position in positions if 0 <= position <= last - settings.labels.months_after]
    if not judged:
        return pl.DataFrame(schema={"uscc": pl.String, "outcome": pl.Float64, "month": pl.Date})
    answers = judge_past(evidence.deviations, judged, settings.labels, settings.hypotheses)
    return label_frame(answers, panel, judged)


def score_month(evidence: Evidence, panel: Panel, models: Models, record: KnownFacts) -> MonthScores:
    """Score every enterprise of the panel; those out of scope keep their evidence but get no risk."""
    parts = {
        "operating": log_odds(models.operating, operating_features(evidence.features)),
        "relocation": log_odds(models.relocation, relocation_features(evidence.features)),
    }
    risk = _risk_frame(evidence, panel, {name: probability(part.sum(axis=1)) for name, part in parts.items()}, record)
    coefficients = {"operating": models.operating, "relocation": models.relocation}
    values = {"operating": operating_features(evidence.features), "relocation": relocation_features(evidence.features)}
    contributions = pl.concat([_contributions(name, evidence, coefficients[name], parts[name], values[name]) for name in parts])
    scored = risk.filter(pl.col("operating_risk").is_not_null()).select("uscc")
    card = pl.concat([_card(name, part) for name, part in coefficients.items()])
    return MonthScores(risk, contributions.join(scored, on="uscc", how="semi", maintain_order="left"), card, models.calibration)


def _risk_frame(evidence: Evidence, panel: Panel, risks: dict[str, Floats], record: KnownFacts) -> pl.DataFrame:
    scope = scope_of(panel, record.register, record.outcomes, record.as_of)
    place = relocation_form(record.signals, record.district, record.city)
    rows = evidence.features.with_columns(operating_risk=risks["operating"], relocation_risk=risks["relocation"])
    rows = rows.join(scope, on="uscc", maintain_order="left").join(place, on="uscc", how="left", maintain_order="left")
    activity = (pl.col("physical_log").exp() + pl.col("booked_log").exp()) / 2
    number = month_number(panel.first) + panel.months_count - pl.col("onset_months").cast(pl.Int64)
    staged = rows.with_columns(activity_share=activity, relocation_stage=relocation_stage())
    judged = staged.with_columns(
        combined_risk=pl.max_horizontal("operating_risk", "relocation_risk"),
        onset=pl.when(pl.col("activity_share") < _VISIBLE_SHARE).then(numbers_month(number)),
        relocation_form=form_of(pl.col("relocation_stage")),
    )
    columns = ["operating_risk", "relocation_risk", "combined_risk", "activity_share", "onset", "relocation_stage", "relocation_form"]
    in_scope = {name: pl.when(pl.col("out_of_scope").is_null()).then(pl.col(name)) for name in (*columns, "recovered_share")}
    return judged.with_columns(**in_scope).select("uscc", *columns, "out_of_scope", "recovered_share")


def _contributions(risk: str, evidence: Evidence, coefficients: Coefficients, parts: Floats, values: Floats) -> pl.DataFrame:
    """Lay the contributions out as rows; the joint evidence of a decline is told by indicator, so that the rows still add up."""
    labels = {"intercept": "基准水平"} | {name: label for name, (label, _, _) in (OPERATING_PRIOR | RELOCATION_PRIOR).items()}
    uscc = evidence.features["uscc"]
    rows = [
        pl.DataFrame(
            {
                "uscc": uscc,
                "feature_value": values[:, column - 1] if column else np.ones(len(uscc)),
                "contribution_log_odds": parts[:, column],
            }
        ).with_columns(feature=pl.lit(name), label=pl.lit(labels[name]))
        for column, name in enumerate(coefficients.names)
        if name not in _JOINT
    ]
    if risk == "operating":
        joint = parts[:, [coefficients.names.index(name) for name in _JOINT]].sum(axis=1)
        rows += _by_indicator(evidence, joint)
    return pl.concat(rows).select("uscc", pl.lit(risk).alias("risk"), "feature", "label", "feature_value", "contribution_log_odds")


def _by_indicator(evidence: Evidence, joint: Floats) -> list[pl.DataFrame]:
    """Share the joint evidence out among the indicators that speak for it, in proportion to what each says."""
    names = [name for name in INDICATORS.keys if name in (*PHYSICAL, *BOOKED)]
    said = evidence.features.select([f"evidence_{name}" for name in names]).to_numpy()
    agreeing = np.where(np.sign(said) == np.sign(joint)[:, None], np.abs(said), 0.0)
    total = agreeing.sum(axis=1, keepdims=True)
    # Where no indicator agrees, all of them share alike: what speaks is that nothing else does.
    share = np.where(total > 0, agreeing / np.where(total > 0, total, 1.0), 1.0 / len(names))
    return [
        pl.DataFrame(
            {"uscc": evidence.features["uscc"], "feature_value": said[:, column], "contribution_log_odds": joint * share[:, column]}
        ).with_columns(feature=pl.lit(f"decline_{name}"), label=pl.lit(f"{INDICATOR_LABELS[name]}下降证据"))
        for column, name in enumerate(names)
    ]


def _card(risk: str, coefficients: Coefficients) -> pl.DataFrame:
    labels = {"intercept": "基准水平"} | {name: label for name, (label, _, _) in (OPERATING_PRIOR | RELOCATION_PRIOR).items()}
    return pl.DataFrame(
        {
            "risk": [risk] * len(coefficients.names),
            "feature": coefficients.names,
            "label": [labels[name] for name in coefficients.names],
            "coefficient": coefficients.values,
            "prior_mean": coefficients.prior_mean,
            "prior_sd": coefficients.prior_sd,
        }
    ).with_columns(examples_count=pl.lit(round(coefficients.examples)), positives_count=pl.lit(round(coefficients.positives)))
