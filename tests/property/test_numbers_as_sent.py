"""Percentages and numbers in scientific notation: the number they are, or refused; never a part of a person, never a rounded figure."""

import pytest

from tests.property.sent import CODES, chance, kept, read, refused


def people(texts: list[str]) -> list[dict[str, object]]:
    return [{"统一社会信用代码": code, "费款所属期": "202610", "参保人数": text} for code, text in zip(CODES, texts, strict=True)]


def tidy(texts: list[str]) -> list[dict[str, object]]:
    return [
        {"uscc": code, "indicator": "electricity", "period": "2026-10", "value": text, "unit": "kWh", "basis": "month"}
        for code, text in zip(CODES, texts, strict=True)
    ]


@pytest.mark.parametrize("rows", [people, tidy])
def test_a_percentage_is_no_figure(rows):
    random = chance(1)
    shapes = ("{}%", "{} %", "{}％", "({}%)", "{}‰", "{}.5%")
    reading = read(rows([random.choice(shapes).format(random.randrange(1, 300)) for _ in CODES]))
    assert not kept(reading)
    assert {rule for rule, _ in refused(reading).values()} == {"bad_value"}
    assert all("a percentage" in reason for _, reason in refused(reading).values())


@pytest.mark.parametrize("rows", [people, tidy])
def test_scientific_notation_is_taken_only_where_no_digit_is_lost(rows):
    random = chance(2)
    numbers = [random.randrange(10**4, 10**7) for _ in CODES]
    texts = [f"{number:.{random.randrange(11)}{random.choice('eE')}}" for number in numbers]
    reading = read(rows(texts))
    whole = {
        row
        for row, (text, number) in enumerate(zip(texts, numbers, strict=True), start=1)
        if len(text.lower().split("e")[0]) - 2 >= len(str(number)) - 1
    }
    found = kept(reading)
    assert set(found) == whole
    assert all(found[row]["value"] == numbers[row - 1] for row in whole)
    assert {rule for rule, _ in refused(reading).values()} == {"bad_value"}
    assert all("last digits are lost" in reason for _, reason in refused(reading).values())
