"""Announced shut-downs as evidence: what has fallen while one runs is explained by it, what has not come back after it is not.

In: signals as known on a day, figures. Out: kinds of notices (warehouse.risk_vocabulary), what they weigh (models.risk.priors).
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.evidence.deviations import Deviations
from models.evidence.joint_falls import PRODUCTION
from models.numeric import Floats, median
from models.series.panel import Panel
from warehouse.periods import month_number, month_numbers
from warehouse.risk_vocabulary import NOTICES

# An overhaul takes a month or two. Three low months are a lasting decline whatever was announced, so a longer notice explains nothing.
_LONGEST_DAYS: Final = 70
# A notice without an end speaks of the month it begins in and the next.
_USUAL_MONTHS: Final = 2
# So long after its end a shut-down is asked after; a later fall is another matter.
_ASKED_AFTER_MONTHS: Final = 6
# A fall of a quarter since it began is a shut-down in full; production within a quarter of its level is back.
_FULL_LOG: Final = 0.3
_BACK_LOG: Final = 0.25
# How many months before it began the level stands against which these months are held.
_BEFORE_MONTHS: Final = 3


def shutdown_features(signals: pl.DataFrame, panel: Panel, deviations: Deviations, as_of: date) -> dict[str, Floats]:
    """Measure what announced shut-downs say of the panel's last month; every answer is (enterprises,), 0 where nothing was announced.

    ``shutdown_announced``: how much of a shut-down there is, 0…1, while one that was announced runs: only what has fallen since it began.
    ``shutdown_overrun_log``: how far production still stands below its level of before, once the announced time is over. ``signals`` holds
    the rows known on ``as_of``: ``uscc, observed_on, kind`` and, where notices are delivered, ``from_on, until_on``.
    """
    begun, ended = _announced(signals, panel, as_of)
    last = panel.months_count - 1
    announced, overrun = np.zeros(len(begun)), np.zeros(len(begun))
    for row in np.flatnonzero(begun > _BEFORE_MONTHS):
        fallen, before = _falls(deviations, int(row), int(begun[row]), last)
        if last <= ended[row]:
            announced[row] = np.clip((fallen - before) / _FULL_LOG, 0.0, 1.0)
        else:
            overrun[row] = max(fallen - _BACK_LOG, 0.0)
    return {"shutdown_announced": announced, "shutdown_overrun_log": overrun}


def _announced(signals: pl.DataFrame, panel: Panel, as_of: date) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the first and the last month, by position, of the shut-down that each enterprise announced last; −1 where there is none.

    One that has not begun yet, or has been over for half a year, says nothing.
    """
    current = month_number(panel.first) + panel.months_count - 1
    found = pl.DataFrame({"uscc": panel.uscc}).join(_latest(signals, current, as_of), on="uscc", how="left", maintain_order="left")
    places = ((pl.col(name) - month_number(panel.first)).fill_null(-1).cast(pl.Int64).alias(name) for name in ("begun", "ended"))
    rows = found.select(places)
    return rows["begun"].to_numpy(), rows["ended"].to_numpy()


def _latest(signals: pl.DataFrame, current: int, as_of: date) -> pl.DataFrame:
    """Return the shut-down that each enterprise announced last, as numbers of months: uscc, begun, ended; the newest notice counts."""
    if not {"from_on", "until_on"} <= set(signals.columns):
        return pl.DataFrame(schema={"uscc": pl.String, "begun": pl.Int32, "ended": pl.Int32})
    first = pl.coalesce("from_on", "observed_on")
    begun = month_numbers(first)
    ended = pl.coalesce(month_numbers(pl.col("until_on")), begun + _USUAL_MONTHS - 1)
    is_short = ((pl.col("until_on") - first).dt.total_days() <= _LONGEST_DAYS).fill_null(value=True)
    notices = signals.filter(pl.col("kind").is_in(NOTICES.keys), pl.col("observed_on") <= as_of, is_short).select(
        "uscc", "observed_on", begun=begun, ended=pl.max_horizontal(begun, ended)
    )
    speaking = notices.filter(pl.col("begun") <= current, pl.col("ended") >= current - _ASKED_AFTER_MONTHS)
    return speaking.sort("uscc", "observed_on", "begun", "ended").unique("uscc", keep="last", maintain_order=True).drop("observed_on")


def _falls(deviations: Deviations, row: int, begun: int, last: int) -> tuple[float, float]:
    """Return how far production stands below its level before a month, and how far it stood there before that month already; in logs."""
    level = deviations.level[row, PRODUCTION, begun - _BEFORE_MONTHS - 1]
    figures = deviations.excess[row, PRODUCTION]
    fallen, before = (
        -median((part - level[:, None]).reshape(1, -1), 1)[0] for part in (figures[:, last:], figures[:, begun - _BEFORE_MONTHS : begun])
    )
    return float(np.nan_to_num(fallen)), max(float(np.nan_to_num(before)), 0.0)
