"""Weights read back from a model card of another month, so that evidence can be scored as that month's models would have.

In: rows of out_model_card. Out: fitting (models.risk.priors), scores (models.risk.score).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import polars as pl

from models.risk.priors import INTERCEPT_VERSION, PRIORS, Feature, Fitted, RiskPrior
from models.risk.regression import Coefficients
from models.risk.score import Models
from models.risk.settings import CalibrationSettings

INTERCEPT: Final = "intercept"
_Key = tuple[str, float | None]


def why_not_read(card: pl.DataFrame) -> str | None:
    """Return why the weights of a card cannot be applied today, a key of UNMADE_REASONS; None where they can.

    A weight counts for the value it was learned of: a feature that is computed otherwise by now, or no more, has none.
    """
    if card.is_empty():
        return "no_card"
    if card["feature_version"].null_count():
        return "versions_unknown"
    stated = set(card.select("risk", "feature", "from_value", "feature_version").iter_rows())
    # A score that the card does not know has no weights at all.
    is_whole = {risk for risk, *_ in stated} == set(PRIORS)
    return None if is_whole and stated <= _computed_today() else "features_changed"


def _computed_today() -> set[tuple[str, str, float | None, int]]:
    rows = {(risk, one.key, one.from_value, one.version) for risk, prior in PRIORS.items() for one in _possible(prior)}
    return rows | {(risk, INTERCEPT, None, INTERCEPT_VERSION) for risk in PRIORS}


def _possible(prior: RiskPrior) -> Iterator[Feature]:
    """Yield the features of a prior and every step that one of them may have."""
    yield from prior.stepped().features


def models_of(card: pl.DataFrame, stating: CalibrationSettings | None = None) -> Models:
    """Return the models whose weights a card states; raises ValueError where `why_not_read` has a reason."""
    reason = why_not_read(card)
    if reason is not None:
        raise ValueError(f"weights of a model card cannot be applied: {reason}; ask why_not_read first")
    fitted = {risk: _fitted(PRIORS[risk], card.filter(pl.col("risk") == risk)) for risk in PRIORS}
    return Models(fitted, pl.DataFrame(), stating or CalibrationSettings())


def _fitted(prior: RiskPrior, card: pl.DataFrame) -> Fitted:
    weights: Mapping[_Key, float] = {
        (feature, start): value for feature, start, value in card.select("feature", "from_value", "coefficient").iter_rows()
    }
    own = tuple(one for one in _possible(prior) if (one.key, one.from_value) in weights)
    values = np.array([weights[INTERCEPT, None], *(weights[one.key, one.from_value] for one in own)])
    used = RiskPrior(prior.intercept, prior.intercept_spread, own)
    examples, positives = (float(card[name][0]) for name in ("examples_count", "positives_count"))
    return Fitted(used, Coefficients((INTERCEPT, *used.names), values, used.mean, used.spread, examples, positives))
