"""Validating the rows of one file: cells read by the layout, each row kept or refused with the first rule it breaks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as with_default

import polars as pl

from pipelines.ingest.finer_keys import settle
from pipelines.ingest.layout import Layout
from pipelines.ingest.raw_table import RawTable
from pipelines.ingest.read_cells import NO_NUMBER, ReadColumn, number_where, read_column, with_texts
from pipelines.ingest.refusals import FileRefusedError, content_keys, no_refusals, refused_schema
from pipelines.ingest.row_rules import Rule, row_rules
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.stage_rows import derive, stage_rows
from pipelines.ingest.to_long import PLACE, LongRows, in_unit_of_value, to_long

# Columns of the quarantine to the targets they show as they were delivered.
AS_DELIVERED = {"uscc": "uscc", "account": "account", "indicator": "indicator", "period": "period", "value_text": "value"}

# How a note on cells that count as empty goes on after their number, which somebody has to look into.
UNREAD = "could not be read"


@dataclass(frozen=True, slots=True)
class Validated:
    """Rows of files: `kept` has the staged columns of the layout's table, `refused` has `refused_schema`; both have `file_number`.

    `notes`: by file number, what a person should know of how its rows were read. `spare`: by file number, how many of its rows went into
    another row (pipelines.ingest.finer_keys).
    """

    kept: pl.DataFrame
    refused: pl.DataFrame
    notes: Mapping[int, str] = with_default(default_factory=dict)
    spare: Mapping[int, int] = with_default(default_factory=dict)


def validate_rows(raw: RawTable, layout: Layout, day: IngestDay, settings: SourceSettings) -> Validated:
    """Return the kept and the refused rows of a table; together with the spare ones they are all its statements, each exactly once.

    `file_number` in the rows tells files apart that are validated together; without it the table is one file, number 0.

    Raises FileRefusedError where two columns bring the same thing, or nothing names the month that is meant.
    """
    raw = _numbered(raw)
    long = to_long(raw, layout)
    rows, columns = _readable(long)
    read = {field.target: read_column(field, rows, long, layout) for field in layout.fields if field.target in columns}
    parsed = derive(in_unit_of_value(rows.with_columns(each.value for each in read.values())), layout)
    judged, rules = _judged(parsed, list(read.values()), row_rules(layout, tuple(parsed.columns), day))
    settled = settle(judged, raw, layout)
    told_apart = pl.col("finer_reason").is_not_null() & pl.col("rule").is_null()
    checked = settled.rows.with_columns(
        rule=pl.coalesce("rule", pl.when(told_apart).then(pl.lit("finer_key"))),
        broken=pl.coalesce("broken", number_where(Rule("finer_key", told_apart, pl.col("finer_reason")), len(rules))),
    )
    rules.append(Rule("finer_key", told_apart, pl.col("finer_reason")))
    kept = stage_rows(checked.filter(pl.col("rule").is_null()), layout, day, settings)
    refused = pl.concat([_explain(checked, rules, columns, layout.key), _malformed(raw)]).sort(*PLACE)
    unread = _notes_on_unread(rows, read, long)
    notes = {number: "; ".join(filter(None, (unread.get(number), settled.notes.get(number)))) for number in {**unread, **settled.notes}}
    return Validated(kept, refused, notes, settled.spare)


def _judged(parsed: pl.DataFrame, read: list[ReadColumn], of_rows: list[Rule]) -> tuple[pl.DataFrame, list[Rule]]:
    """Return the rows with `broken`, the number of the first rule each breaks, and `rule`, its key; and the rules in their order.

    The first broken rule wins, so that a row is refused once and for one reason.
    """
    rules: list[Rule] = []
    numbers: list[pl.Expr | pl.Series] = []
    for each in read:
        if each.broken is not None:
            numbers.append(each.broken + len(rules))
        numbers += [number_where(rule, len(rules) + number) for number, rule in enumerate(each.rules) if rule.is_wide]
        rules += each.rules
    # Rules are evaluated over whole columns; a loop over rows would take minutes for a year of figures.
    numbers += [number_where(rule, len(rules) + number) for number, rule in enumerate(of_rows)]
    rules += of_rows
    judged = parsed.with_columns(broken=pl.min_horizontal(*numbers, NO_NUMBER))
    keys = pl.Series([rule.key for rule in rules], dtype=pl.String)
    return judged.with_columns(keys.gather(judged["broken"]).alias("rule")), rules


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
    # Old Parquet writers leave out that bytes are text, and some keep repeated texts once.
    texts = [
        pl.col(name).cast(pl.String, strict=False)
        for name in columns.values()
        if isinstance(rows.schema[name], pl.Binary | pl.Categorical | pl.Enum)
    ]
    return rows.with_columns(texts), columns


def _explain(checked: pl.DataFrame, rules: list[Rule], columns: dict[str, str], kind: str) -> pl.DataFrame:
    """Return the refused rows with their reasons; sentences are made for these few alone."""
    bad = checked.filter(pl.col("rule").is_not_null())
    if bad.is_empty():
        return no_refusals().with_columns(pl.lit(None, dtype=pl.Int64).alias("file_number"))
    bad = with_texts(bad, columns.values())
    reason = pl.coalesce([pl.when(pl.col("broken") == number).then(rules[number].reason) for number in bad["broken"].unique().sort()])
    as_delivered = [
        (pl.col(columns[target]).cast(pl.String) if target in columns else pl.lit(None, dtype=pl.String)).alias(name)
        for name, target in AS_DELIVERED.items()
    ]
    broken = set(bad["rule"])
    later = [
        pl.when(pl.col("rule") == rule.key).then(rule.reconsider_on)
        for rule in rules
        if rule.reconsider_on is not None and rule.key in broken
    ]
    reconsider_on = pl.coalesce([*later, pl.lit(None, dtype=pl.Date)])
    # Only what the layout knows counts: an extra column does not make it another statement.
    statements = bad.select(pl.col(name).alias(target) for target, name in columns.items())
    refused = bad.select("file_number", "row_number", "rule", reason.alias("reason"), *as_delivered, reconsider_on.alias("reconsider_on"))
    return refused.with_columns(content_keys(statements, kind)).select(*refused_schema(), "file_number")


def _malformed(raw: RawTable) -> pl.DataFrame:
    """Return the rows refused before any cell was judged, as refused rows with their file number."""
    return malformed_rows(raw.malformed).with_columns(raw.malformed["file_number"])


def malformed_rows(malformed: pl.DataFrame) -> pl.DataFrame:
    """Return rows of pipelines.ingest.raw_table.MALFORMED_SCHEMA as refused rows."""
    if malformed.is_empty():
        return no_refusals()
    rows = malformed.with_columns(content_keys(malformed.select("text"), "malformed"))
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in refused_schema().items()
    )


def _notes_on_unread(rows: pl.DataFrame, read: Mapping[str, ReadColumn], long: LongRows) -> dict[int, str]:
    """Return, by file, the note that names columns with cells that could not be read, how many there are, and one of them."""
    notes: dict[int, list[str]] = {}
    for target, mark in ((target, each.unread) for target, each in read.items() if each.unread is not None):
        cells_of = rows.filter(mark).select(*PLACE, text=pl.col(long.columns[target]).cast(pl.String)).unique(PLACE, keep="first")
        by_file = cells_of.sort(*PLACE).group_by("file_number", maintain_order=True)
        for number, count, row, text in by_file.agg(pl.len(), pl.col("row_number").first(), pl.col("text").first()).iter_rows():
            what = f"1 cell {UNREAD} and counts as empty" if count == 1 else f"{count} cells {UNREAD} and count as empty"
            notes.setdefault(number, []).append(f"column {long.shown.get(target, target)}: {what}, such as {text!r} in row {row}")
    return {number: "; ".join(remarks) for number, remarks in notes.items()}
