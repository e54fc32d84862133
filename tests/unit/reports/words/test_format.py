from datetime import date

import pytest

from reports.words import format as wording


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1918.6, 1, "1,918.6"), (-1234567, 0, "\u22121,234,567"), (0, 0, "0"), (-0.2, 0, "0"), (None, 0, "—"), (float("nan"), 0, "—")],
)
def test_number_on_a_page(value, digits, text):
    assert wording.number(value, digits) == text


@pytest.mark.parametrize(("value", "text"), [(0.032, "+3.2%"), (-0.19, "\u221219.0%"), (0.0, "0.0%"), (0.0001, "0.0%"), (None, "—")])
def test_growth_carries_its_sign(value, text):
    assert wording.signed_share(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.004, "<1%"), (0.37, "37%"), (0.999, ">99%"), (None, "—")])
def test_no_probability_is_printed_as_certain(value, text):
    assert wording.risk(value) == text


@pytest.mark.parametrize(
    ("delta", "text"), [(3, "比上月增加3家"), (-2, "比上月减少2家"), (0, "与上月持平"), (None, "首期名单，无上月可比")]
)
def test_comparison_with_last_month(delta, text):
    assert wording.versus_last_month(delta) == text


def test_growth_names_its_basis():
    assert wording.growth_words(-0.324) == "同比下降32.4%"
    assert wording.growth_words(0.05, "环比") == "环比增长5.0%"
    assert wording.growth_words(None) == "同比—"


def test_months_and_days():
    assert wording.month_key(date(2026, 10, 1)) == "2026-10"
    assert wording.month_words(date(2026, 2, 1)) == "2026年2月"
    assert wording.day_words(None) == "—"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("甲\r\n乙\t丙", "甲 乙 丙"),
        ("示例\u202e反向\u2066科技\u200b", "示例反向科技"),
        ("a\x00b\x1bc", "abc"),
        (None, ""),
        ("<b>", "<b>"),
    ],
)
def test_outside_text_is_made_inert(raw, clean):
    assert wording.plain(raw) == clean


def test_long_outside_text_is_cut():
    assert len(wording.plain("长" * 500, 60)) == 60


def test_forbidden_words_are_found():
    assert wording.forbidden_in("该企业将外迁，应予阻止") == ["将外迁", "阻止"]
    assert wording.forbidden_in("出现外迁风险信号，建议服务") == []


def test_phrases_and_flags():
    assert wording.split_phrases("用电下降； ；用工减少") == ["用电下降", "用工减少"]
    assert wording.flag_words("merged,set_aside") == "1—2月合并、数据待核"
