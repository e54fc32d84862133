"""What the newest days say of electricity, on enterprises whose days are known to have fallen, and on those of which none is known."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models.evidence.deviations import measure_deviations
from models.evidence.recent_use import recent_features
from models.evidence.settings import DeviationSettings
from models.series.calendar import is_working_day
from models.series.panel import Panel
from warehouse.risk_vocabulary import RECENT_USE
from warehouse.vocabulary import INDICATORS

AS_OF = date(2026, 9, 16)
FIRMS, MONTHS = 24, 36
FALLEN, NEVER_READ = 0, 1
CODES = np.array([f"{number:03}" for number in range(FIRMS)])
GROUPS = np.zeros(FIRMS, dtype=np.int64)
RNG = np.random.default_rng(3)
BILLS = 30_000 * np.exp(0.06 * RNG.standard_normal((FIRMS, MONTHS)))


def panel():
    """Bills up to August 2026, of electricity alone."""
    values = np.full((FIRMS, len(INDICATORS.keys), MONTHS), np.nan)
    values[:, INDICATORS.index("electricity")] = BILLS
    return Panel(CODES, date(2023, 9, 1), values)


def use(fall=0.5, since=date(2026, 9, 1), until=AS_OF, rest=0.4):
    """Daily use of all but one; the fallen one's lower from a day on, all of them lower on days of rest."""
    days = [AS_OF - timedelta(days=back) for back in range(190, 0, -1)]
    rows = [
        (CODES[firm], day, 1000.0 * (1 if is_working_day(day) else rest) * (1 - fall if firm == FALLEN and day >= since else 1))
        for firm in range(FIRMS) if firm != NEVER_READ for day in days if day < until
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema={"uscc": pl.String, "read_on": pl.Date, "value": pl.Float64}, orient="row")
    noise = np.random.default_rng(5).standard_normal(frame.height)
    return frame.with_columns(pl.col("value") * pl.Series(np.exp(0.05 * noise)), indicator=pl.lit("electricity"))


def measured(days, bills=None):
    known = panel()
    if bills is not None:
        known.values[:, INDICATORS.index("electricity")] = bills
    return recent_features(days, known, GROUPS, measure_deviations(known, GROUPS, DeviationSettings()), AS_OF)


def test_a_fall_of_the_running_month_shows_before_any_bill_has_it():
    found = measured(use())
    assert found["running_electricity_errors"][FALLEN] > 3
    assert np.exp(found["recent_electricity_log"][FALLEN]) == pytest.approx(0.5, abs=0.08)
    assert found["recent_electricity_low_days"][FALLEN] == 15
    others = np.delete(found["running_electricity_errors"], FALLEN)
    assert np.abs(others).max() < 2.5


def test_of_an_enterprise_that_is_not_read_and_of_a_district_that_is_not_nothing_is_known():
    found = measured(use())
    assert [found[name][NEVER_READ] for name in RECENT_USE.keys] == [0.0] * len(RECENT_USE.keys)
    for days in (None, use().clear()):
        assert all((values == 0).all() for values in measured(days).values())


def test_days_of_rest_and_a_holiday_of_all_are_no_fall():
    days = use(fall=0.0, rest=0.1)
    found = measured(days)
    assert np.abs(found["running_electricity_errors"]).max() < 2.5


def test_a_bill_that_was_read_early_is_no_fall_where_the_days_are_known():
    early = BILLS.copy()
    early[FALLEN, -1] *= 0.5
    assert measured(use(fall=0.0), early)["recent_electricity_errors"][FALLEN] < 1
    assert measured(use(fall=0.5, since=date(2026, 8, 1)), early)["recent_electricity_errors"][FALLEN] > 3


def test_four_days_of_a_month_say_nothing_of_it():
    days = use(until=date(2026, 9, 5))
    assert (measured(days)["running_electricity_errors"] == 0).all()


def test_days_after_the_as_of_day_change_nothing():
    late = use().with_columns(pl.col("read_on") + pl.duration(days=1)).filter(pl.col("read_on") >= AS_OF)
    with_late = pl.concat([use(), late.with_columns(value=pl.lit(1e9))])
    for name, values in measured(use()).items():
        assert (measured(with_late)[name] == values).all()
