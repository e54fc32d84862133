"""The lines of an enterprise: worded reasons and measures in order, and what is not known said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.severe_cases import case_heading, describe_case, severe_cases, status_words
from reports.words.text import Words
from tests.unit.reports.fixture_frames import MONTH, briefing
from warehouse.vocabulary import LANGUAGES

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
    assert severe_cases(stated)[0].signals == "出现外迁风险信号：在区外购地或招工"
    assert severe_cases(silent)[0].signals == "用电比常态低40%；出现外迁风险信号"


def test_what_is_not_known_is_said_and_is_not_zero() -> None:
    case = severe_cases(one([], []))[0]
    assert case.signals == "信号明细未提供"
    assert case.stake == "产值、纳税、用工数据未到"
    assert case.responsible == "责任单位待定"
    assert case.measures == "上门了解情况，协调所需服务"
    assert case.due == "时限由责任单位确定"


def test_stakes_have_units_and_the_part_of_the_district() -> None:
    stated = [
        ("output_value_twelve_months", 80075.4, "2026-10", MONTH),
        ("tax_twelve_months", 3971.0, "", MONTH),
        ("employment_latest", 485.0, "", date(2026, 9, 1)),
    ]
    figures = pl.DataFrame(
        [
            {"uscc": "A", "figure": key, "value": value, "months_present": 11, "missing": gaps, "until": until}
            for key, value, gaps, until in stated
        ]
    )
    zh, en = (one(language=language, exposure_output_share=0.0063) for language in LANGUAGES)
    told = [severe_cases(Briefing(replace(own.frames, figures=figures), own.edition))[0].stake for own in (zh, en)]
    assert told == [
        "近12个月产值80,075万元（占全区0.63%；仅11个月，缺10月），近12个月纳税3,971万元，最新用工485人（2026年9月数）",
        (
            "output of 12 months 80,075 CNY 10k (0.63% of the district's; 11 months only, without October), "
            "tax of 12 months 3,971 CNY 10k, latest employment 485 persons (of September 2026)"
        ),
    ]


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


def test_the_last_visit_is_a_line_of_the_case_with_day_finding_and_who() -> None:
    row = {"uscc": "A", "visited_on": date(2026, 10, 28), "visited_by": "坑梓街道", "finding": "confirmed", "outcome": "in_service"}
    visited = pl.DataFrame([row | {"said": "订单减少"}])
    own = briefing(BriefingFrames(warnings=one().frames.warnings, last_visits=visited))
    case = describe_case(own, own.listed.row(0, named=True))
    assert (case.is_visited, case.last_visit) == (True, "2026-10-28 · 情况属实（订单减少），处置：服务中 · 坑梓街道")
    none = one(language="en")
    case = describe_case(none, none.listed.row(0, named=True))
    assert (case.is_visited, case.last_visit) == (False, "no visit on record")


def test_who_went_is_left_out_where_the_owner_beside_it_went_and_what_says_the_finding_stands_for_it() -> None:
    row = {"uscc": "A", "visited_on": date(2026, 10, 28), "visited_by": "企业服务第6组", "finding": "normal", "said": "生产经营正常"}
    warnings = one().frames.warnings.with_columns(owner=pl.lit("企业服务第6组"))
    own = briefing(BriefingFrames(warnings=warnings, last_visits=pl.DataFrame([row])))
    case = own.listed.row(0, named=True)
    assert describe_case(own, case, is_short=True).last_visit == "2026-10-28 · 生产经营正常"
    assert describe_case(own, case).last_visit == "2026-10-28 · 生产经营正常 · 企业服务第6组"
