"""A clause is read as a department writes it, and what cannot be read says why and how to write it."""

import polars as pl
import pytest

from models.policies.conditions import ClauseError, Condition, read_condition


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("industry", "prefix", "c39，26"), Condition("industry", "prefix", ("C39", "C26"))),
        (("行业", "前缀", "0610"), Condition("industry", "prefix", ("B0610",))),
        (("Jobs", "＞＝", " 1,000 人 "), Condition("jobs", "ge", (1000.0,))),
        (("output_cny_10k", "between", "2000~4亿元"), Condition("output_cny_10k", "between", (2000.0, 40000.0))),
        (("output_cny_10k", ">=", "5000元"), Condition("output_cny_10k", "ge", (0.5,))),
        (("output_growth_share", "≥", "-5％"), Condition("output_growth_share", "ge", (-0.05,))),
        (("high_tech", "≠", "是"), Condition("high_tech", "is_true", (False,))),
        (("tier", "in", "区领导挂点;group"), Condition("tier", "in", ("district_leader", "group"))),
    ],
)
def test_cells_are_read_as_written(cells, expected) -> None:
    assert read_condition(*cells) == expected


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("profit", ">", "1"), "fact 'profit' is not known; write one of industry (行业)"),
        ((None, ">", "1"), "fact is empty"),
        (("jobs", "大约", "1"), "operator '大约' does not compare jobs (用工人数); write one of ="),
        (("jobs", None, "1"), "operator is empty"),
        (("street", ">", "坪山街道"), "operator '>' does not compare street"),
        (("jobs", ">", None), "value is empty"),
        (("jobs", ">", "三百"), "value '三百' is no number in 人"),
        (("jobs", ">", "300户"), "value '300户' is no number in 人"),
        (("jobs", "between", "300"), "has 1 parts, expected two numbers"),
        (("jobs", "between", "300~100"), "write the smaller one first"),
        (("output_growth_share", ">", "10"), "compared with a percentage such as 10%"),
        (("industry", "prefix", "610"), "may be the class 0610 or the group 610; write the section letter"),
        (("industry", "prefix", "B39"), "division 39 is of section C"),
        (("industry", "prefix", "汽车"), "is no code of GB/T 4754"),
        (("industry", "prefix", "6"), "is no code of GB/T 4754"),
        (("size", "in", "中等"), "is one of large (大型)"),
        (("high_tech", "=", "有"), "write 是 or 否"),
        (("high_tech", "is true", "是"), "needs none; leave it empty"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(cells, reason) -> None:
    with pytest.raises(ClauseError) as error:
        read_condition(*cells)
    assert reason in str(error.value)


def test_answers_are_true_false_or_not_known() -> None:
    frame = pl.DataFrame({"jobs": [10.0, 9.0, None]})
    answer = read_condition("jobs", ">=", "10").answer
    assert frame.select(answer.alias("answer"))["answer"].to_list() == [True, False, None]


def test_a_shorter_code_of_the_enterprise_is_not_known_and_another_is_false() -> None:
    frame = pl.DataFrame({"industry": ["C3921", "C39", "C26", "B06", None]})
    answer = read_condition("industry", "prefix", "C3921").answer
    assert frame.select(answer.alias("answer"))["answer"].to_list() == [True, None, False, False, None]
