"""One enterprise in lines for a terminal: either language throughout, figures with their units, nothing invented where nothing is known."""

import re
from datetime import date
from typing import Any

import polars as pl
import pytest

from reports.explanation import Explanation, explanation_lines
from reports.terminal import cells, left, right
from reports.words.text import Words
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.vocabulary import Language

CODE = "91440300192413773Q"
MONTH = date(2026, 10, 1)
CHINESE = re.compile("[\u4e00-\u9fff]")
FIGURES = pl.DataFrame(
    [
        {"figure": "output_value_twelve_months", "value": 1000.0, "months_present": 11, "missing": "2026-10", "until": date(2026, 9, 1)},
        {
            "figure": "output_value_twelve_months_growth",
            "value": None,
            "months_present": 11,
            "missing": "2026-10",
            "until": date(2026, 9, 1),
        },
        {"figure": "tax_month_growth", "value": -0.25, "months_present": 1, "missing": "", "until": MONTH},
    ],
)


def rows(table: str, *entries: dict[str, Any]) -> pl.DataFrame:
    schema = table_named(table).polars_schema()
    return pl.DataFrame([{name: entry.get(name) for name in schema} | {"uscc": CODE} for entry in entries], schema=schema).drop("month")


def explanation(**changed: Any) -> Explanation:
    contributions = rows(
        names.CONTRIBUTIONS,
        {"risk": "operating", "feature": "decline_electricity", "feature_value": 2.5, "contribution_log_odds": 1.25},
        {"risk": "operating", "feature": "silence_months", "feature_value": 1.0, "contribution_log_odds": -0.5},
        {"risk": "operating", "feature": "decline_tax", "feature_value": 1.0, "contribution_log_odds": 0.01},
        {"risk": "operating", "feature": "intercept", "feature_value": None, "contribution_log_odds": -2.0},
        {"risk": "relocation", "feature": "signals", "feature_value": 0.4, "contribution_log_odds": 0.5},
    )
    electricity = {"indicator": "electricity", "value": 1200.0, "expected": 2400.0, "ratio_share": 0.5, "onset": date(2026, 7, 1)}
    found: dict[str, Any] = {
        "month": MONTH,
        "as_of": date(2026, 11, 16),
        "enterprise": {"uscc": CODE, "name": "Alpha", "street": None, "industry": None, "tier": "group"},
        "risk": {
            "operating_risk": 0.62,
            "relocation_risk": 0.004,
            "relocation_stage": "looking",
            "out_of_scope": None,
            "relocation_share": 0.09,
        },
        "contributions": contributions,
        "evidence": rows(names.EVIDENCE, electricity),
        "shift": pl.DataFrame(
            [{"indicator": "electricity", "since": date(2026, 7, 1), "size_share": -0.5, "low_share": -0.6, "high_share": -0.4}]
        ),
        "ahead": pl.DataFrame(
            [{"indicator": "electricity", "period": date(2026, 11, 1), "mean": 1300.0, "lo_80": 1100.0, "hi_80": 1500.0}]
        ),
        "warning": {"uscc": CODE, "level": "orange", "is_listed": True, "rank": 3, "months_listed": 2},
        "reasons": rows(
            names.REASONS, {"place": 1, "part": 1, "code": "fall", "kind": "operating", "indicator": "electricity", "share": 0.5}
        ),
        "measures": rows(names.MEASURES),
        "clearings": rows(names.CLEARINGS, {"place": 1, "code": "risk_below", "exit_risk": 0.2, "months": 2}),
        "figures": FIGURES,
        "page": "/somewhere/page.html",
    }
    return Explanation(**(found | changed))


def text(language: Language, **changed: Any) -> str:
    return "\n".join(explanation_lines(explanation(**changed), Words(language)))


def test_english_holds_no_chinese_and_chinese_no_english_sentence() -> None:
    assert not CHINESE.search(text("en"))
    assert re.findall("[A-Za-z]{3,}", text("zh").replace("Alpha", "").replace("/somewhere/page.html", "")) == []


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "zh",
            (
                "经营风险 62%，外迁风险 <1%",
                # What is the same for everybody is no factor of this one.
                "经营风险由3项因素合成，影响最大的3项（以最大的一项为10）：",
                "推高     10  用电下降证据\n    降低      4  停报月数\n    推高      1  纳税下降证据",
                "2026-07起水平变化−50%",
                "橙色预警，名单第3位",
            ),
        ),
        (
            "en",
            (
                "operating risk 62%, relocation risk <1%",
                "operating risk is made of 3 factors",
                "relocation risk is made of 1 factor;",
                "lowers    4  ",
                "orange warning, number 3 of the list",
            ),
        ),
    ],
)
def test_what_is_known_is_given_with_its_figures(language: Language, parts: tuple[str, ...]) -> None:
    for part in parts:
        assert part in text(language)


def test_an_enterprise_out_of_scope_is_named_with_the_reason() -> None:
    assert "未评分：长期停产停用" in text("zh", risk={"operating_risk": None, "out_of_scope": "idle"})
    assert "not scored: the register of that month does not have it" in text("en", risk=None)


def test_below_entry_there_is_no_warning_and_without_figures_no_forecast() -> None:
    bare = text("zh", warning=None, ahead=pl.DataFrame(), shift=pl.DataFrame())
    assert "2026年10月未达预警线" in bare
    assert "数据太少，不能给出预测" in bare


def test_columns_line_up_in_either_language() -> None:
    assert [cells(made("用电", 8)) for made in (left, right)] == [8, 8]
    assert (left("用电", 6), right("ab", 4)) == ("用电  ", "  ab")


def test_figures_have_period_base_and_unit_and_name_the_months_they_lack() -> None:
    lines = text("zh").splitlines()
    assert "  近12个月产值1,000万元（仅11个月，缺10月）" in lines
    assert "  近12个月产值同比—（两年中有缺月：10月）" in lines
    assert "  当月纳税同比−25.0%" in lines
