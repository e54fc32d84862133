"""The ledger of reported signals: dated, sourced, weighted by nothing here, fading with age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.numeric import Floats
from warehouse.vocabulary import SIGNALS

_HALF_LIFE_MONTHS: Final = {signal.key: signal.half_life_months for signal in SIGNALS}
_UNKNOWN_KIND: Final = "visit_note"
_DAYS_A_MONTH: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class SignalSettings:
    """How signals add up."""

    most_per_kind: float = 2.0
    oldest_months: int = 36


def signal_strengths(signals: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date, settings: SignalSettings) -> Floats:
    """Add up what is left of each enterprise's signals, shape (enterprises, kinds of SIGNALS in order), each kind bounded.

    ``signals`` holds the rows known on ``as_of``: ``uscc, observed_on, kind``. Unknown kinds count as a visit note.
    """
    age = (pl.lit(as_of) - pl.col("observed_on")).dt.total_days() / _DAYS_A_MONTH
    kind = pl.when(pl.col("kind").is_in(SIGNALS.keys)).then(pl.col("kind")).otherwise(pl.lit(_UNKNOWN_KIND))
    fading = (
        signals.with_columns(kind=kind, age=age)
        .filter(pl.col("age").is_between(0, settings.oldest_months))
        .with_columns(strength=0.5 ** (pl.col("age") / pl.col("kind").replace_strict(_HALF_LIFE_MONTHS, return_dtype=pl.Float64)))
        .group_by("uscc", "kind")
        .agg(pl.col("strength").sum())
        .join(pl.DataFrame({"uscc": uscc, "row": np.arange(len(uscc))}), on="uscc")
    )
    strengths = np.zeros((len(uscc), len(SIGNALS)))
    places = {key: place for place, key in enumerate(SIGNALS.keys)}
    column = fading["kind"].replace_strict(places, return_dtype=pl.Int64)
    strengths[fading["row"].to_numpy(), column.to_numpy()] = fading["strength"].to_numpy()
    return np.minimum(strengths, settings.most_per_kind)
