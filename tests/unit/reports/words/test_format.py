"""Numbers as pages write them, and outside text made inert."""

from __future__ import annotations

from datetime import date

import pytest

from reports.words import format as form


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1918.6, 1, "1,918.6"), (-1234567, 0, "\u22121,234,567"), (0, 0, "0"), (-0.2, 0, "0"), (None, 0, "—"), (float("nan"), 0, "—")],
)
def test_number_on_a_page(value: float | None, digits: int, text: str) -> None:
    assert form.number(value, digits) == text


@pytest.mark.parametrize(("value", "text"), [(0.032, "+3.2%"), (-0.19, "\u221219.0%"), (0.0, "0.0%"), (0.0001, "0.0%"), (None, "—")])
def test_growth_carries_its_sign(value: float | None, text: str) -> None:
    assert form.signed_share(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.004, "<1%"), (0.37, "37%"), (0.999, ">99%"), (None, "—")])
def test_no_probability_is_printed_as_certain(value: float | None, text: str) -> None:
    assert form.risk(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.432, "43%"), (-0.3, "30%"), (1.0, "100%"), (0.0, "0%"), (None, "—")])
def test_per_cent_of_a_sentence_is_whole_and_unsigned(value: float | None, text: str) -> None:
    assert form.whole_share(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.14159, "3.1"), (8.0, "8"), (9.96, "10"), (9.95, "10"), (42.4, "42"), (999.6, "1,000"), (12450.0, "12,500"),
        (123456.0, "123,000"), (9876543.0, "9,880,000"), (0.0, "0"), (0.04, "0"), (None, "—"),
    ],
)  # fmt: skip
def test_a_target_has_three_digits_and_separators(value: float | None, text: str) -> None:
    assert form.three_digits(value) == text


def test_months() -> None:
    assert form.month_key(date(2026, 10, 1)) == "2026-10"
    assert form.month_key(None) == "—"


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
def test_outside_text_is_made_inert(raw: str | None, clean: str) -> None:
    assert form.plain(raw) == clean


def test_long_outside_text_is_cut() -> None:
    assert len(form.plain("长" * 500, 60)) == 60


def test_names_stand_in_the_order_of_their_numbers():
    assert sorted(["服务10组", "服务2组", "企业办", "2号", "服务组", "１０号"], key=form.counting_order) == [
        "2号", "１０号", "企业办", "服务2组", "服务10组", "服务组",
    ]  # fmt: skip
