"""Provisional risks of open cases: the sentence, before and now with what changed them, and the main point, in both languages."""

from datetime import date

import polars as pl

from models.cases.provisional_scores import SCHEMA
from reports.brief import points
from reports.sections.provisional import provisional_parts, provisional_point, provisional_words
from reports.words.text import Words
from tests.unit.reports.test_brief import frames, rows, text_of
from warehouse.risk_vocabulary import FEATURES

LISTED = date(2026, 10, 16)
RISK = {
    "change": "higher", "operating_risk_then": 0.21, "operating_risk_now": 0.2, "relocation_risk_then": 0.004, "relocation_risk_now": 0.48,
    "combined_risk_then": 0.21, "combined_risk_now": 0.48, "moved": "relocation", "features": ["signal_land_purchase_outside"],
    "figures_count": 3, "reports_count": 1, "visits_count": 0,
}  # fmt: skip
FRAME = rows(
    RISK,
    {**RISK, "change": "lower", "features": [], "figures_count": 0, "reports_count": 0, "case_id": 2},
    {**RISK, "change": "same", "case_id": 3},
)


def test_a_change_is_worded_with_what_moved_it_and_what_arrived() -> None:
    told = provisional_words(RISK, Words("zh"))
    assert (told["operating"], told["relocation"]) == ("21% → 20%", "<1% → 48%")
    assert told["by"] == f"{FEATURES['signal_land_purchase_outside'].zh}；新到数据3项、线索诉求1条"
    quiet = provisional_words({**RISK, "features": [], "figures_count": 0, "reports_count": 0}, Words("en"))
    assert quiet["by"] == "nothing new; earlier reports have aged"


def test_the_page_shows_who_changed_and_counts_all() -> None:
    page = text_of(provisional=FRAME, listed_on=LISTED)
    assert "在办企业风险（暂定）" in page
    assert "上升1家" in page
    assert "变动不大1家" in page
    assert page.count("→ 48%") == 2
    english = text_of("en", provisional=FRAME, listed_on=LISTED)
    assert "Risks of open cases (provisional)" in english
    assert "1 higher" in english


def test_the_letters_points_name_the_changed_ones_alone() -> None:
    (point,) = provisional_point(frames(provisional=FRAME, listed_on=LISTED), Words("zh"))
    assert point == {"figure": "2", "unit": "家", "text": "在办企业风险暂定值变动较大：下降1家、上升1家。"}
    assert point in points(frames(provisional=FRAME, listed_on=LISTED), Words("zh"))
    assert provisional_point(frames(provisional=FRAME.filter(pl.col("change") == "same")), Words("zh")) == []


def test_without_scores_there_is_no_section() -> None:
    assert provisional_parts(frames(), Words("zh")) == {"provisional": None}
    assert "在办企业风险（暂定）" not in text_of()
    assert set(RISK) <= set(SCHEMA)
