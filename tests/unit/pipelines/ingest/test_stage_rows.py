"""What follows from a row's columns on its way to the warehouse: canonical units, months of bills and payments, divisions, days known."""

from datetime import date

import polars as pl
import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.stage_rows import derive, industry_division, stage_rows
from warehouse import names

LAYOUTS = {layout.key: layout for layout in all_layouts()}
TODAY = date(2026, 11, 20)


def figures(**columns: object) -> pl.DataFrame:
    row = {
        "uscc": "91440300192413773Q",
        "indicator": "electricity",
        "period": date(2026, 10, 1),
        "basis": "month",
        "value": 12.5,
        "unit": "10k_kWh",
        "file_number": 0,
        "row_number": 1,
    }
    return pl.DataFrame([{**row, **columns}])


def staged(frame: pl.DataFrame, today: date = TODAY) -> dict[str, object]:
    return stage_rows(frame, LAYOUTS["observations"], IngestDay(today), SourceSettings()).row(0, named=True)


@pytest.mark.parametrize(
    ("indicator", "unit", "value", "stored"),
    [
        ("electricity", "10k_kWh", 12.5, 125_000.0),
        ("output_value", "CNY_1k", 1234.7, 123.47),
        ("tax", "CNY", 500.0, 0.05),
        ("tax", "CNY", -0.0, 0.0),
    ],
)
def test_values_are_stored_in_the_canonical_unit(indicator: str, unit: str, value: float, stored: float) -> None:
    found = staged(figures(indicator=indicator, unit=unit, value=value))["value"]
    assert found == stored
    assert str(found) == str(stored)


def test_an_undated_figure_is_known_from_its_release_day_but_never_later_than_today() -> None:
    assert staged(figures())["first_known_on"] == date(2026, 11, 10)
    assert staged(figures(), today=date(2026, 11, 3))["first_known_on"] == date(2026, 11, 3)
    assert staged(figures())["later_known_on"] == TODAY


def test_a_payment_counts_in_the_month_it_was_paid_else_in_the_one_after_its_period() -> None:
    layout = next(layout for layout in LAYOUTS.values() if layout.table == names.PAYMENTS)
    rows = pl.DataFrame({"paid_on": [date(2026, 10, 15), None], "taxed_to_on": [date(2026, 6, 30), date(2026, 6, 30)]})
    assert derive(rows, layout)["period"].to_list() == [date(2026, 10, 1), date(2026, 7, 1)]


@pytest.mark.parametrize(
    ("written", "division"),
    [
        ("C3921", "C39"),
        ("3921", "C39"),
        ("39", "C39"),
        ("0610", "B06"),
        ("电子设备制造", None),
        ("98", None),
        ("610", None),
        ("610.0", None),
        ("061", "B06"),
        ("6", "B06"),
        ("B0610", "B06"),
        ("B610", None),
        ("C391", "C39"),
    ],
)
def test_an_industry_is_its_section_and_division(written: str, division: str | None) -> None:
    assert pl.DataFrame({"industry": [written]}).select(industry_division(pl.col("industry"))).item() == division


def test_two_digits_among_codes_of_three_have_lost_a_zero() -> None:
    frame = pl.DataFrame({"industry": ["61", "391"]})
    assert frame.select(division=industry_division(pl.col("industry"), pl.lit(3)))["division"].to_list() == ["B06", None]
