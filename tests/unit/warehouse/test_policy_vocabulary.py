"""The facts of policies are explained where departments read how clauses are written, and can all be compared."""

from pathlib import Path

from warehouse.policy_vocabulary import CANDIDATE_STATUSES, FACTS, OPEN_STATUSES, OPERATORS

README = Path(__file__).parents[3] / "pipelines" / "deploy" / "REFERENCE.md"


def test_every_fact_and_operator_is_explained_to_departments() -> None:
    text = README.read_text(encoding="utf-8")
    assert [
        fact.key for fact in FACTS if f"| `{fact.key}` | {fact.zh} |" not in text or f"| {fact.derived} | {fact.holder_zh} |" not in text
    ] == []
    assert [operator.key for operator in OPERATORS if f"`{operator.signs[0]}` (" not in text] == []


def test_every_kind_of_fact_can_be_compared_and_no_sign_means_two_things() -> None:
    for fact in FACTS:
        signs = [sign for operator in OPERATORS if fact.kind in operator.kinds for sign in operator.signs]
        assert signs
        assert len(signs) == len(set(signs)), fact.key


def test_candidates_are_open() -> None:
    assert set(CANDIDATE_STATUSES) < set(OPEN_STATUSES)
