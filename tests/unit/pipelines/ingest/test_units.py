"""Every unit of the contract becomes the canonical unit of its indicator, and no other."""

import pytest

from pipelines.ingest.units import is_unit_word, possible_pairs, unit_key
from warehouse.vocabulary import INDICATORS

SPELLINGS = [
    "CNY",
    "CNY_1k",
    "CNY_10k",
    "persons",
    "kWh",
    "10k_kWh",
    "m3",
    "t",
    "元",
    "千元",
    "万元",
    "人",
    "千瓦时",
    "万千瓦时",
    "立方米",
    "吨",
]


@pytest.mark.parametrize("spelling", [*SPELLINGS, "m³", " 万元 ", "KWH", "ｋＷｈ"])
def test_every_spelling_is_known(spelling):
    assert unit_key(spelling) is not None


@pytest.mark.parametrize("spelling", ["", "furlong", "亿", "kW", "万", "t_water"])
def test_other_spellings_are_not(spelling):
    assert unit_key(spelling) is None


@pytest.mark.parametrize(
    ("indicator", "spelling", "value", "expected"),
    [
        ("output_value", "CNY", 12_345_678, 1234.5678),
        ("output_value", "千元", 1234.7, 123.47),
        ("tax", "万元", 3.5, 3.5),
        ("value_added", "元", 1, 0.0001),
        ("fixed_investment", "CNY_1k", 10, 1),
        ("employment", "人", 12, 12),
        ("electricity", "万千瓦时", 1.5, 15_000),
        ("electricity", "kWh", 9, 9),
        ("water", "吨", 30, 30),
        ("water", "m3", 30, 30),
        ("gas", "立方米", 30, 30),
    ],
)
def test_values_are_converted(indicator, spelling, value, expected):
    multiplier, divisor = possible_pairs()[f"{indicator}|{unit_key(spelling)}"]
    assert value * multiplier / divisor == expected


@pytest.mark.parametrize(
    ("spelling", "indicator", "factor"),
    [
        ("人民币（亿元）", "tax", 10_000),
        ("万元人民币", "tax", 1),
        ("RMB million", "tax", 100),
        ("10^4 kWh", "electricity", 10_000),
        ("10⁴kWh", "electricity", 10_000),
        ("万千瓦·时", "electricity", 10_000),
        ("亿度", "electricity", 100_000_000),
        ("MWh", "electricity", 1_000),
        ("瓦时", "electricity", 0.001),
        ("万 m³", "water", 10_000),
        ("万吨", "water", 10_000),
        ("Nm3", "gas", 1),
        ("度(千瓦时)", "electricity", 1),
    ],
)
def test_units_are_multiples_of_a_base(spelling, indicator, factor):
    multiplier, divisor = possible_pairs()[f"{indicator}|{unit_key(spelling)}"]
    assert multiplier / divisor == factor


@pytest.mark.parametrize("word", ["万美元", "亩", "元/吨", "kW", "万", "吨标准煤", "百万大卡", "人次"])
def test_units_of_other_things_are_units_all_the_same(word):
    assert unit_key(word) is None
    assert is_unit_word(word)


@pytest.mark.parametrize("word", ["甲公司", "万科集团", "税务局", "统计", ""])
def test_words_are_no_units(word):
    assert not is_unit_word(word)


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.key)
def test_every_indicator_comes_in_its_own_unit_by_key_and_by_word(one):
    for spelling in (one.unit.key, one.unit.zh):
        assert possible_pairs()[f"{one.key}|{unit_key(spelling)}"] == (1, 1)


@pytest.mark.parametrize(
    ("indicator", "spelling"),
    [("electricity", "万元"), ("gas", "吨"), ("tax", "人"), ("employment", "kWh"), ("water", "kWh"), ("output_value", "m3")],
)
def test_units_that_do_not_fit_are_no_pair(indicator, spelling):
    assert f"{indicator}|{unit_key(spelling)}" not in possible_pairs()
