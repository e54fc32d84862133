"""Dagster's records in PostgreSQL, by Dagster's own storage; whoever opens them has the mends of Dagster's ranges of months with them."""

from typing import Any

from dagster_postgres import DagsterPostgresStorage

from pipelines.instance.equal_subsets import mend_subsets
from pipelines.instance.whole_months import mend_ranges

mend_subsets()


class MendedPostgresStorage(DagsterPostgresStorage):
    """The storage as it comes; it has a name of its own so that this module is what Dagster loads."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Open the records."""
        mend_ranges()
        super().__init__(*args, **named)
