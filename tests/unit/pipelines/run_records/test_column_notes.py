"""A column is told its channel and where it was passed on from only where that follows from what is declared."""

import dagster as dg

from pipelines.config.early_settings import load_sources
from pipelines.run_records.column_notes import BY_ROW, OF_INDICATOR, column_tags, passed_on
from warehouse import names
from warehouse.catalogue import all_tables, table_named

SOURCES = load_sources()


def tags(table: str, column: str) -> dict[str, str]:
    return column_tags(table_named(table), table_named(table).column(column))


def test_a_figure_of_one_source_has_its_department_and_channel() -> None:
    assert tags(names.RISK_FEATURES, "evidence_tax") == {
        "unit": "log_odds", "source": "tax", "department": SOURCES["tax"].department, "channel": SOURCES["tax"].channel
    }  # fmt: skip
    assert all(name in table_named(names.RISK_FEATURES).column_names for name in OF_INDICATOR)


def test_where_every_row_has_its_channel_the_column_says_so() -> None:
    assert tags(names.OBSERVATIONS, "value")["channel"] == BY_ROW
    assert "department" not in tags(names.OBSERVATIONS, "value")
    assert tags(names.PAYMENTS, "value_cny_10k")["channel"] == BY_ROW
    assert tags(names.PROJECTS, "value_cny_10k")["source"] == "fixed_investment"


def test_what_follows_from_several_sources_has_none() -> None:
    assert "channel" not in tags(names.RISK, "operating_risk")
    assert "channel" not in tags(names.SERIES, "value")
    # How many months a figure covers is no figure of anybody's.
    assert tags(names.OBSERVATIONS, "covers_months") == {"unit": "months"}


def test_risks_are_passed_on_to_the_list() -> None:
    lineage = passed_on(names.WARNINGS, [names.RISK, names.SERIES, names.REGISTER, "ops_editions"])
    assert lineage is not None
    assert set(lineage.deps_by_column) == {"operating_risk", "relocation_risk", "combined_risk", "relocation_share"}
    assert list(lineage.deps_by_column["combined_risk"]) == [dg.TableColumnDep(dg.AssetKey(names.RISK), "combined_risk")]


def test_tables_of_other_rows_and_a_table_itself_pass_nothing_on() -> None:
    assert passed_on(names.MISS_MONTHS, [names.RISK]) is None
    assert passed_on(names.PAYMENTS, [names.PROJECTS, names.REGISTER]) is None
    for table in all_tables():
        assert passed_on(table.name, [table.name]) is None
