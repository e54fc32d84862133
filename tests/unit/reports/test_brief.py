"""The brief as people read it: counts of its frames, shares only of enough, three lines a case, in both languages."""

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from reports.brief import brief_page, points, title
from reports.brief_frames import BriefFrames
from reports.edition import Edition
from reports.frames import empty
from reports.letters.brief_letter import brief_letter
from reports.letters.letter import LetterOptions
from reports.words import brief as texts
from reports.words.text import Words
from tests.unit.reports.reading import lines_of

CASE = {
    "case_id": 1, "uscc": "u1", "name": "甲公司", "street": "坪山街道", "level": "red", "state": "to_visit", "lead": "第1组",
    "opened_on": date(2026, 10, 16), "due_on": date(2026, 11, 5), "visit_days": 3, "is_joint": True,
}  # fmt: skip
DAYS = dict.fromkeys(("opened_on", "due_on", "first_visited_on", "last_visited_on", "until_on", "since_on"), pl.Date)


def rows(*given, **more):
    base = {**CASE, **more}
    return pl.DataFrame([{**base, **row} for row in given] or [base], schema_overrides=DAYS)[slice(0, len(given))]


def frames(**changes):
    told = {
        "visits": 0, "first_visited_on": None, "last_visited_on": None, "visited_by": None, "finding": None, "closing": "",
        "until_on": None,
    }  # fmt: skip
    firm = {"uscc": "u2", "name": "乙公司", "street": None}
    counts = {"received": 3, "answered": 2, "in_time": 1, "late": 0, "unanswered": 2, "overdue": 1}
    noticed = {"level": "red", "observed_on": date(2026, 11, 3), "kind": "lease_ending", "detail": None}
    raised = {"level": None, "raised_on": date(2026, 11, 4), "topic": "space", "detail": "扩产", "department": None}
    units = {
        "unit": "第1组",
        "due": 2,
        "visited": 1,
        "visited_share": None,
        "overdue": 1,
        "suspended": 0,
        "first_week": 1,
        "later_weeks": 0,
    }
    made = BriefFrames(
        first=date(2026, 11, 1), last=date(2026, 11, 15), ahead=date(2026, 11, 30),
        due=rows({"standing": "visited"}, {"standing": "overdue", "case_id": 2}), visited_share=None,
        overdue=rows({"days_late": 10}), coming=rows({}, {"case_id": 3, "is_joint": False, "visit_days": 0}),
        units=pl.DataFrame([units]),
        signals=pl.DataFrame([{**firm, **noticed}]),
        appeals=pl.DataFrame([{**firm, **raised}]),
        told=rows(told),
        requests=pl.DataFrame([{"case_id": 1, "department": "规自局", "answer_due_on": date(2026, 11, 20), "answered_on": None}]),
        reasons=empty("reasons"),
        stuck=rows({"cause": "overdue", "asked_of": "第1组", "since_on": date(2026, 10, 16), "days": 31, "count": None}),
        burden=pl.DataFrame({"visit_days": [1, 2, 3], "count": [9, 4, 1]}),
        topics=pl.DataFrame([{"topic": "space", **counts}]),
        departments=pl.DataFrame([{"department": None, **counts}], schema_overrides={"department": pl.String}),
        burden_days=90, burden_visits=2, least_count=5, open_count=7,
    )  # fmt: skip
    return replace(made, **changes)


def edition(language="zh"):
    return Edition(
        month=date(2026, 11, 1), as_of=date(2026, 11, 15), issued_on=date(2026, 11, 16), issue_number=0, issue_total=0, district="坪山区",
        district_en="Pingshan District", issuer="专班", language=language,
    )  # fmt: skip


def text_of(language="zh", **changes):
    return lines_of(brief_page(frames(**changes), edition(language)))


def test_title_and_points_count_what_is_in_the_frames():
    assert title(frames(), Words()) == "11月1日至15日应走访2家，已走访1家，累计逾期1家"
    assert [point["figure"] for point in points(frames(), Words())] == ["2", "1", "1", "1", "1", "2"]
    # Four and one of the fourteen were there on two days or more.
    assert "14家企业被走访过（含未预警的），其中5家有2天及以上" in text_of()
    assert "收到诉求3件，答复2件，其中按时1件、逾期0件、未定期限1件" in text_of()


def test_a_share_of_a_handful_is_called_too_few():
    assert "应走访2家，已走访1家；" in text_of()
    assert "应走访2家，已走访1家（50%）" in text_of(visited_share=0.5)


def test_a_case_is_told_in_three_lines_and_its_burden_said():
    page = text_of()
    for words in (
        "尚无走访记录",
        "规自局（应于2026年11月20日前答复）",
        "第1组应于2026年11月5日前走访",
        "建议联合走访或电话",
        "提请区级协调",
    ):
        assert words in page


def test_where_nothing_happened_the_page_says_so():
    none = frames()
    bare = {
        name: getattr(none, name).clear()
        for name in ("due", "overdue", "coming", "units", "signals", "appeals", "told", "stuck", "burden", "topics", "departments")
    }
    page = text_of(**bare)
    for text in (texts.NONE_OVERDUE, texts.NO_SIGNALS, texts.NO_APPEALS, texts.NO_STUCK, texts.ANSWERS_NONE, texts.NO_TOLD):
        assert text.zh in page
    assert "没有到期的走访，累计逾期0家" in page


def test_an_english_brief_has_no_chinese_but_names():
    names = ("甲公司", "乙公司", "坪山街道", "第1组", "规自局", "扩产", "专班", "坪山区")
    page = text_of("en")
    for name in names:
        page = page.replace(name, "")
    assert re.findall("[\u4e00-\u9fff]+", page) == []


@pytest.mark.parametrize(("language", "words"), [("zh", "应访2家，已访1家，逾期1家"), ("en", "2 due, 1 visited, 1 overdue")])
def test_a_letter_says_the_counts_in_its_subject(language, words):
    letter = brief_letter(frames(), edition(language), LetterOptions(attached=("a.pdf",)))
    assert words in letter.subject
    assert "14" not in letter.subject
    assert title(frames(), Words(language)) in letter.text


def test_daily_electricity_since_the_list_is_told_as_provisional_and_only_where_it_is_read():
    changed = rows(
        {"change": "lower", "change_share": -0.4}, {"change": "back", "change_share": 0.31, "case_id": 2},
        {"change": "same", "change_share": 0.02, "case_id": 3},
    )  # fmt: skip
    page = text_of(readings=changed, listed_on=date(2026, 10, 16))
    assert "自上期名单（数据截至2026年10月16日）以来，有日用电数据的在办企业3家：继续走低1家、大体持平1家、回升1家" in page
    assert "暂定" in page
    assert "−40%" in page
    assert "+2%" not in page
    assert "provisional" in text_of("en", readings=changed, listed_on=date(2026, 10, 16))
    assert "暂定" not in text_of()
