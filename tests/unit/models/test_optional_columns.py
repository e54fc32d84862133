"""A column that a frame lacks is null under its name."""

import polars as pl

from models.optional_columns import text_or_null


def test_a_column_is_itself_where_it_is_there_and_null_where_it_is_not() -> None:
    firms = pl.DataFrame({"uscc": ["a", "b"], "street": ["坪山街道", None]})
    shown = firms.select("uscc", text_or_null(firms, "street"), text_or_null(firms, "park"))
    assert shown.rows() == [("a", "坪山街道", None), ("b", None, None)]
    assert shown.schema["park"] == pl.String
    empty = firms.clear()
    assert empty.select(text_or_null(empty, "park")).schema == {"park": pl.String}
