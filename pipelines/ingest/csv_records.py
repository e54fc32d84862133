"""Lines to records where there are quotes: what is a quoted cell, and when a record goes on over further lines.

A quote opens a quoted cell only where a cell begins, and closes it only where the cell ends; any other quote is a character like the
rest (an inch mark, a lone quote in a title). Quotes are never counted: two that have nothing to do with each other would swallow every
line between them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

# A record over more lines than that is a quote that somebody forgot to close.
LONGEST_RECORD_LINES = 50
# White space, control characters and characters without a width: cells of nothing else are empty.
NOTHING = "".join(chr(code) for code in range(0x3100) if chr(code).isspace() or unicodedata.category(chr(code)) in ("Cf", "Cc")) + "\ufeff"
INNER = r'([^"]*(?:""[^"]*)*)'


class Record(NamedTuple):
    """One record of a text: its cells, the lines it takes, and whether its quotes are in order; where not, every cell has to be there.

    `doubtful_end`: how many lines below stands the quote that may or may not end a cell of this line; 0 where there is no such doubt.
    """

    text: str
    cells: list[str]
    lines: int = 1
    is_quoted_well: bool = True
    doubtful_end: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in any cell."""
        return not any(cell.strip(NOTHING) for cell in self.cells)


class Grammar(NamedTuple):
    """The patterns of a separator's cells: `opening` finds a quote where a cell begins, from which `closed` is a whole quoted cell.

    `opened` is one that goes on over the end of the line, where `rest` may end it. `clean` is a line of cells each of which is quoted
    from end to end or holds no quote.
    """

    separator: str
    opening: re.Pattern[str]
    closed: re.Pattern[str]
    opened: re.Pattern[str]
    rest: re.Pattern[str]
    clean: str


class Piece(NamedTuple):
    """What one line brings to a record: its cells, the text of a quoted cell that stays open, and whether the line fits at all.

    `is_divided`: a separator stands in what the line holds of a cell that began on an earlier line or goes on on a later one.
    `has_other_quotes`: there are quotes in cells that are not quoted.
    """

    cells: list[str]
    open_text: str | None
    state: Literal["ends", "goes_on", "fails"]
    is_divided: bool = False
    has_other_quotes: bool = False


@cache
def grammar(separator: str) -> Grammar:
    """Return the patterns of a separator's cells."""
    mark = r"\t" if separator == "\t" else re.escape(separator)
    blank = " *" if separator == "\t" else "[ \\t]*"
    end = rf"({mark}|\Z)"
    clean_cell = rf'(?:"[^"]*(?:""[^"]*)*"|[^"{mark}]*)'
    return Grammar(
        separator,
        re.compile(rf'(?:\A|{mark}){blank}"'),
        re.compile(rf'"{INNER}"{blank}{end}'),
        re.compile(rf'"{INNER}\Z'),
        re.compile(rf'{INNER}"{blank}{end}'),
        rf"^{clean_cell}(?:{mark}{clean_cell})*$",
    )


def top_records(lines: Sequence[str], separator: str, is_joining: bool) -> Iterator[Record]:
    """Yield the records of the first lines of a text, whose number of cells nobody knows yet; joined to longer ones only if asked to."""
    position = 0
    while position < len(lines):
        record = record_at(lines[position : position + (LONGEST_RECORD_LINES if is_joining else 1)], separator, None)
        position += record.lines
        yield record


def record_at(lines: Sequence[str], separator: str, width: int | None) -> Record:
    """Return the record that begins with the first line.

    It takes further lines only where its quotes are in order and it has `width` cells; where not, it is the first line as it stands.
    Where a line with a separator inside these quotes could as well be a whole row, nobody knows, and the record is one cell.
    """
    rules = grammar(separator)
    piece = _piece(lines[0], rules, None)
    if piece.state == "ends":
        # Cells left away at its end and a separator inside quotes, or a whole row with two quotes that are characters: nobody knows.
        is_short = width is not None and len(piece.cells) < width
        is_doubtful = is_short and (piece.has_other_quotes or lines[0].count(separator) + 1 == width)
        return Record(lines[0], piece.cells, is_quoted_well=not is_doubtful)
    pieces: list[Piece] = []
    is_doubtful = False
    for line in lines:
        piece = _piece(line, rules, pieces[-1].open_text if pieces else None)
        pieces.append(piece)
        is_doubtful = is_doubtful or (piece.is_divided and _own_width(line, rules) == width)
        if piece.state != "goes_on":
            break
    cells = [cell for each in pieces for cell in each.cells]
    if piece.state != "ends" or not _fits(cells, width, any(each.is_divided for each in pieces)):
        return Record(lines[0], lines[0].split(separator), is_quoted_well=False)
    if is_doubtful:
        return Record(lines[0], [lines[0]], is_quoted_well=False, doubtful_end=len(pieces) - 1)
    return Record("\n".join(lines[: len(pieces)]), cells, len(pieces))


def _fits(cells: list[str], width: int | None, is_divided: bool) -> bool:
    """Whether these may be the cells of one row; empty ones may be left away or added where no separator is taken for text."""
    return width in (None, len(cells)) or not (is_divided or any(cell.strip(NOTHING) for cell in cells[width:]))


def _own_width(line: str, rules: Grammar) -> int:
    """Return the number of cells a line has by itself."""
    piece = _piece(line, rules, None)
    return len(piece.cells) if piece.state == "ends" else line.count(rules.separator) + 1


def _piece(line: str, rules: Grammar, open_text: str | None) -> Piece:
    """Return what a line brings to a record, given the text of a quoted cell that is still open."""
    cells: list[str] = []
    position, is_divided, has_other = 0, False, False
    if open_text is not None:
        found = rules.rest.match(line)
        if found is None:
            goes_on = _is_inner(line)
            return Piece([], f"{open_text}\n{_unquoted(line)}", "goes_on" if goes_on else "fails", rules.separator in line)
        cells.append(f"{open_text}\n{_unquoted(found[1])}")
        position, is_divided = found.end(), rules.separator in found[1]
        if not found[2]:
            return Piece(cells, None, "ends", is_divided)
    while opening := rules.opening.search(line, max(position - 1, 0)):
        start = opening.end() - 1
        if opening.start() > position or (opening[0][0] == rules.separator and opening.start() == position):
            between = line[position : opening.start()]
            cells += between.split(rules.separator)
            has_other = has_other or '"' in between
        closed = rules.closed.match(line, start)
        if closed is None:
            opened = rules.opened.match(line, start)
            if opened is None:
                return Piece(cells, None, "fails", is_divided)
            return Piece(cells, _unquoted(opened[1]), "goes_on", is_divided or rules.separator in opened[1])
        cells.append(_unquoted(closed[1]))
        position = closed.end()
        if not closed[2]:
            return Piece(cells, None, "ends", is_divided, has_other)
    rest = line[position:]
    return Piece(cells + rest.split(rules.separator), None, "ends", is_divided, has_other or '"' in rest)


def _is_inner(line: str) -> bool:
    """Whether every quote of a line is a doubled one, so that an open cell stays open."""
    return '"' not in line.replace('""', "")


def _unquoted(text: str) -> str:
    """Return the text of a quoted cell."""
    return text.replace('""', '"')
