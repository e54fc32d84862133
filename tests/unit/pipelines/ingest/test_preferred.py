"""The first of several columns that says something, and whether that cell was a number."""

from datetime import date

import polars as pl

from pipelines.ingest.layout import Field
from pipelines.ingest.preferred import coalesced

PAID = Field("paid_on", ("入库日期", "缴款日期"), "past_date", optional=True, prefer_first=True)


def test_a_cell_that_says_nothing_yields_and_what_was_a_number_goes_with_it():
    rows = pl.DataFrame(
        {"c0": ["", "46000", "1900-01-01", "无"], "c1": ["46001", "x", "2026-01-02", "-"], "c1_is_number": [True, False, False, False]}
    )
    found = coalesced(rows, PAID, ["c0", "c1"])
    assert found["preferred_paid_on"].to_list() == ["46001", "46000", "2026-01-02", "无"]
    assert found["preferred_paid_on_is_number"].to_list() == [True, False, False, False]


def test_columns_of_two_types_meet_as_text():
    rows = pl.DataFrame({"c0": [None, date(2026, 1, 2)], "c1": ["2026-01-03", ""]})
    assert coalesced(rows, PAID, ["c0", "c1"])["preferred_paid_on"].to_list() == ["2026-01-03", "2026-01-02"]
