"""Appeals of enterprises: which are open on a day, which of them have been open too long, and who asks for space."""

from datetime import date
from typing import Final

import polars as pl

from warehouse.periods import MONTHS_A_YEAR
from warehouse.vocabulary import APPEAL_STATES, SPACE_TOPICS

# Whoever waited longer has another need by now, or none: what is proposed must not rest on it.
OVERDUE_MONTHS: Final = MONTHS_A_YEAR
OPEN, OVERDUE, CLOSED = APPEAL_STATES.keys


def appeal_states(appeals: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add `state`, a key of APPEAL_STATES, to rows of core_appeals: closed by a day, open, or open for more than a year."""
    is_closed = (pl.col("closed_on") <= as_of).fill_null(False)
    is_old = pl.col("raised_on").dt.offset_by(f"{OVERDUE_MONTHS}mo") < as_of
    return appeals.with_columns(
        state=pl.when(is_closed).then(pl.lit(CLOSED)).when(is_old).then(pl.lit(OVERDUE)).otherwise(pl.lit(OPEN)),
    )


def current_appeals(appeals: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Keep the rows of core_appeals that ask for something on a day: not closed by it, and not open for more than a year."""
    return appeal_states(appeals, as_of).filter(pl.col("state") == OPEN).drop("state")


def space_requests(appeals: pl.DataFrame) -> pl.Series:
    """Return the codes of the enterprises whose appeals ask for room to grow, each once."""
    return appeals.filter(pl.col("topic").is_in(SPACE_TOPICS))["uscc"].unique()
