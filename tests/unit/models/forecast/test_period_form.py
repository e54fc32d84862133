"""Periods come back in the form they came in, and moments with a zone are months of Shanghai."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from models.forecast.single.forecast import forecast_series


def forecast(periods: pl.Series) -> list[object]:
    frame = pl.DataFrame({"series_id": "a", "period": periods, "value": [float(n) for n in range(len(periods))]})
    made = forecast_series(frame, 3)
    assert made.schema["period"] == periods.dtype
    return made["period"].to_list()


def test_month_ends_stay_month_ends():
    assert forecast(pl.Series([date(2025, 10, 31), date(2025, 11, 30)])) == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]
    assert forecast(pl.Series([date(2025, 10, 15), date(2025, 11, 15)]))[0] == date(2025, 12, 15)
    assert forecast(pl.Series([date(2025, 10, 3), date(2025, 11, 15)]))[0] == date(2025, 12, 1)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_moments_with_a_zone_are_months_of_shanghai(unit):
    moments = pl.Series([datetime(2025, 10, 31, 16, tzinfo=UTC), datetime(2025, 11, 30, 16, tzinfo=UTC)], dtype=pl.Datetime(unit, "UTC"))
    assert forecast(moments)[0] == datetime(2025, 12, 31, 16, tzinfo=UTC)
    last = pl.Series(
        [datetime(2025, 10, 31, 15, 59, 59, tzinfo=UTC), datetime(2025, 11, 30, 15, 59, 59, tzinfo=UTC)], dtype=pl.Datetime(unit, "UTC")
    )
    assert forecast(last)[2] == datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("texts", "ahead"),
    [
        (["2025-10", "2025-11"], ["2025-12", "2026-01", "2026-02"]),
        (["2025-10-31", "2025-11-30"], ["2025-12-31", "2026-01-31", "2026-02-28"]),
        (["2025-10-31T16:00:00Z", "2025-11-30T16:00:00Z"], ["2025-12-31T16:00:00Z", "2026-01-31T16:00:00Z", "2026-02-28T16:00:00Z"]),
        (["2025-11-01 00:00:00+08:00", "2025-12-01 00:00:00+08:00"],
         ["2026-01-01 00:00:00+08:00", "2026-02-01 00:00:00+08:00", "2026-03-01 00:00:00+08:00"]),
    ],
)  # fmt: skip
def test_texts_come_back_as_they_were_written(texts, ahead):
    assert forecast(pl.Series(texts)) == ahead
