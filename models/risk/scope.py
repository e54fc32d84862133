"""Who is judged at all: enterprises that are here, registered, and have figures; the others are named with the reason."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.series.panel import Panel
from warehouse.periods import MONTHS_A_YEAR
from warehouse.vocabulary import DEPARTURES

# An enterprise is idle below these shares of active months, in the last year and in the last two.
_LEAST_YEAR_SHARE: Final = 0.2
_LEAST_SHARE: Final = 0.34


def scope_of(panel: Panel, register: pl.DataFrame, outcomes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Say for every enterprise why it is not judged, a key of OUT_OF_SCOPE, or nothing: ``uscc, out_of_scope``.

    ``register`` and ``outcomes`` hold what was known on ``as_of``. An enterprise without a figure in the last year has nothing to be
    judged on. One that hardly did anything in the last year, or in most of the last two, is idle: it has nothing left to lose, and a
    month of life is no rise to fall from.
    """
    known = np.isfinite(panel.values[:, :, -MONTHS_A_YEAR:]).any(axis=(1, 2))
    figures = pl.DataFrame({"uscc": panel.uscc, "has_figures": known, "is_active": _is_active(panel)})
    rows = figures.join(register.select("uscc", "registered_on", "left_register_on"), on="uscc", how="left", maintain_order="left")
    # Of several the first one counts.
    reasons = {
        "departed": pl.col("uscc").is_in(departed_by(outcomes, as_of).implode()),
        "left_register": pl.col("left_register_on") <= as_of,
        "not_yet_registered": pl.col("registered_on") > as_of,
        "no_figures": ~pl.col("has_figures"),
        "idle": ~pl.col("is_active"),
    }
    return rows.select("uscc", out_of_scope=pl.coalesce([pl.when(holds).then(pl.lit(key)) for key, holds in reasons.items()]))


def departed_by(outcomes: pl.DataFrame, day: date) -> pl.Series:
    """Return the codes of those who are on record as moved out or closed by a day."""
    return outcomes.filter(pl.col("outcome").is_in(DEPARTURES), pl.col("occurred_on") <= day)["uscc"].unique().sort()


def _is_active(panel: Panel) -> npt.NDArray[np.bool_]:
    """Whether an enterprise did anything in enough of the months for which anything is known of it."""
    known = np.asarray(np.isfinite(panel.values).any(axis=1))
    active = np.asarray((np.nan_to_num(panel.values) != 0).any(axis=1))
    year, two_years = (
        active[:, -months:].sum(axis=1) / np.maximum(known[:, -months:].sum(axis=1), 1) for months in (MONTHS_A_YEAR, 2 * MONTHS_A_YEAR)
    )
    return np.asarray((year > _LEAST_YEAR_SHARE) & (two_years >= _LEAST_SHARE))
