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
        ({"covers_months": 3.0}, "bad_covers_months"),
        ({"month_value": 1300.0}, "swapped_columns"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_name(changed: dict[str, object], rule: str) -> None:
    assert rule in broken(**changed)


def test_a_month_somewhat_above_its_total_is_a_correction_and_no_swap() -> None:
    assert "swapped_columns" not in broken(month_value=1100.0)
