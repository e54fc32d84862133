"""Judging the rows of one file: cells read by the layout, each row kept or refused with the first rule it breaks."""

from dataclasses import dataclass

import polars as pl

from pipelines.ingest import cells
from pipelines.ingest.finish import finish
from pipelines.ingest.layout import Field, Layout
from pipelines.ingest.refusals import REFUSED_SCHEMA, content_keys, no_refusals
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
    assigned = layout.assign(raw.header)
    read = [_read_cell(field, raw.rows[f"c{assigned[field.target]}"]) for field in layout.fields if field.target in assigned]
    parsed = raw.rows.with_columns(cell.value for cell in read)
    rules = [rule for cell in read for rule in cell.rules] + row_rules(layout, tuple(assigned), day)
    broken = pl.coalesce(
        [pl.when(rule.is_broken.fill_null(False)).then(pl.lit(rule.key)) for rule in rules] + [pl.lit(None, dtype=pl.String)]
    )
    judged = parsed.with_columns(broken.alias("rule"))
    kept = finish(judged.filter(pl.col("rule").is_null()), layout, day, settings)
    return Judged(kept, pl.concat([_explain(judged, rules, assigned, layout.key), _malformed(raw)]).sort("row_number"))


def _explain(judged: pl.DataFrame, rules: list[Rule], assigned: dict[str, int], kind: str) -> pl.DataFrame:
    """Return the refused rows with their reasons; sentences are made for these few alone."""
    bad = judged.filter(pl.col("rule").is_not_null())
    if bad.is_empty():
        return no_refusals()
    reason = pl.coalesce([pl.when((pl.col("rule") == rule.key) & rule.is_broken).then(rule.reason) for rule in rules])
    as_delivered = [
        (pl.col(f"c{assigned[target]}").cast(pl.String) if target in assigned else pl.lit(None, dtype=pl.String)).alias(name)
        for name, target in (("uscc", "uscc"), ("indicator", "indicator"), ("period", "period"), ("value_text", "value"))
    ]
    later = [pl.when(pl.col("rule") == rule.key).then(rule.reconsider_on) for rule in rules if rule.reconsider_on is not None]
    reconsider_on = pl.coalesce([*later, pl.lit(None, dtype=pl.Date)])
    said = bad.select(pl.col(f"c{position}").alias(target) for target, position in assigned.items())
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


def _read_cell(field: Field, column: pl.Series) -> Cell:
    """Return how the column of a field is read."""
    source, dtype = pl.col(column.name), column.dtype
    text = cells.as_text(source)
    if field.kind == "code":
        return _read_code(field, column, text)
    value = _value_of(field, source, dtype)
    # An empty cell is no figure; a cell with text that is not of the kind is a mistake: they are told apart by name.
    rules = [] if field.optional else [Rule(f"{field.target}_missing", text.is_null(), pl.lit(f"{field.headers[0]} is empty; fill it in"))]
    if not (field.kind == "text" or field.unknown == "null"):
        rules.append(Rule(_bad_rule(field), text.is_not_null() & value.is_null(), _bad_reason(field, text)))
    return Cell(value.alias(field.target), tuple(rules))


def _read_code(field: Field, column: pl.Series, text: pl.Expr) -> Cell:
    """Return how a column of credit codes is read; numbers are refused by type, since leading digits and the check letter are lost."""
    missing = Rule(f"{field.target}_missing", text.is_null(), pl.lit(f"{field.headers[0]} is empty; fill it in"))
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
    return pl.format("{} is '{}', expected {}; correct it and deliver the row again", pl.lit(field.headers[0]), text, pl.lit(needed))
