"""A file as a reader found it: its tables, every line accounted for, and nothing judged yet."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal, NamedTuple

import polars as pl

from pipelines.ingest.refusals import FileRefusedError

Where = Literal["title", "sheet", "file"]
MALFORMED_SCHEMA: dict[str, pl.DataType] = {"row_number": pl.Int64(), "rule": pl.String(), "reason": pl.String(), "text": pl.String()}


class Title(NamedTuple):
    """A text about a whole table: what it says, and whether it stands above the table, on its sheet's tab or in the file's name."""

    text: str
    where: Where = "title"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the top of a table: column names, how many rows that are not blank it takes with the titles above, those titles.

    `title_rows` says how many of these rows are titles.
    """

    names: tuple[str, ...]
    rows: int
    titles: tuple[str, ...] = ()
    is_known: bool = False
    title_rows: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """What the physical lines of a file are (the rows of its visible sheets, where it has sheets); their sum is all of them.

    `data`: rows of data, refused ones included. `left_out`: totals, signatures, remarks and rows in which nobody filled anything in.
    `continued`: the further lines of records with line breaks in a cell, less the lines that rows of tables side by side share.
    """

    data: int = 0
    heading: int = 0
    title: int = 0
    left_out: int = 0
    blank: int = 0
    continued: int = 0

    @property
    def total(self) -> int:
        """All lines."""
        return sum(getattr(self, field.name) for field in fields(self))

    def __add__(self, other: "Lines") -> "Lines":
        return Lines(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as read: `header` as written, `rows` with column `row_number` and one column `c0`, `c1`, ... a header cell.

    Row numbers count every row below the header from 1, blank ones too, so that they are found again in the file; those of a further
    table of the same file go on from the last of the table before. Where some cells of a spreadsheet column were numbers, Boolean column
    `c0_is_number` says which. `malformed` has MALFORMED_SCHEMA: rows refused before any cell was judged. `titles`: texts above the
    header, the sheet's name and the file's. `place`: where in the file the table stands, for messages; empty where it is the only one.
    `note`: what a person should know.
    """

    header: tuple[str, ...]
    rows: pl.DataFrame
    malformed: pl.DataFrame
    titles: tuple[Title, ...] = ()
    note: str = ""
    place: str = ""
    lines: Lines = Lines()

    @property
    def rows_in(self) -> int:
        """Number of data rows, malformed ones included."""
        return self.rows.height + self.malformed.height

    def leave_out(self, rows: pl.DataFrame, malformed: pl.DataFrame, note: str) -> "RawTable":
        """Return the table with these rows alone; the others are no data and are counted as left out."""
        count = self.rows_in - rows.height - malformed.height
        moved = self.lines + Lines(data=-count, left_out=count)
        return replace(self, rows=rows, malformed=malformed, lines=moved, note="; ".join(filter(None, [self.note, note])))


@dataclass(frozen=True, slots=True)
class RawFile:
    """All tables of a file, in their order, and what belongs to none of them.

    `outside`: rows with figures that no table takes, with MALFORMED_SCHEMA; they are refused. `lines` are those of no table.
    """

    tables: tuple[RawTable, ...]
    outside: pl.DataFrame
    lines: Lines = Lines()
    note: str = ""

    @property
    def rows_in(self) -> int:
        """Number of data rows in all tables and outside them."""
        return sum(table.rows_in for table in self.tables) + self.outside.height

    @property
    def all_lines(self) -> Lines:
        """What the lines of the whole file are."""
        return sum((table.lines for table in self.tables), self.lines)


def nothing_malformed() -> pl.DataFrame:
    """Return an empty frame of rows that cannot be told apart."""
    return pl.DataFrame(schema=MALFORMED_SCHEMA)


def single(table: RawTable) -> RawFile:
    """Return the file that holds this one table and nothing else."""
    return RawFile((table,), nothing_malformed())


def number_rows(tables: Sequence[RawTable], outside: pl.DataFrame) -> tuple[tuple[RawTable, ...], pl.DataFrame]:
    """Return the tables and the rows outside them with row numbers that go on from table to table, so that no two are alike."""
    if len(tables) == 1 and outside.is_empty():
        return tuple(tables), outside
    numbered: list[RawTable] = []
    last = 0
    for table in tables:
        shift = (pl.col("row_number") + last).alias("row_number")
        numbered.append(replace(table, rows=table.rows.with_columns(shift), malformed=table.malformed.with_columns(shift)))
        numbers = pl.concat([numbered[-1].rows["row_number"], numbered[-1].malformed["row_number"]])
        last = max([last, *numbers.top_k(1).to_list()])
    return tuple(numbered), outside.with_columns(row_number=pl.int_range(last + 1, last + 1 + pl.len(), dtype=pl.Int64))


def check_lines(file: RawFile, physical: int) -> None:
    """Raise FileRefusedError where a reader has not accounted for every physical line of a file: better no figure than one lost unseen."""
    counted = file.all_lines
    if counted.total != physical or counted.data != file.rows_in:
        raise FileRefusedError(
            "lines_unaccounted",
            f"the file has {physical} lines and {counted.total} of them were understood ({counted}); "
            "nothing of it is used: save the table as XLSX and deliver that, and report this file to whoever maintains the program",
            file.rows_in,
        )
