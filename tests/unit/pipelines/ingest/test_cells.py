"""What a tidy cell says: a plain number, an ISO date, a month, a key, and nothing else."""

from datetime import date, datetime

import polars as pl
import pytest

from pipelines.ingest import cells

NUMBERS = [
    ("0", 0.0),
    ("-0", 0.0),
    ("12", 12.0),
    ("12.50", 12.5),
    (" 7 ", 7.0),
    ("-3.5", -3.5),
    ("+2", 2.0),
    ("1e3", 1000.0),
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


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_numbers(text, expected):
    assert pl.select(cells.as_number(pl.lit(text), pl.String())).item() == expected


@pytest.mark.parametrize(
    ("value", "dtype", "expected"),
    [
        (3, pl.Int32, 3.0),
        (2.5, pl.Float32, 2.5),
        (float("nan"), pl.Float64, None),
        (float("inf"), pl.Float64, None),
        (True, pl.Boolean, None),
        (date(2026, 1, 1), pl.Date, None),
    ],
)
def test_typed_numbers(value, dtype, expected):
    frame = pl.DataFrame({"x": pl.Series([value], dtype=dtype)})
    assert frame.select(cells.as_number(pl.col("x"), frame.schema["x"])).item() == expected


DATES = [
    ("2026-01-31", date(2026, 1, 31)),
    (" 2026-01-31 ", date(2026, 1, 31)),
    ("2026-01-31 00:00:00", date(2026, 1, 31)),
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


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates(text, expected):
    assert pl.select(cells.as_date(pl.lit(text), pl.String())).item() == expected


MONTHS = [
    ("2026-07", date(2026, 7, 1)),
    (" 2026-07 ", date(2026, 7, 1)),
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


@pytest.mark.parametrize(("text", "expected"), MONTHS)
def test_months(text, expected):
    assert pl.select(cells.as_month(pl.lit(text), pl.String())).item() == expected


def test_typed_dates_and_months():
    frame = pl.DataFrame({"day": [date(2026, 7, 15)], "moment": [datetime(2026, 7, 15, 13, 0)]})
    for name in frame.columns:
        assert frame.select(cells.as_date(pl.col(name), frame.schema[name])).item() == date(2026, 7, 15)
        assert frame.select(cells.as_month(pl.col(name), frame.schema[name])).item() == date(2026, 7, 1)


@pytest.mark.parametrize(("text", "expected"), [("month", "month"), ("YTD", "ytd"), (" ytd ", "ytd"), ("year", None), ("", None)])
def test_choices(text, expected):
    assert pl.select(cells.as_choice(pl.lit(text), ("month", "ytd"))).item() == expected
