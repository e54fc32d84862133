"""What the page for analysts shows of bands and of stated risks, in both languages, with the checks' sentences."""

from datetime import date

import polars as pl
import pytest

from pipelines.quality.rules import check_coverage, check_stated
from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.guard import outside_rows, stated_rows
from tests.unit.reports.fixture_frames import edition
from warehouse.vocabulary import Language

OUTSIDE = pl.DataFrame(
    [
        {"indicator": "tax", "count": 880, "outside_share": 0.21, "usual_share": 0.29, "is_noticed": False},
        {"indicator": "electricity", "count": 850, "outside_share": 0.52, "usual_share": 0.24, "is_noticed": True},
        {"indicator": "gas", "count": 90, "outside_share": 0.3, "usual_share": None, "is_noticed": False},
    ]
)
STATED = pl.DataFrame(
    [
        {
            "risk": risk, "source": source, "stated_month": date(2025, 9, 1), "count": 300, "stated": 6.04, "happened": 1.0, "lo": 1,
            "hi": 17, "slope": slope, "slope_error": 0.2, "is_off": slope is not None and slope < 0.2,
        }
        for risk, source, slope in (("relocation", "all", None), ("relocation", "reports", 0.1), ("operating", "meters", 0.72))
    ]
)  # fmt: skip


def briefing(language: Language) -> Briefing:
    return Briefing(BriefingFrames(outside=OUTSIDE, stated=STATED), edition(language=language))


def test_indicators_stand_in_their_order_with_what_is_usual_and_a_reading() -> None:
    rows = outside_rows(briefing("zh"))
    assert [(row["name"], row["outside"], row["usual"], row["reading"]) for row in rows] == [
        ("纳税", "21%", "29%", "与以往相当"),
        ("用电", "52%", "24%", "明显偏多"),
        ("用气", "30%", "—", "历史太短"),
    ]
    assert [row["reading"] for row in outside_rows(briefing("en"))] == ["As usual", "Far more than usual", "History too short"]


def test_kinds_of_evidence_stand_by_risk_with_the_whole_last() -> None:
    rows = stated_rows(briefing("zh"))
    assert [(row["source"], row["slope"], row["reading"]) for row in rows] == [
        ("水电气计量", "0.72", "相符"),
        ("线索、诉求和走访", "0.10", "明显不符"),
        ("全部", "—", "相符"),
    ]
    assert (rows[1]["stated"], rows[1]["happened"], rows[1]["interval"]) == ("6.0", "1.0", "1至17")
    assert rows[1]["risk"].startswith("2025年9月")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_issue_without_them_shows_nothing(language: Language) -> None:
    bare = Briefing(BriefingFrames(), edition(language=language))
    assert outside_rows(bare) == []
    assert stated_rows(bare) == []


def test_what_was_noticed_is_a_sentence_of_the_notes() -> None:
    bands, risks = check_coverage(OUTSIDE), check_stated(STATED)
    assert (bands.passed, bands.severity) == (False, "warn")
    assert bands.observed_zh == "用电有52%的数字落在80%预期区间外，以往至多24%"
    assert bands.observed == "1 of 3 indicators lie outside their bands far more often than before"
    assert not risks.passed
    assert risks.observed_zh.startswith("2025年9月的")
    assert "线索、诉求和走访" in risks.observed_zh
    assert "预计6家、实际1家，高低吻合度0.1" in risks.observed_zh
    assert check_coverage(OUTSIDE.filter(~pl.col("is_noticed"))).passed
    assert check_stated(STATED.filter(~pl.col("is_off"))).passed
