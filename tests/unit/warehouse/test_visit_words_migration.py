"""Visits stored by versions that kept the words of offices become what ingest makes of the same words today."""

from datetime import date

import duckdb
import polars as pl
import pytest

from pipelines.ingest import cells, visit_words
from warehouse import names
from warehouse.migration_files import load_migrations

FREE = (
    None, "情况属实", "经核实，情况属实", "部分属实", "反映部分属实，已对接", "不属实", "经查不属实", "误报", "非误报", "属误报，设备检修",
    "已解决", "未解决", "尚未得到解决", "情况属实，已解决", "用工问题已解决", "已恢复生产", "未恢复", "设备检修，即将恢复",
    "订单减少，开工不足", "Solved ", "False alarm", "moved out", "closed", "normal", "生产经营正常", "<b>属实</b>", "正在协调用地",
)  # fmt: skip
ROWS = [(finding, outcome, note) for finding in FREE for outcome in FREE for note in (None, "电话联系")]


def ingested() -> pl.DataFrame:
    frame = pl.DataFrame(ROWS, schema={"finding": pl.String, "outcome": pl.String, "note": pl.String}, orient="row")
    return visit_words.as_keys(frame.with_columns(cells.as_word(pl.col(name), visit_words.WORDS) for name in ("finding", "outcome")))


@pytest.fixture
def migrated() -> pl.DataFrame:
    """The same words in a warehouse of the version before, migrated."""
    connection = duckdb.connect()
    migrations = load_migrations()
    number = next(place for place, migration in enumerate(migrations) if migration.name == "0008_visit_words_as_keys")
    for migration in migrations[:number]:
        connection.execute(migration.sql)
    known = date(2026, 11, 20)
    rows = [("x", known, "y", *words, None, known, "d", number) for number, words in enumerate(ROWS)]
    connection.executemany(f"insert into {names.VISITS} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608 - a name of ours
    connection.execute(migrations[number].sql)
    found = connection.sql(f"select finding, outcome, note from {names.VISITS} order by row_number").pl()  # noqa: S608 - a name of ours
    connection.close()
    return found


def test_stored_words_become_what_ingest_makes_of_them(migrated: pl.DataFrame) -> None:
    assert migrated.rows() == ingested().rows()


def test_what_already_was_a_key_or_means_none_stays(migrated: pl.DataFrame) -> None:
    kept = ("订单减少，开工不足", "设备检修，即将恢复", "生产经营正常", "不属实", "normal")
    for words, (finding, outcome, note) in zip(ROWS, migrated.rows(), strict=True):
        if words[0] in kept and words[1] in kept:
            assert (finding, outcome, note) == words
