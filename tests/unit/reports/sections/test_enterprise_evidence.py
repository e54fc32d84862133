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
        (0.08, "低于92%的同行", "below 92%"),
        (0.0, "低于99%以上的同行", "below >99%"),
        (0.5, "低于50%的同行", "below 50%"),
        (0.7, "高于70%的同行", "above 70%"),
        (1.0, "高于99%以上的同行", "above >99%"),
        (None, "—", "—"),
    ],
)
def test_peers(percentile: float | None, zh: str, en: str) -> None:
    assert (peer_words(percentile, ZH), peer_words(percentile, EN)) == (zh, en)


def test_a_gap_to_almost_nothing_is_not_a_percentage() -> None:
    rows = indicator_rows(own(series=series(0.0), evidence=evidence(expected=[0.2], ratio_share=[0.0])))
    assert rows[0]["gap"] is None


def test_gap_and_growth_are_those_of_the_evidence() -> None:
    briefing = own(series=series(60.0), evidence=evidence(expected=[100.0], ratio_share=[0.6], yoy_share=[-0.25]))
    row = indicator_rows(briefing)[0]
    assert (row["value"], row["expected"], row["gap"], row["yoy"]) == (60.0, 100.0, pytest.approx(-0.4), -0.25)


def test_an_expectation_made_a_month_ahead_stands_in_where_there_is_no_evidence() -> None:
    row = indicator_rows(own(series=series(60.0, expected=[80.0], lo_80=[70.0], hi_80=[90.0])))[0]
    assert (row["expected"], row["lo"], row["hi"], row["gap"], row["yoy"]) == (80.0, 70.0, 90.0, None, None)


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
