"""Answers combine as Kleene's do, and a further clause never makes anybody a candidate."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from models.policies.clauses import read_catalogue
from models.policies.matching import answers_of
from tests.unit.models.policies.cases import clauses, firms, matched, policies
from warehouse.policy_vocabulary import CANDIDATE_STATUSES, OPEN_STATUSES

MAYBE = st.one_of(st.none(), st.integers(0, 5).map(float))
ENTERPRISES = st.lists(
    st.fixed_dictionaries(
        {"jobs": MAYBE, "tax_cny_10k": MAYBE, "high_tech": st.sampled_from([True, False, None]),
         "industry": st.sampled_from(["C39", "C3921", "B0610", None])}
    ),
    min_size=1, max_size=6,
)  # fmt: skip
CLAUSES = st.one_of(
    st.tuples(st.sampled_from(["jobs", "tax_cny_10k"]), st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.integers(0, 5).map(str)),
    st.tuples(st.just("industry"), st.sampled_from(["in", "not in"]), st.sampled_from(["C39", "C3921,C26", "B06"])),
    st.tuples(st.just("high_tech"), st.sampled_from(["is true", "is false"]), st.none()),
    st.just("人工确认"),
)
OPPOSITES = {"<": ">=", "<=": ">", "=": "!=", "in": "not in", "is true": "is false"}


def numbered(rows):
    return firms(*({"uscc": str(number)} | row for number, row in enumerate(rows)))


@given(ENTERPRISES, st.lists(CLAUSES, max_size=4))
def test_a_match_is_the_conjunction_of_its_answers(rows, asked) -> None:
    facts = numbered(rows)
    (policy,) = read_catalogue(policies(), clauses(*asked))
    answers = answers_of(policy, facts)
    statuses = dict(matched(facts, asked=clauses(*asked)).select("uscc", "status").iter_rows())
    for uscc, status in statuses.items():
        own = answers.filter(pl.col("uscc") == uscc)["answer"].to_list()
        # Worked out by hand: one false is false, else one unknown is unknown, else true.
        expected = "not_eligible" if False in own else "fact_missing" if None in own else "fast_track" if policy.manual else "automatic"
        assert status == expected


@given(ENTERPRISES, st.lists(CLAUSES, max_size=3), CLAUSES)
def test_a_further_clause_adds_nobody(rows, asked, further) -> None:
    facts = numbered(rows)
    before, after = (matched(facts, asked=clauses(*each)) for each in (asked, [*asked, further]))
    for wanted in (CANDIDATE_STATUSES, OPEN_STATUSES, ("automatic",)):
        was, comes = (set(found.filter(pl.col("status").is_in(wanted))["uscc"]) for found in (before, after))
        assert comes <= was


@given(ENTERPRISES, CLAUSES.filter(lambda one: not isinstance(one, str) and one[1] in OPPOSITES))
def test_the_opposite_clause_is_the_negation_and_unknown_stays_unknown(rows, asked) -> None:
    facts, (fact, operator, value) = numbered(rows), asked
    (policy,) = read_catalogue(policies(), clauses(asked, (fact, OPPOSITES[operator], value)))
    answers = answers_of(policy, facts).partition_by("clause", as_dict=True)
    for first, second in zip(answers["1",]["answer"].to_list(), answers["2",]["answer"].to_list(), strict=True):
        assert (first, second) in ((True, False), (False, True), (None, None))


@given(ENTERPRISES, st.lists(CLAUSES, min_size=2, max_size=4))
def test_the_order_of_clauses_changes_no_status(rows, asked) -> None:
    facts = numbered(rows)
    one, other = (matched(facts, asked=clauses(*each))["status"].to_list() for each in (asked, asked[::-1]))
    assert one == other
