"""Taking in what an installation handed to one of its districts: appended in one transaction a batch, each row once.

In: the folders below `handed` in the home of a district. Out: what is handed over (handing_over.py), files of the district's own inbox,
which the ordinary ingest takes in.
"""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.data_dir import DataDir
from pipelines.districts.handing_over import waiting_parts
from pipelines.instance.waiting import patient_store
from warehouse import names
from warehouse.catalogue import core_tables, table_named
from warehouse.store import Store

FACTS = tuple(table.name for table in core_tables())
COUNTS = ("rows_in", "rows_stored", "rows_refused", "rows_duplicate")
# What was counted of the whole file, which other districts have parts of.
WHOLE_FILE = tuple(
    column.name for column in table_named(names.DELIVERIES).columns if column.name.endswith("_lines") or column.name == "lines_in"
)


def take_in_parts(home: DataDir, today: date) -> int:
    """Take in what lies in a district's home; returns how many rows were new."""
    folders = waiting_parts(home)
    if not folders:
        return 0
    home.prepare()
    with patient_store(home) as store:
        stored = sum(_take_in(store, folder, today) for folder in folders)
        store.checkpoint()
    for folder in folders:
        shutil.rmtree(folder)
    return stored


def _take_in(store: Store, folder: Path, today: date) -> int:
    """Append the rows of one batch that are not there, with their entry in the ledgers."""
    frames = {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    new = {table: _absent(store, table, rows) for table, rows in frames.items() if table not in (names.DELIVERIES, names.SETTLEMENTS)}
    decided = _undecided(store, frames.get(names.SETTLEMENTS))
    if not decided.height and not any(rows.height for rows in new.values()):
        return 0
    with store.transaction():
        for table, rows in new.items():
            store.append(table, rows)
        store.append(names.SETTLEMENTS, decided)
        ledger = _ledger(store, frames[names.DELIVERIES], new, today)
        store.append(names.DELIVERIES, ledger)
        store.append(names.BATCHES, _batch(store, ledger, today))
    return sum(rows.height for table, rows in new.items() if table in FACTS)


def _absent(store: Store, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that the warehouse does not hold; every key names the delivery, so that only rows of the same are looked at."""
    key = [*table_named(table).key] if table != names.QUARANTINE else ["delivery_id", "row_number", "rule", "indicator", "uscc", "account"]
    held = store.read(table, delivery_id=rows["delivery_id"].unique().to_list())
    return rows.join(held.select(key), on=key, how="anti", nulls_equal=True, maintain_order="left")


def _undecided(store: Store, rows: pl.DataFrame | None) -> pl.DataFrame:
    """Return the decisions that the warehouse does not hold, numbered after its own."""
    known = store.read(names.SETTLEMENTS)
    if rows is None:
        return known.clear()
    same = ["item_id", "action", "kind", "settled_by", "known_on", "reason"]
    fresh = rows.join(known.select(same), on=same, how="anti", nulls_equal=True, maintain_order="left")
    last = int(known["settlement_number"].max() or 0)  # type: ignore[arg-type]
    return fresh.with_columns(settlement_number=(pl.col("settlement_number").rank("dense") + last).cast(pl.Int64))


def _ledger(store: Store, deliveries: pl.DataFrame, new: Mapping[str, pl.DataFrame], today: date) -> pl.DataFrame:
    """Return the entries of the deliveries that brought something: how much of each is the district's."""
    stored = _counted([rows for table, rows in new.items() if table in FACTS], "rows_stored")
    refused = _counted([new[names.QUARANTINE].filter(pl.col("action") == "refused")] if names.QUARANTINE in new else [], "rows_refused")
    known = store.read(names.DELIVERIES)
    counted = (
        deliveries.drop("rows_stored", "rows_refused")
        .join(stored, on="delivery_id", how="left")
        .join(refused, on="delivery_id", how="left")
    )
    own = counted.with_columns(pl.col("rows_stored", "rows_refused").fill_null(0)).filter(
        pl.col("rows_stored") + pl.col("rows_refused") > 0
    )
    batch = _next_batch(store)
    # A file of which more became the district's is entered once more, like a file that was read again.
    again = known.group_by(pl.col("delivery_id").str.split("+").list.first()).agg(earlier=pl.len())
    numbered = own.join(again, on="delivery_id", how="left").with_columns(pl.col("earlier").fill_null(0))
    entries = numbered.with_columns(
        *(pl.lit(None, dtype=pl.Int64).alias(name) for name in WHOLE_FILE),
        delivery_id=pl.when(pl.col("earlier") > 0).then(pl.format("{}+{}", "delivery_id", "earlier")).otherwise("delivery_id"),
        reading=(pl.col("reading") + pl.col("earlier")).cast(pl.Int32),
        batch_id=pl.lit(batch, dtype=pl.Int64),
        ingested_on=pl.lit(today),
        rows_in=pl.col("rows_stored") + pl.col("rows_refused"),
        rows_duplicate=pl.lit(0, dtype=pl.Int64),
    )
    return entries.select(table_named(names.DELIVERIES).column_names).sort("delivery_id")


def _counted(frames: list[pl.DataFrame], name: str) -> pl.DataFrame:
    """Return how many rows came with each delivery."""
    ids = pl.concat([pl.DataFrame(schema={"delivery_id": pl.String}), *(rows.select("delivery_id") for rows in frames)])
    return ids.group_by("delivery_id").agg(pl.len().cast(pl.Int64).alias(name))


def _next_batch(store: Store) -> int:
    return int(store.read(names.BATCHES)["batch_id"].max() or 0) + 1  # type: ignore[arg-type]


def _batch(store: Store, ledger: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return the ledger row of the batch, with what the warehouse holds now."""
    totals = {name: int(ledger[name].sum()) for name in COUNTS}
    row = {
        "batch_id": _next_batch(store),
        "ingested_on": today,
        "files_count": ledger.height,
        **totals,
        "stored_total": store.count_facts(),
    }
    return pl.DataFrame([row], schema=table_named(names.BATCHES).polars_schema())
