"""Views and macros with plain names in every published snapshot, for people who work with SQL or in notebooks.

In: the statements in `sql/views`, and the channels they show nothing of. Out: copying the warehouse (snapshot.py).
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from warehouse.catalogue import table_named
from warehouse.connection import connect
from warehouse.store import SQL_REFERENCE, Store, read_query

FOLDER: Final = Path(__file__).parent / "sql" / "views"
# In the order in which they build on one another.
VIEWS: Final = (
    "channels", "enterprises_as_of", "enterprises", "figures_as_of", "current_figures", "series_of", "current_series", "risks", "risks_of",
    "lists", "lists_of", "reasons_of", "signals_as_of",
)  # fmt: skip
CREATE_CHANNELS: Final = """
create table if not exists schema_channels (
    indicator varchar not null, channel varchar not null, locked varchar[] not null
)
"""


def note_channels(store: Store, usual: Mapping[str, str], locked: Collection[str]) -> None:
    """Note in an open warehouse through which channel each indicator usually comes and which channels are locked.

    Every copy carries it, so that a snapshot made anew without the configuration at hand hides what it has to.
    """
    wanted = [(indicator, channel, sorted(locked)) for indicator, channel in sorted(usual.items())]
    store.note_channels(CREATE_CHANNELS, wanted)


def make_views(path: Path) -> None:
    """Make the views in a copy of a warehouse that nobody else has open."""
    database = connect(path)
    try:
        # A copy of a warehouse that no run has opened knows no channel; its views then show no figure at all.
        database.execute(CREATE_CHANNELS)
        for name in VIEWS:
            database.execute(statement(name))
        database.execute("checkpoint")
    finally:
        database.close()


def statement(name: str) -> str:
    """Return the statement that makes a view, with the as-of readings it builds on in the place of their names."""
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return SQL_REFERENCE.sub(lambda found: read_query(table_named(found[1])).replace("$as_of", "as_of_day"), text)
