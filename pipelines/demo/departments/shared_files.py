"""Files of offices that serve all districts of a country: what each district has in them stands below that of the one before.

They are written plainly, one heading above all rows, so that rows can go below rows.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

SHARED_DEPARTMENTS = frozenset({"tax", "grid"})
LINE_END = b"\r\n"


class SharedFiles:
    """The files of the offices above districts, below the inbox, and how many rows each has so far."""

    def __init__(self, inbox: Path) -> None:
        """Begin with none; files of earlier runs are replaced."""
        self._inbox = inbox
        self._rows: dict[str, int] = {}

    def take(self, files: list[Path], counts: pl.DataFrame) -> tuple[list[Path], Mapping[str, int]]:
        """Take what is theirs from the files of a district; gives all files, and the rows above those of the district by shared file.

        `counts` has `file_name` and `rows`.
        """
        theirs = {path: f"{path.parent.name}/{path.name}" for path in files if path.parent.name in SHARED_DEPARTMENTS}
        above = {name: self._rows.get(name, 0) for name in theirs.values()}
        for path, name in theirs.items():
            self._append(path, name)
        added = dict(counts.filter(pl.col("file_name").is_in(list(above))).select("file_name", "rows").iter_rows())
        self._rows |= {name: above[name] + added[name] for name in above}
        for folder in {path.parent for path in theirs}:
            folder.rmdir()
        return [self._inbox / theirs[path] if path in theirs else path for path in files], above

    def _append(self, path: Path, name: str) -> None:
        """Move a file to the shared one of its name, without its heading where that has one."""
        whole = self._inbox / name
        whole.parent.mkdir(exist_ok=True)
        heading, end, rows = path.read_bytes().partition(LINE_END)
        with whole.open("ab" if name in self._rows else "wb") as file:
            file.write(rows if name in self._rows else heading + end + rows)
        path.unlink()


def in_country(truth: pl.DataFrame, district: str, above: Mapping[str, int]) -> pl.DataFrame:
    """Return truth about the files of a district with their paths below the country's inbox and row numbers as they stand in them."""
    is_shared, name = pl.col("file_name").is_in(list(above)), pl.col("file_name")
    paths = truth.with_columns(file_name=pl.when(is_shared).then(name).otherwise(pl.lit(f"{district}/") + name))
    if "row_number" not in truth.columns:
        return paths
    return paths.with_columns(row_number=pl.col("row_number") + name.replace_strict(above, default=0, return_dtype=pl.Int64))
