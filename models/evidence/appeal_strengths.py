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
from models.evidence.settings import SignalSettings
from models.evidence.signals import add_up
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
    twice = held_twice(signals.filter(pl.col("kind") == APPEAL.key), appeals.select("uscc", day="raised_on"), as_of)
    return add_up(twice, uscc, as_of, (APPEAL,), settings)[:, 0]


def held_twice(reported: pl.DataFrame, book: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the reports that a book of the office holds as well, three weeks apart at most: ``uscc, observed_on, kind``.

    ``reported`` holds these columns, ``book`` ``uscc, day``; what the book holds of later days does not count.
    """
    booked = book.filter(pl.col("day") <= as_of).unique()
    apart = (pl.col("observed_on") - pl.col("day")).dt.total_days().abs()
    paired = reported.with_row_index("number").join(booked, on="uscc", maintain_order="left").filter(apart <= SAME_LETTER_DAYS)
    return paired.unique("number", maintain_order=True).select("uscc", "observed_on", "kind")
