"""Finding the SQL file of a table: `sql/<layer>/<table>.sql` says how its current or as-of content is read.

Where one reading builds on another, `{<table>}` in its text stands for the other's.
"""

import re
from functools import cache
from pathlib import Path

from warehouse.catalogue import table_named
from warehouse.contract import Table

FOLDER = Path(__file__).parent / "sql"
REFERENCE = re.compile(r"\{(\w+)\}")


@cache
def read_query(table: Table) -> str:
    """Return the statement that reads a table as of a day; raises FileNotFoundError where the table has no such reading."""
    path = FOLDER / table.layer / f"{table.name}.sql"
    if not path.exists():
        raise FileNotFoundError(f"{table.name} has no as-of reading: expected {path.relative_to(FOLDER.parent)}; read it by month instead")
    # Put in whole and not said again, or the two readings would drift apart.
    return REFERENCE.sub(lambda found: read_query(table_named(found[1])), path.read_text(encoding="utf-8"))
