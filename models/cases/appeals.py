"""Appeals of enterprises: which are open on a day, and who asks for space."""

from datetime import date

import polars as pl

from warehouse.vocabulary import SPACE_TOPICS


def open_appeals(appeals: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Keep the rows of core_appeals that were open on a day: not closed, or closed later."""
    is_closed = (pl.col("closed_on") <= as_of).fill_null(False)
    return appeals.filter(~is_closed)


def space_requests(appeals: pl.DataFrame) -> pl.Series:
    """Return the codes of the enterprises whose appeals ask for room to grow, each once."""
    return appeals.filter(pl.col("topic").is_in(SPACE_TOPICS))["uscc"].unique()
