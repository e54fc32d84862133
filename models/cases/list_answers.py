"""What an earlier list was answered with: every visit since it came out, and who is overdue.

In: the published list, judged visits, the days. Out: sums over levels, streets and owners (reports).
"""

from datetime import date

import polars as pl


def answers_to_list(listed: pl.DataFrame, visits: pl.DataFrame, published_on: date, as_of: date) -> pl.DataFrame:
    """Return a row for every visit to somebody on the list since it came out, and one without a visit for everybody else on it.

    `listed`: columns of out_warnings. `visits`: from judged_visits. Adds visited_on, visited_by, finding, outcome (null without a visit)
    and `is_overdue`: not visited although the day of `respond_by_on` has passed on the as-of day. Ordered by rank, then day.
    """
    # A visit before the list came out was no answer to it.
    since = visits.filter(pl.col("visited_on").is_between(published_on, as_of)).drop("said")
    joined = listed.join(since, on="uscc", how="left")
    is_late = (pl.col("respond_by_on") < as_of).fill_null(False)
    marked = joined.with_columns(is_overdue=pl.col("visited_on").is_null() & is_late)
    return marked.sort("rank", "uscc", "visited_on", "visited_by", nulls_last=True)
