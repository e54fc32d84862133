"""Growth is printed as the score has seen it; sums since January compare like with like."""

from datetime import date

import polars as pl
import pytest

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.monthly_figures import list_figures, monthly_growth, year_to_date
from tests.unit.reports.fixture_frames import MONTH, edition


def series(values: dict[date, float], indicator: str = "output_value", growth_base: list[float | None] | None = None) -> pl.DataFrame:
    columns = {"uscc": ["A"] * len(values), "indicator": [indicator] * len(values), "period": list(values), "value": list(values.values())}
    base = pl.Series("growth_base", growth_base or [None] * len(values), dtype=pl.Float64)
    return pl.DataFrame(columns).with_columns(base)


def test_growth_of_a_month_is_the_evidences_own() -> None:
    evidence = pl.DataFrame({"uscc": ["A"], "indicator": ["output_value"], "yoy_share": [0.5]})
    values = series({date(2025, 10, 1): 100.0, MONTH: 90.0})
    assert monthly_growth(values, evidence, MONTH).rows() == [("A", "output_value", 90.0, 0.5)]
    # Without evidence there is a figure and no growth: nothing is computed a second time.
    assert monthly_growth(values, evidence.clear(), MONTH).rows() == [("A", "output_value", 90.0, None)]


def test_the_list_prints_figure_and_growth_side_by_side() -> None:
    warnings = pl.DataFrame({"uscc": ["A", "B"], "level": ["red", "red"], "rank": [1, 2], "is_listed": [True, True]})
    evidence = pl.DataFrame({"uscc": ["A"], "indicator": ["output_value"], "yoy_share": [-0.1]})
    frames = BriefingFrames(warnings=warnings, series=series({MONTH: 90.0}), evidence=evidence)
    rows = list_figures(Briefing(frames, edition())).select("uscc", "output", "output_yoy").rows()
    assert rows == [("A", 90.0, -0.1), ("B", None, None)]


def test_cumulative_growth_compares_months_present_in_both_years() -> None:
    values = {date(2025, 9, 1): 100.0, date(2026, 8, 1): 50.0, date(2026, 9, 1): 80.0, date(2025, 10, 1): 100.0, date(2026, 10, 1): 70.0}
    row = year_to_date(series(values), MONTH).row(0, named=True)
    assert row["ytd"] == pytest.approx(200.0)
    assert row["ytd_yoy"] == pytest.approx(150 / 200 - 1)


def test_a_year_without_its_last_month_has_no_cumulative_figure() -> None:
    row = year_to_date(series({date(2025, 9, 1): 100.0, date(2026, 9, 1): 80.0}), MONTH).row(0, named=True)
    assert (row["ytd"], row["ytd_yoy"]) == (None, None)
