"""The figures and sentences of one enterprise's page, in both languages."""

from datetime import date

import polars as pl
import pytest

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.enterprise_evidence import (
    agreement_words,
    clearing_words,
    fan_words,
    history_words,
    indicator_rows,
    peer_words,
    pushes,
    signs_words,
)
from reports.words.enterprise import AGREEMENT
from reports.words.text import Words
from tests.unit.reports.fixture_frames import MONTH, briefing_frames, edition
from warehouse.vocabulary import FAMILY_AGREEMENTS

ZH, EN = Words("zh"), Words("en")


def own(language: str = "zh", **frames: pl.DataFrame) -> Briefing:
    return Briefing(BriefingFrames(**frames), edition(language=language))


def series(value: float | None, indicator: str = "electricity", **more: object) -> pl.DataFrame:
    return pl.DataFrame({"uscc": ["A"], "indicator": [indicator], "period": [MONTH], "value": [value], **more})


def evidence(indicator: str = "electricity", **more: object) -> pl.DataFrame:
    return pl.DataFrame({"uscc": ["A"], "indicator": [indicator], **more})


@pytest.mark.parametrize(
    ("percentile", "zh", "en"),
    [
        (0.08, "弱于92%的同行", "weaker than 92%"),
        (0.0, "弱于99%以上的同行", "weaker than >99%"),
        (0.5, "弱于50%的同行", "weaker than 50%"),
        (0.7, "强于70%的同行", "stronger than 70%"),
        (1.0, "强于99%以上的同行", "stronger than >99%"),
        (None, "—", "—"),
    ],
)
def test_peers(percentile: float | None, zh: str, en: str) -> None:
    assert (peer_words(percentile, ZH), peer_words(percentile, EN)) == (zh, en)


def test_a_gap_to_almost_nothing_is_not_a_percentage() -> None:
    rows = indicator_rows(own(series=series(0.0), evidence=evidence(expected=[0.2], ratio_share=[0.0])))
    assert rows[0]["gap"] is None


def test_gap_is_the_evidence_s_and_value_and_growth_are_the_catalogue_s() -> None:
    values = {"electricity_month": 60.0, "electricity_month_growth": -0.25, "electricity_three_months_growth": 0.1}
    figures = pl.DataFrame({"uscc": ["A"] * 3, "figure": list(values), "value": list(values.values())})
    briefing = own(series=series(60.0), figures=figures, evidence=evidence(expected=[100.0], ratio_share=[0.6], year_base=["low"]))
    row = indicator_rows(briefing)[0]
    assert (row["value"], row["expected"], row["gap"], row["yoy"]) == (60.0, 100.0, pytest.approx(-0.4), -0.25)
    assert (row["growth"], row["base"]) == (0.1, "去年同期基数偏低")


def test_the_band_is_that_of_the_normal_level_and_not_of_a_month_ahead() -> None:
    month_ahead = series(60.0, expected=[62.0], lo_80=[50.0], hi_80=[70.0])
    row = indicator_rows(own(series=month_ahead, evidence=evidence(expected=[100.0], ratio_share=[0.6], lo_80=[85.0], hi_80=[120.0])))[0]
    assert (row["expected"], row["lo"], row["hi"]) == (100.0, 85.0, 120.0)
    # Without evidence nothing is called normal: a month-ahead expectation would have followed a fall.
    alone = indicator_rows(own(series=month_ahead))[0]
    assert (alone["expected"], alone["lo"], alone["gap"]) == (None, None, None)


def test_an_indicator_that_fell_silent_stays_in_the_table() -> None:
    silent = evidence("water", expected=[100.0], silent_months=[4])
    for language, note in (("zh", "已4个月无数据"), ("en", "no figures for 4 months")):
        rows = indicator_rows(own(language, evidence=silent))
        assert [(row["indicator"], row["value"], row["note"]) for row in rows] == [("water", None, note)]


def test_what_is_to_be_known_of_a_figure_stands_beside_it() -> None:
    notes = [indicator_rows(own(language, series=series(None, flags=["merged,set_aside"])))[0]["note"] for language in ("zh", "en")]
    assert notes == ["本月未到；1—2月合并、数据待核", "not arrived this month; January and February together, set aside"]


def test_indicators_come_in_the_usual_order_with_their_units() -> None:
    both = pl.concat([series(1.0, "gas"), series(2.0, "output_value")])
    rows = indicator_rows(own("en", series=both))
    assert [(row["name"], row["unit"]) for row in rows] == [("Output", "CNY 10k"), ("Gas", "m³")]
    assert [(row["name"], row["unit"]) for row in indicator_rows(own(series=both))] == [("产值", "万元"), ("用气", "立方米")]


def test_every_way_families_agree_has_a_sentence() -> None:
    assert set(AGREEMENT) == set(FAMILY_AGREEMENTS.keys)
    assert "账面指标平稳而实物指标下降" in agreement_words({"family_agreement": "physical_lead"}, ZH)
    assert agreement_words({"family_agreement": "agree"}, EN) == "Physical and booked figures point the same way."
    # An edition of an earlier version did not judge it.
    assert agreement_words({"family_agreement": None}, ZH) == ""


def test_the_base_rate_is_no_reason_and_features_are_named_by_the_vocabulary() -> None:
    rows = pl.DataFrame(
        {
            "uscc": ["A"] * 4,
            "risk": ["operating"] * 3 + ["relocation"],
            "feature": ["intercept", "energy_evidence", "people_evidence", "signals"],
            "contribution_log_odds": [-3.0, 0.5, -0.8, 0.3],
        }
    )
    found = pushes(own(contributions=rows), "operating")
    assert [push.label for push in found] == ["用工与其他指标同时下降", "用电下降的单项证据"]
    assert [push.width for push in found] == [100, 62]
    assert pushes(own("en", contributions=rows), "relocation")[0].label == "Reported signs of a move"


def contributions(**sizes: float) -> pl.DataFrame:
    rows = [("A", "operating", feature, 1.0, size) for feature, size in sizes.items()]
    return pl.DataFrame(rows, schema=["uscc", "risk", "feature", "feature_value", "contribution_log_odds"], orient="row")


def test_signs_of_a_move_stand_apart_from_operating_evidence_and_nothing_is_lost() -> None:
    sizes = {"signals": 1.5, "fall_1": 0.9, "fall_3": 0.7, "fall_6": -0.5, "fall_12": 0.4, "appeals": 0.3, "people_evidence": 0.2}
    briefing = own(contributions=contributions(intercept=-3.0, **sizes))
    found = pushes(briefing, "operating")
    assert "外迁类信号" not in [push.label for push in found]
    assert (found[-1].label, found[-1].log_odds) == ("其余各项合计", pytest.approx(0.2))
    assert signs_words(briefing).startswith("外迁类信号另计入经营风险（贡献+1.50）")
    # What is shown adds up to what was stored.
    assert sum(push.log_odds for push in found) + 1.5 == pytest.approx(sum(sizes.values()))
    assert signs_words(own(contributions=contributions(fall_1=0.9))) == ""


@pytest.mark.parametrize(
    ("before", "months", "zh", "en"),
    [
        ("orange", 3, "上月橙色；首次列入 2026-08，连续3个月", "orange last month; first listed 2026-08, for 3 months"),
        (None, None, "上月不在名单；首次列入 2026-08", "not on last month's list; first listed 2026-08"),
    ],
)
def test_history(before: str | None, months: int | None, zh: str, en: str) -> None:
    row = {"previous_level": before, "months_listed": months, "first_listed_on": date(2026, 8, 1)}
    assert (history_words(row, ZH), history_words(row, EN)) == (zh, en)


def test_what_clears_a_warning_is_worded_or_the_general_rule_stands() -> None:
    stored = pl.DataFrame({"uscc": ["A"], "place": [1], "code": ["no_relocation_plan"]})
    assert clearing_words(own(clearings=stored), "A") == "走访确认无外迁计划"
    assert clearing_words(own(clearings=stored), "B") == "连续两期低于退出线"
    assert clearing_words(own("en"), "B") == "below the exit line for two months running"


def test_the_explaining_model_says_its_shift_with_a_band_and_what_moved_the_last_month() -> None:
    fans = briefing_frames().fans
    one = fans.filter(pl.col("uscc") == fans["uscc"][0])
    words = fan_words(one, ZH)
    assert words.startswith("水平变化：")
    assert "起−44%（95%区间−52%至−35%）。" in words
    assert words.endswith("偏离趋势水平：季节+3%、工作日和春节−1%。")
    assert "−44% from " in fan_words(one, EN)
    assert fan_words(one.with_columns(pl.lit(None).alias("shift_period"), pl.lit(None).alias("season_share")), ZH) == ""
