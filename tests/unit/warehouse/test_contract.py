"""A contract refuses to contradict itself, and knows what of a row is statement and what is provenance."""

import polars as pl
import pytest

from warehouse.contract import Column, Table


def column(name: str, **more: object) -> Column:
    return Column(name, "VARCHAR", None, "Meaning.", "名称", **more)


def test_a_column_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        Table("raw_a__event_b", "m", (column("x"), column("x")), key=("x",))


@pytest.mark.parametrize("part", ["key", "identity", "provenance"])
def test_key_identity_and_provenance_name_columns(part):
    names = {"key": ("x",), part: ("nope",)}
    with pytest.raises(ValueError, match="nope"):
        Table("raw_a__event_b", "m", (column("x"),), **names)


def test_content_is_what_is_neither_identity_nor_provenance():
    table = Table("core_a__event_b", "m", tuple(column(name) for name in "abcd"), key=("a",), identity=("a",), provenance=("d",))
    assert table.content == ("b", "c")


def test_an_unknown_column_is_named():
    table = Table("core_a__event_b", "m", (column("x"),), key=("x",))
    with pytest.raises(KeyError, match="core_a__event_b has no column 'y'"):
        table.column("y")


def test_null_meaning_makes_a_column_nullable():
    assert not column("x").is_nullable
    assert column("x", null_means="not stated").is_nullable


def test_the_empty_frame_has_the_declared_types():
    table = Table("core_a__event_b", "m", (Column("n", "TINYINT", None, "m", "n"), Column("d", "DATE", None, "m", "d")), key=("n",))
    assert table.empty_frame().schema == {"n": pl.Int8, "d": pl.Date}
