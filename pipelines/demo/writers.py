"""Files of the tidy layouts: one per department and year of arrival, and the lists of people's work beside them.

Figures come in as frames; other layouts are other writers of the same frames.
"""

from pathlib import Path
from typing import NamedTuple, Protocol

import polars as pl

from pipelines.demo.department_figures import COLUMNS

# Some departments send a spreadsheet export, others a database extract.
CSV_DEPARTMENTS = frozenset({"social_insurance", "gas"})


class Part(NamedTuple):
    """Where a frame was written, and how many rows stand above it."""

    path: Path
    above: int


class Files(Protocol):
    """Where frames become files."""

    def write(self, path: Path, frame: pl.DataFrame) -> Part:
        """Write a frame into a file, as its name says; an existing one of the same name is replaced."""


class WholeFiles:
    """Files that are one frame each."""

    def write(self, path: Path, frame: pl.DataFrame) -> Part:
        """Write one file; CSV is UTF-8 with LF."""
        if path.suffix == ".csv":
            frame.write_csv(path, line_terminator="\n")
        else:
            frame.write_parquet(path, compression="zstd", statistics=False)
        return Part(path, 0)


def write_observations(target: Files, inbox: Path, rows: pl.DataFrame) -> tuple[list[Path], pl.DataFrame]:
    """Write the rows of all departments. Gives the files and the faulty rows with file name and row number (1 = first data row)."""
    files, faults = [], []
    keyed = rows.with_columns(year=pl.col("received_on").dt.year())
    for (department, year), part in keyed.partition_by("department", "year", as_dict=True, maintain_order=True).items():
        ordered = part.sort("received_on", "indicator", "period", "uscc", "value", maintain_order=True).with_row_index("row_number", 1)
        suffix = "csv" if department in CSV_DEPARTMENTS else "parquet"
        path, above = target.write(inbox / f"{department}_{year}.{suffix}", ordered.select(COLUMNS))
        files.append(path)
        faulty = ordered.filter(pl.col("fault").is_not_null())
        number = pl.col("row_number").cast(pl.Int64) + above
        faults.append(faulty.select(pl.lit(path.name).alias("file_name"), number, "uscc", "indicator", "period", "fault"))
    return sorted(files), pl.concat(faults).sort("file_name", "row_number")


def write_lists(target: Files, inbox: Path, lists: dict[str, pl.DataFrame]) -> list[Path]:
    """Write the register, the ledgers of signals, outcomes, appeals and visits, the catalogue of policies and what was claimed as CSV."""
    return [target.write(inbox / f"{name}.csv", frame).path for name, frame in lists.items()]
