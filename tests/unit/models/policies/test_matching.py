"""What the match of an enterprise and a policy comes to: a table of clauses with what each should give, and why it gives it."""

from datetime import date

import polars as pl
import pytest

from models.policies.clauses import read_catalogue
from models.policies.matching import answering_appeals, answers_of
from tests.unit.models.policies.cases import AS_OF, claims, clauses, firms, matched, policies
from warehouse.catalogue import table_named
from warehouse.contract import conform
from warehouse.names import POLICY_MATCHES

YES, HAND, MISSING, NO = "automatic", "fast_track", "fact_missing", "not_eligible"
# Facts that differ from those of tests.unit.models.policies.cases, the clauses of one policy, and what comes of it.
CLAUSE_CASES = [
    # Nothing asked, nothing missing.
    ({}, (), YES),
    # Codes of industries: a shorter code covers the longer ones.
    ({}, (("industry", "prefix", "C39"),), YES),
    ({}, (("industry", "prefix", "39"),), YES),
    ({}, (("industry", "prefix", "C"),), YES),
    ({}, (("industry", "in", "C26，C39"),), YES),
    ({}, (("industry", "=", "C3921"),), YES),
    ({}, (("industry", "prefix", "C26"),), NO),
    ({}, (("industry", "prefix", "C3922"),), NO),
    ({}, (("industry", "not in", "C39"),), NO),
    ({}, (("industry", "not in", "C26"),), YES),
    # The enterprise's code is known as a division alone: it may be of the class asked for, or not.
    ({"industry": "C39"}, (("industry", "prefix", "C3921"),), MISSING),
    ({"industry": "C39"}, (("industry", "not in", "C3921"),), MISSING),
    ({"industry": None}, (("industry", "prefix", "C39"),), MISSING),
    # 610 without its letter may be 0610 or a group of 61: the clause is answered by a person, as text it would have taken in hotels.
    ({"industry": "H6110"}, (("industry", "prefix", "61"),), YES),
    ({"industry": "B0610"}, (("industry", "prefix", "61"),), NO),
    ({"industry": "B0610"}, (("industry", "prefix", "0610"),), YES),
    ({"industry": "H6110"}, (("industry", "prefix", "610"),), HAND),
    # Words, of closed lists in either language, and of open ones.
    ({}, (("street", "in", "坑梓街道、龙田街道"),), YES),
    ({}, (("street", "≠", "坑梓街道"),), NO),
    ({"park": None}, (("park", "=", "坑梓科技园"),), MISSING),
    ({}, (("tier", "in", "department,工作组服务"),), YES),
    ({}, (("tier", "in", "district_leader"),), NO),
    ({}, (("size", "in", "小型,微型"),), YES),
    ({}, (("企业规模", "不属于", "大型"),), YES),
    ({"size": None}, (("size", "≠", "large"),), MISSING),
    ({}, (("level", "=", "none"),), YES),
    ({"level": "red"}, (("level", "in", "red,orange"),), YES),
    # Numbers, with units and at the limit.
    ({}, (("jobs", ">=", "120人"),), YES),
    ({}, (("jobs", ">", "120"),), NO),
    ({}, (("jobs", "<", "1,000"),), YES),
    ({}, (("jobs", "<=", "119.5"),), NO),
    ({}, (("jobs", "between", "100~120"),), YES),
    ({}, (("jobs", "介于", "121至300"),), NO),
    ({}, (("output_cny_10k", ">=", "0.3亿元"),), YES),
    ({}, (("output_cny_10k", "=", "3000万元"),), YES),
    ({"output_cny_10k": None}, (("output_cny_10k", ">=", "1"),), MISSING),
    ({}, (("age_years", ">=", "5年"),), YES),
    ({}, (("output_growth_share", ">=", "12%"),), YES),
    ({}, (("output_growth_share", "<", "-5%"),), NO),
    # Yes and no.
    ({}, (("high_tech", "is true", None),), YES),
    ({}, (("high_tech", "is false", None),), NO),
    ({}, (("high_tech", "=", "是"),), YES),
    ({"high_tech": None}, (("high_tech", "is true", None),), MISSING),
    # What was claimed before.
    ({"claimed": ["q"]}, (("claimed", "in", "q,r"),), YES),
    ({"claimed": ["q"]}, (("claimed", "not in", "q"),), NO),
    ({}, (("claimed", "not in", "q"),), YES),
    ({"claims_12m_count": 3.0}, (("claims_12m_count", "<=", "2"),), NO),
    # Clauses together: one that fails decides, whatever is not known; one that a person answers never fails anybody.
    ({"jobs": None}, (("jobs", ">=", "10"), ("high_tech", "is false", None)), NO),
    ({"jobs": None}, (("jobs", ">=", "10"), ("high_tech", "is true", None)), MISSING),
    ({}, ("租用国有物业",), HAND),
    ({}, (("jobs", ">=", "10"), "租用国有物业"), HAND),
    ({"jobs": None}, (("jobs", ">=", "10"), "租用国有物业"), MISSING),
    ({}, (("jobs", ">=", "1000"), "租用国有物业"), NO),
    # What cannot be compared is left to a person, whatever it is about.
    ({}, (("profit", ">", "0"),), HAND),
    ({}, (("jobs", ">", "许多"),), HAND),
    ({}, (("output_growth_share", ">", "10"),), HAND),
    ({}, (("industry", "prefix", "B39"),), HAND),
    ({}, (("jobs", "prefix", "1"),), HAND),
    ({}, (("size", "in", "中等"),), HAND),
]
POLICY_CASES = [
    ({"valid_from_on": AS_OF, "valid_to_on": AS_OF}, (), YES),
    ({"valid_to_on": date(2026, 11, 15)}, (), "expired"),
    ({"valid_from_on": date(2026, 11, 17)}, (), "not_open"),
    ({"reviewed_on": date(2025, 11, 17)}, (), YES),
    ({"reviewed_on": date(2025, 11, 16)}, (), "unreviewed"),
    ({"reviewed_on": None}, (), YES),
    # Once ever where nothing is said, once a calendar year where it is.
    ({}, ({},), "claimed"),
    ({}, ({"claimed_on": date(2019, 5, 1)},), "claimed"),
    ({"claims_per": "yearly"}, ({"claimed_on": date(2026, 1, 1)},), "claimed"),
    ({"claims_per": "yearly"}, ({"claimed_on": date(2025, 12, 31)},), YES),
    ({}, ({"result": "granted"},), "claimed"),
    ({}, ({"claimed_on": date(2026, 11, 17)},), YES),
    ({}, ({"uscc": "b"},), YES),
    ({}, ({"policy": "q"},), YES),
    # A refused claim is none, and is not proposed again within a year.
    ({}, ({"result": "refused"},), "refused"),
    ({}, ({"result": "refused", "claimed_on": date(2025, 11, 15)},), YES),
    ({}, ({"result": "refused"}, {"claimed_on": date(2026, 6, 1)}), "claimed"),
    # Either of two policies may name the other.
    ({"excludes": "q"}, ({"policy": "q"},), "excluded"),
    ({"excludes": "q、r"}, ({"policy": "r"},), YES),
    # What was claimed is said before what has expired.
    ({"valid_to_on": date(2026, 1, 1)}, ({},), "claimed"),
]


@pytest.mark.parametrize(("facts", "asked", "expected"), CLAUSE_CASES)
def test_clauses_come_to_what_they_say(facts, asked, expected) -> None:
    row = matched(firms(facts), asked=clauses(*asked)).row(0, named=True)
    assert row["status"] == expected
    assert (row["place"] is None) == (expected == NO)


@pytest.mark.parametrize(("policy", "made", "expected"), POLICY_CASES)
def test_windows_reviews_and_claims_come_before_clauses(policy, made, expected) -> None:
    catalogue = policies(policy, {"policy": "q", "valid_to_on": date(2020, 1, 1)})
    rows = matched(catalogue=catalogue, made=claims(*made))
    assert rows.filter(pl.col("policy") == "p")["status"].to_list() == [expected]


def test_there_are_forty_cases_of_every_kind() -> None:
    assert len(CLAUSE_CASES) + len(POLICY_CASES) >= 40
    assert {case[2] for case in (*CLAUSE_CASES, *POLICY_CASES)} >= {
        YES, HAND, MISSING, NO, "claimed", "excluded", "expired", "unreviewed", "refused", "not_open",
    }  # fmt: skip


def test_a_row_says_what_decides_it() -> None:
    asked = clauses(("jobs", ">=", "1000"), ("tax_cny_10k", ">", "1"), "人工", ("industry", "prefix", "C"))
    rows = matched(firms({"uscc": "no"}, {"uscc": "open", "jobs": None, "tax_cny_10k": None}), asked=asked).to_dicts()
    no, asked_for = rows
    assert (no["clause"], no["missing_facts"], no["manual_clauses"], no["unknowns_count"]) == ("1", None, None, 0)
    assert (asked_for["clause"], asked_for["missing_facts"], asked_for["manual_clauses"], asked_for["unknowns_count"]) == (
        None, "jobs,tax_cny_10k", "3", 2,
    )  # fmt: skip


def test_an_excluded_one_names_the_policy_it_has_and_a_refused_one_the_clause() -> None:
    catalogue = policies({"excludes": "q"}, {"policy": "q"})
    made = claims({"policy": "q"}, {"uscc": "b", "result": "refused", "refused_clause": "2"})
    rows = matched(firms({}, {"uscc": "b"}), catalogue, made=made)
    assert rows.select("uscc", "policy", "status", "excluded_by", "clause").rows() == [
        ("a", "p", "excluded", "q", None),
        ("a", "q", "claimed", None, None),
        ("b", "p", "refused", None, "2"),
        ("b", "q", "automatic", None, None),
    ]


def test_policies_are_placed_by_amount_then_unknowns_then_the_nearest_end() -> None:
    catalogue = policies(
        {"policy": "late", "amount_cny_10k": 5.0, "valid_to_on": date(2027, 6, 1)},
        {"policy": "most", "amount_cny_10k": 9.0},
        {"policy": "p", "amount_cny_10k": 5.0, "valid_to_on": date(2026, 12, 1)},
        {"policy": "soon", "amount_cny_10k": 5.0, "valid_to_on": date(2026, 12, 31)},
        {"policy": "unstated"},
    )
    rows = matched(firms({"jobs": None}), catalogue, clauses(("jobs", ">", "1")))
    assert rows.sort("place")["policy"].to_list() == ["most", "soon", "late", "p", "unstated"]


def test_columns_of_an_older_catalogue_are_clauses_until_a_clause_takes_their_place() -> None:
    catalogue = policies({"industry": "C26,C33", "tier": "group"})
    assert matched(catalogue=catalogue).select("status", "clause").row(0) == (NO, "industry")
    superseded = matched(catalogue=catalogue, asked=clauses(("industry", "prefix", "C39")))
    assert superseded["status"].to_list() == [YES]
    # What the column cannot mean for certain is left to a person.
    assert matched(catalogue=policies({"industry": "610"})).select("status", "manual_clauses").row(0) == (HAND, "industry")


def test_every_enterprise_and_policy_has_one_row_that_fits_the_contract() -> None:
    rows = matched(firms({}, {"uscc": "b"}, {"uscc": "c"}), policies({}, {"policy": "q"}))
    assert rows.select("uscc", "policy").is_unique().all()
    assert rows.height == 6
    conform(rows.with_columns(month=pl.lit(date(2026, 10, 1))), table_named(POLICY_MATCHES))


def test_no_policies_and_no_enterprises_give_no_rows() -> None:
    assert matched(catalogue=policies().clear()).is_empty()
    assert matched(firms().clear()).is_empty()


def test_the_answers_of_one_enterprise_are_those_of_its_clauses() -> None:
    (policy,) = read_catalogue(
        policies(), clauses(("jobs", ">=", "1000"), "人工", ("tax_cny_10k", ">", "1"), ("high_tech", "is true", None))
    )
    answers = answers_of(policy, firms({"tax_cny_10k": None}))
    assert answers.select("clause", "answer").rows() == [("1", False), ("3", None), ("4", True)]


def test_only_what_was_appealed_for_is_proposed_the_surest_first() -> None:
    catalogue = policies(
        {"policy": "p", "amount_cny_10k": 9.0},
        {"policy": "sure", "title": "选址", "amount_cny_10k": 1.0},
        {"policy": "other", "topic": "cost"},
    )
    matches = matched(firms({"jobs": None}), catalogue, clauses(("jobs", ">", "1")))
    appeals = pl.DataFrame({"uscc": ["a", "a", "x"], "topic": ["space", "space", "cost"]})
    assert answering_appeals(matches, catalogue, appeals).select("uscc", "policy", "title").rows() == [
        ("a", "sure", "选址"),
        ("a", "p", "租金补贴"),
    ]


def test_a_claimed_policy_is_proposed_to_nobody() -> None:
    catalogue = policies()
    matches = matched(made=claims({}))
    assert answering_appeals(matches, catalogue, pl.DataFrame({"uscc": ["a"], "topic": ["space"]})).is_empty()
