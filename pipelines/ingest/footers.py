"""Rows of a table that are no data: totals, signatures and remarks below or between the rows, and whether the rows add up to the totals.

Rows of a list of ours in which nobody filled in anything are no data either.
"""

from dataclasses import replace

import polars as pl

from pipelines.ingest import cells
from pipelines.ingest.csv_text import RawTable
from pipelines.ingest.heading import field_columns, used_columns
from pipelines.ingest.layout import Layout
from pipelines.ingest.lenient import parse_number

TOTALS = r"^(合计|总计|共计|(grand)?total\b)"
SUBTOTALS = r"^(小计|累计|本页[合小累]计|subtotal\b)"
REMARKS = r"^((制表|填表|审核|复核)人|(单位|统计|财务)?负责人|填报日期|(备注|注|说明)([:、.\d一二三]|$))"
ANY = f"{TOTALS}|{SUBTOTALS}|{REMARKS}"
# How codes and accounts begin, and "Total", "Subtotal" and "Grand total" do not.
PLAIN_IDENTITY = r"^[0-9A-FH-RU-Z]"
# The row of numbers that printed forms have below their header.
COLUMN_MARK = r"^([甲乙丙丁戊己庚辛壬癸]|\(?\d{1,2}\)?|[a-z])$"
LISTED = 5

# How a note begins that somebody has to look into.
CONTROL_TOTAL = "control total"


def drop_footers(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table without its totals and remarks; the note names them and every total the rows do not add up to.

    A row is one of them where its first text is the mark of one and the cell of its code or account is not a code.
    """
    identity = _identity(layout, field_columns(layout, raw.header))
    if identity is None:
        return raw
    footers = _footers(raw, f"c{identity}")
    malformed = raw.malformed.with_columns(_folded(pl.col("text").str.strip_chars(" \t,;\"'")).alias("first_text"))
    signed = pl.col("first_text").str.contains(ANY)
    if footers.is_empty() and not malformed.select(signed.any()).item():
        return raw
    kept = raw.rows.filter(~pl.col("row_number").is_in(footers["row_number"].to_list()))
    dropped = pl.concat([footers.select("row_number", "first_text"), malformed.filter(signed).select("row_number", "first_text")])
    remarks = [_named(dropped), *_disagreements(raw, kept, footers, _figure_columns(layout, raw.header))]
    return RawTable(raw.header, kept, malformed.filter(~signed).drop("first_text"), raw.titles, "; ".join([raw.note, *remarks]).strip("; "))


def drop_untouched(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table without the rows in which none of the columns to be filled in says anything; the note counts them.

    Raises FileRefusedError where two columns bring the same thing.
    """
    taken = layout.assign(raw.header)
    names = [f"c{taken[target]}" for target in layout.filled_in if target in taken]
    # A column of lists is refused by name when the rows are judged.
    if not names or any(raw.rows.schema[name].is_nested() for name in names):
        return raw
    # A list comes back with every enterprise on it, and those nobody has been to are neither an answer nor a mistake.
    kept = raw.rows.filter(pl.any_horizontal(cells.as_word(pl.col(name), {}).is_not_null() for name in names))
    count = raw.rows.height - kept.height
    remark = f"rows in which nothing was filled in: {count}" if count else ""
    return replace(raw, rows=kept, note="; ".join(filter(None, [raw.note, remark])))


def _identity(layout: Layout, taken: dict[str, int]) -> int | None:
    """Return the position of the column that identifies a row: a credit code or an account, else the first column needed."""
    kinds = [field for field in layout.fields if field.kind in ("code", "account") and field.target in taken]
    needed = [field for field in layout.fields if not field.optional and field.target in taken]
    return next((taken[field.target] for field in (*kinds, *needed)), None)


def _folded(text: pl.Expr) -> pl.Expr:
    """Return text as markers are compared: NFKC, no white space (合  计 is 合计), lower case."""
    return text.str.normalize("NFKC").str.replace_all(r"\s", "").str.to_lowercase()


def _footers(raw: RawTable, identity: str) -> pl.DataFrame:
    """Return the rows that are no data, with `first_text`, the first text of each."""
    texts = [name for name, dtype in raw.rows.schema.items() if name.startswith("c") and dtype == pl.String]
    if identity not in texts:
        return raw.rows.clear().with_columns(pl.lit("").alias("first_text"))
    first_text = pl.coalesce(pl.when(pl.col(cell).str.strip_chars() != "").then(pl.col(cell)) for cell in texts)
    # The few rows without an identity are looked at more closely, so that a file of a hundred thousand rows costs one comparison each.
    odd = raw.rows.filter(~pl.col(identity).fill_null("").str.contains(PLAIN_IDENTITY) | (pl.col("row_number") == 1))
    whose = _folded(pl.col(identity).fill_null(""))
    nameless = odd.filter((whose == "") | whose.str.contains(ANY) | (pl.col("row_number") == 1)).with_columns(
        _folded(first_text).alias("first_text")
    )
    is_mark = pl.all_horizontal(_folded(pl.col(cell).fill_null("a")).replace("", "a").str.contains(COLUMN_MARK) for cell in texts)
    is_footer = pl.col("first_text").str.contains(ANY) | ((pl.col("row_number") == 1) & is_mark)
    return nameless.filter(is_footer)


def _named(dropped: pl.DataFrame) -> str:
    """Return the remark that names the rows left out."""
    shown = [f"{number} ({text[:20]})" for number, text in dropped.sort("row_number").head(LISTED).iter_rows()]
    more = f" and {dropped.height - LISTED} more" if dropped.height > LISTED else ""
    return f"left out as no data: row {', row '.join(shown)}{more}"


def _figure_columns(layout: Layout, header: tuple[str, ...]) -> list[int]:
    """Return the columns a layout uses that hold amounts; codes, names and days do not add up to anything."""
    kinds = {field.target: field.kind for field in layout.fields}
    others = {position for target, position in field_columns(layout, header).items() if kinds[target] != "number"}
    return sorted(used_columns(layout, header) - others)


def _disagreements(raw: RawTable, kept: pl.DataFrame, footers: pl.DataFrame, columns: list[int]) -> list[str]:
    """Return a remark for every total that the rows it stands for do not add up to."""
    totals = footers.filter(pl.col("first_text").str.contains(TOTALS)).sort("row_number")
    remarks: list[str] = []
    for position in columns if totals.height else []:
        values = [(number, _number(cell)) for number, cell in kept.select("row_number", f"c{position}").iter_rows()]
        figures = [(number, value) for number, value in values if value is not None]
        previous = 0
        for number, cell in totals.select("row_number", f"c{position}").iter_rows():
            total = _number(cell)
            # A total stands for the whole table or for the rows since the total before it.
            since = [value for row, value in figures if previous < row < number]
            every = [value for _, value in figures]
            if total is not None and not (_agree(total, every) or _agree(total, since)):
                name = raw.header[position]
                remarks.append(f"{CONTROL_TOTAL} of column {name} is {_plain(total)}, rows add up to {_plain(sum(every))}")
            previous = number
    return remarks


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


def _agree(total: float, values: list[float]) -> bool:
    """Whether values that may each be rounded add up to a total."""
    decimals = max((len(f"{value:.6f}".rstrip("0").partition(".")[2]) for value in values), default=0)
    tolerance = max(len(values) * 0.5 * 10.0**-decimals, abs(total) / 1000)
    return abs(sum(values) - total) <= tolerance + 1e-9
