"""Every contract keeps the naming rules, says what its nulls mean, and gives one meaning to one name."""

import re
from collections import defaultdict
from itertools import chain

import pytest

from warehouse import names
from warehouse import vocabulary as units
from warehouse.catalogue import all_tables, table_named
from warehouse.store import SQL_FOLDER, read_query
from warehouse.unit import Unit

NAME = re.compile(r"^(raw|core|feat|pred|out)_[a-z_]+__(event|daily|monthly|quarterly)_[a-z]+$")
SUFFIXES = {unit.suffix: unit for unit in vars(units).values() if isinstance(unit, Unit) and unit.suffix}
IDS = [table.name for table in all_tables()]
COLUMNS = [(table, column) for table in all_tables() for column in table.columns]


def test_the_catalogue_has_each_table_once_in_flow_order():
    layers = [table.layer for table in all_tables()]
    assert layers == sorted(layers, key=["raw", "core", "feat", "pred", "out"].index)
    assert len(set(IDS)) == len(IDS) > 20


def test_an_unknown_table_is_named_with_the_known_ones():
    with pytest.raises(KeyError, match=names.OBSERVATIONS):
        table_named("core_observation")


@pytest.mark.parametrize("table", all_tables(), ids=IDS)
def test_the_name_says_layer_subject_grain_and_entity(table):
    assert NAME.match(table.name)


@pytest.mark.parametrize("table", all_tables(), ids=IDS)
def test_every_table_and_column_has_its_words(table):
    assert table.meaning.endswith(".")
    assert all(caveat.text.endswith(".") for caveat in table.caveats)
    for column in table.columns:
        assert column.meaning.endswith("."), column.name
        assert column.label, column.name


@pytest.mark.parametrize("table", all_tables(), ids=IDS)
def test_monthly_results_have_the_month_in_their_key(table):
    if table.layer in ("feat", "pred", "out"):
        assert table.key[0] == "month"


def test_units_are_suffixes_and_suffixes_are_units():
    for table, column in COLUMNS:
        suffix = next((suffix for suffix in SUFFIXES if column.name.endswith(suffix)), None)
        if suffix is not None:
            assert column.unit == SUFFIXES[suffix], f"{table.name}.{column.name}"
        elif column.unit is not None:
            named = column.unit.suffix is None or column.unit.suffix.strip("_") in column.name
            assert named, f"{table.name}.{column.name} carries {column.unit.key} without its suffix"


def test_days_end_in_on_and_are_dates():
    for table, column in COLUMNS:
        if column.name.endswith("_on"):
            assert column.dtype == "DATE", f"{table.name}.{column.name}"
        if column.name.endswith("_at"):
            assert column.dtype == "TIMESTAMP", f"{table.name}.{column.name}"


def test_booleans_ask_a_question():
    for table, column in COLUMNS:
        assert (column.dtype == "BOOLEAN") == column.name.startswith(("is_", "has_")), f"{table.name}.{column.name}"


def test_one_name_has_one_type():
    types = defaultdict(set)
    for _, column in COLUMNS:
        types[column.name].add((column.dtype, column.unit))
    # The quarantine keeps what was delivered, as text, under the name of what it was meant to be.
    assert {name for name, kinds in types.items() if len(kinds) > 1} <= {"period"}


def test_as_of_readings_and_fact_tables_match():
    facts = {table.name for table in all_tables() if table.layer == "core"}
    # What analysts open the snapshot for lies apart and has plain names.
    files = {path.stem for path in chain(SQL_FOLDER.rglob("*.sql")) if path.parent.name != "views"}
    # What people decided about rows is read as of a day too, or a past month would change.
    assert files == facts | {names.SETTLEMENTS}


def test_a_table_without_as_of_reading_says_so():
    with pytest.raises(FileNotFoundError, match="read it by month instead"):
        read_query(table_named(names.RISK))


def test_facts_declare_identity_and_provenance():
    for table in all_tables():
        if table.layer == "core":
            assert table.identity, table.name
            assert {"known_on", "delivery_id", "row_number"} <= set(table.provenance), table.name
            assert table.key[:2] == ("delivery_id", "row_number")
