"""How the column of a field is read: what its cells say, the rules they can break, and which of them count as empty.

Departments repeat days, codes and words in row after row, so a column is read by its different cells where they are few.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl
from polars._typing import PolarsDataType

from pipelines.ingest import cells
from pipelines.ingest.days import EPOCH, FIRST_DAY, OPEN_FROM
from pipelines.ingest.identifiers import WHOLE_DIGITS, judge
from pipelines.ingest.layout import Field, Layout, states_percent
from pipelines.ingest.lenient import (
    Parsed,
    parse_date,
    parse_first_day,
    parse_iso_date,
    parse_iso_month,
    parse_last_day,
    parse_month,
    parse_number,
    parse_plain_number,
    parse_share,
    spans_months,
)
from pipelines.ingest.row_rules import Rule
from pipelines.ingest.shares import ambiguity, parse_percent
from pipelines.ingest.to_long import LongRows
from pipelines.ingest.units import unit_choices, unit_key
from pipelines.ingest.visit_words import WORDS

# What shares are parts of, by the first of these that a layout has; without any the whole is a file.
WHOLES = (("indicator", "account"), ("supplier_uscc",), ())
# Kinds of which any text is one.
FREE_TEXT = ("text", "word", "visit_word")
NUMBERS = ("number", "share")
# No amount, area or count of an enterprise is larger in any unit; a sum of a few such numbers would be no number at all.
LARGEST_NUMBER = 1e18
# Kinds of which an optional cell that cannot be read counts as empty, unless it decides where a figure goes.
READ_OR_EMPTY = ("number", "month", "year", "date", "past_date", "receipt")


# A column of so many rows is read by its different cells where a cell stands in so many rows.
MANY_ROWS = 2000
OFTEN = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """How one column is read: what it says, the rules its cells can break, and which cells count as empty since nobody can read them.

    The rules may use the text of a cell (`text_of`) and what it says (`value_of`).
    """

    value: pl.Expr | pl.Series
    rules: tuple[Rule, ...]
    unread: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column as it was read, row by row.

    `broken`: the first of `rules` that a cell breaks by itself, as its number; None where no cell breaks any.
    `unread`: which cells count as empty since nobody can read them; None where there is none.
    """

    value: pl.Series
    rules: tuple[Rule, ...]
    broken: pl.Series | None = None
    unread: pl.Series | None = None


def read_column(field: Field, rows: pl.DataFrame, long: LongRows, layout: Layout) -> ReadColumn:
    """Return the column of a field, read in the manner of its layout; its rules that look at several cells are still to be tried."""
    name = long.columns[field.target]
    own, places = _different_cells(rows, name)
    own = own.with_columns(cells.as_text(pl.col(name)).alias(f"{name}_text"))
    cell = _read_cell(field, own, rows, long, layout)
    own = own.with_columns(cell.value.alias(f"{name}_value"))
    numbers = [number_where(rule, number) for number, rule in enumerate(cell.rules) if not rule.is_wide]
    broken = _where_any(own, pl.coalesce(*numbers, NO_NUMBER))
    unread = None if cell.unread is None else _where_any(own, pl.when(cell.unread).then(pl.lit(value=True)))
    value = own[f"{name}_value"].alias(field.target)
    if places is None:
        return ReadColumn(value, cell.rules, broken, unread)
    at_places = (None if each is None else each.gather(places) for each in (broken, unread))
    return ReadColumn(value.gather(places), cell.rules, *at_places)


NO_NUMBER = pl.lit(None, dtype=pl.UInt16)


def number_where(rule: Rule, number: int) -> pl.Expr:
    """Return the number of a rule in rows that break it, null in others."""
    return pl.when(rule.is_broken.fill_null(value=False)).then(pl.lit(number, dtype=pl.UInt16))


def with_texts(rows: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Return rows with the text of the cells of the columns, which the reasons of broken rules quote."""
    return rows.with_columns(cells.as_text(pl.col(name)).alias(f"{name}_text") for name in names)


def _where_any(own: pl.DataFrame, found: pl.Expr) -> pl.Series | None:
    """Return what is found in the cells, None where it is nothing in any."""
    column = own.with_columns(found.alias("found"))["found"]
    return None if column.null_count() == column.len() else column


def _different_cells(rows: pl.DataFrame, name: str) -> tuple[pl.DataFrame, pl.Series | None]:
    """Return the different cells of a column, and the place among them of the cell of each row.

    Where a column is short, says nearly everything once or holds numbers among its texts, it is returned as it is, without places.
    """
    column, mark = rows[name], f"{name}_is_number"
    if mark in rows.columns and rows[mark].any():
        return rows.select(name, mark), None
    if column.dtype != pl.String or column.len() < MANY_ROWS or _count(column) * OFTEN > column.len():
        return rows.select(name), None
    different = column.drop_nulls().unique()
    places = column.cast(pl.Enum(different)).to_physical().cast(pl.UInt32).fill_null(different.len())
    return different.extend(pl.Series([None], dtype=pl.String)).to_frame(name), places


def _count(column: pl.Series) -> int:
    """Return about how many different cells a column has, which costs a tenth of counting them."""
    return int(column.to_frame().select(pl.first().approx_n_unique()).item())


def text_of(name: str) -> pl.Expr:
    """Return the text of the cells of a column, without white space around it; empty ones are null."""
    return pl.col(f"{name}_text")


def value_of(name: str) -> pl.Expr:
    """Return what the cells of a column say."""
    return pl.col(f"{name}_value")


def _read_cell(field: Field, own: pl.DataFrame, rows: pl.DataFrame, long: LongRows, layout: Layout) -> Cell:
    """Return how the cells `own` of a field's column are read, in the manner of its layout."""
    name, shown = long.columns[field.target], long.shown.get(field.target, field.shown)
    if field.kind == "code":
        return _read_code(field, own, name, shown, [rows[other] for other in long.several.get(field.target, ())])
    if field.kind in ("account", "reference"):
        return _read_identifier(field, own, name, shown, rows)
    is_percent = field.kind == "share" and states_percent(shown)
    parsed = _parse(field, own, name, layout.cells, is_percent=is_percent)
    rules = _absence_rules(field, parsed, shown)
    if field.kind == "share" and layout.cells == "lenient":
        whole = next([long.columns[key] for key in keys] for keys in WHOLES if set(keys) <= set(long.columns))
        rules.append(ambiguity(rows[name], ["file_number", *whole], shown, is_percent=is_percent))
    if field.kind in NUMBERS:
        rules.append(_size_rule(shown, name))
    if field.kind in FREE_TEXT or field.unknown == "null":
        return Cell(parsed.value, tuple(rules))
    is_bad = parsed.text.is_not_null() & value_of(name).is_null() & ~parsed.is_silent
    if field.kind in READ_OR_EMPTY and field.optional and not field.decides:
        return Cell(parsed.value, tuple(rules), is_bad & ~parsed.is_open)
    # Where a cell may be empty, a date that stands for none is as good as nothing.
    is_broken = is_bad & ~parsed.is_open if field.optional or field.may_be_empty else is_bad
    rules.append(Rule(_bad_rule(field), is_broken, _bad_reason(field, parsed, shown)))
    if field.kind == "month" and own.schema[name] == pl.String and layout.counts_by_month and "read_from_on" not in long.columns:
        rules.append(_span_rule(own, name, shown))
    return Cell(parsed.value, tuple(rules))


def _span_rule(own: pl.DataFrame, name: str, shown: str) -> Rule:
    """Return the rule that what a month alone brought is not stated for all months since January; days of reading would part them."""
    spans = [cell for cell in own[f"{name}_text"].unique().drop_nulls().to_list() if spans_months(cell)]
    reason = pl.format(
        "{} is {}, all months since January, and the figure would be taken for that of the last of them alone; "
        "deliver the month by itself, or each month in a row of its own",
        pl.lit(shown),
        text_of(name),
    )
    return Rule("several_months", _is_one_of(text_of(name), spans), reason)


def _size_rule(shown: str, name: str) -> Rule:
    """Return the rule that a number is one of this world."""
    needed = f"a number up to {LARGEST_NUMBER:.0e}"
    reason = pl.format("{} is {}, expected {}; correct it", pl.lit(shown), text_of(name).str.slice(0, 40), pl.lit(needed))
    return Rule("impossible_size", value_of(name).abs() > LARGEST_NUMBER, reason)


@dataclass(frozen=True, slots=True)
class ParsedColumn:
    """The cells of a column: their text, their value, and which of them state that there is none.

    `is_open`: the cell is a date that stands for none or for ever.
    """

    text: pl.Expr
    value: pl.Expr | pl.Series
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
BY_MONTH = {"first": parse_first_day, "last": parse_last_day}
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


def _plain_number(texts: pl.Series, dtype: PolarsDataType) -> tuple[pl.Series, pl.Series]:
    """Return which texts are plain numbers, and these numbers."""
    is_plain = texts.str.contains(PLAIN_NUMBER).fill_null(value=False)
    numbers = texts.set(~is_plain, None).cast(dtype, strict=False)
    # Minus zero is zero; adding zero to a column is left out by those who add it up.
    return is_plain, numbers.set(numbers == 0.0, 0.0)


def _plain_day(texts: pl.Series, dtype: PolarsDataType) -> tuple[pl.Series, pl.Series]:
    """Return which texts are plain days, with a time of day or without, that are not among those which stand for none, and these days."""
    days = texts.set(~texts.str.contains(PLAIN_DAY), None).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).cast(dtype)
    is_plain = ((days >= FIRST_DAY) & (days < OPEN_FROM) & (days != EPOCH)).fill_null(value=False)
    return is_plain, days.set(~is_plain, None)


def _nothing_plain(texts: pl.Series, dtype: PolarsDataType) -> tuple[pl.Series, pl.Series]:
    """Return that every text needs the parser."""
    return pl.repeat(value=False, n=texts.len(), eager=True), pl.repeat(None, texts.len(), dtype=dtype, eager=True)


PLAIN: dict[str, Callable[[pl.Series, PolarsDataType], tuple[pl.Series, pl.Series]]] = {
    "number": _plain_number,
    "date": _plain_day,
    "past_date": _plain_day,
    "receipt": _plain_day,
}


def _parse(field: Field, own: pl.DataFrame, name: str, manner: str, *, is_percent: bool = False) -> ParsedColumn:
    """Return the cells of a column, parsed in the manner of the layout; each unusual spelling is parsed once."""
    column, text, nothing = own[name], text_of(name), pl.lit(value=False)
    if field.kind == "unit":
        # Units have many spellings; each of the few in a column is looked at once.
        keys = {word: unit_key(word) for word in own[f"{name}_text"].unique().drop_nulls().to_list()}
        return ParsedColumn(text, _looked_up(text, {word: key for word, key in keys.items() if key}), nothing, nothing, nothing, nothing)
    parsers = LENIENT if manner == "lenient" else STRICT
    if column.dtype != pl.String or field.kind not in parsers:
        is_open = cells.is_open(pl.col(name), column.dtype) if column.dtype.is_temporal() else nothing
        return ParsedColumn(text, _value_of(field, pl.col(name), column.dtype), nothing, nothing, nothing, is_open)
    parse, dtype = parsers[field.kind]
    parse = parse_percent if is_percent else BY_MONTH.get(field.month_as, parse)
    texts, (is_plain, plain) = own[f"{name}_text"], PLAIN.get(field.kind, _nothing_plain)(own[f"{name}_text"], dtype)
    parsed = {cell: parse(cell) for cell in texts.filter(~is_plain).unique().to_list() if cell is not None}
    values = {cell: result.value for cell, result in parsed.items() if result.state == "value"}
    # Most columns are plain throughout, and then nothing need be looked up in what was parsed.
    value = plain.zip_with(is_plain, texts.replace_strict(values, default=None, return_dtype=dtype)) if values else plain
    silent = [[cell for cell, result in parsed.items() if result.state == state] for state in SILENT_STATES]
    states = [text.is_in(cells_of).fill_null(value=False) if cells_of else nothing for cells_of in silent]
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


def _read_code(field: Field, own: pl.DataFrame, name: str, shown: str, several: list[pl.Series]) -> Cell:
    """Return how a column of credit codes is read; a number has lost digits, but for an organisation code whose check digit is right."""
    text = text_of(name)
    missing = Rule(f"{field.target}_missing", text.is_null(), pl.format("{} is empty; fill it in", pl.lit(shown)))
    valid, refused = cells.code_problems(own[name], accepts=field.accepts)
    bad, number = _looked_up(text, refused), _is_number(own, name)
    is_whole = (value_of(name).str.len_chars() == 9).fill_null(value=False) if field.accepts == "organisation" else pl.lit(value=False)
    reason = pl.format("the credit code {} is stored as a number, expected text; a number has lost digits, deliver it as text", text)
    rules = [missing, Rule("code_not_text", text.is_not_null() & number & ~is_whole, reason), Rule("bad_code", bad.is_not_null(), bad)]
    return Cell(_looked_up(text, valid), (*rules, *_disagreement(field, several, shown)))


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
    return [Rule("two_codes", pl.max_horizontal(own) != pl.min_horizontal(own), reason, is_wide=True)]


def _read_identifier(field: Field, own: pl.DataFrame, name: str, shown: str, rows: pl.DataFrame) -> Cell:
    """Return how a column of account, project, receipt or policy numbers is read: cleaned, or refused where digits may be lost."""
    text, heading = text_of(name), pl.lit(shown)
    texts = own[f"{name}_text"]
    is_plain = texts.str.contains(PLAIN_IDENTIFIER)
    judged = {cell: judge(cell, is_name=field.kind == "reference") for cell in texts.filter(~is_plain).unique().to_list()}
    dressed = {cell: found.value for cell, found in judged.items() if found.value is not None}
    value = texts.set(~is_plain, None)
    value = (
        value.zip_with(is_plain.fill_null(value=False), texts.replace_strict(dressed, default=None, return_dtype=pl.String))
        if dressed
        else value
    )
    problems = {
        kind: _is_one_of(text, [cell for cell, found in judged.items() if found.problem == kind]) for kind in ("absent", "lost", "none")
    }
    was_number = [cell for cell, found in judged.items() if found.was_number]
    number = _is_number(own, name) | _is_one_of(text, was_number)
    key = field.target
    rules = [
        Rule(f"{key}_not_text", problems["lost"], pl.format("{} is '{}': its last digits are lost; deliver it as text", heading, text)),
        Rule(
            f"{key}_not_text",
            number & (value_of(name).str.len_chars() > WHOLE_DIGITS),
            pl.format("{} {} is stored as a number, expected text; a number has lost digits, deliver it as text", heading, text),
        ),
        Rule(
            f"bad_{key}", problems["none"], pl.format("{} is '{}', which names none; correct it and deliver the row again", heading, text)
        ),
    ]
    if field.kind == "account" and own.select(number.any()).item():
        written = cells.as_text(pl.col(name))
        cleaned = pl.when(written.str.contains(PLAIN_IDENTIFIER)).then(written).otherwise(_looked_up(written, dressed))
        is_number = _is_number(rows, name) | _is_one_of(written, was_number)
        rules.append(_shorter_number(key, cleaned, is_number, heading, rows))
    if not field.optional:
        absent = pl.format("{} is '{}', which says that there is none; fill it in", heading, text)
        missing = Rule(f"{key}_missing", text.is_null(), pl.format("{} is empty; fill it in", heading))
        rules = [missing, Rule(f"{key}_missing", problems["absent"], absent), *rules]
    return Cell(value, tuple(rules))


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
    return Rule(f"{target}_not_text", number & (value.str.len_chars() < longest) & (longest >= PADDED_FROM), reason, is_wide=True)


def _looked_up(text: pl.Expr, meanings: Mapping[str, str | None]) -> pl.Expr:
    """Return what the mapping says of a text, null where it says nothing."""
    if not meanings:
        return pl.lit(None, dtype=pl.String)
    return text.replace_strict(dict(meanings), default=None, return_dtype=pl.String)


def _is_one_of(text: pl.Expr, texts: list[str]) -> pl.Expr:
    """Whether a text is one of the texts, which are none in most columns."""
    return text.is_in(texts) if texts else pl.lit(value=False)


def _is_number(rows: pl.DataFrame, name: str) -> pl.Expr:
    """Whether a cell was a number where it was delivered."""
    if rows.schema[name] != pl.String:
        return pl.lit(value=True)
    mark = f"{name}_is_number"
    return pl.col(mark).fill_null(value=False) if mark in rows.columns else pl.lit(value=False)


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
