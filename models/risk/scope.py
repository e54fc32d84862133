"""Who is judged at all: enterprises that are here, registered, and have figures; the others are named with the reason."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.series.panel import Panel

# Reasons in the order in which they are said.
REASONS: Final = ("departed", "left_register", "not_yet_registered", "no_figures", "idle")


def scope_of(panel: Panel, register: pl.DataFrame, outcomes: pl.DataFrame, as_of: date, months: int = 12) -> pl.DataFrame:
    """Say for every enterprise why it is not judged, or nothing: ``uscc, out_of_scope``.

    ``register`` and ``outcomes`` hold what was known on ``as_of``. An enterprise without a figure in the last ``months`` has nothing
    to be judged on; one whose figures were all zero is idle and has nothing left to lose.
    """
    recent = panel.values[:, :, -months:]
    known = np.isfinite(recent)
    figures = pl.DataFrame(
        {"uscc": panel.uscc, "has_figures": known.any(axis=(1, 2)), "is_active": (known & (recent != 0)).any(axis=(1, 2))}
    )
    departed = outcomes.filter(pl.col("outcome").is_in(["relocated_out", "closed"]), pl.col("occurred_on") <= as_of)
    rows = figures.join(register.select("uscc", "registered_on", "left_register_on"), on="uscc", how="left", maintain_order="left")
    reasons = {
        "departed": pl.col("uscc").is_in(departed["uscc"].implode()),
        "left_register": pl.col("left_register_on") <= as_of,
        "not_yet_registered": pl.col("registered_on") > as_of,
        "no_figures": ~pl.col("has_figures"),
        "idle": ~pl.col("is_active"),
    }
    words = [pl.when(reasons[reason]).then(pl.lit(reason)) for reason in REASONS]
    return rows.select("uscc", out_of_scope=pl.coalesce(*words))
