"""The rows of a table that deliveries after a batch brought, found at the end of the table and not by looking through all of it."""

from warehouse import names
from warehouse.connection import Database


def rows_after(connection: Database, table: str, batch: int) -> str:
    """Return the condition that holds for the rows `t` of a table which deliveries after a batch brought.

    Tables are appended to, so that they stand at its end, and the ledger says how many there are; where it finds another number there
    (rows of ledgers may come with deliveries of long ago), the whole table is looked through.
    """
    later = f"select delivery_id from {names.DELIVERIES} where batch_id > {int(batch)}"  # noqa: S608
    whole = f"t.delivery_id in ({later})"
    stated = f"select coalesce(sum(rows_stored), 0)::bigint from {names.DELIVERIES} where batch_id > {int(batch)} and table_name = $name"  # noqa: S608
    expected = int(connection.sql(stated, params={"name": table}).fetchall()[0][0])
    rows = int(connection.sql(f"select count(*) from {table}").fetchall()[0][0])  # noqa: S608 - names of contracts
    at_end = f"t.rowid >= {rows - expected} and {whole}"
    found = int(connection.sql(f"select count(*) from {table} t where {at_end}").fetchall()[0][0])  # noqa: S608
    return at_end if found == expected and table.startswith("core_") else whole
