"""What printed totals alone say of those that are left out, worked out by hand."""

import polars as pl
import pytest

from models.disclosure.printed_bounds import printed_bounds

SCHEMA = {
    "measure": pl.String, "span": pl.String, "street": pl.String, "section": pl.String, "size": pl.String, "value": pl.Float64,
    "is_hidden": pl.Boolean,
}  # fmt: skip


def table(*rows: tuple[str | None, str | None, float | None]) -> pl.DataFrame:
    """Totals of one month by street and section; no figure means left out."""
    return pl.DataFrame([("tax", "month", *row[:2], None, row[2], row[2] is None) for row in rows], schema=SCHEMA, orient="row")


def test_a_cell_left_out_alone_follows_by_subtraction() -> None:
    totals = table((None, None, 100.0), ("A", None, 60.0), ("B", None, 40.0), ("A", "C", None), ("A", "F", 25.0), ("B", "C", 40.0))
    (found,) = printed_bounds(totals.with_columns(size=pl.when(pl.col("section").is_null()).then(None)))
    assert (found.low, found.high) == pytest.approx((34.0, 36.0))
    assert not found.is_open(0.15)


def test_two_cells_left_out_hide_each_other() -> None:
    totals = table((None, None, 100.0), ("A", None, 60.0), ("B", None, 40.0), ("A", "C", None), ("A", "F", None))
    for found in printed_bounds(totals):
        assert (found.low, found.high) == pytest.approx((0.0, 60.5))
        assert found.is_open(0.15)
