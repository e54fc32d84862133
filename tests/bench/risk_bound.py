"""A strong supervised rival: gradient boosting on the program's own evidence, trained on the full truth of other districts.

Nobody has such truth in practice; it says how much of what can be known the program's own score makes use of.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier

# Not evidence about an enterprise: keys, the run's own days and fingerprints.
KEYS = ("month", "as_of", "uscc", "inputs_hash", "district")


@dataclass(frozen=True, slots=True)
class Bound:
    """Three fitted classifiers and the columns they read; `kind` tells leaving from shrinking among those in trouble."""

    columns: tuple[str, ...]
    trouble: HistGradientBoostingClassifier
    leaving: HistGradientBoostingClassifier
    kind: HistGradientBoostingClassifier


def fit_bound(districts: list[tuple[pl.DataFrame, pl.DataFrame]], seed: int = 0, *, only_kind: bool = False) -> Bound:
    """Fit on (features, labels) of several districts; features are any wide numeric frame with month and uscc.

    With `only_kind` nothing but the kind of those in trouble is taught. Firm-months that count neither way teach nothing and stay out.
    Raises ValueError when the districts share no column.
    """
    columns = shared_columns([features for features, _ in districts])
    rows = pl.concat([_with_labels(features, labels, columns) for features, labels in districts])
    taught = rows.drop_nulls("any_truth")
    known = taught.drop_nulls("relocation_label")
    troubled = known.filter("any_truth")
    kind = _classifier(seed).fit(_matrix(troubled, columns), troubled["relocation_label"].to_numpy())
    if only_kind:
        return Bound(columns, kind, kind, kind)
    return Bound(
        columns,
        _classifier(seed).fit(_matrix(taught, columns), taught["any_truth"].to_numpy()),
        _classifier(seed).fit(_matrix(known, columns), known["relocation_label"].to_numpy()),
        kind,
    )


def score_bound(bound: Bound, features: pl.DataFrame) -> pl.DataFrame:
    """Score a district: month, uscc, operating_risk (any trouble), relocation_risk (leaving), relocation_share."""
    matrix = _matrix(features, bound.columns)
    return features.select("month", "uscc").with_columns(
        operating_risk=pl.Series(bound.trouble.predict_proba(matrix)[:, 1]),
        relocation_risk=pl.Series(bound.leaving.predict_proba(matrix)[:, 1]),
        relocation_share=pl.Series(bound.kind.predict_proba(matrix)[:, 1]),
    )


def shared_columns(frames: list[pl.DataFrame]) -> tuple[str, ...]:
    """Name the numeric columns that every frame has, in the order of the first."""
    numeric = [{name for name, kind in frame.schema.items() if kind.is_numeric() or kind == pl.Boolean} for frame in frames]
    shared = set.intersection(*numeric) - set(KEYS)
    if not shared:
        raise ValueError("The districts share no numeric feature; score them with one version of the program.")
    return tuple(name for name in frames[0].columns if name in shared)


def _with_labels(features: pl.DataFrame, labels: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    numbers = features.select("month", "uscc", pl.col(columns).cast(pl.Float64))
    return numbers.join(labels.select("month", "uscc", "any_truth", "relocation_label"), on=["month", "uscc"])


def _classifier(seed: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=300, learning_rate=0.05, max_leaf_nodes=15, min_samples_leaf=40, l2_regularization=1.0, random_state=seed
    )


def _matrix(frame: pl.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    return frame.select(pl.col(columns).cast(pl.Float64)).to_numpy()
