"""What a tidy cell says: a plain number, an ISO date, a month, a key, and nothing else."""

from datetime import date, datetime

import polars as pl
import pytest

from pipelines.ingest import cells


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


def test_typed_dates_and_months():
    frame = pl.DataFrame({"day": [date(2026, 7, 15)], "moment": [datetime(2026, 7, 15, 13, 0)]})
    for name in frame.columns:
        assert frame.select(cells.as_date(pl.col(name), frame.schema[name])).item() == date(2026, 7, 15)
        assert frame.select(cells.as_month(pl.col(name), frame.schema[name])).item() == date(2026, 7, 1)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_moment_with_a_zone_is_a_day_of_shanghai(zone):
    moment = pl.Series("moment", [datetime(2026, 10, 31, 16, 0)]).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    frame = moment.to_frame()
    assert frame.select(cells.as_date(pl.col("moment"), moment.dtype)).item() == date(2026, 11, 1)
    assert frame.select(cells.as_month(pl.col("moment"), moment.dtype)).item() == date(2026, 11, 1)


@pytest.mark.parametrize(
    "day", [date(1, 1, 1), date(1899, 12, 30), date(1900, 1, 1), date(1970, 1, 1), date(2099, 12, 31), date(9999, 12, 31)]
)
def test_typed_dates_that_stand_for_none(day):
    frame = pl.DataFrame({"day": [day]})
    assert frame.select(cells.as_date(pl.col("day"), pl.Date()), open=cells.is_open(pl.col("day"), pl.Date())).row(0) == (None, True)


@pytest.mark.parametrize(("text", "expected"), [("month", "month"), ("YTD", "ytd"), (" ytd ", "ytd"), ("year", None), ("", None)])
def test_choices(text, expected):
    assert pl.select(cells.as_choice(pl.lit(text), ("month", "ytd"))).item() == expected
