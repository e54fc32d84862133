"""A decision is about one figure of one value: of another value, another row or another day it says nothing."""

from datetime import date

import polars as pl
import pytest

from models.series.assembled import Parts
from pipelines.month.settled import parts_with_settled, with_settled
from warehouse import names
from warehouse.catalogue import table_named

JUNE = date(2026, 6, 1)
FIGURES = pl.DataFrame(
    {"uscc": ["A", "A", "B"], "indicator": "tax", "period": JUNE, "basis": ["month", "ytd", "month"], "value": [0.1 + 0.2, 5.0, 0.3]}
)


def decisions(*rows: dict[str, object]) -> pl.DataFrame:
    usual: dict[str, object] = {
        "settlement_number": 1, "item_id": "a", "action": "release", "kind": "suspected", "is_consequence": False, "rule": "x",
        "delivery_id": "d", "file_name": "f", "row_number": 1, "uscc": "A", "indicator": "tax", "period": "2026-06", "basis": "month",
        "value_expected": 0.3, "reason": "r", "settled_by": "s", "known_on": JUNE,
    }  # fmt: skip
    return pl.DataFrame([{**usual, **row} for row in rows], schema=table_named(names.SETTLEMENTS).polars_schema())


def test_where_nothing_was_decided_figures_are_as_they_were() -> None:
    assert with_settled(FIGURES, decisions()) is FIGURES
    assert with_settled(FIGURES, decisions({"kind": "clash"})) is FIGURES


def test_a_decision_finds_its_figure_whatever_the_last_digit() -> None:
    assert with_settled(FIGURES, decisions({}))["settled"].to_list() == ["release", None, None]


@pytest.mark.parametrize("other", [{"value_expected": 0.31}, {"basis": "ytd"}, {"uscc": "C"}, {"period": "2026-05"}, {"indicator": "gas"}])
def test_of_anything_else_it_says_nothing(other: dict[str, object]) -> None:
    assert with_settled(FIGURES, decisions(other))["settled"].null_count() == 3


def test_the_last_decision_about_a_value_counts() -> None:
    both = decisions({"settlement_number": 2, "action": "reject"}, {"settlement_number": 1})
    assert with_settled(FIGURES, both)["settled"].to_list() == ["reject", None, None]
    assert with_settled(FIGURES, both).height == FIGURES.height


def test_two_equal_lines_of_one_month_are_told_apart_by_their_row() -> None:
    lines = pl.DataFrame({"uscc": "A", "period": JUNE, "value_cny_10k": [0.3, 0.3], "delivery_id": "d", "row_number": [1, 2]})
    empty = pl.DataFrame(schema={"value": pl.Float64, "value_cny_10k": pl.Float64, "delivery_id": pl.String, "row_number": pl.Int64})
    found = parts_with_settled(Parts(empty, empty, lines, empty), decisions({}))
    assert found.payments["settled"].to_list() == ["release", None]
    assert parts_with_settled(found, decisions()) is found
