"""Appeals as evidence of a move: open ones of the last twelve months, by what they ask for, fading with age; weighted by nothing here.

In: appeals and signals as known on a day. Out: which appeals are open (models.cases.appeals), what they weigh (models.risk.priors).
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.cases.appeals import current_appeals
from models.evidence.signals import SignalSettings, add_up
from models.numeric import Floats
from warehouse.vocabulary import APPEAL, APPEAL_NEEDS, NEED_OF_TOPIC

# One letter is often kept twice: by whoever collects reports, and in the book of appeals. As with appeals themselves, three weeks apart.
SAME_LETTER_DAYS: Final = 21


def needs(appeals: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the appeals that speak of a move, with `need`, a key of APPEAL_NEEDS: open, of the last twelve months, about such a topic."""
    need = pl.col("topic").replace_strict(NEED_OF_TOPIC, default=None, return_dtype=pl.String)
    return current_appeals(appeals, as_of).filter(pl.col("raised_on") <= as_of).with_columns(need=need).drop_nulls("need")


def appeal_strengths(appeals: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date, settings: SignalSettings) -> Floats:
    """Add up what is left of each enterprise's appeals, shape (enterprises, APPEAL_NEEDS in order), each need bounded.

    ``appeals`` holds the rows of core_appeals known on ``as_of``: ``uscc, raised_on, topic, closed_on``.
    """
    dated = needs(appeals, as_of).select("uscc", observed_on="raised_on", kind="need")
    return add_up(dated, uscc, as_of, APPEAL_NEEDS, settings)


def repeated_strengths(
    signals: pl.DataFrame, appeals: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date, settings: SignalSettings
) -> Floats:
    """Add up what is left of reported appeals that the book of appeals holds as well, open or closed, shape (enterprises,).

    The book knows what was asked for and whether it was granted, so of the two the report does not count. ``signals`` holds
    ``uscc, observed_on, kind``.
    """
    booked = appeals.filter(pl.col("raised_on") <= as_of).select("uscc", "raised_on").unique()
    reported = signals.filter(pl.col("kind") == APPEAL.key).with_row_index("number")
    apart = (pl.col("observed_on") - pl.col("raised_on")).dt.total_days().abs()
    twice = reported.join(booked, on="uscc").filter(apart <= SAME_LETTER_DAYS).unique("number", maintain_order=True)
    return add_up(twice.select("uscc", "observed_on", "kind"), uscc, as_of, (APPEAL,), settings)[:, 0]
