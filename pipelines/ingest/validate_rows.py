"""Validating the rows of one file: cells read by the layout, each row kept or refused with the first rule it breaks."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from pipelines.ingest import cells
from pipelines.ingest.csv_text import RawTable
from pipelines.ingest.layout import Field, Layout
from pipelines.ingest.lenient import WITHDRAWN_KEY, Parsed, parse_date, parse_month, parse_number, parse_share
from pipelines.ingest.refusals import REFUSED_SCHEMA, FileRefusedError, content_keys, no_refusals
from pipelines.ingest.row_rules import Rule, row_rules
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.stage_rows import derive, stage_rows
from pipelines.ingest.to_long import PLACE, LongRows, to_long
from pipelines.ingest.units import unit_choices, unit_keys
from pipelines.ingest.visit_words import WORDS

# Columns of the quarantine to the targets they show as they were delivered.
AS_DELIVERED = {"uscc": "uscc", "account": "account", "indicator": "indicator", "period": "period", "value_text": "value"}

# Kinds of which any text is one.
FREE_TEXT = ("text", "word", "visit_word")


@dataclass(frozen=True, slots=True)
class Validated:
    """Rows of files: `kept` has the staged columns of the layout's table, `refused` has REFUSED_SCHEMA; both have `file_number`."""

    kept: pl.DataFrame
    refused: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Cell:
    """How one column is read: what it says, and the rules its cells can break."""

    value: pl.Expr
    rules: tuple[Rule, ...]


def validate_rows(raw: RawTable, layout: Layout, day: IngestDay, settings: SourceSettings) -> Validated:
    """Return the kept and the refused rows of a table; together they are all its statements, each exactly once.

    `file_number` in the rows tells files apart that are validated together; without it the table is one file, number 0.

    Raises FileRefusedError where two columns bring the same thing, or nothing names the month that is meant.
    """
    long = to_long(_numbered(raw), layout)
    rows, columns = _readable(long)
    read = [_read_cell(field, rows, columns[field.target], long, layout) for field in layout.fields if field.target in columns]
    parsed = derive(rows.with_columns(cell.value for cell in read), layout)
    rules = [rule for cell in read for rule in cell.rules] + row_rules(layout, tuple(parsed.columns), day)
    # The first broken rule wins, so that a row is refused once and for one reason.
    broken = pl.coalesce(
        [pl.when(rule.is_broken.fill_null(False)).then(pl.lit(rule.key)) for rule in rules] + [pl.lit(None, dtype=pl.String)]
    )
    # Rules are evaluated over whole columns; a loop over rows would take minutes for a year of figures.
    checked = parsed.with_columns(broken.alias("rule"))
    kept = stage_rows(checked.filter(pl.col("rule").is_null()), layout, day, settings)
    return Validated(kept, pl.concat([_explain(checked, rules, columns, layout.key), _malformed(_numbered(raw))]).sort(*PLACE))


def _numbered(raw: RawTable) -> RawTable:
    """Return the table with a file number in every row."""
    if "file_number" in raw.rows.columns:
        return raw
    number = pl.lit(0, dtype=pl.Int64).alias("file_number")
    return replace(raw, rows=raw.rows.with_columns(number), malformed=raw.malformed.with_columns(number))


def _readable(long: LongRows) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the rows with bytes as text, and target to column name.

    Raises FileRefusedError where a column holds lists or the like, in which no cell can be found.
    """
    rows, columns = long.rows, long.columns
    for target, name in columns.items():
        dtype = rows.schema[name]
        if dtype.is_nested() or dtype == pl.Object:
            raise FileRefusedError("nested_column", f"the column for {target} is a {dtype}, expected single values; write it anew")
    # Old Parquet writers leave out that bytes are text.
    texts = [pl.col(name).cast(pl.String, strict=False) for name in columns.values() if rows.schema[name] == pl.Binary]
    return rows.with_columns(texts), columns


def _explain(checked: pl.DataFrame, rules: list[Rule], columns: dict[str, str], kind: str) -> pl.DataFrame:
    """Return the refused rows with their reasons; sentences are made for these few alone."""
    bad = checked.filter(pl.col("rule").is_not_null())
    if bad.is_empty():
        return no_refusals().with_columns(pl.lit(None, dtype=pl.Int64).alias("file_number"))
    # The same rule may stand for several columns, so the one that is broken gives the sentence.
    reason = pl.coalesce([pl.when((pl.col("rule") == rule.key) & rule.is_broken).then(rule.reason) for rule in rules])
    as_delivered = [
        (pl.col(columns[target]).cast(pl.String) if target in columns else pl.lit(None, dtype=pl.String)).alias(name)
        for name, target in AS_DELIVERED.items()
    ]
    later = [pl.when(pl.col("rule") == rule.key).then(rule.reconsider_on) for rule in rules if rule.reconsider_on is not None]
    reconsider_on = pl.coalesce([*later, pl.lit(None, dtype=pl.Date)])
    # Only what the layout knows counts: an extra column does not make it another statement.
    statements = bad.select(pl.col(name).alias(target) for target, name in columns.items())
    refused = bad.select("file_number", "row_number", "rule", reason.alias("reason"), *as_delivered, reconsider_on.alias("reconsider_on"))
    return refused.with_columns(content_keys(statements, kind)).select(*REFUSED_SCHEMA, "file_number")


def _malformed(raw: RawTable) -> pl.DataFrame:
    """Return the rows whose cells could not be told apart, as refused rows."""
    if raw.malformed.is_empty():
        return no_refusals().with_columns(pl.lit(None, dtype=pl.Int64).alias("file_number"))
    rows = raw.malformed.with_columns(pl.lit("malformed_row").alias("rule"), content_keys(raw.malformed.select("text"), "malformed"))
    return rows.select(
        *[(pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in REFUSED_SCHEMA.items()],
        "file_number",
    )


def _read_cell(field: Field, rows: pl.DataFrame, name: str, long: LongRows, layout: Layout) -> Cell:
    """Return how the column of a field is read, in the manner of its layout."""
    column, shown = rows[name], long.shown.get(field.target, field.shown)
    if field.kind in ("code", "account"):
        return _read_number_as_text(field, rows, column, shown)
    manner = layout.cells if column.dtype == pl.String else "strict"
    parsed = _parse(field, column, manner)
    rules = _absence_rules(field, parsed, shown)
    if not (field.kind in FREE_TEXT or field.unknown == "null"):
        is_bad = parsed.text.is_not_null() & parsed.value.is_null() & ~parsed.is_silent
        rules.append(Rule(_bad_rule(field), is_bad, _bad_reason(field, parsed.text, shown)))
    return Cell(parsed.value.alias(field.target), tuple(rules))


@dataclass(frozen=True, slots=True)
class ParsedColumn:
    """The cells of a column: their text, their value, and which of them state that there is none."""

    text: pl.Expr
    value: pl.Expr
    is_missing: pl.Expr
    is_inapplicable: pl.Expr
    is_withdrawn: pl.Expr

    @property
    def is_silent(self) -> pl.Expr:
        """Whether a cell states that there is no figure."""
        return self.is_missing | self.is_inapplicable | self.is_withdrawn


LENIENT: dict[str, tuple[Callable[[str], Parsed], type[pl.DataType]]] = {
    "number": (parse_number, pl.Float64),
    "share": (parse_share, pl.Float64),
    "month": (parse_month, pl.Date),
    "date": (parse_date, pl.Date),
    "past_date": (parse_date, pl.Date),
    "receipt": (parse_date, pl.Date),
}
# The plainest spelling, which needs no parser; whatever else a number may look like is for pipelines.ingest.lenient.
# Named digit by digit, because \d means full-width ones too, which no cast understands.
PLAIN_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"


def _parse(field: Field, column: pl.Series, manner: str) -> ParsedColumn:
    """Return the cells of a column, parsed in the manner of the layout; each unusual spelling is parsed once."""
    source, nothing = pl.col(column.name), pl.lit(False)
    text = cells.as_text(source)
    if manner == "strict" or field.kind not in LENIENT:
        withdrawn = text.str.to_lowercase() == WITHDRAWN_KEY if field.target == "value" and column.dtype == pl.String else nothing
        return ParsedColumn(text, _value_of(field, source, column.dtype), nothing, nothing, withdrawn.fill_null(False))
    parse, dtype = LENIENT[field.kind]
    is_plain = text.str.contains(PLAIN_NUMBER) if field.kind == "number" else nothing
    unusual = column.str.strip_chars()
    unusual = unusual.filter(~unusual.str.contains(PLAIN_NUMBER)) if field.kind == "number" else unusual
    parsed = {cell: parse(cell) for cell in unusual.unique().drop_nulls().to_list()}
    values = {cell: result.value for cell, result in parsed.items() if result.state == "value"}
    value = text.replace_strict(values, default=None, return_dtype=dtype)
    if field.kind == "number":
        # Adding zero turns minus zero into zero.
        value = pl.when(is_plain).then(text.cast(pl.Float64, strict=False) + 0.0).otherwise(value)
    states = [text.is_in([cell for cell, result in parsed.items() if result.state == state]).fill_null(False) for state in SILENT_STATES]
    return ParsedColumn(text, value, *states)


SILENT_STATES = ("missing", "not_applicable", "withdrawn")


def _absence_rules(field: Field, parsed: ParsedColumn, shown: str) -> list[Rule]:
    """Return the rules for cells without a figure: empty, said to be missing, and not applicable are told apart by name."""
    if field.optional or field.may_be_empty or field.unknown == "null":
        return []
    name = pl.lit(shown)
    rules = [
        Rule(f"{field.target}_missing", parsed.text.is_null(), pl.format("{} is empty; fill it in", name)),
        Rule(
            f"{field.target}_stated_missing",
            parsed.is_missing,
            pl.format("{} is '{}': the sender says that the figure is missing; deliver it when it is there", name, parsed.text),
        ),
        Rule(
            f"{field.target}_not_applicable",
            parsed.is_inapplicable,
            pl.format("{} is '{}': the sender says that there is no such figure; nothing is stored", name, parsed.text),
        ),
    ]
    # A figure may be taken back; a code or a month may not.
    if field.target != "value":
        rules.append(Rule(f"bad_{field.target}", parsed.is_withdrawn, _bad_reason(field, parsed.text, shown)))
    return rules


def _read_number_as_text(field: Field, rows: pl.DataFrame, column: pl.Series, shown: str) -> Cell:
    """Return how a column of codes or account numbers is read: as text, and refused by cell type where digits may be lost."""
    text = cells.as_text(pl.col(column.name))
    missing = Rule(f"{field.target}_missing", text.is_null(), pl.format("{} is empty; fill it in", pl.lit(shown)))
    number = _is_number(rows, column)
    # Fifteen digits fit a spreadsheet number; a longer one is destroyed already.
    destroyed = number & (text.str.len_chars() > 15) if field.kind == "account" else number
    reason = pl.format(
        "{} {} is stored as a number, expected text; a number has lost digits, deliver it as text",
        pl.lit("the credit code" if field.kind == "code" else shown),
        text,
    )
    not_text = Rule(f"{field.target if field.kind == 'account' else 'code'}_not_text", text.is_not_null() & destroyed, reason)
    if field.kind == "account":
        return Cell(text.str.normalize("NFKC").str.strip_prefix("'").alias(field.target), (missing, not_text))
    if column.dtype != pl.String:
        return Cell(pl.lit(None, dtype=pl.String).alias(field.target), (missing, not_text))
    valid, refused = cells.code_problems(column, accepts=field.accepts)
    bad = text.replace_strict(refused, default=None, return_dtype=pl.String)
    return Cell(
        cells.as_mapped(pl.col(column.name), valid).alias(field.target), (missing, not_text, Rule("bad_code", bad.is_not_null(), bad))
    )


def _is_number(rows: pl.DataFrame, column: pl.Series) -> pl.Expr:
    """Whether a cell was a number where it was delivered."""
    if column.dtype != pl.String:
        return pl.lit(True)
    mark = f"{column.name}_is_number"
    return pl.col(mark).fill_null(False) if mark in rows.columns else pl.lit(False)


def _value_of(field: Field, source: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return what a cell of the field's kind says, in the manner of the tidy layouts."""
    if field.kind in ("number", "share"):
        return cells.as_number(source, dtype)
    if field.kind == "month":
        return cells.as_month(source, dtype)
    if field.kind == "year":
        return cells.as_year(source)
    if field.kind in ("date", "past_date", "receipt"):
        return cells.as_date(source, dtype)
    if field.kind == "unit":
        return cells.as_mapped(source.cast(pl.String).str.normalize("NFKC").str.to_lowercase(), unit_keys())
    if field.kind == "choice":
        return cells.as_choice(source, field.allowed, field.values)
    if field.kind in ("word", "visit_word"):
        return cells.as_word(source, {**(WORDS if field.kind == "visit_word" else {}), **field.values})
    return cells.as_text(source)


NEEDED = {
    "number": "a plain number such as 1234.5",
    "month": "a month as YYYY-MM",
    "year": "a year as YYYY",
    "date": "a date as YYYY-MM-DD",
    "past_date": "a date as YYYY-MM-DD",
    "receipt": "a date as YYYY-MM-DD",
    "share": "a part of one or a percentage",
}


def _bad_rule(field: Field) -> str:
    """Return the key of the rule a cell breaks that is not of the field's kind."""
    return f"unknown_{field.target}" if field.kind in ("choice", "unit") else f"bad_{field.target}"


def _bad_reason(field: Field, text: pl.Expr, shown: str) -> pl.Expr:
    """Return the sentence for such a cell."""
    choices = unit_choices() if field.kind == "unit" else ", ".join(field.values or field.allowed)
    needed = NEEDED.get(field.kind) or f"one of {choices}"
    return pl.format("{} is '{}', expected {}; correct it and deliver the row again", pl.lit(shown), text, pl.lit(needed))
