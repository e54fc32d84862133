"""`earlywarn report --audience outside`: totals for readers outside the administration, nobody recognisable."""

from __future__ import annotations

from datetime import date

from pipelines.data_dir import DataDir
from pipelines.delivery.outside_publisher import publish_outside
from pipelines.errors import UsageError
from pipelines.settings import load_settings


def outside(home: DataDir, month: date, as_of: date | None = None) -> list[str]:
    """Make a month's edition for readers outside; returns where it lies and how much is left out.

    Raises UsageError for an as-of day: it is that of the bulletin that is out.
    """
    if as_of is not None:
        raise UsageError("--audience outside goes by the bulletin that is out; leave --as-of away")
    made = publish_outside(home, load_settings(home.config), month)
    state = "new" if made.published.is_new else "unchanged"
    share = f"{made.hidden_count:,} of {made.totals_count:,} totals are left out"
    return [f"outside  {made.published.folder / 'outside.html'} (revision {made.published.revision}, {state}); {share}"]
