"""Every unit of the contract becomes the canonical unit of its indicator, and no other."""

import pytest

from pipelines.ingest.units import possible_pairs, unit_key
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
