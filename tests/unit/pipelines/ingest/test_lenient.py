"""Cells as departments write them, each with the value it must give; what cannot be told must not be guessed."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.ingest.lenient import (
    Parsed,
    State,
    parse_date,
    parse_iso_date,
    parse_iso_month,
    parse_month,
    parse_number,
    parse_plain_number,
    parse_share,
)

MISSING, NOT_APPLICABLE, BAD = Parsed("missing"), Parsed("not_applicable"), Parsed("bad")

NUMBERS = [
    ("0", 0.0),
    ("-0", 0.0),
    ("120", 120.0),
    ("120.", 120.0),
    (".5", 0.5),
    ("+5", 5.0),
    ("-3.25", -3.25),
    ("1,234.5", 1234.5),
    ("12,345,678", 12345678.0),
    ("-1,234", -1234.0),
    ("1 234 567.8", 1234567.8),
    ("1\u00a0234", 1234.0),
    ("１２３４．５", 1234.5),
    ("１，２３４", 1234.0),
    ("－５", -5.0),
    ("−5", -5.0),
    ("(120.5)", -120.5),
    ("（1,200）", -1200.0),
    ("△3", -3.0),
    ("▲ 3.5", -3.5),
    ("▽1,000", -1000.0),
    ("1.234e3", 1234.0),
    ("1.23456789E+08", 123456789.0),
    ("1.5E-05", 0.000015),
    ("0E+00", 0.0),
    ("¥1,234.50", 1234.5),
    ("￥88", 88.0),
    ("'120", 120.0),
    ("  7 ", 7.0),
]
ABSENT = [
    ("", MISSING),
    ("   ", MISSING),
    ("\u3000", MISSING),
    ("缺", MISSING),
    ("未报", MISSING),
    ("…", MISSING),
    ("NULL", MISSING),
    ("-", NOT_APPLICABLE),
    ("—", NOT_APPLICABLE),
    ("——", NOT_APPLICABLE),
    ("－", NOT_APPLICABLE),
    ("/", NOT_APPLICABLE),
    ("无", NOT_APPLICABLE),
    ("不适用", NOT_APPLICABLE),
    ("N/A", NOT_APPLICABLE),
]
BROKEN = [
    "1,23",
    "12,34,567",
    "1,234,56.7",
    "1.2.3",
    "1e999",
    "12a",
    "O.5",
    "约100",
    "100+",
    "3万",
    "1234元",
    "#DIV/0!",
    "#REF!",
    "--5",
    "-(5)",
    "(-5)",
    "△-3",
    "()",
    "%",
    "壹佰",
    # A percentage is no head-count and no amount.
    "12.5%",
    "－3％",
    "(5%)",
    # The digits that are not shown are lost.
    "1.2e3",
    "1.2E+08",
    "3.00E+15",
    "1 23",
    "inf",
    "=1+1",
    "0x10",
]


@pytest.mark.parametrize(("cell", "value"), NUMBERS)
def test_numbers(cell, value):
    assert parse_number(cell) == Parsed("value", value)


@pytest.mark.parametrize(("cell", "verdict"), ABSENT)
@pytest.mark.parametrize("parse", [parse_number, parse_date, parse_month])
def test_missing_and_not_applicable_are_no_zero(parse, cell, verdict):
    assert parse(cell) == verdict


@pytest.mark.parametrize("cell", BROKEN)
def test_what_cannot_be_told_is_not_guessed(cell):
    assert parse_number(cell) == BAD


DATES = [
    ("2026-07-05", date(2026, 7, 5)),
    ("2026-7-5", date(2026, 7, 5)),
    ("2026/7/5", date(2026, 7, 5)),
    ("2026.07.05", date(2026, 7, 5)),
    ("20260705", date(2026, 7, 5)),
    ("2026年7月5日", date(2026, 7, 5)),
    ("２０２６年０７月０５日", date(2026, 7, 5)),
    ("2026-07-05 10:20:00", date(2026, 7, 5)),
    ("46208", date(2026, 7, 5)),
    ("46208.0", date(2026, 7, 5)),
    ("46208.43", date(2026, 7, 5)),
    ("2024-02-29", date(2024, 2, 29)),
    ("2026-02-29", None),
    ("5/7/2026", None),
    ("2026-07", None),
    ("7月5日", None),
    ("20261305", None),
    ("12", None),
    ("99999", None),
    ("soon", None),
]
MONTHS = [
    ("2026-07", date(2026, 7, 1)),
    ("2026-7", date(2026, 7, 1)),
    ("2026/07", date(2026, 7, 1)),
    ("2026.07", date(2026, 7, 1)),
    ("202607", date(2026, 7, 1)),
    ("２０２６０７", date(2026, 7, 1)),
    ("2026年7月", date(2026, 7, 1)),
    ("2026年07月份", date(2026, 7, 1)),
    ("2026 年 7 月", date(2026, 7, 1)),
    ("2026年1-7月", date(2026, 7, 1)),
    ("2026年1至7月", date(2026, 7, 1)),
    ("2026年1—7月", date(2026, 7, 1)),
    ("2026年1月－7月", date(2026, 7, 1)),
    ("2026年一至七月", date(2026, 7, 1)),
    ("2026年十一月", date(2026, 11, 1)),
    ("2026年2-7月", None),
    ("2026年1-13月", None),
    ("民国115年7月", None),
    ("农历2026年七月", None),
    ("2026-07-31", date(2026, 7, 1)),
    ("46208", date(2026, 7, 1)),
    ("2026.1", None),
    ("202613", None),
    ("2026-00", None),
    ("7月", None),
    ("2026年", None),
    ("2026年2季度", None),
    ("1-7月", None),
]


@pytest.mark.parametrize(("cell", "day"), DATES)
def test_dates(cell, day):
    assert parse_date(cell) == (Parsed("value", day) if day else BAD)


@pytest.mark.parametrize(("cell", "month"), MONTHS)
def test_months(cell, month):
    assert parse_month(cell) == (Parsed("value", month) if month else BAD)


def test_the_table_has_its_size():
    assert len(NUMBERS) + len(ABSENT) + len(BROKEN) + len(DATES) + len(MONTHS) >= 60


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.booleans())
def test_numbers_come_back_from_every_dress(value, grouped):
    text = f"{value:,.4f}" if grouped else f"{value:.16e}"
    assert parse_number(text).value == float(text.replace(",", ""))
    assert parse_number(text.translate(str.maketrans("0123456789-.", "０１２３４５６７８９－．"))).value == float(text.replace(",", ""))


@given(st.text(max_size=12))
@example("作废")
@example("withdrawn")
def test_no_text_whatever_stops_a_parser(text):
    parsers = (parse_number, parse_plain_number, parse_share, parse_date, parse_month, parse_iso_date, parse_iso_month)
    for parsed in (parse(text) for parse in parsers):
        assert parsed.state in get_args(State)
        assert (parsed.value is not None) == (parsed.state == "value")


TIDY_NUMBERS = [
    ("0", 0.0),
    ("-0", 0.0),
    ("12", 12.0),
    ("12.50", 12.5),
    (" 7 ", 7.0),
    ("-3.5", -3.5),
    ("+2", 2.0),
    ("1e3", None),
    ("1.5e-3", 0.0015),
    (".5", 0.5),
    ("5.", 5.0),
    ("", None),
    ("-", None),
    ("—", None),
    ("abc", None),
    ("1,234.5", None),
    ("12 3", None),
    ("1_000", None),
    ("0x1A", None),
    ("nan", None),
    ("NaN", None),
    ("inf", None),
    ("-inf", None),
    ("Infinity", None),
    ("1e999", None),
    ("1.2.3", None),
    ("12%", None),
    ("(120)", None),
    ("１２", None),
    ("true", None),
    ("N/A", None),
    ("null", None),
    ("缺", None),
]
TIDY_DATES = [
    ("2026-01-31", date(2026, 1, 31)),
    (" 2026-01-31 ", date(2026, 1, 31)),
    ("2026-01-31 00:00:00", date(2026, 1, 31)),
    ("2026-01-31T16:00:00Z", date(2026, 2, 1)),
    ("2024-02-29", date(2024, 2, 29)),
    ("2026-02-29", None),
    ("2026-13-01", None),
    ("2026-1-5", None),
    ("2026/01/31", None),
    ("20260131", None),
    ("31.01.2026", None),
    ("46000", None),
    ("", None),
    ("soon", None),
    ("0026-01-01", None),
    ("2026-01", None),
    ("2226-01-01", None),
]
TIDY_MONTHS = [
    ("2026-07", date(2026, 7, 1)),
    (" 2026-07 ", date(2026, 7, 1)),
    ("2026-01-31T16:00:00Z", date(2026, 2, 1)),
    ("2026-13", None),
    ("2026-00", None),
    ("2026-7", None),
    ("202607", None),
    ("2026/07", None),
    ("2026年7月", None),
    ("2026-07-01", None),
    ("", None),
    ("26-07", None),
    ("July", None),
    ("1026-07", None),
]


@pytest.mark.parametrize(("cell", "value"), TIDY_NUMBERS)
def test_tidy_numbers(cell, value):
    assert parse_plain_number(cell).value == value


@pytest.mark.parametrize(("cell", "day"), TIDY_DATES)
def test_tidy_dates(cell, day):
    assert parse_iso_date(cell).value == day


@pytest.mark.parametrize(("cell", "month"), TIDY_MONTHS)
def test_tidy_months(cell, month):
    assert parse_iso_month(cell).value == month
