"""Rows of a table that are no data: totals, signatures and remarks below or between the rows, and whether the rows add up to the totals.

Rows of a list of ours in which nobody filled in anything are no data either.
"""

import re
import unicodedata
from dataclasses import replace

import numpy as np
import polars as pl

from pipelines.ingest import cells
from pipelines.ingest.heading import field_columns, figure_positions, used_columns
from pipelines.ingest.layout import Layout, find_column
from pipelines.ingest.lenient import WITHDRAWN, parse_number
from pipelines.ingest.raw_table import RawTable
from pipelines.ingest.refusals import FileRefusedError

TOTALS = r"^(合计|总计|共计|(grand)?total\b)"
SUBTOTALS = r"^(小计|累计|(本页|页内)[合小累]计|subtotal\b)"
REMARKS = r"^((制表|填表|审核|复核)人|(单位|统计|财务)?负责人|填报日期|(计量|金额)?单位[:为]|(备注|注|说明)([:、.\d一二三]|$))"
ANY = f"{TOTALS}|{SUBTOTALS}|{REMARKS}"
# Sums since January, which the rows of one month do not add up to.
RUNNING = r"^(本页)?累计"
# What spreadsheets write behind a code when they put a subtotal below its rows.
SUMMED = r"(汇总|[小合总]计|total)$"
# Marks that are the whole of a cell, in rows that name their enterprise: 小计算机项目 and 合计有限公司 are names.
PAGES = r"本\s*页|页\s*内|本\s*月|本\s*项|全\s*年"
WHOLE_MARK = rf"(?i)^\s*((小|合|总|共|累)\s*计\s*数?|({PAGES})\s*[合小累]\s*计|sub-?total|(grand\s*)?total)\s*[:：]?\s*$"
# Such rows repeat what other rows say, say it of another year, or compare.
COMPARED = r"((同|环)比|比(上|去)年(同期)?)?(增长|增减|增速|增幅|升降)(率|额)?\s*[(（]?%?[)）]?"
PART_MARK = rf"(?i)^\s*(其\s*中\s*([:：]|$)|of which|((上|去)年(同期)?(数|值|累计)?|{COMPARED})\s*$)"
# How whole codes and accounts look, and "Total", "Subtotal" and "Grand total" do not.
PLAIN_IDENTITY = r"^[0-9A-FH-RU-Z][0-9A-Za-z\-]*$"
# What stands in the row that numbers the columns of printed forms: 甲 乙 1 2 3, A B (1) (2).
COLUMN_LETTERS = ("甲乙丙丁戊己庚辛壬癸", "abcdefghijklmnopqrstuvwxyz")
COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2})\)?$")
LISTED = 5
# Kinds of columns in which a mark of a subtotal may stand beside a code.
LABEL_KINDS = ("text", "word", "reference")

# How a note begins that somebody has to look into, and one on what every list has.
CONTROL_TOTAL = "control total"
LEFT_OUT = "left out as no data"


def drop_footers(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table without its totals and remarks; the note names them and every total the rows do not add up to.

    A row is one of them where its first text is the mark of one and the cell of its code or account is not a code.
    """
    identity = _identity(layout, field_columns(layout, raw.header))
    if identity is None:
        return raw
    labels = _label_columns(raw, layout, identity)
    # Nearly every file has no such row, and one look at its texts shows it.
    has_marks, has_odd = _look_at(raw.rows, labels, f"c{identity}")
    if not has_marks:
        labels = []
    if not (has_marks or has_odd or raw.malformed.height):
        return raw
    raw = _without_parts(raw, labels)
    footers = _footers(raw, f"c{identity}", labels)
    malformed = raw.malformed.with_columns(_folded(pl.col("text").str.strip_chars(" \t,;\"'")).alias("first_text"))
    signed = pl.col("first_text").str.contains(ANY)
    if footers.is_empty() and not malformed.select(signed.any()).item():
        return raw
    kept = raw.rows.filter(~pl.col("row_number").is_in(footers["row_number"].to_list()))
    dropped = pl.concat([footers.select("row_number", "first_text"), malformed.filter(signed).select("row_number", "first_text")])
    remarks = [_named(dropped), *_disagreements(raw, kept, footers, layout, f"c{identity}")]
    return raw.leave_out(kept, malformed.filter(~signed).drop("first_text"), "; ".join(remarks))


def drop_untouched(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table without the rows in which none of the columns to be filled in says anything; the note counts them.

    Raises FileRefusedError where two columns bring the same thing.
    """
    taken = layout.assign(raw.header)
    names = [f"c{taken[target]}" for target in layout.filled_in if target in taken]
    if "value" in layout.filled_in:
        columns = (find_column(figure.value, raw.header, figure.indicator, prefer_first=True) for figure in layout.figures)
        names += [f"c{column.position}" for column in columns if column]
    # A column of lists is refused by name when the rows are judged.
    if not names or any(raw.rows.schema[name].is_nested() for name in names):
        return raw
    # A list comes back with every enterprise on it, and those nobody has been to are neither an answer nor a mistake.
    kept = raw.rows.filter(pl.any_horizontal(cells.as_word(pl.col(name), {}).is_not_null() for name in names))
    count = raw.rows.height - kept.height
    return raw.leave_out(kept, raw.malformed, f"rows in which nothing was filled in: {count}" if count else "")


def _identity(layout: Layout, taken: dict[str, int]) -> int | None:
    """Return the position of the column that identifies a row: a credit code or an account, else the first column needed."""
    kinds = [field for field in layout.fields if field.kind in ("code", "account") and field.target in taken]
    needed = [field for field in layout.fields if not field.optional and field.target in taken]
    return next((taken[field.target] for field in (*kinds, *needed)), None)


def _folded(text: pl.Expr) -> pl.Expr:
    """Return text as markers are compared: NFKC, no white space (合  计 is 合计), lower case."""
    return text.str.normalize("NFKC").str.replace_all(r"\s", "").str.to_lowercase()


def _label_columns(raw: RawTable, layout: Layout, identity: int) -> list[str]:
    """Return the columns of text in which a row may say that it is a subtotal: names and columns the layout has no use for."""
    kinds = {field.target: field.kind for field in layout.fields}
    taken = field_columns(layout, raw.header)
    chosen = [*taken.items(), *((target, position) for target, places in _preferred(layout, raw.header).items() for position in places)]
    others = used_columns(layout, raw.header) - {position for target, position in chosen if kinds[target] in LABEL_KINDS}
    names = [f"c{position}" for position in range(len(raw.header)) if position != identity and position not in others]
    return [name for name in names if raw.rows.schema.get(name) == pl.String]


def _preferred(layout: Layout, header: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Return the columns several of which bring one thing; none where two bring the same one, which is refused later, by name."""
    try:
        return layout.preferred(header)
    except FileRefusedError:
        return {}


def _look_at(rows: pl.DataFrame, labels: list[str], identity: str) -> tuple[bool, bool]:
    """Return whether any row is marked as a subtotal or a part, and whether any has no code or account or numbers the columns."""
    if rows.is_empty() or rows.schema[identity] != pl.String:
        return False, False
    marks = [pl.col(name).str.contains(f"{PART_MARK}|{WHOLE_MARK}").any() for name in labels]
    has_marks, is_odd = rows.select(pl.any_horizontal(pl.lit(value=False), *marks), _is_odd(identity).any().alias("odd")).row(0)
    return bool(has_marks), bool(is_odd) or _numbers_columns(rows.head(1))


def _is_odd(identity: str) -> pl.Expr:
    """Whether a row has no plain code or account."""
    return ~pl.col(identity).fill_null("").str.contains(PLAIN_IDENTITY)


def _without_parts(raw: RawTable, labels: list[str]) -> RawTable:
    """Return the table with rows refused that say they are a part of another row: counting both would count it twice."""
    if not labels:
        return raw
    is_part = pl.any_horizontal(pl.col(name).str.contains(PART_MARK).fill_null(False) for name in labels)
    parts = raw.rows.filter(is_part)
    if parts.is_empty():
        return raw
    said = pl.coalesce(pl.when(pl.col(name).str.contains(PART_MARK)).then(pl.col(name).str.strip_chars()) for name in labels)
    texts = [name for name, dtype in parts.schema.items() if dtype == pl.String]
    refused = parts.select(
        "row_number",
        pl.lit("part_of_another_row").alias("rule"),
        pl.format(
            "the row says '{}': it repeats a part of another row or a figure of another year, and counting it beside that would be wrong; "
            "leave the row out, or deliver it as a row of its own",
            said,
        ).alias("reason"),
        pl.concat_str(texts, separator=", ", ignore_nulls=True).alias("text"),
    )
    return replace(raw, rows=raw.rows.filter(~is_part), malformed=pl.concat([raw.malformed, refused]))


def _footers(raw: RawTable, identity: str, labels: list[str]) -> pl.DataFrame:
    """Return the rows that are no data, with `first_text`, the mark each has or its first text."""
    texts = [name for name, dtype in raw.rows.schema.items() if name.startswith("c") and dtype == pl.String]
    if identity not in texts:
        return raw.rows.clear().with_columns(pl.lit("").alias("first_text"))
    first_text = pl.coalesce(pl.when(pl.col(cell).str.strip_chars() != "").then(pl.col(cell)) for cell in texts)
    # The few rows without an identity are looked at more closely, so that a file of a hundred thousand rows costs one comparison each.
    odd = raw.rows.filter(_is_odd(identity) | (pl.col("row_number") == 1))
    whose = _folded(pl.col(identity).fill_null(""))
    is_summed = whose.str.contains(SUMMED)
    nameless = odd.filter((whose == "") | whose.str.contains(ANY) | is_summed | (pl.col("row_number") == 1)).with_columns(
        _folded(first_text).alias("first_text")
    )
    is_mark = pl.lit(_numbers_columns(raw.rows.head(1)))
    is_footer = pl.col("first_text").str.contains(ANY) | is_summed | ((pl.col("row_number") == 1) & is_mark)
    found = nameless.filter(is_footer)
    if not labels:
        return found
    # A merged code is repeated in the rows below it, the subtotal's among them.
    is_marked = pl.any_horizontal(pl.col(name).str.contains(WHOLE_MARK).fill_null(False) for name in labels)
    mark = pl.coalesce(pl.when(pl.col(name).str.contains(WHOLE_MARK)).then(_folded(pl.col(name))) for name in labels)
    named = raw.rows.filter(is_marked, ~pl.col("row_number").is_in(found["row_number"].to_list()))
    if named.is_empty():
        return found
    # Where an enterprise has one row alone and that is called its total, it is the figure.
    summed = raw.rows.filter(~is_marked)[identity].unique().to_list()
    named = named.filter(pl.col(identity).is_in(summed)).with_columns(mark.alias("first_text"))
    return pl.concat([found, named]).sort("row_number")


def _numbers_columns(first: pl.DataFrame) -> bool:
    """Whether the first row numbers the columns: letters in their order, then numbers that count from 1. Any other row is data."""
    if first.is_empty() or first["row_number"][0] != 1:
        return False
    row = first.row(0, named=True)
    texts = [row[name] for name, dtype in first.schema.items() if name.startswith("c") and dtype == pl.String]
    marks = [mark for text in texts if text and (mark := "".join(unicodedata.normalize("NFKC", text).split()).lower())]
    numbers = [int(match.group(1)) for mark in marks if (match := COLUMN_NUMBER.match(mark))]
    letters = "".join(marks[: len(marks) - len(numbers)])
    counts = numbers == list(range(1, len(numbers) + 1))
    # Two small numbers may be an account and its bill.
    return counts and len(marks) > (1 if letters else 2) and any(order.startswith(letters) for order in COLUMN_LETTERS)


def _named(dropped: pl.DataFrame) -> str:
    """Return the remark that names the rows left out."""
    shown = [f"{number} ({text[:20]})" for number, text in dropped.sort("row_number").head(LISTED).iter_rows()]
    more = f" and {dropped.height - LISTED} more" if dropped.height > LISTED else ""
    return f"{LEFT_OUT}: row {', row '.join(shown)}{more}"


def _disagreements(raw: RawTable, kept: pl.DataFrame, footers: pl.DataFrame, layout: Layout, identity: str) -> list[str]:
    """Return a remark for every total that the rows it stands for do not add up to."""
    is_total = pl.col("first_text").str.contains(f"{TOTALS}|{SUBTOTALS}|{SUMMED}") & ~pl.col("first_text").str.contains(RUNNING)
    totals = footers.filter(is_total).sort("row_number")
    marks = totals["row_number"].to_list()
    remarks: list[str] = []
    columns = figure_positions(layout, raw.header) if marks else []
    kept = _without_withdrawn(kept, [f"c{position}" for position in columns])
    for position in columns:
        name = f"c{position}"
        figures = kept.select("row_number", pl.col(identity).alias("whose"), _numbers(kept[name]).alias("value")).drop_nulls("value")
        for number, whose, cell, mark in totals.select("row_number", identity, name, "first_text").iter_rows():
            total = _number(cell)
            if total is not None and not _adds_up(total, figures, number, marks, whose):
                # A subtotal is shown beside the rows since the mark before it, since all rows are surely more.
                since = max([each for each in marks if each < number], default=0)
                shown = figures if re.search(TOTALS, mark) else figures.filter(pl.col("row_number").is_between(since, number))
                added = shown["value"].sum()
                remarks.append(
                    f"{CONTROL_TOTAL} of column {raw.header[position]} is {_plain(total)}, rows add up to {_plain(float(added))}"
                )
    return remarks


def _without_withdrawn(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return the rows of which no figure is withdrawn: a total leaves such a row out whole, with what is left of its figures."""
    texts = [name for name in columns if rows.schema[name] == pl.String]
    marks = [pl.col(name).str.strip_chars().is_in(WITHDRAWN).fill_null(False) for name in texts]
    return rows.filter(~pl.any_horizontal(marks)) if marks else rows


def _adds_up(total: float, figures: pl.DataFrame, number: int, marks: list[int], whose: str | None) -> bool:
    """Whether rows that a total may stand for add up to it: all, those since a mark above, those to the next mark, its enterprise's."""
    values = figures["value"].to_numpy()
    decimals = _decimals(values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    own, *starts = np.searchsorted(figures["row_number"].to_numpy(), [number, 0, *(each for each in marks if each < number)]).tolist()
    end = next((each for each in marks if each > number), None)
    until = len(values) if end is None else int(np.searchsorted(figures["row_number"].to_numpy(), end))
    stretches = [(0, len(values)), (own, until), *((start, own) for start in starts)]
    if any(_agree(total, sums[end] - sums[start], end - start, decimals) for start, end in stretches):
        return True
    named = figures.filter(pl.col("whose") == whose)["value"] if whose else figures["value"].clear()
    return not named.is_empty() and _agree(total, float(named.sum()), named.len(), decimals)


def _numbers(column: pl.Series) -> pl.Series:
    """Return the numbers in the cells of a column, null where there is none."""
    # Nearly every cell is a plain number, which needs no parser.
    plain = column.cast(pl.Float64, strict=False)
    others = column.filter(plain.is_null()).drop_nulls().unique().to_list()
    parsed = {cell: _number(cell) for cell in others}
    known = {cell: value for cell, value in parsed.items() if value is not None}
    found = plain.fill_null(column.replace_strict(known, default=None, return_dtype=pl.Float64)) if known else plain
    return pl.select(pl.when(found.is_finite()).then(found)).to_series().alias(column.name)


def _number(cell: str | None) -> float | None:
    """Return the number in a cell, None where it holds none."""
    # Nearly every cell is a plain number, which needs no parser.
    if cell and cell.isascii() and cell.replace(".", "", 1).isdigit():
        return float(cell)
    value = parse_number(cell or "").value
    return value if isinstance(value, float) else None


def _plain(value: float) -> str:
    """Return a number for a remark."""
    return f"{value:.2f}".removesuffix(".00")


def _decimals(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> int:
    """Return to how many decimals the values are given, six at most."""
    return next((count for count in range(6) if np.all(np.abs(values * 10**count - np.round(values * 10**count)) < 1e-4)), 6)


def _agree(total: float, added: float, count: int, decimals: int) -> bool:
    """Whether so many values that may each be rounded add up to a total."""
    tolerance = max(count * 0.5 * 10.0**-decimals, abs(total) / 1000)
    return abs(added - total) <= tolerance + 1e-9
