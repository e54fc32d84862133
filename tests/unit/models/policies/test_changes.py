"""A changed clause shows who comes, who goes, and what the candidates may get at most."""

import polars as pl

from models.policies.changes import changed_clauses, compare_matches
from tests.unit.models.policies.cases import clauses, firms, matched, policies

FIRMS = firms({}, {"uscc": "b", "jobs": 20.0}, {"uscc": "c", "jobs": None}, {"uscc": "d", "jobs": 5.0})


def change(before, after, amount=10.0):
    catalogue = policies({"amount_cny_10k": amount})
    return compare_matches(matched(FIRMS, catalogue, before), matched(FIRMS, catalogue, after))


def test_a_lower_limit_lets_in_and_a_clause_for_a_person_moves_nobody_out() -> None:
    found = change(clauses(("jobs", ">=", "100")), clauses(("jobs", ">=", "10"), "人工"))
    row = found.sums.row(0, named=True)
    assert (row["candidates_before_count"], row["candidates_after_count"], row["in_count"], row["out_count"]) == (1, 2, 1, 0)
    assert (row["amount_before_cny_10k"], row["amount_after_cny_10k"]) == (10.0, 20.0)
    assert (row["fact_missing_before_count"], row["fact_missing_after_count"]) == (1, 1)
    assert found.moved.select("uscc", "status_before", "status_after").rows() == [
        ("a", "automatic", "fast_track"),
        ("b", "not_eligible", "fast_track"),
    ]


def test_without_an_amount_there_is_no_sum() -> None:
    row = change(clauses(), clauses(("jobs", ">", "1")), amount=None).sums.row(0, named=True)
    assert (row["amount_before_cny_10k"], row["amount_after_cny_10k"]) == (None, None)


def test_tried_clauses_stand_in_the_place_of_stored_ones_and_withdrawn_ones_are_gone() -> None:
    stored = clauses(("jobs", ">=", "100"), ("jobs", "<", "500"))
    tried = clauses(("jobs", ">=", "10"), "新").with_columns(
        mode=pl.when(pl.col("clause") == "2").then(pl.lit("withdrawn")).otherwise("mode")
    )
    assert changed_clauses(stored, tried).select("clause", "value_text").rows() == [("1", "10")]
