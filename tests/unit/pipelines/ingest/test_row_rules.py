"""What a row must satisfy beyond its cells: the rule it breaks is named, and a sound row breaks none."""

from datetime import date

import polars as pl
import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.row_rules import row_rules
from pipelines.ingest.settings import IngestDay

LAYOUT = next(layout for layout in all_layouts() if layout.key == "observations")
SOUND = {
    "indicator": "output_value",
    "period": date(2026, 10, 1),
    "basis": "ytd",
    "value": 1000.0,
    "unit": "CNY_10k",
    "covers_months": 1.0,
    "month_value": 100.0,
    "received_on": date(2026, 11, 8),
}


def broken(**changed: object) -> list[str]:
    row = pl.DataFrame([{**SOUND, **changed}])
    rules = row_rules(LAYOUT, tuple(row.columns), IngestDay(date(2026, 11, 20)))
    return [rule.key for rule in rules if row.select(rule.is_broken.fill_null(value=False)).item()]


def test_a_sound_row_breaks_no_rule() -> None:
    assert broken() == []


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"period": date(2026, 12, 1)}, "future_period"),
        ({"received_on": date(2026, 11, 21)}, "future_receipt"),
        ({"received_on": date(2026, 9, 30)}, "received_before_period"),
        ({"unit": "kWh"}, "impossible_unit"),
        ({"indicator": "employment", "unit": "persons", "value": -1.0}, "negative_head_count"),
        ({"value": 1e308}, "impossible_size"),
        ({"value": -1.1e9}, "impossible_size"),
        ({"value": 1.1e13, "unit": "CNY"}, "impossible_size"),
        ({"indicator": "electricity", "unit": "kWh", "value": 1e15}, "impossible_size"),
        ({"indicator": "employment", "unit": "persons", "value": 3e9}, "impossible_size"),
        ({"covers_months": 3.0}, "bad_covers_months"),
        ({"month_value": 1300.0}, "swapped_columns"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_name(changed: dict[str, object], rule: str) -> None:
    assert rule in broken(**changed)


def test_a_month_somewhat_above_its_total_is_a_correction_and_no_swap() -> None:
    assert "swapped_columns" not in broken(month_value=1100.0)


def test_the_largest_enterprises_of_the_country_are_not_refused() -> None:
    # Three trillion yuan in a year in yuan, in ten thousand yuan, a million and a half people, a hundred billion kilowatt-hours.
    for indicator, unit, value in (
        ("output_value", "CNY", 3.5e12),
        ("output_value", "CNY_10k", 3.5e8),
        ("employment", "persons", 1.6e6),
        ("electricity", "kWh", 1e11),
    ):
        assert broken(indicator=indicator, unit=unit, value=value) == [], indicator
