"""The figures behind reasons are the evidence's own, laid out in columns."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.reason_evidence import compact_reasons, reason_rows
from tests.unit.reports.fixture_frames import MONTH, edition

SINCE = date(2026, 6, 1)


def reason(place: int, code: str, indicator: str | None = None, part: int = 1, **more: Any) -> dict[str, Any]:
    return {"month": MONTH, "uscc": "A", "place": place, "part": part, "code": code, "kind": "operating", "indicator": indicator, **more}


FALL = reason(2, "fall", "electricity", share=0.62, months=5, since=SINCE, peers_share=-0.08, growth_3m_share=-0.51, year_base="high")
REASONS = pl.DataFrame([reason(1, "visit_confirmed", observed_on=date(2026, 10, 28)), FALL, reason(3, "stopped", "tax", months=4)])
EVIDENCE = pl.DataFrame(
    {
        "uscc": ["A", "A"],
        "indicator": ["electricity", "tax"],
        "value": [1_235.0, 0.0],
        "expected": [3_250.4, 120.0],
        "ratio_share": [0.38, 0.0],
        "onset": [SINCE, None],
        "duration_months": [5, 0],
        "peers_share": [-0.08, 0.02],
    }
)


def own(language: str = "zh", evidence: pl.DataFrame = EVIDENCE) -> Briefing:
    return Briefing(BriefingFrames(reasons=REASONS, evidence=evidence), edition(language=language))


def test_each_figure_a_reason_names_is_a_row_with_what_its_evidence_says() -> None:
    first, second = reason_rows(own(), "A")
    assert first == {
        "name": "用电", "unit": "千瓦时", "month": "2026-10", "value": 1_235.0, "normal": 3_250.4, "gap": 0.38 - 1, "peers": -0.08,
        "lasting": "2026-06起5个月",
    }  # fmt: skip
    # Of nothing no gap is told in per cent.
    assert (second["name"], second["gap"], second["peers"], second["lasting"]) == ("纳税", None, 0.02, "")


def test_a_fall_is_compact_and_other_reasons_are_worded() -> None:
    assert compact_reasons(own())["A"] == [
        "走访确认，尚未办结（2026年10月28日走访）",
        "用电10月：常态3,250千瓦时，差距−62%，同行−8%，近3个月同比−51%，去年同期基数偏高，6月起连续5个月",
        "连续4个月无入库税款",
    ]
    english = compact_reasons(own("en"))["A"][1]
    assert english.startswith("electricity in October: normal 3,250 (kWh), gap −62%, peers −8%, 3 months −51% on a year ago")


def test_a_fall_without_a_normal_level_is_worded() -> None:
    bare = EVIDENCE.with_columns(expected=pl.lit(None, dtype=pl.Float64))
    assert compact_reasons(own(evidence=bare))["A"][1].startswith("用电10月比常态低62%")
    assert reason_rows(own(evidence=bare), "A") == []
    assert "NOBODY" not in compact_reasons(own())
