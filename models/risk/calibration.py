"""Whether probabilities mean what they say: what was predicted beside what happened."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.numeric import Floats


def decile_table(risk: str, predicted: Floats, observed: Floats, deciles: int = 10) -> pl.DataFrame:
    """Compare predicted and observed by decile of the prediction.

    ``predicted`` and ``observed`` (rows,) are probabilities and outcomes in 0…1. Returns ``risk, decile`` (1 the lowest),
    ``predicted_mean, observed_share, count``; empty where there are no rows.
    """
    order = np.argsort(predicted, kind="stable")
    pieces = [piece for piece in np.array_split(order, deciles) if piece.size]
    return pl.DataFrame(
        {
            "risk": [risk] * len(pieces),
            "decile": np.arange(1, len(pieces) + 1),
            "predicted_mean": [float(predicted[piece].mean()) for piece in pieces],
            "observed_share": [float(observed[piece].mean()) for piece in pieces],
            "count": [piece.size for piece in pieces],
        },
        schema={"risk": pl.String, "decile": pl.Int64, "predicted_mean": pl.Float64, "observed_share": pl.Float64, "count": pl.Int64},
    )
