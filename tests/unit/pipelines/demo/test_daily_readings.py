"""Daily readings of the fictional district: add up to its months, reproducible, and nothing else changes with them."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.demo.daily_readings import INDICATOR, daily_use, reading_rows
from pipelines.demo.district import write_district
from pipelines.demo.indicator_traits import ROW
from pipelines.demo.settings import DemoSettings
from pipelines.demo.simulation import simulate

SETTINGS = DemoSettings(last=date(2026, 9, 1), enterprises=60, months=16, seed=5, layouts="tidy")


@pytest.fixture(scope="module")
def world():
    return simulate(SETTINGS)


def test_the_days_of_a_month_add_up_to_its_true_use(world):
    daily = daily_use(world)
    shifted = {event.firm for event in world.events if event.kind == "shifted_meter"}
    months = np.array([day.replace(day=1) for day in daily.days])
    last = world.timeline.count - 1
    days = daily.use[:, months == world.timeline.months[last]]
    whole = np.isfinite(days).all(axis=1) & ~np.isin(np.arange(len(days)), list(shifted))
    assert whole.sum() > 30
    assert np.allclose(days[whole].sum(axis=1), world.figures.values[ROW[INDICATOR], whole, last], atol=3.2)


def test_readings_end_the_day_before_the_last_delivery_and_arrive_the_day_after(world):
    rows = reading_rows(world)
    assert rows["read_on"].max() == SETTINGS.last_day - timedelta(days=1)
    assert ((rows["received_on"] - rows["read_on"]).dt.total_days() == 1).all()
    assert (rows["value"] >= 0).all()
    assert not rows.select(pl.struct("uscc", "read_on").is_duplicated().any()).item()


def test_days_of_rest_and_of_the_festival_are_low(world):
    daily = daily_use(world)
    read = daily.use[np.isfinite(daily.use).any(axis=1)]
    by_day = dict(zip(daily.days, np.nanmedian(read / np.nanmedian(read, axis=1)[:, None], axis=0), strict=True))
    assert by_day[date(2026, 2, 18)] < 0.7 * by_day[date(2026, 3, 18)]
    first_week = {day.weekday() > 4: [] for day in by_day}
    for day in range(1, 15):
        first_week[date(2026, 6, day).weekday() > 4].append(by_day[date(2026, 6, day)])
    assert np.mean(first_week[True]) < np.mean(first_week[False])


def test_the_other_files_are_the_same_bytes_with_and_without_readings(tmp_path, world):
    reports = {}
    for name, has_readings in (("without", False), ("with", True), ("again", True)):
        write_district(tmp_path / name / "inbox", tmp_path / name / "truth", replace(SETTINGS, has_readings=has_readings))
        reports[name] = {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()}
    more = set(reports["with"]) - set(reports["without"])
    assert more == {
        f"readings_{year}-{month:02}.parquet" for year, month in [*((2025, m) for m in range(6, 13)), *((2026, m) for m in range(1, 11))]
    }
    assert all(reports["with"][name] == content for name, content in reports["without"].items())
    assert reports["again"] == reports["with"]
