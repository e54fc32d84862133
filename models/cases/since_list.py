"""What daily electricity has done since the last list at enterprises with an open case: lower, the same, back; provisional.

In: use by day and whose cases are open. Out: evidence of a month and scores (models.evidence.recent_use, models.risk), which a new list
alone brings; words (reports).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from models.evidence.recent_use import excess_by_day, level_share
from models.evidence.settings import RecentSettings
from models.month import peer_groups
from models.numeric import mean

# The level that was on the list: the four weeks before it. Fewer days than a week since say nothing.
_BEFORE_DAYS: Final = 28
_LEAST_DAYS: Final = 7
_LEAST_BEFORE_DAYS: Final = 14
SCHEMA: Final = {"uscc": pl.String, "change": pl.String, "change_share": pl.Float64, "days": pl.Int64}


def changed_since(use: pl.DataFrame, register: pl.DataFrame, listed_on: date, last: date, least_share: float) -> pl.DataFrame:
    """Say of every enterprise whose days are known how its use since a list stands to that before it, columns SCHEMA.

    ``use`` is as of `models.series.daily_use`; ``register``: uscc, industry_division; ``listed_on``: the day up to which the list saw. Days
    of rest and what peers share are taken off. ``change`` is a key of READING_CHANGES: lower or back from ``least_share`` on.
    ``change_share`` is growth, ``days`` how many days since are known.
    """
    own = use.filter(pl.col("indicator") == "electricity", pl.col("read_on") <= last)
    if own.is_empty() or (last - listed_on).days < _LEAST_DAYS:
        return pl.DataFrame(schema=SCHEMA)
    uscc = np.array(sorted(own["uscc"].unique()), dtype=np.str_)
    groups = peer_groups(register.unique("uscc", keep="last", maintain_order=True), uscc)
    known = excess_by_day(own, uscc, groups, last + timedelta(days=1), RecentSettings())
    before, since = known.between(listed_on - timedelta(days=_BEFORE_DAYS), listed_on), known.between(listed_on, last + timedelta(days=1))
    counts = np.isfinite(since).sum(axis=1)
    enough = (counts >= _LEAST_DAYS) & (np.isfinite(before).sum(axis=1) >= _LEAST_BEFORE_DAYS)
    rows = pl.DataFrame({"uscc": uscc, "change_share": level_share(mean(since, 1) - mean(before, 1)) - 1, "days": counts}).filter(enough)
    change = (
        pl.when(pl.col("change_share") <= -least_share)
        .then(pl.lit("lower"))
        .when(pl.col("change_share") >= least_share)
        .then(pl.lit("back"))
        .otherwise(pl.lit("same"))
    )
    return rows.with_columns(change=change).select(list(SCHEMA)).cast(SCHEMA)  # type: ignore[arg-type]
