"""From the table of a file to one row a statement: columns named by what they bring, wide rows taken apart figure by figure."""

import re
from dataclasses import dataclass

import polars as pl

from pipelines.ingest.csv_text import RawTable, normalise_header
from pipelines.ingest.layout import Figure, Layout, find_column, has_parts
from pipelines.ingest.lenient import MISSING, NOT_APPLICABLE, plain_text
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.units import unit_keys

# Where a row stands: several files of one layout are taken apart together.
PLACE = ("file_number", "row_number")
# How a title names the month a table is about: 2026年7月, 2026年1-7月, 2026-07, 202607.
TITLE_MONTHS = (
    re.compile(r"(?<!\d)(20\d{2})年(?:1[-至到~])?(1[0-2]|0?[1-9])月"),
    re.compile(r"(?<!\d)(20\d{2})[-_.](1[0-2]|0[1-9])(?![-_.]?\d)"),
    re.compile(r"(?<!\d)(20\d{2})(1[0-2]|0[1-9])(?!\d)"),
)
TITLE_UNIT = re.compile(r"单位[:：]([^\s,，;；)）]+)")


@dataclass(frozen=True, slots=True)
class LongRows:
    """Rows with one statement each: `columns` says which column of `rows` brings which target; `row_number` stays the file's.

    `shown` gives the header a person would look for, by target.
    """

    rows: pl.DataFrame
    columns: dict[str, str]
    shown: dict[str, str]


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What the titles of a table state for all of its rows: the month, where no column does, and the unit of measure."""

    month: str | None
    unit: str | None


def title_facts(raw: RawTable, layout: Layout) -> TitleFacts:
    """Return what is meant for all rows of a table; raises FileRefusedError where the month is stated nowhere."""
    assigned = layout.assign(raw.header)
    unstated = [field for field in layout.fields if field.from_title and field.kind == "month" and field.target not in assigned]
    month = _month_of_titles(raw.titles) if any(not has_parts(field, raw.header) for field in unstated) else None
    return TitleFacts(month, _unit_of_titles(raw.titles) if layout.figures else None)


def to_long(raw: RawTable, layout: Layout) -> LongRows:
    """Return the rows of a table as single statements; raises FileRefusedError where a column is doubled or the month is stated nowhere."""
    assigned = layout.assign(raw.header)
    columns = {target: f"c{position}" for target, position in assigned.items()}
    shown = {target: raw.header[position] for target, position in assigned.items()}
    rows, facts = raw.rows, title_facts(raw, layout)
    for field in layout.fields:
        if field.target in columns:
            continue
        if has_parts(field, raw.header):
            rows = rows.with_columns(_joined(field.parts, raw.header).alias(f"joined_{field.target}"))
            columns[field.target] = f"joined_{field.target}"
        elif field.from_title and field.kind == "month":
            rows = rows.with_columns(pl.lit(facts.month).alias(f"titled_{field.target}"))
            columns[field.target] = f"titled_{field.target}"
    return _by_figure(raw.header, rows, layout, columns, shown, facts.unit) if layout.figures else LongRows(rows, columns, shown)


def _joined(parts: tuple[str, ...], header: tuple[str, ...]) -> pl.Expr:
    """Return year, month and day of several columns as one text; a month's cell that says the year too stands for itself."""
    found = [column for column in (find_column((part,), header, part) for part in parts) if column is not None]
    texts = [
        pl.col(f"c{column.position}").cast(pl.String).str.normalize("NFKC").str.replace_all(r"[年月日\s]|\.0$", "") for column in found
    ]
    whole = texts[1].str.len_chars() > 2
    padded = [texts[0], *(text.str.zfill(2) for text in texts[1:])]
    return pl.when(whole).then(pl.col(f"c{found[1].position}").cast(pl.String)).otherwise(pl.concat_str(padded, separator="-"))


def _month_of_titles(titles: tuple[str, ...]) -> str:
    """Return the one month that the titles name, as YYYY-MM; the first text that names a month decides."""
    for title in titles:
        text = plain_text(title)
        found = {f"{match.group(1)}-{int(match.group(2)):02d}" for shape in TITLE_MONTHS for match in shape.finditer(text)}
        if len(found) == 1:
            return found.pop()
    shown = "; ".join(titles) or "nothing"
    raise FileRefusedError(
        "no_period",
        f"no column, title or file name says which month the figures are about (found: {shown}), expected one such as 2026年7月; add it",
    )


def _by_figure(
    header: tuple[str, ...], rows: pl.DataFrame, layout: Layout, columns: dict[str, str], shown: dict[str, str], unit: str | None
) -> LongRows:
    """Take wide rows apart: one row for each figure that has a cell with something in it, and one for a row without any figure."""
    shared = [name for name in rows.columns if name in PLACE or name.removesuffix("_is_number") in columns.values()]
    pieces = [_one_figure(header, rows, figure, shared, unit) for figure in layout.figures]
    present = [piece for piece in pieces if piece is not None]
    whole = pl.concat(
        [frame.with_columns(pl.lit(order).alias("figure")) for order, (frame, _) in enumerate(present)], how="vertical_relaxed"
    )
    text = pl.col("figure_value").cast(pl.String).str.strip_chars().str.to_lowercase().fill_null("")
    # In a row of several figures a dash says that this one does not exist, which is nothing to store and nothing to complain about.
    is_stated = ~text.is_in([*MISSING, *NOT_APPLICABLE])
    # A row without any figure is still a row of the file, and is accounted for once.
    keeps = is_stated | (~is_stated.any().over(PLACE) & (pl.col("figure") == 0))
    targets = ("indicator", "basis", "unit", "value", "same_period_last_year", "month_value")
    narrow = whole.filter(keeps).sort(*PLACE, "figure").drop("figure")
    return LongRows(narrow, {**columns, **{target: f"figure_{target}" for target in targets}}, {**present[0][1], **shown})


def _one_figure(
    header: tuple[str, ...], rows: pl.DataFrame, figure: Figure, shared: list[str], titled_unit: str | None
) -> tuple[pl.DataFrame, dict[str, str]] | None:
    """Return the rows of one figure and the headers it came from, None where the file does not bring it."""
    value = find_column(figure.value, header, figure.indicator, prefer_first=True)
    if value is None:
        return None
    base = find_column(figure.base, header, f"last year's {figure.indicator}", prefer_first=True)
    month = find_column(figure.month, header, f"the month's {figure.indicator}", prefer_first=True)
    empty = pl.lit(None, dtype=pl.String)
    unit = value.unit or titled_unit or figure.unit
    frame = rows.select(
        *shared,
        pl.lit(figure.indicator).alias("figure_indicator"),
        pl.lit(figure.basis).alias("figure_basis"),
        pl.lit(unit, dtype=pl.String).alias("figure_unit"),
        pl.col(f"c{value.position}").alias("figure_value"),
        (pl.col(f"c{base.position}") if base else empty).alias("figure_same_period_last_year"),
        (pl.col(f"c{month.position}") if month else empty).alias("figure_month_value"),
    )
    return frame, {"value": header[value.position], "unit": "计量单位"}


def _unit_of_titles(titles: tuple[str, ...]) -> str | None:
    """Return the unit of measure that a title announces (单位：万元), None where none does or none is known."""
    units = [match.group(1) for title in titles for match in TITLE_UNIT.finditer(title)]
    return next((unit for unit in units if normalise_header(unit) in unit_keys()), None)
