"""A code on file is a word on the page, in either language; what is no code stays as it stands."""

from __future__ import annotations

import pytest

from reports.industries import DIVISIONS, industry_name
from reports.words.text import Words


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("C3921", "计算机、通信和其他电子设备制造业", "Manufacture of computers, communication and other electronic equipment"),
        ("3670", "汽车制造业", "Manufacture of automobiles"),
        ("批发", "批发", "批发"),
        (None, "未注明", "not stated"),
        ("C9921", "C9921", "C9921"),
    ],
)
def test_industry_codes_become_words(text: str | None, zh: str, en: str) -> None:
    assert industry_name(text, Words("zh")) == zh
    assert industry_name(text, Words("en")) == en


def test_every_division_of_the_standard_is_there() -> None:
    assert list(DIVISIONS.keys) == [f"{number:02d}" for number in range(1, 98)]


def test_names_are_those_of_the_standard(shared_data) -> None:
    import polars as pl

    rows = pl.read_csv(shared_data / "cn_reference" / "gbt4754_2017.csv", infer_schema=False).filter(pl.col("level") == "2")
    names = dict(rows.select("numeric_code", "name_zh").iter_rows())
    assert {key: word for key, word in DIVISIONS.words().items() if names[key] != word} == {}
