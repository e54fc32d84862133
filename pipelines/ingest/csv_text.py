"""Text to rows: CSV in which every line is a whole row, belongs to one, or is refused by itself."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from pipelines.ingest.csv_records import LONGEST_RECORD_LINES, NOTHING, Record, grammar, record_at, top_records
from pipelines.ingest.raw_table import MALFORMED_SCHEMA, Heading, Lines, RawTable, Title
from pipelines.ingest.refusals import FileRefusedError

# Where a header is looked for; more titles than that stand above no table.
SAMPLE_ROWS = 24
# Excel saves "Unicode text" with tabs, and CSV with semicolons where the comma is the decimal sign; databases export with bars.
SEPARATORS = (",", "\t", ";", "|")
# How Excel is told the separator, in a line above the table.
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*')
REMOVED = dict.fromkeys(map(ord, NOTHING))
CUT = "the file ends in the middle of the row: it has {} cells of {} and no end of line; deliver the whole file again"
QUOTES = "the quotes of the row do not match and it has {} cells beside the header's {}; correct the row and deliver it again"
NULS = "the row holds NUL characters where text has been lost; correct the row and deliver it again"


Finder = Callable[[Sequence[Sequence[str]]], Heading]


class Top(NamedTuple):
    """The beginning of a text as understood: its separator, heading and records, of which the first `above` reach down to the data."""

    separator: str
    heading: Heading
    records: list[Record]
    above: int

    @property
    def lines(self) -> Lines:
        """What the lines down to the data are."""
        read = self.records[: self.above]
        blank = sum(record.is_blank for record in read)
        continued = sum(record.lines - 1 for record in read)
        title = self.heading.title_rows
        return Lines(heading=len(read) - blank - title, title=title, blank=blank, continued=continued)


# Marks with which forms show what must be filled in; they are no part of a name.
MARKS = r"[*※★☆▲△●○◆◇■□►▶✱✳✻✽†‡]|[(\[【〔](?:必填|必填项|必录|选填|可选|可不填|required|optional)[)\]】〕]"
AT_ENDS = re.compile(rf"^(?:{MARKS}|[\"'“”‘’])+|(?:{MARKS}|[:\"'“”‘’])+$")
DASHES = re.compile(r"[‐‑‒–—―−─━﹣－]+")
# What stands for a dash between two months: 1至本月, 1~10月, and the numeral one that looks like one.
UP_TO = re.compile(r"(?<=[\d月一])(?:[至到~～]|--+)(?=\d|本月|十|20)|(?<=\d)[一ー](?=\d|本月)")


@lru_cache(maxsize=100_000)
def normalise_header(cell: str) -> str:
    """Return a header cell in the form layouts are compared in: NFKC, lower case, one dash, nothing invisible, no marks."""
    visible = "".join(letter for letter in unicodedata.normalize("NFKC", cell) if letter.isspace() or not _is_invisible(letter))
    plain = DASHES.sub("-", "".join(visible.split()).casefold())
    plain = UP_TO.sub("-", plain)
    return ";".join(part for each in plain.split(";") if (part := AT_ENDS.sub("", each)))


def _is_invisible(letter: str) -> bool:
    """Whether a letter shows nothing: zero-width ones, byte-order marks, soft hyphens, selectors of a letter's shape."""
    return unicodedata.category(letter) in ("Cf", "Cc") or "\ufe00" <= letter <= "\ufe0f"


def first_row(sample: Sequence[Sequence[str]]) -> Heading:
    """Return the first row as the heading, which is what it is in a file without titles."""
    return Heading(tuple(cell.strip() for cell in sample[0]), 1)


def read_csv(text: str, find: Finder = first_row) -> RawTable:
    """Return the rows of a CSV text; blank lines are no rows. Raises FileRefusedError where there is no header.

    `find` says where the header stands, given the cells of the first lines.
    """
    whole = unified(text)
    first, _, rest = whole.partition("\n")
    stated = SEPARATOR_LINE.fullmatch(first)
    top = _find_heading(rest if stated else whole, find, (stated[1],) if stated else SEPARATORS)
    body = _below(rest if stated else whole, sum(record.lines for record in top.records[: top.above]))
    return _read_body(top, body, Lines(title=int(stated is not None)))


def unified(text: str) -> str:
    """Return a text whose lines all end in the same way; other characters that some programs break lines at are none of its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def physical_lines(text: str) -> int:
    """Return the number of lines of a text, whatever ends them; an end of line behind the last one begins no further line."""
    whole = unified(text)
    return whole.count("\n") + bool(whole and not whole.endswith("\n"))


def titled(heading: Heading) -> tuple[Title, ...]:
    """Return the titles above a heading."""
    return tuple(Title(text) for text in heading.titles)


def _find_heading(text: str, find: Finder, separators: Sequence[str]) -> Top:
    """Return the top of a text: by the first separator with which a heading is known, else by what the first line suggests."""
    lines = _first_lines(text)
    first = next((line for line in lines if line.strip(NOTHING)), "")
    for separator in separators:
        if any(separator in line for line in lines):
            top = _top(lines, separator, find)
            if top.heading.is_known:
                return top
    return _top(lines, next((each for each in separators if each in first), separators[0]), find)


def _top(lines: Sequence[str], separator: str, find: Finder) -> Top:
    """Return the top of a text by one separator.

    A quote that a title or a header merely contains may seem to open a cell that goes on over lines. So where records of several lines
    stand above the data, each line by itself counts as well, and the reading that finds a header first is the right one.
    """
    joined = _top_of(list(top_records(lines, separator, is_joining=True)), separator, find)
    if joined.heading.is_known and not joined.lines.continued:
        return joined
    if not any(record.lines > 1 for record in joined.records):
        return joined
    single = _top_of(list(top_records(lines, separator, is_joining=False)), separator, find)
    if single.heading.is_known and (not joined.heading.is_known or _first_line(single) < _first_line(joined)):
        return single
    return joined


def _top_of(records: list[Record], separator: str, find: Finder) -> Top:
    """Return the top of a text with these first records."""
    sample = [record.cells for record in records if not record.is_blank][:SAMPLE_ROWS]
    if not sample:
        raise FileRefusedError("empty_file", "the file begins with blank lines only, expected a header and rows; deliver it again")
    heading = find(sample)
    return Top(separator, heading, records, _records_of(records, heading.rows))


def _records_of(records: list[Record], rows: int) -> int:
    """Return how many records there are down to so many rows that are not blank."""
    places = [number for number, record in enumerate(records, start=1) if not record.is_blank]
    return places[rows - 1] if rows else 0


def _first_line(top: Top) -> int:
    """Return the line at which the header begins, from 0."""
    first = _records_of(top.records, top.heading.title_rows + 1) - 1
    return sum(record.lines for record in top.records[:first])


def _first_lines(text: str) -> list[str]:
    """Return the first lines of a text, more than enough for the sample even where cells hold line breaks and lines are blank."""
    start = len(text) - len(text.lstrip("\n"))
    lines = text[start:].split("\n", SAMPLE_ROWS * 4 + LONGEST_RECORD_LINES)
    return [""] * start + (lines[:-1] if len(lines) > SAMPLE_ROWS * 4 + LONGEST_RECORD_LINES else lines)


def _below(text: str, lines: int) -> str:
    """Return the text below its first lines."""
    start = 0
    for _ in range(lines):
        start = text.find("\n", start) + 1
        if start == 0:
            return ""
    return text[start:]


def _read_body(top: Top, body: str, stated: Lines) -> RawTable:
    """Return the table of the rows below the heading."""
    width = len(top.heading.names)
    even = _even(body, top.separator, width)
    if even is not None:
        nothing = pl.DataFrame(schema=MALFORMED_SCHEMA)
        return RawTable(top.heading.names, even, nothing, titled(top.heading), lines=top.lines + Lines(data=even.height) + stated)
    # Split inside polars: a Python list of ten million lines would not fit.
    lines = pl.Series("line", [body]).str.split("\n").explode().to_frame().with_row_index("row_number", offset=1)
    lines = lines.with_columns(pl.col("row_number").cast(pl.Int64))
    # Most files have no quote below their heading, and then every line is a row.
    found, continued = _rows_with_quotes(lines, top.separator, width) if '"' in body else (_plain(lines, top.separator, width), [])
    if continued:
        # A record counts once, however many lines it takes, as it does in a spreadsheet.
        before = pl.Series(continued, dtype=pl.Int64).search_sorted
        found = found.with_columns(row_number=pl.col("row_number") - pl.Series(before(found["row_number"])).cast(pl.Int64))
    found = found.filter(pl.col("found") > 0)
    problem = _problem(found, width, has_end=not body or body.endswith("\n"))
    found = found.with_columns(problem.alias("reason"))
    rows = found.filter(pl.col("reason").is_null()).select("row_number", *_cell_names(top.heading.names))
    malformed = found.filter(pl.col("reason").is_not_null()).select(
        "row_number", pl.lit("malformed_row").alias("rule"), "reason", pl.col("line").alias("text")
    )
    blank = body.count("\n") + bool(body and not body.endswith("\n")) - found.height - len(continued)
    counted = Lines(data=found.height, blank=blank, continued=len(continued))
    malformed = malformed.cast(pl.Schema(MALFORMED_SCHEMA))
    return RawTable(top.heading.names, rows, malformed, titled(top.heading), lines=top.lines + counted + stated)


def _even(body: str, separator: str, width: int) -> pl.DataFrame | None:
    """Return the rows of a text in which nothing can be wrong with a line: row_number and the cells; None where something may be.

    Every line has `width` cells, none of them quoted, and something in the first. Nearly every large file is one, and a parser that need
    not look at each line for what may be wrong with it takes a fifth of the time.
    """
    lines = body.count("\n")
    if width < 2 or not body.endswith("\n") or '"' in body or "\x00" in body or body.count(separator) != lines * (width - 1):
        return None
    names = [f"c{position}" for position in range(width)]
    try:
        # A first line of its own, since the parser skips what may be a mark of the beginning of a file.
        text = f"{separator.join(names)}\n{body}".encode()
        rows = pl.read_csv(text, separator=separator, infer_schema=False, empty_string_is_null=False, quote_char=None)
    except pl.exceptions.ComputeError:
        # A line is longer than the header, and so another one is shorter.
        return None
    if rows.height != lines or (rows["c0"].str.strip_chars(NOTHING) == "").any():
        return None
    return rows.with_row_index("row_number", offset=1).with_columns(pl.col("row_number").cast(pl.Int64))


def _rows_with_quotes(lines: pl.DataFrame, separator: str, width: int) -> tuple[pl.DataFrame, list[int]]:
    """Return the rows of lines some of which begin with a quoted cell, in the columns of `_plain`, and the lines that records go on in."""
    is_opening = pl.col("line").str.contains(grammar(separator).opening.pattern.replace(r"\A", "^"))
    written = lines.filter(is_opening)
    is_whole = _is_whole(written["line"], separator, width)
    records, continued, read = _quoted(written.filter(~is_whole), lines["line"], separator, width)
    plain = _plain(lines.filter(~is_opening, ~pl.col("row_number").is_in(read)), separator, width)
    whole = _whole(written.filter(is_whole & ~written["row_number"].is_in(read)), separator, width)
    return pl.concat([plain, records, whole]).sort("row_number"), continued


def _problem(found: pl.DataFrame, width: int, has_end: bool) -> pl.Expr:
    """Return the reason why a row is not used, null where it is.

    Empty cells that a program leaves away at the end of a row, or adds to it, say nothing. A row with values too many, or one whose
    quotes are not in order and that has another number of cells, has its values under wrong names, so none of it is used.
    """
    cells = pl.col("found")
    count = "the row has {} cells, the header has {}; correct the row and deliver it again"
    last = found.tail(2)["found"].to_list()
    # Programs that leave empty cells away do so in row after row; a last row that is short all by itself has been cut off.
    is_cut = not has_end and last[-1:] < [width] and last[:1] != last[1:]
    is_last = pl.int_range(pl.len()) == pl.len() - 1
    return (
        pl.when(pl.col("is_odd") & (cells != width))
        .then(pl.format(QUOTES, cells, pl.lit(width)))
        .when(cells > width)
        .then(pl.format(count, cells, pl.lit(width)))
        .when(pl.col("line").str.contains("\x00", literal=True))
        .then(pl.lit(NULS))
        .when(is_last & pl.lit(is_cut))
        .then(pl.format(CUT, cells, pl.lit(width)))
    )


def _plain(lines: pl.DataFrame, separator: str, width: int) -> pl.DataFrame:
    """Return the rows of lines in which every quote is a character: row_number, line, found, is_odd (there are quotes) and the cells.

    `found` is the number of cells, of those down to the last with a text where they are more than `width`; 0 where nothing stands in any.
    """
    end = pl.col("line").str.strip_chars_end(f"{NOTHING.replace(separator, '')}{separator}")
    every, filled = (text.str.count_matches(separator, literal=True).cast(pl.Int64) + 1 for text in (pl.col("line"), end))
    names = [f"c{position}" for position in range(width)]
    cells = pl.col("line").str.split_exact(separator, width - 1).struct.rename_fields(names)
    found = pl.when(end == "").then(0).when(every > width).then(pl.max_horizontal(filled, pl.lit(width))).otherwise(every)
    is_odd = pl.col("line").str.contains('"', literal=True)
    rows = lines.select("row_number", "line", found.alias("found"), is_odd.alias("is_odd"), cells.alias("cells"))
    return rows.unnest("cells").with_columns(pl.col(names).fill_null(""))


def _is_whole(lines: pl.Series, separator: str, width: int) -> pl.Series:
    """Return which lines have `width` cells, each quoted from end to end or without a quote."""
    outside = lines.str.replace_all('"[^"]*"', "")
    return lines.str.contains(grammar(separator).clean) & (outside.str.count_matches(separator, literal=True) == width - 1)


def _whole(lines: pl.DataFrame, separator: str, width: int) -> pl.DataFrame:
    """Return the rows of lines that `_is_whole` found, in the columns of `_plain`; a parser of ours would take ten times as long."""
    names = [f"c{position}" for position in range(width)]
    # A first line of its own, since the parser skips what may be a mark of the beginning of a file.
    text = "\n".join([separator.join(names), *lines["line"]])
    cells = pl.read_csv(text.encode(), separator=separator, infer_schema=False, empty_string_is_null=False)
    rows = lines.select("row_number", "line", pl.lit(width, dtype=pl.Int64).alias("found"), pl.lit(value=False).alias("is_odd")).hstack(
        cells
    )
    is_blank = pl.all_horizontal(pl.col(name).str.strip_chars(NOTHING) == "" for name in names)
    return rows.with_columns(pl.when(is_blank).then(0).otherwise("found").alias("found"))


def _quoted(written: pl.DataFrame, lines: pl.Series, separator: str, width: int) -> tuple[pl.DataFrame, list[int], list[int]]:
    """Return the rows that begin in lines with a quoted cell, in the columns of `_plain`, and the numbers of other lines.

    These are the lines that records go on in, and all others that have been read here.
    """
    every = lines.to_list() if written.height else []
    records: dict[int, Record] = {}
    continued: list[int] = []
    last = 0
    for number in written["row_number"]:
        if number <= last or number in records:
            continue
        record = records[number] = record_at(every[number - 1 : number - 1 + LONGEST_RECORD_LINES], separator, width)
        last = number + record.lines - 1
        continued += range(number + 1, last + 1)
        for below in range(number + 1, number + record.doubtful_end + 1):
            line = every[below - 1]
            # Where quotes may or may not hold lines together, only a line with all the cells of a row is certainly one.
            if '"' in line or (line.strip(NOTHING) and line.count(separator) != width - 1):
                records[below] = Record(line, [line], is_quoted_well=False)
    rows = [(number, record.text, *_fitted(record, width)) for number, record in records.items()]
    schema = {"row_number": pl.Int64, "line": pl.String, "found": pl.Int64, "is_odd": pl.Boolean}
    schema |= dict.fromkeys((f"c{position}" for position in range(width)), pl.String)
    frame = pl.DataFrame(dict(zip(schema, zip(*rows, strict=True), strict=True)) if rows else None, schema)
    return frame, continued, [*continued, *records]


def _fitted(record: Record, width: int) -> tuple[object, ...]:
    """Return how many cells a record has, counted as in `_plain`, whether its quotes are out of order, and `width` cells."""
    cells = record.cells
    found = len(cells)
    if record.is_quoted_well and (found != width or not cells[0]):
        filled = max((number for number, cell in enumerate(cells, start=1) if cell.strip(NOTHING)), default=0)
        found = 0 if not filled else max(filled, width) if found > width else found
    return (found, not record.is_quoted_well, *cells[:width], *[""] * (width - len(cells)))


def _cell_names(header: tuple[str, ...]) -> list[str]:
    """Return c0, c1, ... for the cells of a row."""
    return [f"c{position}" for position in range(len(header))]
