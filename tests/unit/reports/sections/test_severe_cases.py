"""The lines of an enterprise: worded reasons and measures in order, and what is not known said."""

from __future__ import annotations

from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.severe_cases import case_heading, describe_case, severe_cases, status_words
from reports.words.text import Words
from tests.unit.reports.fixture_frames import briefing

FALLS = [
    {"uscc": "A", "place": place, "part": 1, "code": "fall", "indicator": key, "share": 0.4}
    for place, key in enumerate(("electricity", "tax", "water"), start=1)
]
SIGNS = [{"uscc": "A", "place": 1, "part": 1, "code": "relocation_signs", "stage": "looking"}]
MEASURES = [
    {"uscc": "A", "place": place, "measure": word, "words_zh": word, "words_en": f"help {word}"} for place, word in ((1, "甲"), (2, "乙"))
]


def one(
    reasons: list[dict[str, object]] = FALLS, measures: list[dict[str, object]] = MEASURES, language: str = "zh", **columns: object
) -> Briefing:
    warnings = pl.DataFrame(
        {"uscc": ["A"], "rank": [1], "level": ["red"], "is_listed": [True]} | {key: [value] for key, value in columns.items()}
    )
    return briefing(BriefingFrames(warnings=warnings, reasons=pl.DataFrame(reasons), measures=pl.DataFrame(measures)), language=language)


def test_three_lines_keep_two_reasons_and_the_first_measure_and_the_portrait_all() -> None:
    both = one()
    row = both.listed.row(0, named=True)
    short, whole = describe_case(both, row, is_short=True), describe_case(both, row)
    assert (short.signals, short.measures) == ("用电比常态低40%；纳税比常态低40%", "甲")
    assert (whole.signals, whole.measures) == ("用电比常态低40%；纳税比常态低40%；用水比常态低40%", "甲；乙")


def test_lines_in_english() -> None:
    due = date(2026, 11, 20)
    (case,) = severe_cases(one(language="en", status="same", months_listed=3, owner="区工信局", tier="department", respond_by_on=due))
    assert case.signals == "electricity 40% below normal; tax 40% below normal"
    assert case.status == "same · listed for 3 months running"
    assert (case.measures, case.responsible, case.due) == ("help 甲", "in charge: 区工信局", "by 20 November")
    assert case.stake == "figures of output, tax and employment have not arrived"


def test_the_signs_of_relocation_are_named_once() -> None:
    stated, silent = one(SIGNS, kind="both"), one(FALLS[:1], kind="relocation")
    assert severe_cases(stated)[0].signals == "出现外迁风险信号（在外地选址）"
    assert severe_cases(silent)[0].signals == "用电比常态低40%；出现外迁风险信号"


def test_what_is_not_known_is_said_and_is_not_zero() -> None:
    case = severe_cases(one([], []))[0]
    assert case.signals == "信号明细未提供"
    assert case.stake == "产值、纳税、用工数据未到"
    assert case.responsible == "责任单位待定"
    assert case.measures == "上门了解情况，协调所需服务"
    assert case.due == "时限由责任单位确定"


def test_stakes_have_units_and_the_part_of_the_district() -> None:
    known = {"exposure_output_cny_10k": 80075.4, "exposure_output_share": 0.0063, "exposure_tax_cny_10k": 3971.0, "exposure_jobs": 485.0}
    assert severe_cases(one(**known))[0].stake == "近12个月产值80,075万元（占全区0.63%），纳税3,971万元，用工485人"
    english = "output 80,075 (CNY 10k) over 12 months, 0.63% of the district's, tax 3,971 (CNY 10k), employment 485"
    assert severe_cases(one(language="en", **known))[0].stake == english


def test_a_status_counts_its_months_from_the_second_on() -> None:
    row = {"status": "worse", "months_listed": 3, "is_listed": True}
    assert status_words(row, Words()) == "升级 · 连续3个月"
    assert status_words(row, Words(), is_short=True) == "升级 3个月"
    assert status_words(row | {"months_listed": 1}, Words()) == "升级"
    assert status_words(row, Words("en"), is_short=True) == "worse, 3 months"
    assert status_words({"is_listed": False}, Words()) == "关注名单"


def test_the_heading_says_when_there_is_nobody() -> None:
    assert case_heading(briefing(BriefingFrames())) == "2026年10月没有红色、橙色预警企业。"
    assert case_heading(one()).startswith("共1家。")
