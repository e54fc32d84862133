"""A contract refuses to contradict itself, and knows what of a row is statement and what is provenance."""

import polars as pl
import pytest

from warehouse.contract import Column, Table, conform, fit


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


TABLE = Table(
    "core_a__event_b",
    "m",
    (column("key"), column("note", null_means="not stated"), Column("count", "INTEGER", None, "m", "n")),
    key=("key",),
)


def test_what_is_written_has_the_columns_of_the_contract_in_order_and_type():
    fitted = conform(pl.DataFrame({"count": [1], "key": ["a"]}), TABLE)
    assert fitted.rows() == [("a", None, 1)]
    assert dict(fitted.schema) == TABLE.polars_schema()


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"key": ["a"], "count": [1], "extra": [1]}, "does not know"),
        ({"key": ["a"]}, "lacks"),
        ({"key": [None], "count": [1]}, "null found in"),
    ],
)
def test_what_does_not_fit_is_not_written(frame, message):
    with pytest.raises(ValueError, match=message):
        conform(pl.DataFrame(frame, schema_overrides={"key": pl.String}), TABLE)


def test_a_value_that_would_lose_something_is_not_written():
    with pytest.raises(pl.exceptions.InvalidOperationError):
        conform(pl.DataFrame({"key": ["a"], "count": [2**40]}), TABLE)


def test_what_an_older_version_kept_is_read_with_nulls_for_what_it_lacks_and_keeps_the_rest():
    fitted = fit(pl.DataFrame({"extra": [1.5], "key": ["a"]}), TABLE)
    assert fitted.columns == ["key", "note", "count", "extra"]
    assert fitted.rows() == [("a", None, None, 1.5)]
    assert fit(pl.DataFrame({"key": []}, schema={"key": pl.String}), TABLE).schema == TABLE.empty_frame().schema
