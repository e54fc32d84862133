"""The ledger of reported signals: dated, sourced, weighted by nothing here, fading with age, arranged by stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.numeric import Floats

# Months after which a signal counts half: a lease is settled sooner than land is built on.
HALF_LIFE_MONTHS: Final = {
    "outside_investment": 12.0,
    "lease_ending": 9.0,
    "recruiting_outside": 6.0,
    "address_change": 9.0,
    "equipment_disposal": 6.0,
    "land_purchase_outside": 18.0,
    "headcount_transfer": 9.0,
    "appeal": 6.0,
    "visit_note": 6.0,
}
SIGNAL_KINDS: Final = tuple(HALF_LIFE_MONTHS)

# The stage a signal speaks of, in the order of a move.
STAGE: Final = {
    "appeal": "need",
    "lease_ending": "need",
    "visit_note": "need",
    "outside_investment": "looking",
    "land_purchase_outside": "looking",
    "recruiting_outside": "set_up_elsewhere",
    "address_change": "set_up_elsewhere",
    "equipment_disposal": "capacity_moved",
    "headcount_transfer": "capacity_moved",
}
STAGES: Final = ("need", "looking", "set_up_elsewhere", "capacity_moved", "whole_move")

_DAYS_A_MONTH: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class SignalSettings:
    """How signals add up."""

    most_per_kind: float = 2.0
    oldest_months: int = 36


def signal_strengths(signals: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date, settings: SignalSettings) -> Floats:
    """Add up what is left of each enterprise's signals, shape (enterprises, kinds), each kind bounded.

    ``signals`` holds the rows known on ``as_of``: ``uscc, observed_on, kind``. Unknown kinds count as a visit note.
    """
    age = (pl.lit(as_of) - pl.col("observed_on")).dt.total_days() / _DAYS_A_MONTH
    kind = pl.when(pl.col("kind").is_in(SIGNAL_KINDS)).then(pl.col("kind")).otherwise(pl.lit("visit_note"))
    fading = (
        signals.with_columns(kind=kind, age=age)
        .filter(pl.col("age").is_between(0, settings.oldest_months))
        .with_columns(strength=0.5 ** (pl.col("age") / pl.col("kind").replace_strict(HALF_LIFE_MONTHS, return_dtype=pl.Float64)))
        .group_by("uscc", "kind")
        .agg(pl.col("strength").sum())
        .join(pl.DataFrame({"uscc": uscc, "row": np.arange(len(uscc))}), on="uscc")
    )
    strengths = np.zeros((len(uscc), len(SIGNAL_KINDS)))
    column = fading["kind"].replace_strict(list(SIGNAL_KINDS), list(range(len(SIGNAL_KINDS))), return_dtype=pl.Int64)
    strengths[fading["row"].to_numpy(), column.to_numpy()] = fading["strength"].to_numpy()
    return np.minimum(strengths, settings.most_per_kind)
