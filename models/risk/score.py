"""A month's two risks and the share of leaving for every enterprise, with the named contributions they are the sum of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.evidence.deviations import Deviations
from models.numeric import Floats
from models.risk.priors import INTERCEPT_VERSION, PRIORS, Behind, Fitted, RiskPrior
from models.risk.retrospective_labels import judge_past
from models.risk.scope import scope_of
from models.risk.settings import CalibrationSettings, RiskSettings
from models.risk.stage import form_of, relocation_form, relocation_stage
from models.risk.stated_risk import sharpened, stated
from models.risk.training_examples import TrainingExamples, label_frame, operating_examples, relocation_examples, share_examples
from models.series.panel import Panel
from warehouse.periods import month_number, numbers_month
from warehouse.vocabulary import BOOKED, INDICATORS, PHYSICAL, RELOCATION_SHARE

# The joint evidence of a decline, which is shown by indicator.
_JOINT: Final = "decline_evidence"
_FAMILIES: Final = tuple(name for name in INDICATORS.keys if name in (*PHYSICAL, *BOOKED))
# A shift of activity smaller than this is not called a decline with a beginning.
_VISIBLE_SHARE: Final = 0.9
_DECILES: Final = 10


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is on record on the as-of day: the register, the outcomes and the signals, and the names of the district and its city."""

    register: pl.DataFrame
    outcomes: pl.DataFrame
    signals: pl.DataFrame
    as_of: date
    district: str
    city: str


@dataclass(frozen=True, slots=True)
class Models:
    """What was fitted, by the keys of SCORES, how well each was calibrated on its own examples, and how log-odds are published."""

    by_risk: Mapping[str, Fitted]
    calibration: pl.DataFrame
    stating: CalibrationSettings = field(default_factory=CalibrationSettings)


@dataclass(frozen=True, slots=True)
class MonthScores:
    """Rows of the tables ``pred_risk``, ``pred_contributions``, ``out_model_card`` and ``out_calibration`` of one month."""

    risk: pl.DataFrame
    contributions: pl.DataFrame
    model_card: pl.DataFrame
    calibration: pl.DataFrame


def fit_models(
    history: pl.DataFrame,
    deviations: Deviations,
    panel: Panel,
    facts: KnownFacts,
    settings: RiskSettings,
    priors: Mapping[str, RiskPrior] = PRIORS,
    features: pl.DataFrame | None = None,
    labels: pl.DataFrame | None = None,
) -> Models:
    """Fit both risks and the share of leaving on past months.

    ``history`` holds features (``month, uscc``, numbers) of earlier months, each as known on its own as-of day; ``deviations`` and
    ``panel`` are the current month's, by which the past is labelled. ``priors`` is what each risk is fitted towards, by risk.
    ``features`` are the month's own, which may bring evidence that no past month has. ``labels`` as of `past_labels`, where they are made.
    """
    priors = {risk: prior.in_use(history, *([] if features is None else [features])) for risk, prior in priors.items()}
    examples = examples_by_risk(history, deviations, panel, facts, settings, are_shared=bool(priors["relocation"].behind), labels=labels)
    fitted = {risk: sharpened(risk, priors[risk].fit(*rows), settings.calibration) for risk, rows in examples.items()}
    # Of months whose outcome is still open only the part of the risk that has had its time can have come true.
    tables = [
        decile_table(
            risk,
            exposure * stated(risk, fitted[risk].contributions(rows).sum(axis=1), settings.calibration),
            outcome,
            _counted(risk, weight),
        )
        for risk, (rows, outcome, weight, exposure) in examples.items()
    ]
    return Models(fitted, pl.concat(tables), settings.calibration)


def _counted(risk: str, weight: Floats) -> Floats:
    """Return how much examples count in the table: alike, but for the share of leaving by how likely there was trouble at all."""
    return weight if risk == RELOCATION_SHARE else np.ones(len(weight))


def examples_by_risk(
    history: pl.DataFrame,
    deviations: Deviations,
    panel: Panel,
    facts: KnownFacts,
    settings: RiskSettings,
    *,
    are_shared: bool = False,
    labels: pl.DataFrame | None = None,
) -> dict[str, TrainingExamples]:
    """Return what past months teach, by the keys of SCORES; arguments as of `fit_models`, ``are_shared`` as of `relocation_examples`."""
    known = _judgeable(history, settings)
    months = known["month"].unique().sort().to_list()
    labels = past_labels(history, deviations, panel, settings) if labels is None else labels
    last_month = months[-1] if months else panel.first
    return {
        "operating": operating_examples(known, labels, facts.outcomes, settings.training),
        "relocation": relocation_examples(known, facts.outcomes, last_month, settings.training, are_shared=are_shared),
        RELOCATION_SHARE: share_examples(known, labels, facts.outcomes, last_month, settings.training, are_shared=are_shared),
    }


def _judgeable(history: pl.DataFrame, settings: RiskSettings) -> pl.DataFrame:
    """Return the features of those of whom enough was known to judge them."""
    return history.filter(pl.col("known_indicators") >= settings.least_indicators)


def past_labels(history: pl.DataFrame, deviations: Deviations, panel: Panel, settings: RiskSettings) -> pl.DataFrame:
    """Return how likely each enterprise of each past month was in trouble, by today's figures: uscc, outcome, month."""
    first, last = month_number(panel.first), panel.months_count - 1
    positions = [month_number(month) - first for month in _judgeable(history, settings)["month"].unique().sort()]
    judged = [position for position in positions if 0 <= position <= last - settings.labels.months_after]
    if not judged:
        return pl.DataFrame(schema={"uscc": pl.String, "outcome": pl.Float64, "month": pl.Date})
    return label_frame(judge_past(deviations, judged, settings.labels, settings.hypotheses), panel, judged)


def score_month(features: pl.DataFrame, panel: Panel, models: Models, facts: KnownFacts) -> MonthScores:
    """Score every enterprise of the panel; those out of scope get no risk. ``features`` as from models.evidence.features."""
    parts = {risk: fitted.contributions(features) for risk, fitted in models.by_risk.items()}
    rows = _risk_frame(features, panel, {risk: stated(risk, part.sum(axis=1), models.stating) for risk, part in parts.items()}, facts)
    made = [contribution_rows(risk, features, models.by_risk[risk], part) for risk, part in parts.items()]
    scored = rows.filter(pl.col("operating_risk").is_not_null()).select("uscc")
    contributions = pl.concat(made).join(scored, on="uscc", how="semi", maintain_order="left")
    return MonthScores(rows, contributions, model_card(models.by_risk), models.calibration)


def model_card(fitted: Mapping[str, Fitted]) -> pl.DataFrame:
    """Return rows of out_model_card: what each risk weighs, with what was expected and by which versions of its features."""
    return pl.concat([_card(risk, one) for risk, one in fitted.items()])


def _risk_frame(features: pl.DataFrame, panel: Panel, risks: dict[str, Floats], facts: KnownFacts) -> pl.DataFrame:
    scope = scope_of(panel, facts.register, facts.outcomes, facts.as_of)
    place = relocation_form(facts.signals, facts.district, facts.city)
    named = {"operating_risk": risks["operating"], "relocation_risk": risks["relocation"], RELOCATION_SHARE: risks[RELOCATION_SHARE]}
    rows = features.with_columns(**named)
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
    last = ("recovered_share", RELOCATION_SHARE)
    in_scope = {name: pl.when(pl.col("out_of_scope").is_null()).then(pl.col(name)) for name in (*columns, *last)}
    return judged.with_columns(**in_scope).select("uscc", *columns, "out_of_scope", *last)


def contribution_rows(risk: str, features: pl.DataFrame, fitted: Fitted, parts: Floats) -> pl.DataFrame:
    """Lay the contributions out as rows; the joint evidence of a decline is shared out by indicator, so that the rows still add up."""
    names, values = fitted.coefficients.names, fitted.prior.design(features)
    values = np.concatenate([np.ones((len(values), 1)), values], axis=1)
    uscc = features["uscc"]
    # The steps of a feature are part of what it contributes.
    own = {name: [column for column, other in enumerate(names) if other == name] for name in names}
    rows = [_contribution(uscc, name, values[:, of[0]], parts[:, of].sum(axis=1)) for name, of in own.items() if name != _JOINT]
    if _JOINT in own:
        rows += _by_indicator(features, parts[:, own[_JOINT]].sum(axis=1))
    return pl.concat(rows).select("uscc", pl.lit(risk).alias("risk"), "feature", "feature_value", "contribution_log_odds")


def _contribution(uscc: pl.Series, feature: str, value: Floats, part: Floats) -> pl.DataFrame:
    return pl.DataFrame({"uscc": uscc, "feature_value": value, "contribution_log_odds": part}).with_columns(feature=pl.lit(feature))


def _by_indicator(features: pl.DataFrame, joint: Floats) -> list[pl.DataFrame]:
    """Share the joint evidence out among the indicators that speak for it, in proportion to the evidence of each."""
    evidence = features.select([f"evidence_{name}" for name in _FAMILIES]).to_numpy()
    agreeing = np.where(np.sign(evidence) == np.sign(joint)[:, None], np.abs(evidence), 0.0)
    total = agreeing.sum(axis=1, keepdims=True)
    # Where no indicator agrees, all of them share alike: what speaks is that nothing else does.
    share = np.where(total > 0, agreeing / np.where(total > 0, total, 1.0), 1.0 / len(_FAMILIES))
    return [
        _contribution(features["uscc"], f"decline_{name}", evidence[:, column], joint * share[:, column])
        for column, name in enumerate(_FAMILIES)
    ]


def _card(risk: str, fitted: Fitted) -> pl.DataFrame:
    prior, coefficients, errors = fitted
    others = prior.behind or (Behind(),) * len(coefficients.names)
    return pl.DataFrame(
        {
            "risk": [risk] * len(coefficients.names),
            "feature": coefficients.names,
            "from_value": [None, *(feature.from_value for feature in prior.features)],
            "coefficient": coefficients.values,
            "prior_mean": coefficients.prior_mean,
            "prior_sd": coefficients.prior_sd,
            "other_districts_count": [one.districts for one in others],
            "other_events_count": [one.events for one in others],
            "feature_version": [INTERCEPT_VERSION, *(feature.version for feature in prior.features)],
            "height_error": [None] * len(coefficients.names) if errors is None else errors,
        },
        schema_overrides={"from_value": pl.Float64, "height_error": pl.Float64},
    ).with_columns(examples_count=pl.lit(round(coefficients.examples)), positives_count=pl.lit(round(coefficients.positives)))


def decile_table(risk: str, predicted: Floats, observed: Floats, weight: Floats | None = None) -> pl.DataFrame:
    """Compare predicted and observed by decile of the prediction.

    ``predicted`` and ``observed`` (rows,) are probabilities and outcomes in 0…1, ``weight`` how much each counts, all alike without it;
    a row that does not count is left out. Returns ``risk, decile`` (1 the lowest),
    ``predicted_mean, observed_share, count``; empty where there are no rows.
    """
    counts = np.ones(len(predicted)) if weight is None else weight
    order = np.argsort(predicted, kind="stable")
    order = order[counts[order] > 0]
    pieces = [piece for piece in np.array_split(order, _DECILES) if piece.size]
    return pl.DataFrame(
        {
            "risk": [risk] * len(pieces),
            "decile": np.arange(1, len(pieces) + 1),
            "predicted_mean": [float(np.average(predicted[piece], weights=counts[piece])) for piece in pieces],
            "observed_share": [float(np.average(observed[piece], weights=counts[piece])) for piece in pieces],
            "count": [piece.size for piece in pieces],
        },
        schema={"risk": pl.String, "decile": pl.Int64, "predicted_mean": pl.Float64, "observed_share": pl.Float64, "count": pl.Int64},
    )
