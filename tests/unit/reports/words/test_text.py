"""One language joins, dates, counts and names as its readers do."""

from __future__ import annotations

from datetime import date

import pytest

from reports.words.text import Text, Words
from warehouse.vocabulary import INDICATORS

ZH, EN = Words("zh"), Words("en")
DAY = date(2026, 2, 6)


def test_dates() -> None:
    assert (ZH.month(DAY), ZH.day(DAY), ZH.day_of_year(DAY)) == ("2026年2月", "2026年2月6日", "2月6日")
    assert (EN.month(DAY), EN.day(DAY), EN.day_of_year(DAY)) == ("February 2026", "6 February 2026", "6 February")
    assert ZH.month(None) == EN.day(None) == "—"


def test_joining() -> None:
    parts = ["a", "b"]
    assert (ZH.listed(parts), ZH.clauses(parts), ZH.phrases(parts), ZH.sentences(["甲。", "", "乙。"])) == (
        "a、b",
        "a，b",
        "a；b",
        "甲。乙。",
    )
    assert (EN.listed(parts), EN.clauses(parts), EN.phrases(parts), EN.sentences(["A.", "", "B."])) == ("a, b", "a, b", "a; b", "A. B.")


@pytest.mark.parametrize(
    ("count", "noun", "zh", "en"),
    [
        (1, Text(zh="家", en="enterprise"), "1家", "1 enterprise"),
        (1200, Text(zh="家", en="enterprise"), "1,200家", "1,200 enterprises"),
        (2, Text(zh="个行业", en="industry|industries"), "2个行业", "2 industries"),
    ],
)
def test_counting(count: int, noun: Text, zh: str, en: str) -> None:
    assert (ZH.counted(count, noun), EN.counted(count, noun)) == (zh, en)


def test_terms_are_named_and_none_is_lost() -> None:
    assert (ZH.term(INDICATORS, "tax"), EN.term(INDICATORS, "tax")) == ("纳税", "tax")
    assert ZH.term(INDICATORS, "freight") == "freight"
    assert ZH.term(INDICATORS, None) == ZH.term(INDICATORS, "") == "—"
    assert ZH.term(INDICATORS, None, missing="") == ""


def test_levels_units_and_flags() -> None:
    assert (ZH.level("red"), EN.level("red"), ZH.level("purple"), ZH.level(None, missing="无")) == ("红色", "red", "purple", "无")
    assert (ZH.unit("electricity"), EN.unit("electricity"), EN.unit(None)) == ("千瓦时", "kWh", "")
    assert ZH.flags("merged, set_aside") == "1—2月合并、数据待核"
    assert EN.flags("set_aside") == "set aside"
    assert EN.flags(None) == ""


def test_an_english_cell_begins_with_a_capital() -> None:
    assert (ZH.capital("abc"), EN.capital("abc"), EN.capital("")) == ("abc", "Abc", "")


def test_a_place_that_is_not_filled_is_an_error() -> None:
    with pytest.raises(KeyError, match="share"):
        ZH.say(Text(zh="{share}", en="{share}"))
