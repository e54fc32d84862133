"""Events are followed from their onset to the first list with the name."""

from datetime import date

import polars as pl

from tests.bench.onset_delay import NEVER, delay_table, follow
from warehouse.periods import shift_month

FIRST, MONTHS, ONSET = date(2025, 1, 1), 20, date(2025, 6, 1)


def followed(*listed: date) -> pl.DataFrame:
    """Follow one decline of an enterprise that was on the lists of some months."""
    months = [shift_month(FIRST, ahead) for ahead in range(MONTHS)]
    scores = pl.DataFrame({"month": months}).with_columns(
        uscc=pl.lit("A"), listed=pl.col("month").is_in(list(listed)), operating_risk=pl.lit(0.3), relocation_risk=pl.lit(0.1)
    )
    rows = [(ONSET, "fall_3", 1.2), (ONSET, "intercept", -3.0), (shift_month(ONSET, 2), "signals", 2.0)]
    kinds = {"month": pl.Date, "feature": pl.String, "contribution_log_odds": pl.Float64}
    contributions = pl.DataFrame(rows, schema=kinds, orient="row").with_columns(uscc=pl.lit("A"), risk=pl.lit("operating"))
    event = {"uscc": ["A"], "onset": [ONSET], "kind": ["decline"], "shape": ["gradual"], "left_month": [None]}
    events = pl.DataFrame(event, schema_overrides={"left_month": pl.Date})
    return follow(events, scores, contributions)


def test_the_delay_runs_from_the_onset_to_the_first_list() -> None:
    row = followed(shift_month(ONSET, 2), shift_month(ONSET, 5)).row(0, named=True)
    assert (row["delay"], row["heaviest"], row["earliest"], row["ahead"]) == (2, "reported", "together", 2)


def test_a_list_long_before_the_onset_is_of_something_else() -> None:
    assert followed(shift_month(ONSET, -4))["delay"].to_list() == [NEVER]
    assert followed(shift_month(ONSET, -3))["delay"].to_list() == [-3]


def test_never_listed_is_the_longest_delay_of_all() -> None:
    table = delay_table(pl.concat([followed(ONSET), followed()]))
    row = table.filter(pl.col("onset_kind") == "decline, a slide").row(0, named=True)
    assert (row["quarter"], row["three_quarters"], row["never"]) == (0, None, 0.5)
