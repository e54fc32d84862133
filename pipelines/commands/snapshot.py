"""A look into what is stored: the published snapshot, so that a look never stands in the way of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import polars as pl

from pipelines.clock import as_of_day, today
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from pipelines.ingest.credit_codes import check_code
from pipelines.ingest.csv_text import normalise_header
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings
from warehouse import names
from warehouse.snapshot import open_snapshot
from warehouse.store import Store

# More names than these are a list nobody reads in a terminal.
NAMES_SHOWN = 20


@contextmanager
def open_to_read(home: DataDir) -> Iterator[Store]:
    """Lend the snapshot of a home, or its warehouse where none was published yet."""
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        yield store


def scored_month(store: Store, home: DataDir, month: date | None) -> MonthRun:
    """Return the month asked for, or the latest published one, to read from; raises UsageError where it is not published."""
    months = published_months(store)
    wanted = month or (months[-1] if months else None)
    if wanted is None or wanted not in months:
        held = f"published are {months[0]:%Y-%m} to {months[-1]:%Y-%m}" if months else "no month is"
        raise UsageError(f"the month asked for is not published; {held}: run `earlywarn run --month YYYY-MM` first")
    return MonthRun(wanted, as_of_day(wanted, today()), load_settings(home.config), home, StageTables(store))


def published_months(store: Store) -> list[date]:
    """Return the months that are published, in order: their results are stored, and the ledger of editions has them."""
    out = set(store.months(names.BRIEFINGS))
    return [month for month in store.months(names.RISK) if month in out]


def home_of_enterprise(home: DataDir, typed: str) -> DataDir:
    """Return the home of the district whose register has the enterprise that a code or a part of a name stands for.

    Of an installation of many districts; any other home is returned as it is. Raises UsageError as `find_enterprise` does.
    """
    if not home.districts():
        return home
    found = [(one, _registered(one)) for one in home.districts() if one.warehouse.exists()]
    register = pl.concat([pl.DataFrame(schema={"uscc": pl.String, "name": pl.String}), *(rows for _, rows in found)])
    uscc = find_enterprise(register.unique(maintain_order=True), typed)
    # Who moved from one district to another stands in both: the one it is in now tells of it.
    here = [one for one, rows in found if uscc in rows["uscc"]]
    return next((one for one in here if not _has_left(one, uscc)), here[0])


def _registered(home: DataDir) -> pl.DataFrame:
    with open_to_read(home) as store:
        return store.register_as_of(today()).select("uscc", "name")


def _has_left(home: DataDir, uscc: str) -> bool:
    with open_to_read(home) as store:
        left = store.register_as_of(today()).filter(pl.col("uscc") == uscc)["left_register_on"]
    return bool(left.is_not_null().any())


def find_enterprise(register: pl.DataFrame, typed: str) -> str:
    """Return the credit code of the enterprise that a code or a part of a name stands for, however it is cased, spaced or wide.

    `register`: rows with uscc and name. Raises UsageError where several or none of the names have the text in them.
    """
    text = normalise_header(typed)
    code = check_code(text)[0] or text.upper()
    if code in register["uscc"]:
        return code
    wanted = _comparable(typed)
    names = register.select("uscc", "name").drop_nulls().sort("name", "uscc").rows()
    hits = [(uscc, name) for uscc, name in names if wanted and wanted in _comparable(name)]
    if len(hits) > 1:
        shown = "; ".join(f"{name} {uscc}" for uscc, name in hits[:NAMES_SHOWN])
        more = f"; and {len(hits) - NAMES_SHOWN} more" if len(hits) > NAMES_SHOWN else ""
        raise UsageError(f"{typed!r} is in the names of {len(hits)} enterprises: {shown}{more}; give the credit code, or more of the name")
    if not hits:
        raise UsageError(
            f"the register has no enterprise with the code {typed!r} or with {typed!r} in its name; "
            "check the credit code or the name, or deliver the register first"
        )
    return str(hits[0][0])


def _comparable(name: str) -> str:
    return "".join(normalise_header(name).split()).casefold()
