"""The fictional catalogue answers every kind of appeal there is, in columns that its layouts read, with clauses that can be compared."""

from datetime import date

import polars as pl

from models.policies.clauses import read_catalogue, unreadable_clauses
from pipelines.demo import fictional_words
from pipelines.demo.policy_catalogue import clause_frame, policy_frame
from pipelines.ingest.layout_files import all_layouts
from warehouse.vocabulary import forbidden_in

LAST = date(2026, 10, 1)


def test_every_kind_of_appeal_has_a_policy() -> None:
    assert {topic for topic, _ in fictional_words.APPEAL_TOPICS} <= set(policy_frame(LAST)["topic"])


def test_the_layouts_read_every_column() -> None:
    layouts = {layout.key: layout for layout in all_layouts()}
    for key, frame in (("policies", policy_frame(LAST)), ("policy_clauses", clause_frame())):
        assert set(frame.columns) <= {header for field in layouts[key].fields for header in field.headers}


def test_keys_are_used_once_and_words_are_service_words() -> None:
    frame, clauses = policy_frame(LAST), clause_frame()
    assert frame["policy"].is_unique().all()
    assert not clauses.select("policy", "clause").is_duplicated().any()
    assert not any(forbidden_in(text) for column in ("title", "summary") for text in frame[column])
    assert not any(forbidden_in(text) for text in clauses["words_zh"])


def test_twelve_policies_have_clauses_and_all_of_them_can_be_compared() -> None:
    clauses = clause_frame().rename({"value": "value_text"})
    assert unreadable_clauses(clauses).is_empty()
    catalogue = read_catalogue(policy_frame(LAST), clauses)
    assert sum(bool(policy.clauses) for policy in catalogue) >= 12
    # Some can be given without anybody applying, some need a person.
    assert {bool(policy.manual) for policy in catalogue} == {True, False}


def test_claims_name_policies_and_clauses_that_there_are() -> None:
    from pipelines.demo.policy_claims import claim_frame
    from pipelines.demo.settings import DemoSettings
    from pipelines.demo.simulation import simulate

    world = simulate(DemoSettings(last=LAST, enterprises=60, months=20, seed=4))
    claims = claim_frame(world)
    refused = claims.filter(pl.col("result") == "refused").select("policy", clause="refused_clause")
    assert refused.height
    assert refused.join(clause_frame(), on=["policy", "clause"], how="anti").is_empty()
    # Two rows a claim at most: made, and answered later.
    assert claims.group_by("uscc", "policy").len()["len"].max() == 2
