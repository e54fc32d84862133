"""Matches and tried clauses in lines: what decides each, in both languages, and never a promise."""

from datetime import date

import polars as pl
import pytest

from reports.policy_lines import MatchList, Trial, clause_words, match_lines, push_lines, trial_lines
from reports.words.text import Words

MONTH, AS_OF = date(2026, 10, 1), date(2026, 11, 16)
PLAIN = {
    "uscc": "a", "policy": "p", "status": "automatic", "clause": None, "excluded_by": None, "missing_facts": None, "manual_clauses": None,
    "unknowns_count": 0, "amount_cny_10k": None, "valid_to_on": None, "place": 1, "title": "租金补贴", "department": "空间部门",
    "name": "甲公司", "manual_words": None,
}  # fmt: skip
TEXTS = ("clause", "excluded_by", "missing_facts", "manual_clauses", "manual_words", "department")
CLAUSES = pl.DataFrame(
    [
        ("p", "1", "不少于30人", "jobs", ">=", "30", ""),
        ("p", "2", None, "output_cny_10k", ">=", "5", ""),
        ("p", "3", "坏", "x", ">", "5", "fact 'x'"),
    ],
    schema=dict.fromkeys(("policy", "clause", "words_zh", "fact", "operator", "value_text", "problem"), pl.String), orient="row",
)  # fmt: skip
NO_ANSWERS = pl.DataFrame(schema={"policy": pl.String, "clause": pl.String, "answer": pl.Boolean})


def lines(*changes, answers=NO_ANSWERS, is_detailed=True, language="zh"):
    types = {**dict.fromkeys(TEXTS, pl.String), "amount_cny_10k": pl.Float64, "valid_to_on": pl.Date}
    rows = pl.DataFrame([PLAIN | change for change in changes], schema_overrides=types)
    return match_lines(MatchList(MONTH, AS_OF, rows, CLAUSES, answers, is_detailed), Words(language))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount_cny_10k": 50.0, "valid_to_on": date(2026, 12, 31)}, "可能符合，免申即享候选；最高50万元；2026-12-31截止"),
        ({"status": "fast_track", "manual_words": "租用厂房"}, "可能符合，快申快享候选；待人工确认“租用厂房”"),
        ({"status": "fact_missing", "missing_facts": "jobs"}, "可能符合，待补“用工人数”（社会保险部门掌握）"),
        ({"status": "not_eligible", "clause": "1"}, "条款1不符：不少于30人"),
        ({"status": "not_eligible", "clause": "2"}, "条款2不符：近12个月产值不低于5"),
        ({"status": "refused", "clause": None}, "申领未通过，条款—：条款未注明"),
        ({"status": "excluded", "excluded_by": "q"}, "已享受《q》，两者不可兼得"),
        ({"status": "expired"}, "已过申领期"),
    ],
)
def test_every_status_says_what_decides_it(change, words) -> None:
    assert f"  a 甲公司：{words}" in lines(change)


def test_counts_stand_for_rows_unless_somebody_asks_for_them() -> None:
    told = lines({}, {"uscc": "b", "status": "claimed"}, is_detailed=False)
    assert "可能符合，以主管部门认定为准" in told[0]
    assert told[1:3] == ["p《租金补贴》（空间部门）", "  免申即享候选1家；已申领1家"]
    assert "条款3无法由系统比对，暂由人工确认（fact 'x'）" in told[3]
    assert lines({}, {"uscc": "b", "status": "claimed"})[-1].startswith("  a ")
    english = lines({}, is_detailed=True, language="en")
    assert "they may be entitled, the offices decide" in english[0]


def test_the_clauses_of_one_enterprise_stand_with_their_answers() -> None:
    answers = pl.DataFrame([("p", "1", True), ("p", "2", None)], schema=NO_ANSWERS.schema, orient="row")
    told = lines({}, answers=answers)
    assert told[-3:] == ["    ✓ 1 不少于30人", "    ? 2 近12个月产值不低于5", "    … 3 坏（人工确认）"]
    assert clause_words({"words_zh": None, "fact": "jobs", "operator": ">=", "value_text": "3"}, Words("en")) == "jobs at least 3"


def test_a_trial_says_who_comes_who_goes_and_the_sum() -> None:
    sums = pl.DataFrame(
        [
            {"policy": key, "title": key, "candidates_before_count": 3, "candidates_after_count": 5, "fact_missing_before_count": 1,
             "fact_missing_after_count": 0, "in_count": 2, "out_count": 1, "amount_before_cny_10k": 30.0, "amount_after_cny_10k": amount}
            for key, amount in (("p", 50.0), ("q", 20.0))
        ]
    )  # fmt: skip
    moved = pl.DataFrame(
        [
            ("p", "a", "甲", "not_eligible", "automatic"),
            ("p", "b", "乙", "fast_track", "not_eligible"),
            ("p", "c", "丙", "automatic", "fast_track"),
        ],
        schema=["policy", "uscc", "name", "status_before", "status_after"], orient="row",
    )  # fmt: skip
    refused = pl.DataFrame(
        [(4, "clause is empty"), (None, "p 1: fact 'x'")], schema={"row_number": pl.Int64, "reason": pl.String}, orient="row"
    )
    told = trial_lines(Trial("试.csv", MONTH, AS_OF, 2, moved, sums, refused), Words("zh"))
    assert "未保存任何内容" in told[0]
    assert told[1:3] == ["第4行未采用：clause is empty", "条款须由人工确认：p 1: fact 'x'"]
    assert "候选3→5家，待补信息1→0家；新进可能符合2家，退出1家；候选最高金额合计30→50万元" in told[3]
    assert [line.strip()[0] for line in told[4:7]] == ["进", "出", "变"]
    assert told[-1] == "合计：候选最高金额60→70万元"


def test_push_lines_name_files_and_what_is_not_pushed() -> None:
    own = {"department": "空间部门", "enterprises": 2, "by_policy": {"租金补贴": 2}, "files": ("空间部门.csv",)}
    told = push_lines([own], {"P3": "internal"}, "/h", MONTH, Words("zh"))
    assert told[0] == "空间部门：2家企业，1项政策，/h/空间部门.csv"
    assert told[1] == "未推送 P3：条款涉及预警等级，名单会透露等级"
    assert push_lines([], {}, "/h", MONTH, Words("en")) == ["Nobody is on a push list."]
