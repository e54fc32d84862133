"""Bytes to text to rows: encodings, and CSV in which every line is either a whole row or is refused by itself."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pipelines.ingest.refusals import FileRefusedError

# A quoted field may hold line breaks, but an opening quote somebody forgot to close must not swallow the rest of the file.
LONGEST_RECORD_LINES = 50
# Where a header is looked for; more titles than that stand above no table.
SAMPLE_ROWS = 24
# Excel saves "Unicode text" with tabs, and CSV with semicolons where the comma is the decimal sign.
SEPARATORS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file as read: `header` as written, `rows` with column `row_number` and one column `c0`, `c1`, ... a header cell.

    Row numbers count every row below the header from 1, blank ones too, so that they are found again in the file. Where some cells of a
    spreadsheet column were numbers, Boolean column `c0_is_number` says which. `malformed` has row_number, reason and text for rows whose
    cells cannot be told apart. `titles`: texts above the header, the sheet's name and the file's. `note`: what a person should know.
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


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the top of a table: column names, how many rows that are not blank it takes with the titles above, those titles."""

    names: tuple[str, ...]
    rows: int
    titles: tuple[str, ...] = ()
    is_known: bool = False


Finder = Callable[[Sequence[Sequence[str]]], Heading]
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
        "not_text", "the file is neither text in UTF-8 or GB18030 nor XLSX or Parquet; save it as CSV in UTF-8 and deliver it again"
    )


def normalise_header(cell: str) -> str:
    """Return a header cell in the form layouts are compared in: NFKC, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).casefold()


def first_row(sample: Sequence[Sequence[str]]) -> Heading:
    """Return the first row as the heading, which is what it is in a file without titles."""
    return Heading(tuple(cell.strip() for cell in sample[0]), 1)


def read_csv(text: str, find: Finder = first_row) -> RawTable:
    """Return the rows of a CSV text; blank lines are no rows. Raises FileRefusedError where there is no header.

    `find` says where the header stands, given the cells of the first lines.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    separator, heading = _find_heading(unified, find)
    # Without quotes every line is a row, which array code splits many times faster than a parser.
    if '"' not in unified:
        return _read_plain(heading, _below(unified, heading.rows, separator), separator)
    return _read_quoted(heading, _quoted_records(unified, separator))


def _find_heading(text: str, find: Finder) -> tuple[str, Heading]:
    """Return the separator and the heading: the first separator with which a heading is known, else what the first line suggests."""
    top = _top(text)
    if not _sample(top, ","):
        raise FileRefusedError("empty_file", "the file begins with blank lines only, expected a header and rows; deliver it again")
    first = top.partition("\n")[0]
    for separator in SEPARATORS:
        if separator in top:
            heading = find(_sample(top, separator))
            if heading.is_known:
                return separator, heading
    separator = next((each for each in SEPARATORS if each in first), ",")
    record = next(record for record in _quoted_records(top, separator) if not record.is_blank)
    if record.problem is not None:
        needed = "expected column names in the first line; correct it"
        raise FileRefusedError("bad_header", f"the header cannot be read ({record.problem}), {needed}")
    return separator, find(_sample(top, separator))


def _top(text: str) -> str:
    """Return the first lines of a text, more than enough for the sample even where cells hold line breaks."""
    end = 0
    for _ in range(SAMPLE_ROWS * 4):
        end = text.find("\n", end) + 1
        if end == 0:
            return text
    return text[:end]


def _sample(top: str, separator: str) -> list[list[str]]:
    """Return the cells of the first rows that are not blank; a row that cannot be read is one cell."""
    records = (record for record in _quoted_records(top, separator) if not record.is_blank)
    return [record.cells or [record.text] for record, _ in zip(records, range(SAMPLE_ROWS), strict=False)]


def _is_blank(line: str, separator: str) -> bool:
    """Whether a line has nothing in its cells."""
    return not line.replace(separator, "").strip()


def _below(text: str, rows: int, separator: str) -> str:
    """Return the text below the first rows that are not blank, each of them one line."""
    start = 0
    while rows:
        end = text.find("\n", start)
        rows -= not _is_blank(text[start : end if end >= 0 else len(text)], separator)
        if end < 0:
            return ""
        start = end + 1
    return text[start:]


def _read_plain(heading: Heading, body: str, separator: str) -> RawTable:
    """Read a text without quotes: every line is a row, split by array code."""
    width = len(heading.names)
    # Split inside polars: a Python list of ten million lines would not fit.
    lines = pl.Series("line", [body]).str.split("\n").explode().to_frame().with_row_index("row_number", offset=1)
    lines = lines.filter(pl.col("line").str.strip_chars(f"{separator} \t\v\f\u3000\xa0") != "").with_columns(
        pl.col("row_number").cast(pl.Int64), pl.col("line").str.count_matches(separator, literal=True).alias("found")
    )
    # A row with a cell too many or too few has its values under wrong names, so none of it is used.
    is_whole = pl.col("found") == width - 1
    cells = pl.col("line").str.split_exact(separator, width - 1).struct.rename_fields(_cell_names(heading.names))
    rows = lines.filter(is_whole).select("row_number", cells.alias("cells")).unnest("cells")
    malformed = lines.filter(~is_whole).select(
        "row_number", _wrong_count(pl.col("found").cast(pl.Int64) + 1, width).alias("reason"), pl.col("line").alias("text")
    )
    return RawTable(heading.names, rows, malformed, heading.titles)


def _cell_names(header: tuple[str, ...]) -> list[str]:
    """Return c0, c1, ... for the cells of a row."""
    return [f"c{position}" for position in range(len(header))]


def _wrong_count(found: pl.Expr, expected: int) -> pl.Expr:
    """Return the reason why a row with another number of cells is refused."""
    return pl.format("the row has {} cells, the header has {}; correct the row and deliver it again", found, pl.lit(expected))


class CsvRecord(NamedTuple):
    """One record of a quoted text: its cells, or the reason why they cannot be told apart."""

    text: str
    cells: list[str]
    problem: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in any cell."""
        return self.problem is None and not any(cell.strip() for cell in self.cells)


def _quoted_records(text: str, separator: str) -> Iterator[CsvRecord]:
    """Yield each record, blank ones too, and each line that is none.

    A record is one line, or several where a quoted field holds line breaks; a quote that is never closed spoils its own line only.
    """
    lines = text.split("\n")
    position = 0
    while position < len(lines):
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


def _parse_record(text: str, separator: str) -> CsvRecord:
    """Return the record a piece of text is."""
    try:
        return CsvRecord(text, next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), []))
    except csv.Error as error:
        return CsvRecord(text, [], f"the quotes of the row do not match ({error}); correct the row and deliver it again")


def _read_quoted(heading: Heading, records: Iterator[CsvRecord]) -> RawTable:
    """Collect the records of a text with quotes that stand below its heading."""
    above = heading.rows
    while above:
        above -= not next(records).is_blank
    width = len(heading.names)
    rows: list[list[str]] = []
    numbers: list[int] = []
    bad: list[dict[str, object]] = []
    for number, record in enumerate(records, start=1):
        if record.is_blank:
            continue
        if record.problem is None and len(record.cells) == width:
            rows.append(record.cells)
            numbers.append(number)
        else:
            found = f"the row has {len(record.cells)} cells, the header has {width}; correct the row and deliver it again"
            bad.append({"row_number": number, "reason": record.problem or found, "text": record.text})
    frame = pl.DataFrame(rows, schema=dict.fromkeys(_cell_names(heading.names), pl.String), orient="row")
    frame = frame.insert_column(0, pl.Series("row_number", numbers, dtype=pl.Int64))
    return RawTable(heading.names, frame, pl.DataFrame(bad, schema=MALFORMED_SCHEMA), heading.titles)
