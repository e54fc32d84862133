"""Loading staged rows into a fact table: duplicates found, known-on days given, clashes named; all independent of the order of rows.

A staged frame has the columns of the table without `known_on` and `is_nominal_known`, and besides

- `file_name`: with `row_number` it decides which of several copies counts as the first, never what is stored;
- `received_on`: DATE, null where the sender states no day;
- `first_known_on`, `later_known_on`: the day an undated row is known from when its identity is new to the warehouse, and when it is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from warehouse import names
from warehouse.connection import Database
from warehouse.contract import Table

STAGING_COLUMNS = {"file_name": pl.String(), "received_on": pl.Date(), "first_known_on": pl.Date(), "later_known_on": pl.Date()}
_UNDATED = pl.lit(None, dtype=pl.Date).alias("received_on")
# How many meters a figure adds up.
METERS = "meters_count"
# What a clash can be about: a figure, as it is called in the table.
VALUES = ("value", "value_cny_10k")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: the rows `stored`; `counts` with delivery_id, rows_stored, rows_duplicate; `set_aside`: stored rows that clash.

    `outdated`: the staged rows without a day of receipt that say what was stored before something newer was. `partial`: those that were
    left out since they add up fewer meters than was known of the same thing before; `known_count` says how many.
    """

    stored: pl.DataFrame
    counts: pl.DataFrame
    set_aside: pl.DataFrame
    outdated: pl.DataFrame
    partial: pl.DataFrame


def staged_schema(table: Table) -> dict[str, pl.DataType]:
    """Return the columns and types a staged frame of this table has."""
    schema = {name: dtype for name, dtype in table.polars_schema().items() if name not in ("known_on", "is_nominal_known")}
    return {**schema, **STAGING_COLUMNS}


def load_rows(connection: Database, table: Table, staged: pl.DataFrame, rule: str | None) -> Loaded:
    """Append the staged rows that say something new; must run inside a transaction.

    `rule` names what clashes are called in quarantine, None for tables whose rows cannot clash.
    """
    # Sorted first: of several copies the one in the first file counts as the delivery, on every machine.
    rows = _in_order(staged.select([pl.col(name).cast(dtype) for name, dtype in staged_schema(table).items()]))
    stored = _stored_rows(connection, table, rows)
    fresh, partial = _parted(_drop_copies(rows, stored, table), rows, stored, table)
    new = _give_known_on(fresh, stored, table)
    connection.append(table.name, new)
    counts = _count(rows, new)
    set_aside = _new_clashes(connection, table, pl.concat([stored.select(table.column_names), new]), rule) if rule else pl.DataFrame()
    return Loaded(new, counts, set_aside, _outdated(rows, stored, table), partial)


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows by file and row; most come in that order, and finding out costs a tenth of sorting them."""
    file, number = pl.col("file_name"), pl.col("row_number")
    before = (file.shift(1) < file) | ((file.shift(1) == file) & (number.shift(1) <= number))
    return rows if rows.select(before.fill_null(value=True).all()).item() else rows.sort("file_name", "row_number")


def possibly_alike(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Return which rows may have an equal in these columns: all that have one, and hardly any other.

    Nearly all rows have none, and a number for each is compared at a fraction of what comparing the columns costs.
    """
    return rows.select(columns).hash_rows(seed=0).is_duplicated()


def _stored_rows(connection: Database, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what is stored about the identities of the staged rows; `received_on` is null where the table keeps none."""
    within = _within(table, rows)
    if not connection.sql(f"select 1 from {table.name} t where {within} limit 1").fetchall():  # noqa: S608 - words of contracts
        return table.empty_frame().with_columns(() if "received_on" in table.column_names else _UNDATED)
    # Part of an identity may be null (a bill without reading days), and two nulls are the same thing here.
    same = " and ".join(f"t.{name} is not distinct from s.{name}" for name in table.identity)
    query = f"select t.* from {table.name} t semi join staged_identities s on {same} where {within}"  # noqa: S608
    found = connection.read_beside("staged_identities", rows.select(table.identity), query)
    typed = found.cast(pl.Schema(table.polars_schema()))
    return typed if "received_on" in typed.columns else typed.with_columns(_UNDATED)


def _within(table: Table, rows: pl.DataFrame) -> str:
    """Return what follows for a thing from its being among the rows, in words with which DuckDB passes over blocks of others unread."""
    if rows.is_empty():
        return "false"
    whole = [name for name in table.identity if rows.schema[name] in (pl.Date, pl.String) and not rows[name].null_count()]
    return " and ".join(f"t.{name} between {_literal(rows[name].min())} and {_literal(rows[name].max())}" for name in whole) or "true"


def _literal(value: object) -> str:
    """Return a text or a day as DuckDB writes it."""
    return "'" + str(value).replace("'", "''") + "'"


def _drop_copies(rows: pl.DataFrame, stored: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Keep the rows that say something new: dated ones unless stated on that day, undated ones unless stated at all.

    A statement is identity plus content. An undated row adds nothing to a statement that is stored or dated already.
    """
    statement = [*table.identity, *table.content]
    dated = [*statement, "received_on"]
    # Copies among the new rows go first, so that what follows looks at each statement once.
    alike = possibly_alike(rows, dated)
    fresh = rows.unique(subset=dated, keep="first", maintain_order=True) if alike.any() else rows
    if stored.is_empty() and not fresh["received_on"].null_count():
        return fresh
    fresh = fresh.join(stored.select(dated), on=dated, how="anti", nulls_equal=True)
    is_dated = pl.col("received_on").is_not_null()
    # Dated rows of this batch count as stated, or the order of files would decide which of the two copies is stored.
    stated = pl.concat([stored.select(statement), rows.filter(is_dated).select(statement)])
    undated = fresh.filter(~is_dated).join(stated, on=statement, how="anti", nulls_equal=True)
    return pl.concat([fresh.filter(is_dated), undated])


def _parted(fresh: pl.DataFrame, rows: pl.DataFrame, stored: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the fresh rows without those that add up fewer meters than a row about the same that was known before them, and these.

    A correction of one meter says nothing of the others, and would take the place of the sum of all.
    """
    nothing = fresh.clear().with_columns(pl.lit(None, dtype=pl.Int32).alias("known_count"))
    if METERS not in table.column_names or fresh[METERS].null_count() == fresh.height:
        return fresh, nothing
    identity = list(table.identity)
    dated = rows.select(*identity, known_count=METERS, day="received_on").drop_nulls("day")
    before = pl.concat([stored.select(*identity, known_count=METERS, day="known_on"), dated]).filter(pl.col("known_count") > 1)
    if before.is_empty():
        return fresh, nothing
    placed = fresh.with_row_index("place")
    # A row without a day is of today, and whatever is stored was known before it.
    is_before = (pl.col("day") < pl.col("received_on")).fill_null(value=True)
    beside = placed.drop_nulls(METERS).join(before, on=identity, nulls_equal=True)
    fewer = beside.filter(is_before, pl.col(METERS) < pl.col("known_count")).group_by("place").agg(pl.col("known_count").max())
    partial = placed.join(fewer, on="place", maintain_order="left").drop("place")
    return placed.join(fewer, on="place", how="anti", maintain_order="left").drop("place"), partial


def _outdated(rows: pl.DataFrame, stored: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the rows without a day of receipt that repeat a stored statement which a newer one of the same identity has replaced.

    Whether they are the old delivery once more or take the newer one back, nobody can tell; what was known last stays in force.
    """
    identity, statement = list(table.identity), [*table.identity, *table.content]
    # Hardly anything is stored twice, and this cheap step leaves only that.
    several = stored.filter(possibly_alike(stored, identity)) if table.content else stored.clear()
    undated = rows.filter(pl.col("received_on").is_null())
    if several.is_empty() or undated.is_empty():
        return rows.clear()
    last = several.filter((pl.col("known_on") == pl.col("known_on").max()).over(identity)).select(statement)
    repeated = undated.join(several.select(statement).unique(), on=statement, how="semi", nulls_equal=True)
    return repeated.join(last, on=statement, how="anti", nulls_equal=True)


def _give_known_on(new: pl.DataFrame, stored: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Add the day each row is known from, and return the columns of the table in an order that does not depend on the files."""
    # Only what was stored before this batch makes an identity old; rows of one batch are all first deliveries.
    repeated = stored.select(table.identity).unique().with_columns(pl.lit(True).alias("is_repeated"))
    undated_day = pl.when(pl.col("is_repeated")).then("later_known_on").otherwise("first_known_on")
    marked = (
        new.join(repeated, on=list(table.identity), how="left", nulls_equal=True, maintain_order="left")
        if repeated.height
        else new.with_columns(pl.lit(None, dtype=pl.Boolean).alias("is_repeated"))
    )
    return (
        marked.with_columns(
            pl.coalesce("received_on", undated_day).alias("known_on"),
            pl.col("received_on").is_null().alias("is_nominal_known"),
        )
        .select(table.column_names)
        # Neighbours in the file compress well and are found fast.
        .sort([*table.identity, "known_on", "delivery_id", "row_number"])
    )


def _count(rows: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return delivery_id, rows_stored and rows_duplicate; their sum is the number of staged rows of each delivery."""
    arrived = rows.group_by("delivery_id").len("arrived")
    kept = new.group_by("delivery_id").len("rows_stored")
    return (
        arrived.join(kept, on="delivery_id", how="left")
        .select(
            "delivery_id",
            pl.col("rows_stored").fill_null(0).cast(pl.Int64),
            (pl.col("arrived") - pl.col("rows_stored").fill_null(0)).cast(pl.Int64).alias("rows_duplicate"),
        )
        .sort("delivery_id")
    )


def _new_clashes(connection: Database, table: Table, pool: pl.DataFrame, rule: str) -> pl.DataFrame:
    """Return the rows of the pool that clash with another of the same identity and day and are not in quarantine yet."""
    same_day = [*table.identity, "known_on"]
    # Nearly all rows are alone on their day, and this cheap step leaves only the others.
    crowded = pool.filter(possibly_alike(pool, same_day))
    crowded = crowded.filter(crowded.select(same_day).is_duplicated())
    # Of two figures neither can be trusted; of two descriptions of an enterprise the fuller one can.
    value = next((name for name in VALUES if name in table.content), None)
    clashing = _unequal_values(crowded, same_day, value) if value else _less_complete(crowded, same_day, table)
    place = list(table.key)
    noted = connection.sql(f"select {', '.join(place)} from {names.QUARANTINE} where rule = $rule", params={"rule": rule}).pl()  # noqa: S608
    # A clash is named once, even if a third value joins it later.
    return clashing.join(noted.cast({name: clashing.schema[name] for name in place}), on=place, how="anti").sort(place)


def _unequal_values(crowded: pl.DataFrame, same_day: list[str], value: str) -> pl.DataFrame:
    """Return every row of a day on which one thing has two values, or is both stated and withdrawn: none of them can be preferred."""
    return crowded.filter((pl.col(value).n_unique() > 1).over(same_day))


def _less_complete(crowded: pl.DataFrame, same_day: list[str], table: Table) -> pl.DataFrame:
    """Return all but the preferred row of a day: the most complete, then the largest in content order, as the as-of SQL picks it."""
    filled = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int32) for name in table.content).alias("filled")
    descending = [True] * (1 + len(table.content)) + [False, False]
    order = ["filled", *table.content, "delivery_id", "row_number"]
    ordered = crowded.with_columns(filled).sort(order, descending=descending, nulls_last=True)
    return ordered.filter(pl.int_range(pl.len()).over(same_day) > 0).drop("filled")


def count_rows(connection: Database, tables: tuple[Table, ...]) -> int:
    """Return how many rows the given tables hold together."""
    return sum(int(connection.sql(f"select count(*) from {table.name}").fetchall()[0][0]) for table in tables)  # noqa: S608
