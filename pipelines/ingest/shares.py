"""Parts of a whole as senders write them: 0.35, 35 % or, under a heading that says percent, 35."""

import polars as pl

from pipelines.ingest.lenient import Parsed, parse_number, parse_share, plain_text
from pipelines.ingest.row_rules import Rule

# How far the parts of one whole may be from it, each of them being rounded.
ROUNDING = 0.011


def parse_percent(cell: str) -> Parsed:
    """Return the part of one that a cell states under a heading that says percent; a percent sign of its own changes nothing."""
    if has_sign(cell):
        return parse_share(cell)
    parsed = parse_number(cell)
    if not isinstance(parsed.value, float):
        return parsed
    share = round(parsed.value / 100.0, 12)
    return Parsed("value", share) if 0.0 < share <= 1.0 else Parsed("bad")


def has_sign(cell: str) -> bool:
    """Whether a cell itself says that it is a percentage."""
    return plain_text(cell).endswith("%")


def ambiguity(column: pl.Series, whole: list[str], shown: str, *, is_percent: bool) -> Rule:
    """Return the rule that refuses parts that may be percentages or parts of one; the columns `whole` name what they are parts of.

    Under a heading that says percent these are parts that add up to one; without it, parts up to one beside some above one.
    """
    cells = column.cast(pl.String).unique().drop_nulls().to_list()
    numbers = {cell: value for cell in cells if not has_sign(cell) and isinstance(value := parse_number(cell).value, float)}
    number = pl.col(column.name).cast(pl.String).replace_strict(numbers, default=None, return_dtype=pl.Float64)
    total, largest = number.sum().over(whole), number.max().over(whole)
    if is_percent:
        is_broken = (largest <= 1.0) & (total >= 1.0 - ROUNDING) & ((total - total.round()).abs() <= ROUNDING)
    else:
        is_broken = (largest > 1.0) & (number.min().over(whole) <= 1.0)
    reason = pl.format(
        "{} is '{}', which may be a percentage or a part of one {}; write a percent sign behind it and deliver the row again",
        pl.lit(shown),
        pl.col(column.name),
        pl.lit(
            "since the heading says percent and the parts add up to one" if is_percent else "since others of the same whole are above one"
        ),
    )
    return Rule("ambiguous_share", is_broken & number.is_not_null(), reason, is_wide=True)
