"""Judging the rows of one file: cells read by the layout, each row kept or refused with the first rule it breaks."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.ingest import cells
from pipelines.ingest.finish import finish
from pipelines.ingest.layout import Field, Layout
from pipelines.ingest.lenient import Parsed, parse_date, parse_month, parse_number
from pipelines.ingest.refusals import REFUSED_SCHEMA, FileRefusedError, content_keys, no_refusals
from pipelines.ingest.rules import Rule, row_rules
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.text import RawTable
from pipelines.ingest.units import unit_keys


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows of one file: `kept` has the staged columns of the layout's table, `refused` has REFUSED_SCHEMA."""

    kept: pl.DataFrame
    refused: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Cell:
    """How one column is read: what it says, and the rules its cells can break."""

    value: pl.Expr
    rules: tuple[Rule, ...]


def judge(raw: RawTable, layout: Layout, day: IngestDay, settings: SourceSettings) -> Judged:
    """Return the kept and the refused rows of a table; together they are all its rows, each exactly once.

    Raises FileRefusedError where two columns bring the same thing.
    """
    rows, columns = _name_columns(raw, layout)
    read = [_read_cell(field, rows[columns[field.target]], layout.cells) for field in layout.fields if field.target in columns]
    parsed = rows.with_columns(cell.value for cell in read)
    rules = [rule for cell in read for rule in cell.rules] + row_rules(layout, tuple(columns), day)
    # The first broken rule wins, so that a row is refused once and for one reason.
    broken = pl.coalesce(
        [pl.when(rule.is_broken.fill_null(False)).then(pl.lit(rule.key)) for rule in rules] + [pl.lit(None, dtype=pl.String)]
    )
    # Rules are evaluated over whole columns; a loop over rows would take minutes for a year of figures.
    judged = parsed.with_columns(broken.alias("rule"))
    kept = finish(judged.filter(pl.col("rule").is_null()), layout, day, settings)
    return Judged(kept, pl.concat([_explain(judged, rules, columns, layout.key), _malformed(raw)]).sort("row_number"))


def _name_columns(raw: RawTable, layout: Layout) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the rows with the layout's constants among them, and target to column name.

    Raises FileRefusedError where a column holds lists or the like, in which no cell can be found.
    """
    columns = {target: f"c{position}" for target, position in layout.assign(raw.header).items()}
    for target, name in columns.items():
        dtype = raw.rows.schema[name]
        if dtype.is_nested() or dtype == pl.Object:
            raise FileRefusedError("nested_column", f"the column for {target} is a {dtype}, expected single values; write it anew")
    # Old Parquet writers leave out that bytes are text.
    texts = [pl.col(name).cast(pl.String, strict=False) for name in columns.values() if raw.rows.schema[name] == pl.Binary]
    constants = {field.target: field.constant for field in layout.fields if field.constant is not None}
    rows = raw.rows.with_columns(*texts, *(pl.lit(constant).alias(f"constant_{target}") for target, constant in constants.items()))
    return rows, {**columns, **{target: f"constant_{target}" for target in constants}}


def _explain(judged: pl.DataFrame, rules: list[Rule], columns: dict[str, str], kind: str) -> pl.DataFrame:
    """Return the refused rows with their reasons; sentences are made for these few alone."""
    bad = judged.filter(pl.col("rule").is_not_null())
    if bad.is_empty():
        return no_refusals()
    # The same rule may stand for several columns, so the one that is broken gives the sentence.
    reason = pl.coalesce([pl.when((pl.col("rule") == rule.key) & rule.is_broken).then(rule.reason) for rule in rules])
    as_delivered = [
        (pl.col(columns[target]).cast(pl.String) if target in columns else pl.lit(None, dtype=pl.String)).alias(name)
        for name, target in (("uscc", "uscc"), ("indicator", "indicator"), ("period", "period"), ("value_text", "value"))
    ]
    later = [pl.when(pl.col("rule") == rule.key).then(rule.reconsider_on) for rule in rules if rule.reconsider_on is not None]
    reconsider_on = pl.coalesce([*later, pl.lit(None, dtype=pl.Date)])
    # Only what the layout knows counts: an extra column does not make it another statement.
    said = bad.select(pl.col(name).alias(target) for target, name in columns.items())
    return bad.select("row_number", "rule", reason.alias("reason"), *as_delivered, reconsider_on.alias("reconsider_on")).with_columns(
        content_keys(said, kind)
    )


def _malformed(raw: RawTable) -> pl.DataFrame:
    """Return the rows whose cells could not be told apart, as refused rows."""
    if raw.malformed.is_empty():
        return no_refusals()
    rows = raw.malformed.with_columns(pl.lit("malformed_row").alias("rule"), content_keys(raw.malformed.select("text"), "malformed"))
    return rows.select(
        [(pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in REFUSED_SCHEMA.items()]
    )


def _read_cell(field: Field, column: pl.Series, manner: str) -> Cell:
    """Return how the column of a field is read, in the manner of its layout."""
    source, dtype = pl.col(column.name), column.dtype
    text = cells.as_text(source)
    if field.kind == "code":
        return _read_code(field, column, text)
    if manner == "lenient" and dtype == pl.String and field.kind in LENIENT:
        value, text = _read_lenient(field, column, text)
    else:
        value = _value_of(field, source, dtype)
    # An empty cell is no figure; a cell with text that is not of the kind is a mistake: they are told apart by name.
    rules = [] if field.optional else [Rule(f"{field.target}_missing", text.is_null(), pl.lit(f"{field.shown} is empty; fill it in"))]
    if not (field.kind == "text" or field.unknown == "null"):
        rules.append(Rule(_bad_rule(field), text.is_not_null() & value.is_null(), _bad_reason(field, text)))
    return Cell(value.alias(field.target), tuple(rules))


LENIENT: dict[str, tuple[Callable[[str], Parsed], type[pl.DataType]]] = {
    "number": (parse_number, pl.Float64),
    "month": (parse_month, pl.Date),
    "date": (parse_date, pl.Date),
    "past_date": (parse_date, pl.Date),
    "receipt": (parse_date, pl.Date),
}


def _read_lenient(field: Field, column: pl.Series, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return what the cells say, and their text, null where a cell says that there is no figure; each spelling is parsed once."""
    parse, dtype = LENIENT[field.kind]
    # A column of a hundred thousand cells has a few thousand spellings at most where it is not a figure.
    parsed = {said: parse(said) for said in column.str.strip_chars().unique().drop_nulls().to_list()}
    values = {said: result.value for said, result in parsed.items() if result.state == "value"}
    # A dash is an answer: it says that there is no figure, and must not be called a mistake.
    silent = [said for said, result in parsed.items() if result.state in ("missing", "not_applicable")]
    return text.replace_strict(values, default=None, return_dtype=dtype), pl.when(~text.is_in(silent)).then(text)


def _read_code(field: Field, column: pl.Series, text: pl.Expr) -> Cell:
    """Return how a column of credit codes is read; numbers are refused by type, since leading digits and the check letter are lost."""
    missing = Rule(f"{field.target}_missing", text.is_null(), pl.lit(f"{field.shown} is empty; fill it in"))
    # Eighteen digits do not fit a spreadsheet number, so what arrives as one is destroyed already.
    if column.dtype != pl.String:
        reason = pl.format(
            "the credit code {} is stored as a {}, expected text; a number has lost digits, deliver it as text",
            text,
            pl.lit(str(column.dtype)),
        )
        return Cell(pl.lit(None, dtype=pl.String).alias(field.target), (missing, Rule("code_not_text", text.is_not_null(), reason)))
    valid, refused = cells.code_problems(column)
    reason = text.replace_strict(refused, default=None, return_dtype=pl.String)
    return Cell(cells.as_mapped(pl.col(column.name), valid).alias(field.target), (missing, Rule("bad_code", reason.is_not_null(), reason)))


def _value_of(field: Field, source: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return what a cell of the field's kind says."""
    if field.kind == "number":
        return cells.as_number(source, dtype)
    if field.kind == "month":
        return cells.as_month(source, dtype)
    if field.kind in ("date", "past_date", "receipt"):
        return cells.as_date(source, dtype)
    if field.kind == "unit":
        return cells.as_mapped(source.cast(pl.String).str.normalize("NFKC").str.to_lowercase(), unit_keys())
    if field.kind == "choice":
        return cells.as_choice(source, field.allowed)
    return cells.as_text(source)


NEEDED = {
    "number": "a plain number such as 1234.5",
    "month": "a month as YYYY-MM",
    "date": "a date as YYYY-MM-DD",
    "past_date": "a date as YYYY-MM-DD",
    "receipt": "a date as YYYY-MM-DD",
    "unit": "one of CNY, CNY_1k, CNY_10k, persons, kWh, 10k_kWh, m3, 元, 千元, 万元, 人, 千瓦时, 万千瓦时, 立方米, 吨",
}


def _bad_rule(field: Field) -> str:
    """Return the key of the rule a cell breaks that is not of the field's kind."""
    return f"unknown_{field.target}" if field.kind in ("choice", "unit") else f"bad_{field.target}"


def _bad_reason(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the sentence for such a cell."""
    needed = NEEDED.get(field.kind) or "one of " + ", ".join(field.allowed)
    return pl.format("{} is '{}', expected {}; correct it and deliver the row again", pl.lit(field.shown), text, pl.lit(needed))
