"""Files that grow district by district, so that a country is never in memory as a whole."""

from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow.parquet as pq

from pipelines.demo.writers import Part


class GrowingFiles:
    """Puts each frame below what was written into the file before, in Parquet as row groups of its own.

    A file that holds `most_rows` or more is followed by one with a number in its name, None = never: readers take a file in whole.
    """

    def __init__(self, most_rows: int | None = None) -> None:
        """Begin with no file."""
        self._most_rows = most_rows
        self._parts: dict[Path, Part] = {}
        self._parquet: dict[Path, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        """Return the files."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Finish every file."""
        for writer in self._parquet.values():
            writer.close()

    def write(self, path: Path, frame: pl.DataFrame) -> Part:
        """Append a frame, under the headings of the first one; files of earlier runs are replaced."""
        part = self._part(path)
        if path.suffix == ".csv":
            with part.path.open("ab" if part.above else "wb") as file:
                frame.write_csv(file, include_header=not part.above, line_terminator="\n")
        else:
            self._write_parquet(part.path, frame)
        self._parts[path] = Part(part.path, part.above + frame.height)
        return part

    def _part(self, path: Path) -> Part:
        """Return the file that is next to grow."""
        last = self._parts.get(path, Part(path, 0))
        if self._most_rows is None or last.above < self._most_rows:
            return last
        number = int(last.path.stem.removeprefix(path.stem).removeprefix("_") or 1) + 1
        return Part(path.with_stem(f"{path.stem}_{number}"), 0)

    def _write_parquet(self, path: Path, frame: pl.DataFrame) -> None:
        # The oldest form of text is the one that every reader of Parquet knows.
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if path not in self._parquet:
            self._parquet[path] = pq.ParquetWriter(path, table.schema, compression="zstd", write_statistics=False)
        self._parquet[path].write_table(table)
