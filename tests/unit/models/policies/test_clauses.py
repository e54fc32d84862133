"""The clauses of a catalogue: delivered ones, those that columns stand for, and those that nobody can compare."""

import polars as pl

from models.policies.clauses import excluding, read_catalogue, unreadable_clauses
from tests.unit.models.policies.cases import clauses, policies


def test_a_clause_that_cannot_be_compared_is_left_to_a_person_and_says_why() -> None:
    (policy,) = read_catalogue(policies(), clauses(("profit", ">", "1"), "人工"))
    assert [clause.is_manual for clause in policy.clauses] == [True, True]
    assert "profit" in policy.clauses[0].problem
    assert policy.clauses[1].problem == ""


def test_what_is_set_aside_are_the_machine_clauses_nobody_can_compare() -> None:
    asked = clauses(("profit", ">", "1"), "人工", ("jobs", ">", "1"), ("jobs", ">", "x"))
    withdrawn = asked.with_columns(mode=pl.when(pl.col("clause") == "4").then(pl.lit("withdrawn")).otherwise("mode"))
    assert unreadable_clauses(asked)["clause"].to_list() == ["1", "4"]
    assert unreadable_clauses(withdrawn)["clause"].to_list() == ["1"]
    unmarked = asked.with_columns(mode=pl.lit(None, pl.String)).head(1)
    assert "write machine or manual" in unreadable_clauses(unmarked)["reason"][0]


def test_a_policy_that_asks_for_the_level_is_internal() -> None:
    (inner,) = read_catalogue(policies(), clauses(("level", "in", "red")))
    (plain,) = read_catalogue(policies(), clauses(("jobs", ">", "1")))
    assert (inner.is_internal, plain.is_internal) == (True, False)


def test_policies_that_cannot_be_had_together_name_each_other() -> None:
    catalogue = read_catalogue(policies({"excludes": "q，r"}, {"policy": "q"}), clauses())
    assert excluding(catalogue) == {"p": ("q", "r"), "q": ("p",), "r": ("p",)}


def test_clauses_of_a_policy_that_is_not_in_the_catalogue_are_left_out() -> None:
    assert read_catalogue(policies({"policy": "q"}), clauses(("jobs", ">", "1")))[0].clauses == ()
