"""What became of last month's list: who was visited, what every visit found and what came of it, by level, street and owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from reports.frames import BriefingFrames
from reports.words import case_history as texts
from reports.words.text import Words
from warehouse.vocabulary import FINDINGS, LEVELS, OUTCOMES, UNCLEAR_FINDINGS, VISIT_STATES, Term, Terms

TOTAL: Final = "total"
# Everything a visit may have found, those of the workbook's choices first; the last word is that it was not written down.
FOUND: Final[Terms[Term]] = Terms(
    *{term.key: term for term in (*FINDINGS, *VISIT_STATES, *OUTCOMES, *UNCLEAR_FINDINGS)}.values(),
)
# Printed even where nobody found them: a reader looks for them.
ALWAYS: Final = FINDINGS.keys
_ENTERPRISES: Final = ("listed", "visited", "unvisited", "overdue")


@dataclass(frozen=True, slots=True)
class Followup:
    """Counts over last month's list.

    `levels`, `streets` and `owners` have a row a group with a column `name` (a key of LEVELS, a street, an owner, null where none is
    named), the counts of enterprises listed, visited, unvisited and overdue, of `visits`, and of visits with each finding
    (`found_<key>`) and outcome (`came_<key>`). The last row of `levels` is the total.
    """

    levels: pl.DataFrame
    streets: pl.DataFrame
    owners: pl.DataFrame

    @property
    def total(self) -> dict[str, Any]:
        """The counts over the whole list."""
        return self.levels.row(-1, named=True)

    @property
    def findings(self) -> list[str]:
        """The findings that have a column: those of the choices, and what else was found at all."""
        return [key for key in FOUND.keys if key in ALWAYS or self.total[f"found_{key}"]]

    @property
    def outcomes(self) -> list[str]:
        """What came of visits at all, in the order of the words."""
        return [key for key in FOUND.keys if self.total[f"came_{key}"]]


def follow_up(frames: BriefingFrames) -> Followup | None:
    """Counts by level with a total row, by street and by owner, or None when nothing is known of last month's list."""
    rows = frames.followup
    if rows.is_empty():
        return None
    total = _counted(rows.with_columns(name=pl.lit(TOTAL)), "name")
    levels = pl.DataFrame({"name": LEVELS.keys}).join(_counted(rows, "level"), on="name", how="left").fill_null(0)
    return Followup(pl.concat([levels, total.select(levels.columns)]), _sorted(_counted(rows, "street")), _sorted(_counted(rows, "owner")))


def _counted(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Count enterprises and visits by a column; a visit counts for the finding it had, an enterprise visited twice is one."""
    is_visit, is_overdue = pl.col("visited_on").is_not_null(), pl.col("is_overdue").fill_null(False)
    code = pl.col("uscc")
    return (
        rows.group_by(name=pl.col(column).str.strip_chars())
        .agg(
            listed=code.n_unique().cast(pl.Int64),
            visited=code.filter(is_visit).n_unique().cast(pl.Int64),
            overdue=code.filter(is_overdue).n_unique().cast(pl.Int64),
            visits=is_visit.sum().cast(pl.Int64),
            **{f"found_{key}": (is_visit & (pl.col("finding") == key)).sum().cast(pl.Int64) for key in FOUND.keys},
            **{f"came_{key}": (is_visit & (pl.col("outcome") == key)).sum().cast(pl.Int64) for key in FOUND.keys},
        )
        .with_columns(unvisited=pl.col("listed") - pl.col("visited"))
    )


def _sorted(counts: pl.DataFrame) -> pl.DataFrame:
    # Who has most left to do comes first.
    return counts.sort("overdue", "unvisited", "listed", "name", descending=[True, True, True, False], nulls_last=True)


def followup_words(result: Followup | None, words: Words) -> str:
    """The section's sentence, from the same table."""
    if result is None:
        return words.say(texts.FOLLOWUP_UNKNOWN)
    total = result.total
    overdue = words.say(texts.FOLLOWUP_OVERDUE, count=total["overdue"]) if total["overdue"] else ""
    if not total["visited"]:
        return words.say(texts.FOLLOWUP_NONE, listed=total["listed"], overdue=overdue)
    return words.say(
        texts.FOLLOWUP,
        **{name: total[name] for name in ("listed", "visited", "visits", "unvisited")},
        overdue=overdue,
        findings=_named(result.findings, "found", total, words),
        outcomes=words.say(texts.FOLLOWUP_CAME, outcomes=came) if (came := _named(result.outcomes, "came", total, words)) else "",
    )


def _named(keys: list[str], kind: str, total: dict[str, Any], words: Words) -> str:
    return words.listed(words.say(texts.TIMES, what=words.term(FOUND, key), count=total[f"{kind}_{key}"]) for key in keys)


def followup_tables(result: Followup, words: Words) -> list[dict[str, Any]]:
    """The tables by level, street and owner as pages print them: heading, kind of the name, columns with their headings, rows."""
    columns = [
        *((name, words.say(texts.FOLLOWUP_HEADS[name])) for name in (*_ENTERPRISES, "visits")),
        *((f"found_{key}", words.capital(words.term(FOUND, key))) for key in result.findings),
        *((f"came_{key}", words.say(texts.CAME_HEAD, outcome=words.term(FOUND, key))) for key in result.outcomes),
    ]
    parts = (
        ("level", texts.BY_LEVEL, result.levels),
        ("street", texts.BY_STREET, result.streets),
        ("owner", texts.BY_OWNER, result.owners),
    )
    # Where all are of one street or owner, a table of one row says nothing the total does not.
    return [
        # A level that nobody had last month is a row of zeros, which tells nothing.
        {"kind": kind, "heading": words.say(heading), "columns": columns, "rows": table.filter(pl.col("listed") > 0).to_dicts()}
        for kind, heading, table in parts
        if kind == "level" or table.height > 1
    ]
