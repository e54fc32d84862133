"""Bytes to text to rows: encodings, and CSV in which every line is either a whole row or is refused by itself."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pipelines.ingest.refusals import FileRefusedError

# A quoted field may hold line breaks, but an opening quote somebody forgot to close must not swallow the rest of the file.
LONGEST_RECORD_LINES = 50


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file as read: `header` as written, `rows` with column `row_number` and one column `c0`, `c1`, ... a header cell.

    `malformed` has row_number, reason and text for rows whose cells cannot be told apart. Cells that were numbers in a spreadsheet are
    marked in a Boolean column `c0_is_number`, and so on. `titles`: the texts above the header, and the names of sheet and file.
    `note`: what a person should know of how the table was found.
    """

    header: tuple[str, ...]
    rows: pl.DataFrame
    malformed: pl.DataFrame
    titles: tuple[str, ...] = ()
    note: str = ""

    @property
    def rows_in(self) -> int:
        """Number of data rows, malformed ones included."""
        return self.rows.height + self.malformed.height


MALFORMED_SCHEMA: dict[str, pl.DataType] = {"row_number": pl.Int64(), "reason": pl.String(), "text": pl.String()}


def decode(content: bytes) -> str:
    """Return the text of a file: a byte-order mark decides, else strict UTF-8, else GB18030; raises FileRefusedError."""
    if not content.strip():
        raise FileRefusedError("empty_file", "the file is empty, expected a header and rows; deliver it again")
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    candidates = ["utf-16"] if is_utf_16 else ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise FileRefusedError(
        "not_text", "the file is neither text in UTF-8 or GB18030 nor Parquet; save it as CSV in UTF-8 and deliver it again"
    )


def normalise_header(cell: str) -> str:
    """Return a header cell in the form layouts are compared in: NFKC, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).casefold()


def read_csv(text: str) -> RawTable:
    """Return the rows of a CSV text; wholly blank lines are no rows. Raises FileRefusedError where there is no header."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, body = unified.lstrip("\n").partition("\n")
    # Excel saves "Unicode text" with tabs.
    separator = "\t" if "\t" in first and "," not in first else ","
    # Without quotes every line is a row, which array code splits many times faster than a parser.
    if '"' not in unified:
        header = tuple(cell.strip() for cell in first.split(separator))
        return _read_plain(header, body, separator)
    records = _quoted_records(unified, separator)
    first_record = next(records)
    if first_record.problem is not None:
        needed = "expected column names in the first line; correct it"
        raise FileRefusedError("bad_header", f"the header cannot be read ({first_record.problem}), {needed}")
    return _read_quoted(tuple(cell.strip() for cell in first_record.cells), records)


def _read_plain(header: tuple[str, ...], body: str, separator: str) -> RawTable:
    """Read a text without quotes: every line is a row, split by array code."""
    # Split inside polars: a Python list of ten million lines would not fit.
    lines = pl.Series("line", [body]).str.split("\n").explode().to_frame()
    lines = lines.filter(pl.col("line").str.strip_chars() != "").with_row_index("row_number", offset=1)
    lines = lines.with_columns(
        pl.col("row_number").cast(pl.Int64), pl.col("line").str.count_matches(separator, literal=True).alias("found")
    )
    # A row with a cell too many or too few has its values under wrong names, so none of it is used.
    is_whole = pl.col("found") == len(header) - 1
    cells = pl.col("line").str.split_exact(separator, len(header) - 1).struct.rename_fields(_cell_names(header))
    rows = lines.filter(is_whole).select("row_number", cells.alias("cells")).unnest("cells")
    malformed = lines.filter(~is_whole).select(
        "row_number", _wrong_count(pl.col("found").cast(pl.Int64) + 1, len(header)).alias("reason"), pl.col("line").alias("text")
    )
    return RawTable(header, rows, malformed)


def _cell_names(header: tuple[str, ...]) -> list[str]:
    """Return c0, c1, ... for the cells of a row."""
    return [f"c{position}" for position in range(len(header))]


def _wrong_count(found: pl.Expr, expected: int) -> pl.Expr:
    """Return the reason why a row with another number of cells is refused."""
    return pl.format("the row has {} cells, the header has {}; correct the row and deliver it again", found, pl.lit(expected))


class Record(NamedTuple):
    """One record of a quoted text: its cells, or the reason why they cannot be told apart."""

    text: str
    cells: list[str]
    problem: str | None = None


def _quoted_records(text: str, separator: str) -> Iterator[Record]:
    """Yield each record, and each line that is none.

    A record is one line, or several where a quoted field holds line breaks; a quote that is never closed spoils its own line only.
    """
    lines = text.split("\n")
    position = 0
    while position < len(lines):
        if not lines[position].strip():
            position += 1
            continue
        length = _record_length(lines, position)
        yield _parse_record("\n".join(lines[position : position + length]), separator)
        position += length


def _record_length(lines: list[str], start: int) -> int:
    """Return how many lines make up the record that starts at `start`: until its quotes are balanced, else one."""
    quotes = 0
    for length, line in enumerate(lines[start : start + LONGEST_RECORD_LINES], start=1):
        # Doubled quotes inside a field count twice and so do not disturb the balance.
        quotes += line.count('"')
        if quotes % 2 == 0:
            return length
    return 1


def _parse_record(text: str, separator: str) -> Record:
    """Return the record a piece of text is."""
    try:
        return Record(text, next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)))
    except csv.Error as error:
        return Record(text, [], f"the quotes of the row do not match ({error}); correct the row and deliver it again")


def _read_quoted(header: tuple[str, ...], records: Iterator[Record]) -> RawTable:
    """Collect the records of a text with quotes."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    bad: list[dict[str, object]] = []
    for number, record in enumerate(records, start=1):
        if record.problem is None and len(record.cells) == len(header):
            rows.append(record.cells)
            numbers.append(number)
        else:
            found = f"the row has {len(record.cells)} cells, the header has {len(header)}; correct the row and deliver it again"
            bad.append({"row_number": number, "reason": record.problem or found, "text": record.text})
    frame = pl.DataFrame(rows, schema=dict.fromkeys(_cell_names(header), pl.String), orient="row")
    return RawTable(
        header, frame.insert_column(0, pl.Series("row_number", numbers, dtype=pl.Int64)), pl.DataFrame(bad, schema=MALFORMED_SCHEMA)
    )
