"""Validating the rows of one file: cells read by the layout, each row kept or refused with the first rule it breaks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as with_default

import polars as pl

from pipelines.ingest import cells
from pipelines.ingest.days import EPOCH, FIRST_DAY, OPEN_FROM
from pipelines.ingest.finer_keys import settle
from pipelines.ingest.identifiers import WHOLE_DIGITS, judge
from pipelines.ingest.layout import Field, Layout, states_percent
from pipelines.ingest.lenient import (
    Parsed,
    parse_date,
    parse_iso_date,
    parse_iso_month,
    parse_month,
    parse_number,
    parse_plain_number,
    parse_share,
)
from pipelines.ingest.raw_table import RawTable
from pipelines.ingest.refusals import REFUSED_SCHEMA, FileRefusedError, content_keys, no_refusals
from pipelines.ingest.row_rules import Rule, row_rules
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.shares import ambiguity, parse_percent
from pipelines.ingest.stage_rows import derive, stage_rows
from pipelines.ingest.to_long import PLACE, LongRows, in_unit_of_value, to_long
from pipelines.ingest.units import unit_choices, unit_key
from pipelines.ingest.visit_words import WORDS

# Columns of the quarantine to the targets they show as they were delivered.
AS_DELIVERED = {"uscc": "uscc", "account": "account", "indicator": "indicator", "period": "period", "value_text": "value"}

# What shares are parts of, by the first of these that a layout has; without any the whole is a file.
WHOLES = (("indicator", "account"), ("supplier_uscc",), ())
# Kinds of which any text is one.
FREE_TEXT = ("text", "word", "visit_word")
# Kinds of which an optional cell that cannot be read counts as empty, unless it decides where a figure goes.
READ_OR_EMPTY = ("number", "month", "year", "date", "past_date", "receipt")
# How a note on such cells goes on after their number, which somebody has to look into.
UNREAD = "could not be read"


@dataclass(frozen=True, slots=True)
class Validated:
    """Rows of files: `kept` has the staged columns of the layout's table, `refused` has REFUSED_SCHEMA; both have `file_number`.

    `notes`: by file number, what a person should know of how its rows were read. `spare`: by file number, how many of its rows went into
    another row (pipelines.ingest.finer_keys).
    """

    kept: pl.DataFrame
    refused: pl.DataFrame
    notes: Mapping[int, str] = with_default(default_factory=dict)
    spare: Mapping[int, int] = with_default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """How one column is read: what it says, the rules its cells can break, and which cells count as empty since nobody can read them."""

    value: pl.Expr
    rules: tuple[Rule, ...]
    unread: pl.Expr | None = None


def validate_rows(raw: RawTable, layout: Layout, day: IngestDay, settings: SourceSettings) -> Validated:
    """Return the kept and the refused rows of a table; together with the spare ones they are all its statements, each exactly once.

    `file_number` in the rows tells files apart that are validated together; without it the table is one file, number 0.

    Raises FileRefusedError where two columns bring the same thing, or nothing names the month that is meant.
    """
    long = to_long(_numbered(raw), layout)
    rows, columns = _readable(long)
    read = {field.target: _read_cell(field, rows, long, layout) for field in layout.fields if field.target in columns}
    parsed = derive(in_unit_of_value(rows.with_columns(cell.value for cell in read.values())), layout)
    rules = [rule for cell in read.values() for rule in cell.rules] + row_rules(layout, tuple(parsed.columns), day)
    # The first broken rule wins, so that a row is refused once and for one reason.
    broken = pl.coalesce(
        [pl.when(rule.is_broken.fill_null(False)).then(pl.lit(rule.key)) for rule in rules] + [pl.lit(None, dtype=pl.String)]
    )
    # Rules are evaluated over whole columns; a loop over rows would take minutes for a year of figures.
    settled = settle(parsed.with_columns(broken.alias("rule")), _numbered(raw), layout)
    told_apart = pl.col("finer_reason")
    rules.append(Rule("finer_key", told_apart.is_not_null(), told_apart))
    checked = settled.rows.with_columns(rule=pl.coalesce("rule", pl.when(told_apart.is_not_null()).then(pl.lit("finer_key"))))
    kept = stage_rows(checked.filter(pl.col("rule").is_null()), layout, day, settings)
    refused = pl.concat([_explain(checked, rules, columns, layout.key), _malformed(_numbered(raw))]).sort(*PLACE)
    unread = _notes_on_unread(rows, read, long)
    notes = {number: "; ".join(filter(None, (unread.get(number), settled.notes.get(number)))) for number in {**unread, **settled.notes}}
    return Validated(kept, refused, notes, settled.spare)


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
    """Return the rows refused before any cell was judged, as refused rows with their file number."""
    return malformed_rows(raw.malformed).with_columns(raw.malformed["file_number"])


def malformed_rows(malformed: pl.DataFrame) -> pl.DataFrame:
    """Return rows of pipelines.ingest.raw_table.MALFORMED_SCHEMA as refused rows."""
    if malformed.is_empty():
        return no_refusals()
    rows = malformed.with_columns(content_keys(malformed.select("text"), "malformed"))
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in REFUSED_SCHEMA.items()
    )


def _notes_on_unread(rows: pl.DataFrame, read: Mapping[str, Cell], long: LongRows) -> dict[int, str]:
    """Return, by file, the note that names columns with cells that could not be read, how many there are, and one of them."""
    marks = {target: cell.unread for target, cell in read.items() if cell.unread is not None}
    found = rows.select(mark.any().alias(target) for target, mark in marks.items()) if marks else pl.DataFrame()
    notes: dict[int, list[str]] = {}
    for target in (target for target in marks if found[target].item()):
        cells_of = rows.filter(marks[target]).select(*PLACE, text=pl.col(long.columns[target]).cast(pl.String)).unique(PLACE, keep="first")
        by_file = cells_of.sort(*PLACE).group_by("file_number", maintain_order=True)
        for number, count, row, text in by_file.agg(pl.len(), pl.col("row_number").first(), pl.col("text").first()).iter_rows():
            what = f"1 cell {UNREAD} and counts as empty" if count == 1 else f"{count} cells {UNREAD} and count as empty"
            notes.setdefault(number, []).append(f"column {long.shown.get(target, target)}: {what}, such as {text!r} in row {row}")
    return {number: "; ".join(remarks) for number, remarks in notes.items()}


def _read_cell(field: Field, rows: pl.DataFrame, long: LongRows, layout: Layout) -> Cell:
    """Return how the column of a field is read, in the manner of its layout."""
    column, shown = rows[long.columns[field.target]], long.shown.get(field.target, field.shown)
    if field.kind == "code":
        return _read_code(field, rows, column, shown, [rows[name] for name in long.several.get(field.target, ())])
    if field.kind in ("account", "reference"):
        return _read_identifier(field, rows, column, shown)
    is_percent = field.kind == "share" and states_percent(shown)
    parsed = _parse(field, column, layout.cells, is_percent=is_percent)
    rules = _absence_rules(field, parsed, shown)
    if field.kind == "share" and layout.cells == "lenient":
        whole = next([long.columns[key] for key in keys] for keys in WHOLES if set(keys) <= set(long.columns))
        rules.append(ambiguity(column, ["file_number", *whole], shown, is_percent=is_percent))
    if field.kind in FREE_TEXT or field.unknown == "null":
        return Cell(parsed.value.alias(field.target), tuple(rules))
    is_bad = parsed.text.is_not_null() & parsed.value.is_null() & ~parsed.is_silent
    if field.kind in READ_OR_EMPTY and field.optional and not field.decides:
        return Cell(parsed.value.alias(field.target), tuple(rules), is_bad & ~parsed.is_open)
    # Where a cell may be empty, a date that stands for none is as good as nothing.
    is_broken = is_bad & ~parsed.is_open if field.optional or field.may_be_empty else is_bad
    rules.append(Rule(_bad_rule(field), is_broken, _bad_reason(field, parsed, shown)))
    return Cell(parsed.value.alias(field.target), tuple(rules))


@dataclass(frozen=True, slots=True)
class ParsedColumn:
    """The cells of a column: their text, their value, and which of them state that there is none.

    `is_open`: the cell is a date that stands for none or for ever.
    """

    text: pl.Expr
    value: pl.Expr
    is_missing: pl.Expr
    is_inapplicable: pl.Expr
    is_withdrawn: pl.Expr
    is_open: pl.Expr

    @property
    def is_silent(self) -> pl.Expr:
        """Whether a cell states that there is no figure."""
        return self.is_missing | self.is_inapplicable | self.is_withdrawn


Parser = tuple[Callable[[str], Parsed], type[pl.DataType]]
LENIENT: dict[str, Parser] = {
    "number": (parse_number, pl.Float64),
    "share": (parse_share, pl.Float64),
    "month": (parse_month, pl.Date),
    "date": (parse_date, pl.Date),
    "past_date": (parse_date, pl.Date),
    "receipt": (parse_date, pl.Date),
}
STRICT: dict[str, Parser] = {
    "number": (parse_plain_number, pl.Float64),
    "share": (parse_plain_number, pl.Float64),
    "month": (parse_iso_month, pl.Date),
    "date": (parse_iso_date, pl.Date),
    "past_date": (parse_iso_date, pl.Date),
    "receipt": (parse_iso_date, pl.Date),
}
# The plainest spelling, which needs no parser; whatever else a number may look like is for pipelines.ingest.lenient.
# Named digit by digit, because \d means full-width ones too, which no cast understands.
PLAIN_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"
PLAIN_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( ([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)?$"
# The plainest identifier, which is kept as it is.
PLAIN_IDENTIFIER = r"^0*[1-9][0-9]*$"


def _plain_number(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return which cells are plain numbers, and these numbers."""
    # Adding zero turns minus zero into zero.
    return text.str.contains(PLAIN_NUMBER), text.cast(pl.Float64, strict=False) + 0.0


def _plain_day(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return which cells are plain days, with a time of day or without, that are not among those which stand for none, and these days."""
    day = pl.when(text.str.contains(PLAIN_DAY)).then(text.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
    return ((day >= FIRST_DAY) & (day < OPEN_FROM) & (day != EPOCH)).fill_null(False), day


def _nothing_plain(_text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return that every cell needs the parser."""
    return pl.lit(False), pl.lit(None)


PLAIN: dict[str, Callable[[pl.Expr], tuple[pl.Expr, pl.Expr]]] = {
    "number": _plain_number,
    "date": _plain_day,
    "past_date": _plain_day,
    "receipt": _plain_day,
}


def _parse(field: Field, column: pl.Series, manner: str, *, is_percent: bool = False) -> ParsedColumn:
    """Return the cells of a column, parsed in the manner of the layout; each unusual spelling is parsed once."""
    source, nothing = pl.col(column.name), pl.lit(False)
    text = cells.as_text(source)
    if field.kind == "unit":
        # Units have many spellings; each of the few in a column is looked at once.
        keys = {word: unit_key(word) for word in column.cast(pl.String).str.strip_chars().unique().drop_nulls().to_list()}
        known = cells.as_mapped(source, {word: key for word, key in keys.items() if key})
        return ParsedColumn(text, known, nothing, nothing, nothing, nothing)
    parsers = LENIENT if manner == "lenient" else STRICT
    if column.dtype != pl.String or field.kind not in parsers:
        is_open = cells.is_open(source, column.dtype) if column.dtype.is_temporal() else nothing
        return ParsedColumn(text, _value_of(field, source, column.dtype), nothing, nothing, nothing, is_open)
    parse, dtype = parsers[field.kind]
    parse = parse_percent if is_percent else parse
    is_plain, plain_value = PLAIN.get(field.kind, _nothing_plain)(text)
    unusual = column.to_frame().filter(text.is_not_null() & ~is_plain).select(text.alias("text"))["text"]
    parsed = {cell: parse(cell) for cell in unusual.unique().to_list()}
    values = {cell: result.value for cell, result in parsed.items() if result.state == "value"}
    # Most columns are plain throughout, and then nothing need be looked up in what was parsed.
    looked_up = text.replace_strict(values, default=None, return_dtype=dtype) if values else pl.lit(None, dtype=dtype)
    value = pl.when(is_plain).then(plain_value).otherwise(looked_up)
    silent = [[cell for cell, result in parsed.items() if result.state == state] for state in SILENT_STATES]
    states = [text.is_in(cells_of).fill_null(False) if cells_of else nothing for cells_of in silent]
    return ParsedColumn(text, value, *states)


SILENT_STATES = ("missing", "not_applicable", "withdrawn", "open")


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
        rules.append(Rule(f"bad_{field.target}", parsed.is_withdrawn, _bad_reason(field, parsed, shown)))
    return rules


def _read_code(field: Field, rows: pl.DataFrame, column: pl.Series, shown: str, several: list[pl.Series]) -> Cell:
    """Return how a column of credit codes is read; a number has lost digits, but for an organisation code whose check digit is right."""
    text = cells.as_text(pl.col(column.name))
    missing = Rule(f"{field.target}_missing", text.is_null(), pl.format("{} is empty; fill it in", pl.lit(shown)))
    valid, refused = cells.code_problems(column, accepts=field.accepts)
    value, bad = _looked_up(text, valid), _looked_up(text, refused)
    number = _is_number(rows, column)
    is_whole = (value.str.len_chars() == 9).fill_null(False) if field.accepts == "organisation" else pl.lit(False)
    reason = pl.format("the credit code {} is stored as a number, expected text; a number has lost digits, deliver it as text", text)
    rules = [missing, Rule("code_not_text", text.is_not_null() & number & ~is_whole, reason), Rule("bad_code", bad.is_not_null(), bad)]
    return Cell(value.alias(field.target), (*rules, *_disagreement(field, several, shown)))


def _disagreement(field: Field, several: list[pl.Series], shown: str) -> list[Rule]:
    """Return the rule that the columns one code is chosen from name one enterprise: two valid codes of two enterprises name none."""
    if not several:
        return []
    # The organisation code is the ninth to the seventeenth character of the credit code.
    own = []
    for column in several:
        code = _looked_up(cells.as_text(pl.col(column.name)), cells.code_problems(column, accepts=field.accepts)[0])
        own.append(pl.when(code.str.len_chars() == 18).then(code.str.slice(8, 9)).otherwise(code))
    texts = [cells.as_text(pl.col(column.name)).fill_null("") for column in several]
    reason = pl.format("{} name two enterprises: {}; correct one of them", pl.lit(shown), pl.concat_str(texts, separator=", "))
    return [Rule("two_codes", pl.max_horizontal(own) != pl.min_horizontal(own), reason)]


def _read_identifier(field: Field, rows: pl.DataFrame, column: pl.Series, shown: str) -> Cell:
    """Return how a column of account, project, receipt or policy numbers is read: cleaned, or refused where digits may be lost."""
    text, name = cells.as_text(pl.col(column.name)), pl.lit(shown)
    texts = column.cast(pl.String).str.strip_chars()
    unusual = texts.filter(~texts.str.contains(PLAIN_IDENTIFIER)).unique()
    judged = {cell: judge(cell, is_name=field.kind == "reference") for cell in unusual.drop_nulls().to_list() if cell}
    dressed = _looked_up(text, {cell: found.value for cell, found in judged.items() if found.value is not None})
    value = pl.when(text.str.contains(PLAIN_IDENTIFIER)).then(text).otherwise(dressed)
    problems = {kind: text.is_in([cell for cell, found in judged.items() if found.problem == kind]) for kind in ("absent", "lost", "none")}
    number = _is_number(rows, column) | text.is_in([cell for cell, found in judged.items() if found.was_number])
    key = field.target
    rules = [
        Rule(f"{key}_not_text", problems["lost"], pl.format("{} is '{}': its last digits are lost; deliver it as text", name, text)),
        Rule(
            f"{key}_not_text",
            number & (value.str.len_chars() > WHOLE_DIGITS),
            pl.format("{} {} is stored as a number, expected text; a number has lost digits, deliver it as text", name, text),
        ),
        Rule(f"bad_{key}", problems["none"], pl.format("{} is '{}', which names none; correct it and deliver the row again", name, text)),
    ]
    if field.kind == "account":
        rules.append(_shorter_number(key, value, number, name, rows))
    if not field.optional:
        absent = pl.format("{} is '{}', which says that there is none; fill it in", name, text)
        missing = Rule(f"{key}_missing", text.is_null(), pl.format("{} is empty; fill it in", name))
        rules = [missing, Rule(f"{key}_missing", problems["absent"], absent), *rules]
    return Cell(value.alias(key), tuple(rules))


# Accounts of so many digits are padded with zeros where they are written as text.
PADDED_FROM = 6


def _shorter_number(target: str, value: pl.Expr, number: pl.Expr, shown: pl.Expr, rows: pl.DataFrame) -> Rule:
    """Return the rule that a number is as long as the longest account of its file: a shorter one may have lost leading zeros."""
    digits = pl.when(value.str.contains(r"^[0-9]+$")).then(value.str.len_chars().cast(pl.Int64))
    by_file = rows.group_by("file_number").agg(digits.max().fill_null(0).alias("longest"))
    # Looked up and not worked out anew, since the sentence is made among the refused rows alone.
    longest = pl.col("file_number").replace_strict(dict(by_file.rows()), return_dtype=pl.Int64)
    reason = pl.format(
        "{} {} is stored as a number of {} digits where others have {}: leading zeros may be lost; deliver it as text",
        shown,
        value,
        value.str.len_chars(),
        longest,
    )
    return Rule(f"{target}_not_text", number & (value.str.len_chars() < longest) & (longest >= PADDED_FROM), reason)


def _looked_up(text: pl.Expr, meanings: Mapping[str, str | None]) -> pl.Expr:
    """Return what the mapping says of a text, null where it says nothing."""
    return text.replace_strict(dict(meanings), default=None, return_dtype=pl.String)


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


def _bad_reason(field: Field, parsed: ParsedColumn, shown: str) -> pl.Expr:
    """Return the sentence for such a cell."""
    choices = unit_choices() if field.kind == "unit" else ", ".join(field.values or field.allowed)
    needed = NEEDED.get(field.kind) or f"one of {choices}"
    is_percentage, is_short = parsed.text.str.contains("[%％‰]"), parsed.text.str.contains(r"(?i)^\s*[+-]?[\d.]+e\+?\d+$")
    is_number = pl.lit(field.kind == "number")
    remark = (
        pl.when(parsed.is_open)
        .then(pl.lit(", which stands for no day"))
        .when(is_number & is_percentage)
        .then(pl.lit(", a percentage"))
        .when(is_number & is_short)
        .then(pl.lit(", whose last digits are lost"))
        .otherwise(pl.lit(""))
    )
    reason = "{} is '{}'{}, expected {}; correct it and deliver the row again"
    return pl.format(reason, pl.lit(shown), parsed.text, remark, pl.lit(needed))
