"""Shares under a heading that says percent, with and without signs of their own."""

import polars as pl
import pytest

from pipelines.ingest.shares import ambiguity, parse_percent


@pytest.mark.parametrize(
    ("cell", "share"), [("0.8", 0.008), ("99.2", 0.992), ("100", 1.0), ("80%", 0.8), ("0.35％", 0.0035), ("150", None), ("-3", None)]
)
def test_a_cell_is_a_percentage(cell, share):
    assert parse_percent(cell).value == (share if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("cells", "is_percent", "broken"),
    [
        (["0.992", "0.008"], True, [True, True]),
        (["99.2", "0.8"], True, [False, False]),
        (["0.8"], True, [False]),
        (["1"], True, [True]),
        (["0.8", "99.2"], False, [True, True]),
        (["35", "65"], False, [False, False]),
        (["35%", "0.65"], False, [False, False]),
    ],
)
def test_what_may_be_either_is_refused(cells, is_percent, broken):
    rows = pl.DataFrame({"account": ["1"] * len(cells), "c0": cells})
    rule = ambiguity(rows["c0"], ["account"], "分摊比例", is_percent=is_percent)
    assert rows.select(rule.is_broken.fill_null(False).alias("is_broken"))["is_broken"].to_list() == broken
