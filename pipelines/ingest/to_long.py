"""From the table of a file to one row a statement: columns named by what they bring, wide rows taken apart figure by figure."""

from dataclasses import dataclass, field, replace

import polars as pl

from pipelines.ingest.heading_names import read_name
from pipelines.ingest.layout import UNIT_HEADERS, Field, Layout, find_column, has_parts
from pipelines.ingest.lenient import MISSING, NOT_APPLICABLE, parse_month, parse_number
from pipelines.ingest.preferred import coalesced
from pipelines.ingest.raw_table import RawTable
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.statements import Placed, Statement, check_months, months_in_headings, statements
from pipelines.ingest.title_months import candidates, month_of_titles, title_months
from pipelines.ingest.units import is_unit_word, possible_pairs, spelling_of, unit_key

# Where a row stands: several files of one layout are taken apart together.
PLACE = ("file_number", "row_number")
# A column of this name holds units or the names of those who report, which only its cells can tell.
TWOFOLD_HEADERS = ("单位",)
# What a row without a code or an account has in their place.
NO_IDENTITY = ("", "-", "--", "—", "——", "–", "/", "单位", "计量单位")
# The column of what was due beside what was paid, as it was written.
DUE = "figure_due"
# What a row's date is taken from where no column names its month, the first of them that is there.
DAYS = ("paid_on", "read_to_on", "taxed_to_on")


@dataclass(frozen=True, slots=True)
class LongRows:
    """Rows with one statement each: `columns` says which column of `rows` brings which target; `row_number` stays the file's.

    `shown` gives the header a person would look for, by target. `several`: by target, the columns one cell was chosen from.
    """

    rows: pl.DataFrame
    columns: dict[str, str]
    shown: dict[str, str]
    several: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What is meant for all rows of a table: the month, where no column states it, the statements of a row, the column of their unit.

    `period_from` and `units_from` say in words where month and units were stated; they go to the ledger, as does `note`. Tables for which
    the rest is equal are validated together.
    """

    month: str | None
    statements: tuple[Statement, ...] = ()
    unit_column: int | None = None
    period_from: str = field(default="", compare=False)
    units_from: str = field(default="", compare=False)
    note: str = field(default="", compare=False)


def title_facts(raw: RawTable, layout: Layout) -> TitleFacts:
    """Return what is meant for all rows of a table; raises FileRefusedError where a month or a unit is stated nowhere or in two ways."""
    unit_column = _unit_column(raw) if layout.figures else None
    found = statements(layout, raw.header, raw.titles, unit_column is not None)
    period = next((each for each in layout.fields if each.kind == "month" and each.target == "period"), None)
    column = _period_column(raw, layout, period)
    dated = months_in_headings(found)
    if dated and period is None:
        raise FileRefusedError(
            "two_months",
            f"the headings state {', '.join(dated)}, and every row of {layout.key} has dates of its own; "
            "take the months out of the headings and deliver the file again",
        )
    check_months(found, raw.header, raw.titles)
    _check_first_row(raw, layout, found)
    _check_span(raw, layout, found, period)
    is_untold = period is not None and period.from_title and column == "" and any(each.month is None for each in found)
    candidate = month_of_titles(raw.titles) if is_untold else None
    facts = TitleFacts(
        candidate.period if candidate else None,
        found,
        unit_column,
        candidate.place if candidate else f"headings: {', '.join(dated)}" if dated else column or _day_column(raw, layout),
        # Twelve months in twelve columns say one thing.
        "; ".join({each.unit_from.partition(" (heading")[0]: each.unit_from for each in reversed(found)}.values()),
        _contradictions(raw, period, dated) if period is not None and column else "",
    )
    _check_unit_cells(raw, facts)
    return facts


def _period_column(raw: RawTable, layout: Layout, period: Field | None) -> str:
    """Return which columns state the month of a row, in words; empty where none does."""
    if period is None:
        return ""
    position = layout.assign(raw.header).get(period.target)
    if position is not None:
        return f"column {raw.header[position]}"
    return f"columns {' and '.join(period.parts)}" if has_parts(period, raw.header) else ""


def _day_column(raw: RawTable, layout: Layout) -> str:
    """Return which column the month of a row follows from, in words; empty where none does."""
    assigned = layout.assign(raw.header)
    target = next((target for target in DAYS if target in assigned), None)
    return f"column {raw.header[assigned[target]]}" if target else ""


def _contradictions(raw: RawTable, period: Field, dated: tuple[str, ...]) -> str:
    """Return the remark that titles state a month no row is of; raises FileRefusedError where headings do."""
    titled = title_months(raw.titles)
    if not titled and not dated:
        return ""
    months = _months_of_rows(raw, period)
    others = sorted(months - set(dated))
    if dated and (others or len(dated) > 1):
        raise FileRefusedError(
            "two_months",
            f"the headings state {', '.join(dated)} and column {period.shown} {', '.join(others or sorted(months))}; "
            "expected one month for each figure; remove the one that is wrong and deliver the file again",
        )
    # Rows of several months are a supplement, and its title names the month it was sent in.
    unseen = [each for each in titled.values() if len(months) == 1 and each.period not in months]
    return "; ".join(f"{each.shown} is the month of no row" for each in unseen)


def _check_span(raw: RawTable, layout: Layout, found: tuple[Statement, ...], period: Field | None) -> None:
    """Raise FileRefusedError where a title states all months since January for rows of the last of them, and no heading which is meant."""
    # Days of reading say what a figure covers, whatever a title says.
    is_open = period is not None and layout.counts_by_month and "read_from_on" not in layout.assign(raw.header)
    spans = [each for each in candidates(raw.titles) if each.is_span and each.year] if is_open else []
    vague = [raw.header[each.value.position] for each in found if read_name(raw.header[each.value.position]).span is None]
    if not spans or not vague or period is None or _months_of_rows(raw, period) != {spans[0].period}:
        return
    raise FileRefusedError(
        "several_months",
        f"the {spans[0].place} states all months since January and every row is of {spans[0].period}, and nothing says whether "
        f"{vague[0]} is that of the month alone; write 当月 before the heading, or correct the title, and deliver the file again",
    )


def _months_of_rows(raw: RawTable, period: Field) -> set[str]:
    """Return the months that the rows of a table state, as YYYY-MM."""
    if has_parts(period, raw.header):
        cells = raw.rows.select(_joined(period.parts, raw.header).alias("month"))["month"]
    else:
        column = find_column(period.headers, raw.header, period.target, prefer_first=period.prefer_first)
        cells = raw.rows[f"c{column.position}"] if column else raw.rows["row_number"].head(0)
    if cells.dtype.is_nested():
        return set()
    texts = cells.unique().drop_nulls().cast(pl.String, strict=False).drop_nulls().to_list()
    return {f"{value:%Y-%m}" for text in texts if (value := parse_month(text).value) is not None and not isinstance(value, float)}


def _unit_column(raw: RawTable) -> int | None:
    """Return the column that says the unit of each row, None where there is none or nothing stands in it."""
    column = find_column(UNIT_HEADERS, raw.header, "the unit of measure")
    if column is not None:
        return column.position if _words(raw, column.position) else None
    column = find_column(TWOFOLD_HEADERS, raw.header, "the unit of measure")
    return column.position if column is not None and any(map(is_unit_word, _words(raw, column.position))) else None


def _words(raw: RawTable, position: int) -> list[str]:
    """Return the different texts of a column, without empty ones."""
    cells = raw.rows[f"c{position}"]
    texts = cells.unique(maintain_order=True).drop_nulls() if cells.dtype == pl.String else cells.head(0).cast(pl.String)
    return [text for text in texts.to_list() if text.strip()]


def _check_unit_cells(raw: RawTable, facts: TitleFacts) -> None:
    """Raise FileRefusedError where the unit column of a table states another unit than the heading or the title of a figure."""
    if facts.unit_column is None:
        return
    units = {unit_key(word): word for word in _words(raw, facts.unit_column)}
    for statement in facts.statements:
        for placed in statement.placed:
            # Several figures share one column, and a unit that measures another of them says nothing of this one.
            pairs = {
                unit: word for unit, word in units.items() if unit is None or f"{statement.figure.indicator}|{unit}" in possible_pairs()
            }
            other = next((word for unit, word in pairs.items() if unit != placed.unit), None)
            if placed.unit is not None and other is not None:
                raise FileRefusedError(
                    "two_units",
                    f"the heading or title of {raw.header[placed.position]} states {spelling_of(placed.unit)} and column "
                    f"{raw.header[facts.unit_column]} {other}; correct the one that is wrong and deliver the file again",
                )


def _check_first_row(raw: RawTable, layout: Layout, found: tuple[Statement, ...]) -> None:
    """Raise FileRefusedError where the first row is no data but says something of its columns, such as a unit nobody knows."""
    assigned = layout.assign(raw.header)
    whose = [f"c{assigned[each.target]}" for each in layout.fields if each.kind in ("code", "account") and each.target in assigned]
    first = raw.rows.head(1).to_dicts()
    if not first or not whose or any(str(first[0][name] or "").strip() not in NO_IDENTITY for name in whose):
        return
    for placed in (placed for each in found for placed in each.placed):
        text = str(first[0][f"c{placed.position}"] or "").strip()
        if text and parse_number(text).state == "bad":
            raise FileRefusedError(
                "unknown_unit",
                f"the row below the heading says {text} of column {raw.header[placed.position]}, which is no unit known here; "
                "write a unit such as 万元 into the heading, or take the row out, and deliver the file again",
            )


def to_long(raw: RawTable, layout: Layout) -> LongRows:
    """Return the rows of a table as single statements; raises FileRefusedError where a column is doubled or the month is stated nowhere."""
    assigned = layout.assign(raw.header)
    columns = {target: f"c{position}" for target, position in assigned.items()}
    shown = {target: raw.header[position] for target, position in assigned.items()}
    rows, facts = raw.rows, title_facts(raw, layout)
    several = {target: tuple(f"c{position}" for position in positions) for target, positions in layout.preferred(raw.header).items()}
    for each in layout.fields:
        if each.target in several:
            rows = coalesced(rows, each, list(several[each.target]))
            columns[each.target] = f"preferred_{each.target}"
            shown[each.target] = " / ".join(raw.header[position] for position in layout.preferred(raw.header)[each.target])
        if each.target in columns:
            continue
        if has_parts(each, raw.header):
            rows = rows.with_columns(_joined(each.parts, raw.header).alias(f"joined_{each.target}"))
            columns[each.target] = f"joined_{each.target}"
        elif each.from_title and each.kind == "month" and facts.month is not None:
            rows = rows.with_columns(pl.lit(facts.month).alias(f"titled_{each.target}"))
            columns[each.target] = f"titled_{each.target}"
    if not layout.figures:
        return LongRows(rows, columns, shown, several)
    kept = {name for names in several.values() for name in names}
    return replace(_by_figure(raw.header, rows, facts, columns, shown, kept), several=several)


def _joined(parts: tuple[str, ...], header: tuple[str, ...]) -> pl.Expr:
    """Return year, month and day of several columns as one text; a month's cell that says the year too stands for itself."""
    found = [column for column in (find_column((part,), header, part) for part in parts) if column is not None]
    texts = [
        pl.col(f"c{column.position}").cast(pl.String).str.normalize("NFKC").str.replace_all(r"[年月日\s]|\.0$", "") for column in found
    ]
    whole = texts[1].str.len_chars() > 2
    padded = [texts[0], *(text.str.zfill(2) for text in texts[1:])]
    return pl.when(whole).then(pl.col(f"c{found[1].position}").cast(pl.String)).otherwise(pl.concat_str(padded, separator="-"))


def _by_figure(
    header: tuple[str, ...], rows: pl.DataFrame, facts: TitleFacts, columns: dict[str, str], shown: dict[str, str], kept: set[str]
) -> LongRows:
    """Take wide rows apart: one row for each figure that has a cell with something in it, and one for a row without any figure."""
    shared = [name for name in rows.columns if name in PLACE or name.removesuffix("_is_number") in {*columns.values(), *kept}]
    pieces = [_one_figure(rows, each, facts.unit_column, shared, columns.get("period")) for each in facts.statements]
    whole = pl.concat([frame.with_columns(pl.lit(order).alias("figure")) for order, frame in enumerate(pieces)], how="vertical_relaxed")
    # In a row of several figures a dash says that this one does not exist, which is nothing to store and nothing to complain about.
    is_stated = _is_stated(pl.col("figure_value"))
    # A row without any figure is still a row of the file, and is accounted for once.
    keeps = is_stated | (~is_stated.any().over(PLACE) & (pl.col("figure") == 0))
    narrow = whole.filter(keeps).sort(*PLACE, "figure").drop("figure")
    targets = ["indicator", "basis", "unit", "value", "same_period_last_year", "month_value"]
    # The month is each figure's own where headings state months.
    targets += ["period"] if months_in_headings(facts.statements) else []
    own = {
        "value": " / ".join(header[each.position] for each in facts.statements[0].values),
        "unit": _unit_shown(header, facts.unit_column),
    }
    bases = dict.fromkeys(header[each.base.position] for each in facts.statements if each.base is not None)
    own |= {"same_period_last_year": " / ".join(bases)} if bases else {}
    return LongRows(narrow, {**columns, **{target: f"figure_{target}" for target in targets}}, {**own, **shown})


def _unit_shown(header: tuple[str, ...], unit_column: int | None) -> str:
    """Return the header of the unit column for messages."""
    return "计量单位" if unit_column is None else header[unit_column]


def _one_figure(rows: pl.DataFrame, each: Statement, unit_column: int | None, shared: list[str], period: str | None) -> pl.DataFrame:
    """Return the rows of one statement; its base and its month alone come with the factors that turn them into the value's unit."""
    empty = pl.lit(None, dtype=pl.String)
    by_row = empty if unit_column is None else pl.col(f"c{unit_column}").cast(pl.String)
    month = pl.lit(each.month) if each.month else pl.col(period) if period else empty
    value, unit = _first_stated(each.values, by_row)
    return rows.select(
        *shared,
        pl.lit(each.figure.indicator).alias("figure_indicator"),
        pl.lit(each.basis).alias("figure_basis"),
        unit.alias("figure_unit"),
        value.alias("figure_value"),
        _cell(each.base).alias("figure_same_period_last_year"),
        _cell(each.of_month).alias("figure_month_value"),
        month.alias("figure_period"),
        (pl.lit(None, dtype=pl.String) if each.due is None else pl.col(f"c{each.due}").cast(pl.String)).alias(DUE),
        *_factors(each, "same_period_last_year", each.base),
        *_factors(each, "month_value", each.of_month),
    )


def _first_stated(columns: tuple[Placed, ...], by_row: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return the first cell of a row that states something, and the unit of its column; the first column's where none does."""
    cells = [pl.col(f"c{column.position}") for column in columns]
    units = [by_row if column.unit is None else pl.lit(column.unit, dtype=pl.String) for column in columns]
    if len(columns) == 1:
        return cells[0], units[0]
    is_stated = [_is_stated(cell) for cell in cells]
    texts = [cell.cast(pl.String) for cell in cells]
    chosen = [
        pl.coalesce(*(pl.when(stated).then(each) for stated, each in zip(is_stated, choices, strict=True)), choices[0])
        for choices in (texts, units)
    ]
    return chosen[0], chosen[1]


def _is_stated(cell: pl.Expr) -> pl.Expr:
    """Whether a cell says something, be it that the figure is taken back."""
    text = cell.cast(pl.String).str.strip_chars().str.to_lowercase().fill_null("")
    return ~text.is_in([*MISSING, *NOT_APPLICABLE])


def _cell(placed: Placed | None) -> pl.Expr:
    """Return the cells of a column, null where there is none."""
    return pl.lit(None, dtype=pl.String) if placed is None else pl.col(f"c{placed.position}")


def _factors(each: Statement, target: str, placed: Placed | None) -> list[pl.Expr]:
    """Return multiplier and divisor that turn a column into the unit of the statement's value."""
    pairs, key = possible_pairs(), each.figure.indicator
    multiplier, divisor = (1, 1)
    if placed is not None and placed.unit is not None and each.value.unit is not None:
        (above, below), (own_above, own_below) = pairs[f"{key}|{placed.unit}"], pairs[f"{key}|{each.value.unit}"]
        multiplier, divisor = above * own_below, below * own_above
    return [pl.lit(float(multiplier)).alias(f"{target}_multiplier"), pl.lit(float(divisor)).alias(f"{target}_divisor")]


def in_unit_of_value(parsed: pl.DataFrame) -> pl.DataFrame:
    """Return parsed rows with last year's value and the month's turned into the unit of the value, where headings state another."""
    targets = [
        name for name in ("same_period_last_year", "month_value") if f"{name}_multiplier" in parsed.columns and name in parsed.columns
    ]
    return parsed.with_columns(pl.col(name) * pl.col(f"{name}_multiplier") / pl.col(f"{name}_divisor") for name in targets)
