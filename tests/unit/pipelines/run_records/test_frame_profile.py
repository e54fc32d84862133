"""A profile counts rows, gaps and words of a vocabulary, and shows no value of a column that names somebody or gives a figure."""

from datetime import date

import polars as pl

from pipelines.run_records.frame_profile import described, profile
from warehouse import names
from warehouse.catalogue import all_tables, table_named
from warehouse.contract import Table
from warehouse.vocabulary import LEVELS

SECRETS = {pl.String(): "甲乙丙有限公司", pl.Float64(): 48213.75, pl.Int32(): 48213, pl.Int64(): 48213, pl.Int8(): 77}


def filled(table: Table) -> pl.DataFrame:
    """Return two rows with the same telling value wherever the contract lets any value stand."""
    row = {
        column.name: (column.allowed[0] if column.allowed else SECRETS.get(table.polars_schema()[column.name])) for column in table.columns
    }
    return pl.DataFrame([row, row], schema_overrides=table.polars_schema())


def test_no_table_shows_a_value_that_is_no_word_of_a_vocabulary() -> None:
    for table in all_tables():
        shown = str(described(table, filled(table)))
        for secret in ("甲乙丙", "48213", "48,213", "77"):
            assert secret not in shown, table.name


def test_levels_are_counted_gaps_too_and_months_have_a_range() -> None:
    table = table_named(names.WARNINGS)
    rows = [{"month": date(2026, 6, 1), "uscc": code, "level": level} for code, level in (("a", "red"), ("b", "red"), ("c", None))]
    frame = pl.DataFrame(rows, schema_overrides={"level": pl.String})
    lines = profile(table, frame).splitlines()
    assert "| month | 0 | 2026-06-01 to 2026-06-01 |" in lines
    assert "| level | 1 | red 2 |" in lines
    assert lines[-1] == "| 1 other columns | 0 |  |"
    assert len(lines) == 5
    assert "red" in LEVELS.keys


def test_an_empty_table_has_a_profile() -> None:
    table = table_named(names.RISK)
    shown = described(table, table.empty_frame())
    assert shown["dagster/row_count"] == 0
    assert shown["profile"].value.splitlines()[-1] == f"| {len(table.columns)} other columns | 0 |  |"
