"""Dagster's records in PostgreSQL, by Dagster's own storage; whoever opens them has the mend of Dagster's sets of months with them."""

from dagster_postgres import DagsterPostgresStorage

from pipelines.instance.equal_subsets import mend_subsets

mend_subsets()


class MendedPostgresStorage(DagsterPostgresStorage):
    """The storage as it comes; it has a name of its own so that this module is what Dagster loads."""
