"""Notices say in one sentence what happened and what to do, in both languages, and nothing of enterprises."""

from datetime import date
from typing import get_args

import pytest

from pipelines.mail_jobs import FailureOptions
from pipelines.sensors import KINDS
from reports.edition import Edition
from reports.letters.letter import LetterOptions
from reports.letters.notice_letter import FailedRun, LateFigures, failure_letter, hung_letter, late_letter
from reports.words.notices import JOBS, REASONS, TO_DO, UNITS
from warehouse.vocabulary import Language

DAY = date(2026, 11, 16)
OPTIONS = LetterOptions(scope="district")


def edition(language: Language = "zh") -> Edition:
    return Edition(
        month=DAY.replace(day=1), as_of=DAY, issued_on=DAY, issue_number=0, issue_total=0, district="测试区", issuer="区专班",
        district_en="Test District", content_id="0d1e", language=language,
    )  # fmt: skip


def test_a_failed_month_is_told_with_its_reason_and_what_to_do() -> None:
    letter = failure_letter(FailedRun("0d1e", "run", "held", date(2026, 10, 1)), edition(), OPTIONS)
    assert letter.subject == "【运行告警】月度运行（2026年10月）未完成：数据校验未通过，该月未发布"
    assert "月度运行（2026年10月）于2026年11月16日未完成" in letter.text
    assert "运行编号：0d1e" in letter.text
    english = failure_letter(FailedRun("0d1e", "run", "held", date(2026, 10, 1)), edition("en"), OPTIONS)
    assert english.subject == "[Service] The monthly run (October 2026) did not finish: a check failed, so nothing was published"


def test_a_job_nobody_has_a_word_for_is_told_by_its_name() -> None:
    assert "repair_all未完成" in failure_letter(FailedRun("0d1e", "repair_all", "bug"), edition(), OPTIONS).subject


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_failure_has_words(language: Language) -> None:
    kinds = set(get_args(FailureOptions.model_fields["reason"].annotation))
    assert kinds == set(REASONS) == set(TO_DO) == {*KINDS, "gone", "bug"}
    for kind in sorted(kinds):
        failure_letter(FailedRun("0d1e", "run", kind), edition(language), OPTIONS)


def test_every_job_has_a_word() -> None:
    from pipelines.jobs import JOBS as WORK
    from pipelines.mail_jobs import FAILURE_MAIL, MAIL_JOBS

    named = {job.name for job in (*WORK, *MAIL_JOBS)} - {FAILURE_MAIL}
    assert named <= set(JOBS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_unit_that_hung_is_told_by_its_name(language: Language) -> None:
    assert hung_letter("daemon", edition(), OPTIONS).subject == "【运行告警】定时与监测服务无响应，已重启"
    for unit in UNITS:
        hung_letter(unit, edition(language), OPTIONS)


def test_an_office_is_reminded_of_what_is_its_own_and_by_when_it_was_due() -> None:
    late = LateFigures("统计部门", ("output_value", "value_added"), date(2026, 10, 1), date(2026, 11, 10))
    letter = late_letter(late, edition(), LetterOptions(scope="source:统计部门"))
    assert letter.subject == "【催报】统计部门：2026年10月数据未按期报齐（应于2026年11月10日前）"
    assert "应于2026年11月10日前报送，截至2026年11月16日尚未收到或未报齐" in letter.text
    assert letter.scope == "source:统计部门"
    for word in ("产值", "增加值"):
        assert word in letter.text
