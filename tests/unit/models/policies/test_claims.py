"""Claims counted again by hand: who is in, what was granted, what was refused and for which clause."""

from datetime import date

import polars as pl

from models.policies.claims import claimants, refusals, refusals_by_clause, take_up
from models.policies.clauses import read_catalogue
from models.policies.settings import PolicySettings
from tests.unit.models.policies.cases import AS_OF, claims, clauses, firms, matched, policies

MADE = claims(
    {"result": "granted", "amount_cny_10k": 12.5},
    {"uscc": "b", "result": "granted"},
    {"uscc": "c", "result": "refused", "refused_clause": "2"},
    {"uscc": "d", "result": "refused", "refused_clause": "2"},
    {"uscc": "e", "result": "refused"},
    {"uscc": "f"},
    {"uscc": "g", "claimed_on": date(2025, 11, 16)},
    {"uscc": "h", "claimed_on": date(2026, 11, 17)},
)
CATALOGUE = read_catalogue(policies({}, {"policy": "q"}), clauses())


def test_whoever_claimed_and_was_not_refused_is_out_for_ever_or_for_the_year() -> None:
    once, yearly = read_catalogue(policies({}, {"policy": "y", "claims_per": "yearly"}), clauses())
    made = pl.concat([MADE, MADE.with_columns(policy=pl.lit("y"))])
    found = claimants([once, yearly], made, AS_OF)
    assert {key: who.to_list() for key, who in found.items()} == {"p": ["a", "b", "f", "g"], "y": ["a", "b", "f"]}


def test_refusals_of_a_year_stand_with_their_clause() -> None:
    assert refusals(MADE, AS_OF, PolicySettings(refused_months=6)) == {}
    assert refusals(MADE, AS_OF, PolicySettings())["p"].rows() == [("c", "2"), ("d", "2"), ("e", None)]


def test_take_up_counts_the_claims_of_a_year_and_who_is_open_now() -> None:
    matches = matched(firms({}, {"uscc": "z"}), policies({}, {"policy": "q"}), made=MADE)
    rows = {row["policy"]: row for row in take_up(matches, MADE, CATALOGUE, AS_OF).to_dicts()}
    assert {name: rows["p"][name] for name in ("automatic_count", "claims_count", "granted_count", "refused_count", "granted_cny_10k")} == {
        "automatic_count": 1, "claims_count": 6, "granted_count": 2, "refused_count": 3, "granted_cny_10k": 12.5,
    }  # fmt: skip
    # Nothing granted is no amount of nothing.
    assert (rows["q"]["automatic_count"], rows["q"]["claims_count"], rows["q"]["granted_cny_10k"]) == (2, 0, None)


def test_refusals_are_counted_by_clause_the_most_frequent_first() -> None:
    assert refusals_by_clause(MADE, AS_OF).rows() == [("p", "2", 2), ("p", None, 1)]
