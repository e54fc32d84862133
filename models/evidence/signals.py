"""The ledger of reported signals: dated, sourced, weighted by nothing here, fading with age."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.evidence.settings import SignalSettings
from models.numeric import Floats
from warehouse.risk_vocabulary import NOTICES, VisitEvidence
from warehouse.vocabulary import SIGNALS, Need, Signal

_UNKNOWN_KIND: Final = "visit_note"
_DAYS_A_MONTH: Final = 365.25 / 12
# Reports of one plan come one after another over about a year.
_COUNTED_MONTHS: Final = 12


def signal_strengths(signals: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date, settings: SignalSettings) -> Floats:
    """Add up what is left of each enterprise's signals, shape (enterprises, kinds of SIGNALS in order), each kind bounded.

    ``signals`` holds the rows known on ``as_of``: ``uscc, observed_on, kind``. Unknown kinds count as a visit note, notices not at all.
    """
    return add_up(_reported(signals), uscc, as_of, SIGNALS, settings)


def kinds_of_reports(signals: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date) -> Floats:
    """Count the different kinds of reports of each enterprise within the last twelve months, shape (enterprises,).

    ``signals`` holds the rows known on ``as_of``: ``uscc, observed_on, kind``. Unknown kinds count as a visit note. A report of the day a
    year before still counts.
    """
    age = (pl.lit(as_of) - pl.col("observed_on")).dt.total_days() / _DAYS_A_MONTH
    counted = _reported(signals).filter(age.is_between(0, _COUNTED_MONTHS)).group_by("uscc").agg(pl.col("kind").n_unique())
    found = pl.DataFrame({"uscc": uscc}).join(counted, on="uscc", how="left", maintain_order="left")
    return found["kind"].fill_null(0).to_numpy().astype(float)


def _reported(signals: pl.DataFrame) -> pl.DataFrame:
    """Return the reports that may speak of a move, each of a kind of SIGNALS; a notice is none (models.evidence.announced_shutdowns)."""
    known = pl.when(pl.col("kind").is_in(SIGNALS.keys)).then(pl.col("kind")).otherwise(pl.lit(_UNKNOWN_KIND))
    return signals.filter(~pl.col("kind").is_in(NOTICES.keys)).with_columns(kind=known)


def add_up(
    reports: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date, kinds: Iterable[Signal | Need | VisitEvidence], settings: SignalSettings
) -> Floats:
    """Add up what is left of dated reports, each halved with every half-life of its kind: shape (enterprises, kinds), each kind bounded.

    ``reports`` holds ``uscc, observed_on, kind``, each kind one of ``kinds``.
    """
    half_lives = {kind.key: kind.half_life_months for kind in kinds}
    age = (pl.lit(as_of) - pl.col("observed_on")).dt.total_days() / _DAYS_A_MONTH
    fading = (
        reports.with_columns(age=age)
        .filter(pl.col("age").is_between(0, settings.oldest_months))
        .with_columns(strength=0.5 ** (pl.col("age") / pl.col("kind").replace_strict(half_lives, return_dtype=pl.Float64)))
        .group_by("uscc", "kind")
        .agg(pl.col("strength").sum())
        .join(pl.DataFrame({"uscc": uscc, "row": np.arange(len(uscc))}), on="uscc")
    )
    strengths = np.zeros((len(uscc), len(half_lives)))
    column = fading["kind"].replace_strict({key: place for place, key in enumerate(half_lives)}, return_dtype=pl.Int64)
    strengths[fading["row"].to_numpy(), column.to_numpy()] = fading["strength"].to_numpy()
    return np.minimum(strengths, settings.most_per_kind)
