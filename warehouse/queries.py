"""Finding the SQL file of a table: `sql/<layer>/<table>.sql` says how its current or as-of content is read."""

from functools import cache
from pathlib import Path

from warehouse.contract import Table

FOLDER = Path(__file__).parent / "sql"


@cache
def read_query(table: Table) -> str:
    """Return the statement that reads a table as of a day; raises FileNotFoundError where the table has no such reading."""
    path = FOLDER / table.layer / f"{table.name}.sql"
    if not path.exists():
        raise FileNotFoundError(f"{table.name} has no as-of reading: expected {path.relative_to(FOLDER.parent)}; read it by month instead")
    return path.read_text(encoding="utf-8")
