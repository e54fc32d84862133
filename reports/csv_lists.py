"""The machine-readable lists: warning_list.csv and quarantine.csv as bytes, UTF-8 with LF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.feedback_workbook import problem_words
from reports.words.text import Words

WARNING_COLUMNS: tuple[str, ...] = (
    "month", "rank", "uscc", "name", "level", "kind", "status", "months_listed", "operating_risk", "relocation_risk",
    "exposure_output_cny_10k", "exposure_tax_cny_10k", "exposure_jobs", "tier", "owner", "street", "reasons",
)  # fmt: skip
QUARANTINE_COLUMNS: tuple[str, ...] = (
    "action",
    "file_name",
    "row_number",
    "rule",
    "reason",
    "uscc",
    "indicator",
    "period",
    "value_text",
    "quarantined_on",
    "delivery_id",
)
# Behind what programs read by its place: the reason in the words a department reads.
REASON_ZH = "reason_zh"  # fmt: skip
# The characters that make a spreadsheet read a text cell as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def warning_list_csv(briefing: Briefing) -> bytes:
    """The listed warnings in the order of the list as CSV: what every reader of the file counts on first, `district` behind it."""
    reasons = [briefing.words.phrases(briefing.reasons.get(uscc, [])) for uscc in briefing.listed["uscc"]]
    rows = briefing.listed.with_columns(
        month=pl.lit(briefing.edition.month_key), reasons=pl.Series(reasons, dtype=pl.String).replace("", None)
    )
    # Programs read the columns up to the reasons by their place; anything further may only stand behind.
    return _csv(rows.select(*WARNING_COLUMNS, "district"))


def quarantine_csv(quarantine: pl.DataFrame) -> bytes:
    """Every refused or set-aside row as CSV; columns of raw_quarantine__event_rows that are missing are left empty.

    The last column, `reason_zh`, says in Chinese what the rule is about.
    """
    # A quarantine from an older store may lack a column; an empty cell is better than no file.
    present = [pl.col(name) if name in quarantine.columns else pl.lit(None).alias(name) for name in QUARANTINE_COLUMNS]
    rows = quarantine.select(present)
    words = Words("zh")
    worded = {rule: problem_words(rule, words) for rule in rows["rule"].cast(pl.String).drop_nulls().unique().sort()}
    told = rows.with_columns(pl.col("rule").cast(pl.String).replace_strict(worded, default=None, return_dtype=pl.String).alias(REASON_ZH))
    return _csv(told.sort("file_name", "row_number", "action", "rule", "indicator", nulls_last=True))


def _csv(frame: pl.DataFrame) -> bytes:
    text = io.StringIO()
    # The csv module quotes commas and quotes; LF is the contract's line end on every system.
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(_cells(row) for row in frame.iter_rows())
    return text.getvalue().encode("utf-8")


def _cells(row: Iterable[object]) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # Six decimals are far below any noise and keep the bytes independent of the last bit.
        return repr(round(value, 6))
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(str(value).split()) if isinstance(value, str) else str(value)
    # A spreadsheet opens CSV text as a formula when it starts like one; the apostrophe makes it text.
    return f"'{text}" if isinstance(value, str) and _looks_like_formula(text) else text


def _looks_like_formula(text: str) -> bool:
    if not text.startswith(_FORMULA_STARTS):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False
