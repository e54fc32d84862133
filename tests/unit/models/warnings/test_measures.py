"""Service measures: matched to the case, limited in number, with who helps."""

from datetime import date

import polars as pl
import pytest

from models.warnings.measures import eligible_policies
from models.warnings.settings import LevelSettings, Measure
from models.warnings.warning_list import build_warning_list
from tests.unit.models.warnings.case_frames import AS_OF, MONTH, evidence, fall, inputs, registered, risks

CATALOGUE = (
    Measure("general", "上门走访", "挂点单位", "Visit", "unit in charge", order=90),
    Measure("energy", "用能诊断", "工信", order=30, kinds=("operating",), indicators=("electricity", "gas")),
    Measure("lease", "协助续租", "街道", order=20, kinds=("relocation",), signals=("lease_ending",)),
    Measure("staff", "转岗服务", "人社", order=25, stages=("capacity_moved",)),
    Measure("space", "推荐空间", "空间", order=10, topics=("space",)),
)


def measures(risk, proof=(), **more):
    """Keys of what is proposed, in order."""
    return proposed(risk, proof, **more)["measure"].to_list()


def proposed(risk, proof=(), **more):
    return build_warning_list(inputs(risks(a=risk), evidence(*proof), **more), MONTH, AS_OF, LevelSettings(), CATALOGUE).measures


def appeals(topic):
    return pl.DataFrame({"uscc": ["a"], "topic": [topic]})


def test_nothing_special_gets_the_general_measure_in_both_languages_with_the_department():
    [row] = proposed((0.9, 0.0)).to_dicts()
    assert row == {
        "uscc": "a",
        "place": 1,
        "measure": "general",
        "policy": None,
        "department": "挂点单位",
        "words_zh": "上门走访",
        "words_en": "Visit (unit in charge)",
    }


def test_a_measure_without_english_words_has_none():
    assert proposed((0.9, 0.0), [fall("a", "electricity", 0.5)])["words_en"][0] is None


def test_the_evidence_calls_its_measure():
    assert measures((0.9, 0.0), [fall("a", "electricity", 0.5)]) == ["energy", "general"]
    assert "energy" not in measures((0.9, 0.0), [fall("a", "tax", 0.5)])


def test_all_conditions_must_hold():
    # The indicator fits, but it is a relocation case alone.
    assert "energy" not in measures((0.05, 0.6), [fall("a", "electricity", 0.5)])


def test_a_case_of_both_kinds_gets_the_help_of_either():
    known = pl.DataFrame({"uscc": ["a"], "observed_on": [date(2026, 6, 3)], "kind": ["lease_ending"], "destination": [None]})
    found = measures((0.9, 0.6), [fall("a", "electricity", 0.5)], signals=known)
    assert {"energy", "lease"} <= set(found)


def test_what_the_enterprise_appealed_for_comes_first():
    assert measures((0.9, 0.0), appeals=appeals("space"))[0] == "space"


def test_of_equal_order_the_lower_key_comes_first():
    known = pl.DataFrame({"uscc": ["a", "a"], "topic": ["space", "cost"]})
    catalogue = (Measure("b", "上门", "甲", order=10, topics=("space",)), Measure("a", "走访", "乙", order=10, topics=("cost",)))
    found = build_warning_list(inputs(risks(a=(0.9, 0.0)), appeals=known), MONTH, AS_OF, LevelSettings(), catalogue)
    assert found.measures["measure"].to_list() == ["a", "b"]


def test_at_most_three():
    known = pl.DataFrame({"uscc": ["a"], "observed_on": [date(2026, 6, 3)], "kind": ["lease_ending"], "destination": [None]})
    found = measures((0.9, 0.6, "capacity_moved"), [fall("a", "electricity", 0.5)], signals=known, appeals=appeals("space"))
    assert found == ["space", "lease", "staff"]


def policies(**changes):
    row = {
        "policy": "p",
        "title": "租金补贴",
        "topic": "space",
        "department": "工信",
        "industry": None,
        "tier": None,
        "valid_from_on": None,
        "valid_to_on": None,
    } | changes
    types = {"industry": pl.String, "tier": pl.String, "valid_from_on": pl.Date, "valid_to_on": pl.Date}
    return pl.DataFrame([row], schema_overrides=types)


NO_CLAIMS = pl.DataFrame(schema={"uscc": pl.String, "policy": pl.String})


def eligible(catalogue, claims=NO_CLAIMS, topic="space"):
    return eligible_policies(catalogue, claims, registered("a", tiers={"a": "group"}), appeals(topic), pl.lit(AS_OF))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"industry": "C3911"},
        {"industry": "C26,C39"},
        {"tier": "department,group"},
        {"valid_from_on": date(2026, 7, 16), "valid_to_on": date(2026, 7, 16)},
    ],
)
def test_a_policy_that_fits_an_open_appeal_is_found(changes):
    assert eligible(policies(**changes))["policy"].to_list() == ["p"]


@pytest.mark.parametrize(
    "changes",
    [{"topic": "cost"}, {"industry": "C26"}, {"industry": "C391100"}, {"tier": "department"}, {"valid_to_on": date(2026, 7, 15)}],
)
def test_a_policy_that_does_not_fit_is_not(changes):
    assert eligible(policies(**changes)).is_empty()


def test_a_claimed_policy_is_not_proposed_again():
    assert eligible(policies(), pl.DataFrame({"uscc": ["a"], "policy": ["p"]})).is_empty()


def test_an_eligible_policy_is_proposed_by_its_title():
    row = proposed((0.9, 0.0), eligible=eligible(policies())).row(0, named=True)
    assert (row["measure"], row["policy"], row["department"], row["words_zh"]) == ("policy", "租金补贴", "工信", None)
