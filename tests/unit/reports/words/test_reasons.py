"""Every code has a template in every language, and a template says what the stored numbers say."""

from __future__ import annotations

import itertools
import re
from datetime import date

import polars as pl
import pytest

from reports.frames import conform
from reports.words.reasons import CLEARING_TEXTS, REASON_TEXTS, clearing_phrases, measure_phrases, reason_phrases
from reports.words.text import Words
from warehouse.vocabulary import CLEARINGS, LANGUAGES, REASONS, forbidden_in

CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
FULL_REASON = {
    "indicator": "electricity", "share": 0.412, "months": 3, "since": date(2026, 8, 1), "peers_share": -0.2, "signal": "lease_ending",
    "growth_3m_share": -0.3, "year_base": "low",
    "observed_on": date(2026, 6, 12), "destination": "Huizhou", "stage": "looking", "feature": "fall_12",
}  # fmt: skip
FULL_CLEARING = {"indicator": "tax", "value": 123456.0, "months": 2, "exit_risk": 0.12}


def reason(*rows: dict[str, object], language: str = "zh") -> str:
    parts = [{"uscc": "a", "place": 1, "part": part, **row} for part, row in enumerate(rows, start=1)]
    (phrase,) = reason_phrases(conform(pl.DataFrame(parts), "reasons"), Words(language))["a"]
    return phrase


def clearing(row: dict[str, object], language: str = "zh") -> str:
    (phrase,) = clearing_phrases(conform(pl.DataFrame([{"uscc": "a", "place": 1, **row}]), "clearings"), Words(language))["a"]
    return phrase


def measure(row: dict[str, object], language: str = "zh") -> str:
    (phrase,) = measure_phrases(conform(pl.DataFrame([{"uscc": "a", "place": 1, **row}]), "measures"), Words(language))["a"]
    return phrase


@pytest.mark.parametrize(("code", "language"), list(itertools.product(REASONS.keys, LANGUAGES)))
@pytest.mark.parametrize(
    "extras",
    [{}, dict.fromkeys(("months", "since", "peers_share", "growth_3m_share", "year_base", "destination", "feature"))],
    ids=["full", "bare"],
)
def test_every_reason_is_worded_in_every_language(code, language, extras):
    # A silence or stop without a length is not stored.
    row = {"code": code, **FULL_REASON, **extras, **({"months": 4} if code in ("silence", "stopped") else {})}
    phrase = reason(row, language=language)
    assert phrase
    assert re.findall("None|[{}]", phrase) == []
    assert bool(CHINESE.search(phrase)) == (language == "zh")
    assert forbidden_in(phrase) == []


@pytest.mark.parametrize(("code", "language"), list(itertools.product(CLEARINGS.keys, LANGUAGES)))
def test_every_clearing_is_worded_in_every_language(code, language):
    phrase = clearing({"code": code, **FULL_CLEARING}, language)
    assert phrase
    assert re.findall("None|[{}]", phrase) == []
    assert bool(CHINESE.search(phrase)) == (language == "zh")
    assert forbidden_in(phrase) == []


def test_there_is_no_template_without_a_code():
    assert set(REASON_TEXTS) == set(REASONS.keys)
    assert set(CLEARING_TEXTS) == set(CLEARINGS.keys)


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        (
            [{"code": "fall", "indicator": "electricity", "share": 0.412, "months": 3, "since": date(2026, 8, 1), "peers_share": -0.2}],
            "用电10月比常态低41%（同行中位数低20%），8月起连续3个月偏低",
            "electricity 41% below normal in October (peers' median 20% below normal), low for 3 months running since August",
        ),
        (
            [{"code": "fall", "indicator": "gas", "share": 0.3, "months": 4, "since": date(2025, 11, 1)}],
            "用气2月比常态低30%，2025年11月起连续4个月偏低",
            "gas 30% below normal in February, low for 4 months running since November 2025",
        ),
        (
            [
                {
                    "code": "fall",
                    "indicator": "employment",
                    "share": 0.18,
                    "months": 2,
                    "since": date(2026, 8, 1),
                    "month": date(2026, 10, 1),
                }
            ],
            "用工10月比常态低18%，8月起可比的2个月均偏低",
            "employment 18% below normal in October, low in all 2 months that can be compared since August",
        ),
        ([{"code": "fall", "indicator": "tax", "share": 1.0, "since": date(2026, 10, 1)}], "纳税10月为零或为负", None),
        ([{"code": "fall", "indicator": "tax", "share": 1.0}], "纳税为零或为负", "tax at zero or below"),
        (
            [
                {"code": "physical_lead", "indicator": "electricity", "share": 0.385},
                {"code": "physical_lead", "indicator": "employment", "share": 0.2},
                {"code": "physical_lead", "indicator": "tax"},
            ],
            "用电比常态低38%、用工比常态低20%，而纳税基本未降",
            "electricity 38% below normal, employment 20% below normal while tax holds",
        ),
        (
            [{"code": "recovering", "indicator": "electricity", "share": 1.03}, {"code": "recovering", "indicator": "tax", "share": 0.97}],
            "前期下降，本月已见回升（用电为常态的103%、纳税为常态的97%），待巩固",
            "an earlier fall, recovering this month (electricity at 103% of normal, tax at 97% of normal), not yet settled",
        ),
        (
            [{"code": "silence", "indicator": "water", "months": 1}, {"code": "silence", "indicator": "gas", "months": 1}],
            "用水、用气已1个月无数据",
            "no figures of water, gas for 1 month",
        ),
        (
            [{"code": "joint", "share": 0.37, "feature": "fall_12"}, {"code": "joint", "share": 0.37, "feature": "signals"}],
            "单项偏离均不大，或与去年同期相近，综合评估风险37%，主要依据：较一年前普遍下降、外迁类信号",
            (
                "no single indicator stands out or differs much from last year, all taken together give a risk of 37%, "
                "mainly by: most indicators down on a year ago, reported signs of a move"
            ),
        ),
        ([{"code": "joint", "share": 0.37}], "单项偏离均不大，或与去年同期相近，综合评估风险37%", None),
        ([{"code": "stopped", "indicator": "tax", "months": 4}], "连续4个月无入库税款", "no tax paid for 4 months running"),
        (
            [{"code": "stopped", "indicator": "output_value", "months": 3}, {"code": "stopped", "indicator": "tax", "months": 3}],
            "连续3个月无入库税款，产值连续3个月为零",
            "no tax paid for 3 months running, output at zero for 3 months running",
        ),
        (
            [
                {
                    "code": "fall",
                    "indicator": "output_value",
                    "share": 0.51,
                    "month": date(2026, 10, 1),
                    "growth_3m_share": 0.536,
                    "year_base": "low",
                }
            ],
            "产值10月比常态低51%（近3个月同比+54%，去年同期基数偏低）",
            "output 51% below normal in October (3 months +54% on a year ago, an unusually low base a year ago)",
        ),
        (
            [{"code": "fall", "indicator": "electricity", "share": 0.3, "peers_share": 0.004}],
            "用电比常态低30%（同行中位数持平）",
            "electricity 30% below normal (peers' median at normal)",
        ),
        (
            [
                {
                    "code": "relocation_signs",
                    "stage": "set_up_elsewhere",
                    "signal": "outside_investment",
                    "observed_on": date(2026, 5, 2),
                    "destination": "惠州市",
                }
            ],
            "出现外迁风险信号：已在区外设点（在区外投资设点，2026-05反映，去向惠州市）",
            "signs of relocation: set up elsewhere (investment elsewhere, reported 2026-05, to 惠州市)",
        ),
        (
            [{"code": "relocation_signs", "stage": "capacity_moved", "feature": "leaving_evidence"}],
            "出现外迁风险信号：产能外移（按用能用工先于产值下降推断，待走访核实）",
            "signs of relocation: capacity moved (inferred: energy and people fall before output; to be asked at a visit)",
        ),
        (
            [{"code": "appeal", "feature": "appeal_space", "observed_on": date(2026, 8, 3)}],
            "2026年8月提出用地用房诉求，未办结",
            "an appeal on space raised in August 2026, still open",
        ),
        (
            [{"code": "relocation_signs", "stage": "need", "feature": "appeal_space", "observed_on": date(2026, 8, 3)}],
            "出现外迁风险信号：有场地需求或搬迁意向（2026年8月提出用地用房诉求，未办结）",
            "signs of relocation: need for space, or talk of a move (an appeal on space raised in August 2026, still open)",
        ),
        # Of an edition that did not keep what a stage rests on.
        (
            [{"code": "relocation_signs", "stage": "looking"}],
            "出现外迁风险信号：在区外购地或招工",
            "signs of relocation: land or staff sought elsewhere",
        ),
        (
            [{"code": "signal", "signal": "land_purchase_outside", "observed_on": date(2026, 6, 12), "destination": "惠州市"}],
            "在区外购地（2026-06反映，去向惠州市）",
            "land bought elsewhere (reported 2026-06, to 惠州市)",
        ),
        ([{"code": "signal", "signal": "lease_ending", "observed_on": date(2026, 6, 12)}], "租约将到期（2026-06反映）", None),
    ],
)
def test_the_words_of_a_reason(rows, zh, en):
    assert reason(*rows) == zh
    if en:
        assert reason(*rows, language="en") == en


def test_the_words_of_what_clears():
    figure = {"code": "figure_above", "indicator": "output_value", "value": 123456.0, "months": 2}
    assert clearing(figure) == "产值连续2个月回到各月常态附近（当月为123,000万元以上）"
    in_october = figure | {"month": date(2026, 10, 1)}
    assert clearing(in_october) == "产值连续2个月回到各月常态附近（10月为123,000万元以上）"
    wanted = "output close to its normal level for 2 months running (in October 123,000 CNY 10k or more)"
    assert clearing(in_october, "en") == wanted
    assert clearing({"code": "risk_below", "exit_risk": 0.12, "months": 1}) == "风险连续1个月低于12%"
    assert clearing({"code": "report_resumes", "indicator": "gas"}) == "用气恢复有数"


def test_the_words_of_a_measure():
    own = {"measure": "lease", "words_zh": "协助续租", "words_en": "help with the lease (street office)", "department": "街道办事处"}
    assert measure(own) == "协助续租（街道办事处）"
    # The department is part of the English words, and named once.
    assert measure(own, "en") == "help with the lease (street office)"
    # Words that nobody configured in English are given as they stand rather than lost.
    assert measure(own | {"words_en": None, "department": None}, "en") == "协助续租"
    policy = {"measure": "policy", "policy": "技改补助", "department": "区工信局"}
    assert measure(policy) == "可对接政策《技改补助》（区工信局）"
    assert measure(policy, "en") == "a policy that may fit: “技改补助” (区工信局)"


def test_reasons_keep_their_order_and_their_enterprise():
    rows = [
        {"uscc": "b", "place": 2, "part": 1, "code": "fall", "indicator": "gas", "share": 0.1},
        {"uscc": "b", "place": 1, "part": 2, "code": "silence", "indicator": "water", "months": 2},
        {"uscc": "b", "place": 1, "part": 1, "code": "silence", "indicator": "tax", "months": 2},
        {"uscc": "a", "place": 1, "part": 1, "code": "fall", "indicator": "gas", "share": 0.2},
    ]
    found = reason_phrases(conform(pl.DataFrame(rows), "reasons"), Words())
    assert found == {"a": ["用气比常态低20%"], "b": ["纳税、用水已2个月无数据", "用气比常态低10%"]}


def test_outside_words_are_made_inert():
    row = {"code": "signal", "signal": "lease_ending", "observed_on": date(2026, 6, 12), "destination": "惠州\u202e\n市"}
    assert reason(row) == "租约将到期（2026-06反映，去向惠州 市）"


@pytest.mark.parametrize(("share", "told"), [(1.0, "纳税10月为零或为负（"), (0.998, "纳税10月比常态低100%（")])
def test_a_figure_at_or_below_zero_is_no_hundred_per_cent_below_normal(share: float, told: str) -> None:
    row = {"code": "fall", **FULL_REASON, "indicator": "tax", "share": share, "month": date(2026, 10, 1)}
    assert reason(row).startswith(told)
