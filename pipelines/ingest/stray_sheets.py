"""Sheets without a heading: whether they go on with a table, and which of their rows are figures that no table takes."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from pipelines.ingest.credit_codes import check_codes
from pipelines.ingest.csv_text import SAMPLE_ROWS
from pipelines.ingest.grid import CLOSING, FIGURE, layout_of
from pipelines.ingest.heading import field_columns, used_columns
from pipelines.ingest.layout import Layout, nearest_layout
from pipelines.ingest.lenient import parse_month, parse_number
from pipelines.ingest.raw_table import nothing_malformed
from pipelines.ingest.sheet_reader import Sheet
from pipelines.ingest.tables_on_grid import Part

MOST_TITLES = 3
CODE = r"^[\s']*[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}\s*$"
ORGANISATION = r"^\s*[0-9A-Z]{8}-?[0-9X]\s*$"
ACCOUNT = r"^[\s']*[0-9]{6,22}\s*$"
NUMBER = r"^\s*[-+]?[0-9,]*\.?[0-9]+%?\s*$"

# So many numbers, each one more than the one before, are the rows' own even where they do not begin with 1.
FEWEST_COUNTED = 5
PIVOT = r"(求和|计数|平均值|最大值|最小值)项|行标签|列标签|数据透视|^(Sum|Count|Average) of |^Row Labels"


def continuation(cells: pl.DataFrame, before: Part, layouts: tuple[Layout, ...]) -> Part | None:
    """Return the part that a sheet without heading adds to the table before it; None unless every row's cells are of its columns' kinds."""
    heading = replace(before.heading, names=before.heading.names[: cells.width - 1])
    before = replace(before, heading=heading)
    layout = layout_of(heading.names, layouts)
    if layout is None or before.left or not _has_same_columns(cells, before):
        return None
    taken = field_columns(layout, before.heading.names)
    # Where the text above the rows says the month, a sheet without such a text is about nobody knows which.
    if any(field.kind == "month" and field.target not in taken for field in layout.fields):
        return None
    is_whole = _is_whole(cells, layout, before)
    rows = cells.with_columns(is_whole.alias("is_whole"))
    others = rows.filter(~pl.col("is_whole"))
    first = rows.filter("is_whole")["place"].min()
    if first is None or not all(_is_text_beside(row, int(str(first))) for row in others.iter_rows(named=True)):
        return None
    titles = others.filter(pl.col("place") < first)
    names = tuple(dict.fromkeys(text for row in titles.drop("place", "is_whole").rows() for text in row if text))
    places = rows.filter(pl.col("place") >= first)["place"]
    kept = (*names, *heading.titles)
    return Part(
        replace(heading, titles=tuple(dict.fromkeys(kept))), 0, int(str(first)) - 1, places, places.clear(), 0, titles.height, goes_on=True
    )


def rows_like_data(
    sheet: Sheet, cells: pl.DataFrame, names: tuple[str, ...], account_lengths: set[int], layouts: tuple[Layout, ...]
) -> pl.DataFrame:
    """Return the rows with figures of a sheet that names enterprises or accounts, from the first of these on, as rows refused.

    `names`: what comes nearest to being its heading. `account_lengths`: how long the accounts are in the tables of the file. Lists of
    codes and tables made of other tables are no data.
    """
    columns = [name for name in cells.columns if name != "place"]
    identities = {name: texts for name in columns if (texts := _identity_texts(cells[name], account_lengths))}
    if not identities or _is_pivot(cells):
        return nothing_malformed()
    is_named = pl.any_horizontal(pl.col(name).is_in(texts).fill_null(False) for name, texts in identities.items())
    figures = [name for name in columns if name not in identities and _holds_figures(sheet, cells, name)]
    is_like = pl.any_horizontal([pl.lit(False), *(pl.col(name).str.contains(NUMBER).fill_null(False) for name in figures)])
    marked = cells.with_columns(is_named.alias("is_named"), is_like.alias("is_like"))
    if marked.filter("is_named", "is_like").is_empty():
        return nothing_malformed()
    first = marked.filter("is_named")["place"].min()
    return marked.filter(pl.col("is_like") & (pl.col("place") >= first)).select(
        pl.col("place").cast(pl.Int64).alias("row_number"),
        pl.lit("sheet_without_layout").alias("rule"),
        _reason(sheet, names, layouts).alias("reason"),
        pl.concat_str(pl.col(columns), separator=", ", ignore_nulls=True).alias("text"),
    )


def _reason(sheet: Sheet, names: tuple[str, ...], layouts: tuple[Layout, ...]) -> pl.Expr:
    """Return the sentence about a row of a sheet without a layout."""
    share, layout = nearest_layout(names, layouts)
    lacks = f" (the nearest, {layout.key}, also needs {', '.join(layout.missing(names))})" if share < 1 else ""
    return pl.format(
        "row {} of sheet {} holds a figure on a sheet that names enterprises or accounts and fits no layout{}; "
        "write the headings of the other sheets above it, or deliver it in a file of its own",
        pl.col("place") + 1,
        pl.lit(sheet.name),
        pl.lit(lacks),
    )


def _is_pivot(cells: pl.DataFrame) -> bool:
    """Whether a sheet is a table that a spreadsheet has made of another one."""
    texts = [text for row in cells.head(SAMPLE_ROWS).drop("place").rows() for text in row if text]
    return any(re.search(PIVOT, text) for text in texts)


def _holds_figures(sheet: Sheet, cells: pl.DataFrame, name: str) -> bool:
    """Whether numbers of a column are figures: neither the rows' own numbers nor, beside cells that are numbers, texts of digits."""
    position = int(name[1:])
    is_number = pl.Series(np.frombuffer(bytes(sheet.numbers[position]), dtype=np.uint8)).gather(cells["place"]).cast(pl.Boolean)
    if not is_number.any() and any(any(marks) for marks in sheet.numbers):
        return False
    texts = cells[name].filter(cells[name].str.contains(NUMBER).fill_null(False))
    numbers = texts.str.replace_all(",", "").cast(pl.Float64, strict=False).drop_nulls()
    is_count = numbers.len() > 1 and bool((numbers.diff().drop_nulls() == 1).all()) and (numbers[0] == 1 or numbers.len() > FEWEST_COUNTED)
    return numbers.len() > 0 and not is_count


def _has_same_columns(cells: pl.DataFrame, before: Part) -> bool:
    """Whether the columns with cells are those with a name above."""
    named = {f"c{at}" for at, name in enumerate(before.heading.names) if name}
    filled = {name for name in cells.columns if name != "place" and cells[name].null_count() < cells.height}
    return filled <= named


def _is_whole(cells: pl.DataFrame, layout: Layout, before: Part) -> pl.Expr:
    """Whether a row has a code or account, a month and a number where the table before has them."""
    names = before.heading.names
    taken = field_columns(layout, names)
    kinds = {field.target: field for field in layout.fields}
    tests = []
    for target, at in taken.items():
        field, name = kinds[target], f"c{at}"
        if name not in cells.columns:
            tests += [] if field.optional else [pl.lit(False)]
        elif field.kind == "code":
            tests.append(pl.col(name).is_in(_codes(cells[name], field.accepts)))
        elif field.kind == "account":
            tests.append(pl.col(name).str.contains(r"^[\s']*[0-9A-Za-z-]*[0-9]{4}[0-9A-Za-z-]*\s*$"))
        elif field.kind == "month":
            tests.append(pl.col(name).is_in(_texts_that(cells[name], lambda text: parse_month(text).state == "value")))
    amounts = used_columns(layout, names) - set(taken.values())
    numbers = [at for target, at in taken.items() if kinds[target].kind == "number" and not kinds[target].optional]
    for at in {*amounts, *numbers}:
        name = f"c{at}"
        tests.append(
            pl.col(name).is_null() | pl.col(name).is_in(_texts_that(cells[name], lambda text: parse_number(text).state != "bad"))
            if name in cells.columns
            else pl.lit(False)
        )
    has_identity = any(field.kind in ("code", "account") and field.target in taken for field in layout.fields)
    return pl.all_horizontal(tests).fill_null(False) if tests and has_identity else pl.lit(False)


def _texts_that(column: pl.Series, holds: Callable[[str], bool]) -> list[str]:
    """Return the texts of a column for which something holds."""
    return [text for text in column.drop_nulls().unique().to_list() if holds(text)]


def _is_text_beside(row: dict[str, object], first: int) -> bool:
    """Whether a row is a title above the first row of data, or a total or remark below it."""
    texts = [str(text) for name, text in row.items() if name not in ("place", "is_whole") and text is not None and str(text).strip()]
    if int(str(row["place"])) < first:
        return len(texts) <= MOST_TITLES and not any(pl.Series([text]).str.contains(FIGURE)[0] for text in texts)
    return CLOSING.match(texts[0]) is not None


def _codes(column: pl.Series, accepts: str) -> list[str]:
    """Return the texts of a column that are valid codes."""
    texts = column.drop_nulls().unique().to_list()
    return list(check_codes(texts, accepts)[0])


def _identity_texts(column: pl.Series, account_lengths: set[int]) -> list[str]:
    """Return the texts of a column that name an enterprise, or an account as the tables of the file have them."""
    texts = column.drop_nulls().unique()
    looking_like = texts.filter(texts.str.contains(f"{CODE}|{ORGANISATION}"))
    codes = list(check_codes(looking_like.to_list(), "organisation")[0])
    accounts = texts.filter(texts.str.contains(ACCOUNT) & texts.str.strip_chars(" '").str.len_chars().is_in(list(account_lengths)))
    return [*codes, *accounts.to_list()]
