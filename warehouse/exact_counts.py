"""What DuckDB counts exactly of a table too large to be read, and the rows of it that are looked at one by one.

In: rows that break the rules of a contract that need no more than counting; a sample that is the same every time. Out: what is made of
them (pipelines.quality.sampled). Facts are appended and never changed, so that `since` (a batch) leaves out what was judged before: rows
of deliveries of that batch and of earlier ones. A delivery comes in one batch, and keys hold the delivery, so that a key which stands
twice stands twice within what is new.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl

from warehouse import names
from warehouse.connection import Database, frame_database
from warehouse.contract import Column, Table
from warehouse.newest_rows import rows_after

FLOATS = ("DOUBLE",)


# A statement in, the only row that it has out.
Ask = Callable[[str], tuple[Any, ...]]


def count_broken(connection: Database, table: Table, since: int | None = None) -> dict[str, int]:
    """Return how many rows break each rule of a contract, by the name of the rule within the table: nulls, values, ranges, the key.

    `key` counts every row whose key another has as well. None for `since`: all rows.
    """
    return _counted(lambda query: connection.sql(query).fetchall()[0], table, table.name, _since(connection, table, since))


def count_broken_in(frame: pl.DataFrame, table: Table) -> dict[str, int]:
    """Return the same of a frame, and under `columns` how many rows it has where its columns are other ones, which are not counted then."""
    if set(frame.columns) != set(table.column_names):
        return {"columns": frame.height}
    connection = frame_database()
    connection.register("judged", frame)
    try:
        return {"columns": 0, **_counted(lambda query: connection.execute(query).fetchall()[0], table, "judged")}
    finally:
        connection.unregister("judged")


def _counted(ask: Ask, table: Table, relation: str, new: str = "") -> dict[str, int]:
    rules = dict(_rules(table))
    sums = ", ".join(f"count(*) filter (where {broken})" for broken in rules.values())
    counted = ask(f"select {sums or 0} from {relation} t {new}")  # noqa: S608 - words of contracts
    whole = f"where {table.key[0]} is not null" if len(table.key) == 1 and not new else ""
    key = ", ".join(table.key)
    doubled = f"select count(*) as rows from {relation} t {new or whole} group by {key} having count(*) > 1"  # noqa: S608
    found = ask(f"select coalesce(sum(rows), 0)::bigint from ({doubled})")[0]  # noqa: S608
    return {"key": int(found), **{name: int(count) for name, count in zip(rules, counted, strict=False)}}


def _rules(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the name of each rule of a column, as the suite of the contract calls it, with what breaks it."""
    for column in table.columns:
        is_number = f"not isnan({column.name})" if column.dtype in FLOATS else "true"
        if not column.is_nullable:
            yield f"{column.name}.not_null", f"{column.name} is null or not ({is_number})"
        if column.allowed:
            yield f"{column.name}.allowed", f"{column.name} not in ({', '.join(map(_quoted, column.allowed))})"
        if column.range is not None:
            yield f"{column.name}.range", f"{is_number} and ({_outside(column, *column.range)})"


def _outside(column: Column, low: float | None, high: float | None) -> str:
    """Return what holds for a value outside a range."""
    limits = [f"{column.name} < {low}"] if low is not None else []
    return " or ".join([*limits, *([f"{column.name} > {high}"] if high is not None else [])]) or "false"


def count_since(connection: Database, table: Table, since: int | None = None) -> int:
    """Return how many rows of a table came after a batch; all of them for None."""
    return int(connection.sql(f"select count(*) from {table.name} t {_since(connection, table, since)}").fetchall()[0][0])  # noqa: S608


def count_by_indicator(connection: Database, table: Table, delivered: Sequence[str]) -> dict[str, int]:
    """Return how many rows of some deliveries are about each indicator."""
    query = f"select indicator, count(*) from {table.name} where delivery_id in (select unnest($delivered)) group by all"  # noqa: S608
    return dict(connection.sql(query, params={"delivered": list(delivered)}).fetchall())


def sample(connection: Database, table: Table, rows: int, since: int | None = None) -> pl.DataFrame:
    """Return about so many rows of what came after a batch, told by their keys alone; all where there are no more.

    Where everything is looked at (None), as many of the newest batch as well. Ordered by the key.
    """
    step = -(-count_since(connection, table, since) // rows) or 1
    key = ", ".join(table.key)
    new = _since(connection, table, since)
    chosen = f"{new} {'and' if new else 'where'} hash({key}) % {step} = 0"
    found = _rows(connection, table, chosen)
    if since is None and step > 1 and "delivery_id" in table.column_names:
        newest = f"{_since(connection, table, _last_batch(connection, table) - 1)} order by hash({key}), {key} limit {rows}"
        found = pl.concat([found, _rows(connection, table, newest)]).unique(table.key, keep="first")
    return found.sort(table.key, nulls_last=False)


def _rows(connection: Database, table: Table, which: str) -> pl.DataFrame:
    """Return rows in the types of the contract."""
    found = connection.sql(f"select {', '.join(table.column_names)} from {table.name} t {which}").pl()  # noqa: S608
    return found.cast(pl.Schema(table.polars_schema()))


def _since(connection: Database, table: Table, since: int | None) -> str:
    """Return the condition for rows of deliveries after a batch."""
    return "" if since is None else f"where {rows_after(connection, table.name, since)}"


def _last_batch(connection: Database, table: Table) -> int:
    """Return the last batch that brought rows of a table, 0 where none did."""
    query = f"select coalesce(max(batch_id), 0) from {names.DELIVERIES} where table_name = $name and rows_stored > 0"  # noqa: S608
    return int(connection.sql(query, params={"name": table.name}).fetchall()[0][0])


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
