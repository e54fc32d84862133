"""A look into what is stored: the published snapshot, so that a look never stands in the way of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

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


@contextmanager
def open_to_read(home: DataDir) -> Iterator[Store]:
    """Lend the snapshot of a home, or its warehouse where none was published yet."""
    with open_snapshot(home.snapshot, home.warehouse) as store:
        yield store


def scored_month(store: Store, home: DataDir, month: date | None) -> MonthRun:
    """Return the month asked for, or the latest scored one, to read from; raises UsageError where it was not scored."""
    months = store.months(names.RISK)
    wanted = month or (months[-1] if months else None)
    if wanted is None or wanted not in months:
        held = f"scored are {months[0]:%Y-%m} to {months[-1]:%Y-%m}" if months else "no month is"
        raise UsageError(f"the month asked for is not scored; {held}: run `earlywarn run --month YYYY-MM` first")
    return MonthRun(wanted, as_of_day(wanted, today()), load_settings(home.config), home, StageTables(store))


def code_of(typed: str) -> str:
    """Return the credit code somebody typed or pasted, however it is cased, spaced or as wide as Chinese; any other text as it is."""
    return check_code(normalise_header(typed))[0] or typed
