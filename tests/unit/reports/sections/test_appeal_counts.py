"""The annex about appeals: two tables and a sentence, a share where enough were answered, nothing where nobody appealed."""

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.appeal_counts import appeal_tables, appeal_words
from tests.unit.reports.fixture_frames import edition

ROW = {"received": 7, "answered": 6, "in_time": 4, "late": 1, "unanswered": 3, "overdue": 2, "in_time_share": 0.8}
COUNTS = [
    {"dimension": "topic", "name": "space", **ROW},
    {"dimension": "topic", "name": "其他", **ROW, "received": 1, "in_time_share": None},
    {"dimension": "department", "name": None, **ROW},
]


def briefing(*rows: dict[str, object]) -> Briefing:
    return Briefing(BriefingFrames(appeal_counts=pl.DataFrame(list(rows))) if rows else BriefingFrames(), edition())


def test_topics_have_their_words_and_nobody_yet_is_said() -> None:
    topics, departments = appeal_tables(briefing(*COUNTS))
    assert (topics["caption"], [row["label"] for row in topics["rows"]]) == ("按诉求类别", ["空间", "其他"])
    assert [row["label"] for row in departments["rows"]] == ["尚未交办"]


def test_the_sentence_sums_the_topics_and_says_how_many_had_no_day() -> None:
    assert appeal_words(briefing(*COUNTS)) == (
        "2026年10月收到诉求8件，答复12件，其中按时8件、逾期2件、未定期限2件；月末未答复6件，其中逾期4件。"
    )


def test_without_appeals_there_is_neither() -> None:
    assert (appeal_tables(briefing()), appeal_words(briefing())) == ([], "")
