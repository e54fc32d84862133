"""Handing every district the rows that are about its enterprises: from the installation's snapshot into a folder of each home.

A district takes in what lies there before its month (taking_in.py). What was handed over is noted when it is in place, so that a stop
anywhere hands the same rows over again, which changes nothing.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from pipelines.data_dir import DISTRICTS, DataDir, folder_of
from pipelines.delivery.atomic_files import replace_file
from pipelines.districts.parting import districts_in
from pipelines.instance.settings import RunSettings
from warehouse import names
from warehouse.district_parts import DistrictParts, Since
from warehouse.file_copies import sync_file

# In the home of a district: a folder a batch with a file a table, gone when it is taken in.
HANDED = "handed"
NOTE = ".handed.json"
PLACED = ".placed.parquet"
# So many enterprises are read at a time, so that memory does not grow with the number of districts: half a million rows of a month, or
# a few million of five years where all that is known of them is handed over.
ENTERPRISES_AT_ONCE = 50_000
ARRIVING_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Handed:
    """The homes of an installation's districts by name, and how many enterprises of the register stand in none of them."""

    homes: dict[str, DataDir]
    unplaced: int = 0


def hand_over(home: DataDir, settings: RunSettings) -> Handed:
    """Hand every district what came since the last time; no homes where the installation is one district.

    Reads the snapshot, so that nobody waits; raises warehouse.errors.WarehouseError where there is none.
    """
    with DistrictParts(home.snapshot) as parts:
        sizes = parts.sizes()
        districts = districts_in(sizes, home, settings.least_district_enterprises)
        homes = {name: home.of_district(folder_of(name)) for name in districts}
        if not districts:
            return Handed({})
        since, batch = _since(home, homes), parts.last_batch()
        placed = parts.placed(districts)
        if since.batch:
            parts.narrow(placed, since)
        for group in _groups(placed, ENTERPRISES_AT_ONCE if since.batch else ARRIVING_AT_ONCE):
            _hand(parts, group, since, batch, homes)
        _note(home, batch, placed)
    elsewhere = sizes.filter(~pl.col("district").is_in(districts).fill_null(value=False))
    return Handed(homes, sum(elsewhere["count"].to_list()))


def _groups(placed: pl.DataFrame, at_once: int) -> Iterator[pl.DataFrame]:
    """Yield the enterprises of some districts at a time; a district is never cut."""
    counts = placed.group_by("district").len().sort("district").with_columns(block=pl.col("len").cum_sum() // at_once)
    for _, districts in groupby(counts.iter_rows(named=True), key=lambda row: row["block"]):
        yield placed.filter(pl.col("district").is_in([row["district"] for row in districts]))


def _hand(parts: DistrictParts, placed: pl.DataFrame, since: Since, batch: int, homes: dict[str, DataDir]) -> None:
    """Put the rows of some districts into their homes."""
    staged = {name: _staging(homes[name], batch) for name in placed["district"].unique().sort()}
    wanted: dict[str, list[pl.DataFrame]] = {name: [] for name in staged}
    for table, rows in parts.rows(placed, since):
        for (name,), own in rows.partition_by("to_district", as_dict=True, include_key=False).items():
            own.write_parquet(staged[str(name)] / f"{table}.parquet")
            wanted[str(name)].append(own.select("delivery_id"))
    for name, folder in staged.items():
        parts.deliveries(pl.concat(wanted[name])).write_parquet(folder / f"{names.DELIVERIES}.parquet")
        _in_place(folder, batch)


def _staging(home: DataDir, batch: int) -> Path:
    folder = home.root / HANDED / f".{batch:09d}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _in_place(staged: Path, batch: int) -> None:
    """Put a staged folder beside those that are not taken in yet; what was handed over before is noted and would not come again."""
    for path in staged.iterdir():
        sync_file(path)
    folder, number = staged.with_name(f"{batch:09d}"), 1
    while folder.exists():
        number += 1
        folder = staged.with_name(f"{batch:09d}.{number:06d}")
    staged.rename(folder)
    sync_file(folder.parent)


def _since(home: DataDir, homes: dict[str, DataDir]) -> Since:
    """Return what was handed over before; a district whose home is gone gets everything."""
    note, placed = home.root / DISTRICTS / NOTE, home.root / DISTRICTS / PLACED
    if not note.exists() or not placed.exists():
        return Since.nothing()
    there = [name for name, one in homes.items() if one.warehouse.exists() or (one.root / HANDED).exists()]
    return Since(int(json.loads(note.read_text())["batch"]), pl.read_parquet(placed).filter(pl.col("district").is_in(there)))


def _note(home: DataDir, batch: int, placed: pl.DataFrame) -> None:
    """Note what was handed over: the enterprises first, so that a stop between leaves too little noted and never too much."""
    folder = home.root / DISTRICTS
    half = folder / f"{PLACED}.half"
    before = folder / NOTE
    with suppress(FileNotFoundError):
        # Between the two files nothing is noted at all: everything would be handed over once more.
        before.unlink()
    placed.write_parquet(half)
    sync_file(half)
    half.replace(folder / PLACED)
    replace_file(before, json.dumps({"batch": batch}).encode())


def waiting_parts(home: DataDir) -> Sequence[Path]:
    """Return the folders that were handed to a district and are not taken in, the oldest first."""
    return sorted(path for path in (home.root / HANDED).glob("[0-9]*") if path.is_dir())
