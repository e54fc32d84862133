"""Service measures: matched to the case, limited in number, with who helps."""

from datetime import date

import polars as pl
import pytest

from models.warnings.settings import LevelSettings, Measure
from models.warnings.warning_list import build_warning_list
from pipelines.settings import load_settings
from tests.unit.models.warnings.case_frames import AS_OF, MONTH, evidence, fall, inputs, risks
from warehouse.vocabulary import NEED_OF_TOPIC

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


def appeals(*topics):
    rows = [("a", AS_OF, topic, None) for topic in topics]
    return pl.DataFrame(rows, schema={"uscc": pl.String, "raised_on": pl.Date, "topic": pl.String, "closed_on": pl.Date}, orient="row")


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


SHIPPED = load_settings().measures


@pytest.mark.parametrize(("topic", "need"), NEED_OF_TOPIC.items())
def test_whatever_is_evidence_of_a_move_has_a_service_that_answers_it(topic, need):
    answering = {"space": "space_appeal", "cost": "cost_appeal", "permits": "permit_appeal", "labour": "labour_appeal"}
    found = build_warning_list(inputs(risks(a=(0.0, 0.9)), evidence(), appeals=appeals(topic)), MONTH, AS_OF, LevelSettings(), SHIPPED)
    assert found.measures["measure"][0] == answering[need]


def test_room_to_grow_is_not_offered_where_capacity_has_moved():
    known = pl.DataFrame({"uscc": ["a"], "observed_on": [AS_OF], "kind": ["outside_investment"], "destination": [None]})
    keys = [
        build_warning_list(inputs(risks(a=(0.0, 0.9, stage)), evidence(), signals=known), MONTH, AS_OF, LevelSettings(), SHIPPED)
        for stage in ("set_up_elsewhere", "capacity_moved")
    ]
    assert ["growth_space" in one.measures["measure"].to_list() for one in keys] == [True, False]


def test_advice_that_answers_an_appeal_names_it():
    assert all("诉求" in one.text and one.text_en.startswith("As it asked") for one in SHIPPED if one.topics)


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
    catalogue = (Measure("b", "上门", "甲", order=10, topics=("space",)), Measure("a", "走访", "乙", order=10, topics=("cost",)))
    found = build_warning_list(inputs(risks(a=(0.9, 0.0)), appeals=appeals("space", "cost")), MONTH, AS_OF, LevelSettings(), catalogue)
    assert found.measures["measure"].to_list() == ["a", "b"]


def test_at_most_three():
    known = pl.DataFrame({"uscc": ["a"], "observed_on": [date(2026, 6, 3)], "kind": ["lease_ending"], "destination": [None]})
    found = measures((0.9, 0.6, "capacity_moved"), [fall("a", "electricity", 0.5)], signals=known, appeals=appeals("space"))
    assert found == ["space", "lease", "staff"]


def test_a_policy_that_answers_an_appeal_is_proposed_by_its_title():
    policy = pl.DataFrame({"uscc": ["a", "a"], "title": ["租金补贴", "选址服务"], "department": ["工信", None]})
    given = []

    def answering(warnings):
        given.append(warnings)
        return policy

    made = build_warning_list(inputs(risks(a=(0.9, 0.0)), evidence(), eligible=answering), MONTH, AS_OF, LevelSettings(), CATALOGUE)
    row = made.measures.row(0, named=True)
    assert (row["measure"], row["policy"], row["department"], row["words_zh"]) == ("policy", "租金补贴", "工信", None)
    # What a clause may ask for is the level of this very list.
    assert given[0].select("uscc", "level").equals(made.warnings.select("uscc", "level"))
