"""Keeps one figure in a wrong unit from making a district's total: used for sums, never for evidence.

In: the rule by which a figure is left out of sums. Out: quarantine of deliveries (pipelines.ingest), judgement of dips.
"""

import polars as pl

from warehouse.vocabulary import LUMPY

# A wrong unit multiplies by 1,000 or 10,000; nobody grows fiftyfold over the own median within the window.
MOST_TIMES_MEDIAN = 50.0
FEWEST_VALUES = 6


def leave_out_implausible(series: pl.DataFrame) -> pl.DataFrame:
    """Set figures above 50 times the enterprise's own median (of its positive figures) to null, as if not yet reported.

    `series`: feat_series core (uscc, indicator, value, …); the same rows and columns come back. Fewer than 6 positive
    figures are no yardstick and stay untouched.
    """
    positive = pl.col("value") > 0
    typical = pl.col("value").filter(positive).median().over("uscc", "indicator")
    enough = positive.sum().over("uscc", "indicator") >= FEWEST_VALUES
    # Projects come and go: a single large month is what investment looks like.
    wild = ~pl.col("indicator").is_in(LUMPY) & enough & (pl.col("value") > MOST_TIMES_MEDIAN * typical)
    return series.with_columns(value=pl.when(~wild.fill_null(False)).then("value"))
