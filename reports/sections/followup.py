"""What became of last month's list: visited, confirmed, false alarm, solved."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.frames import BriefingFrames
from reports.palette import LEVEL_KEYS

# 不属实 and 未解决 say the contrary of the word they contain.
_OUTCOME_WORDS = {
    "confirmed": ("confirmed", "(^|[^不])属实", "partly"),
    "false": ("false_alarm", "误报"),
    "solved": ("solved", "recovered", "(^|[^不未])(解决|恢复)"),
}


@dataclass(frozen=True, slots=True)
class Followup:
    """Counts over last month's list and the frame behind them.

    `table` has shape (5; level, listed, visited, unvisited, confirmed, false_alarm, solved), its last row the total.
    """

    table: pl.DataFrame
    listed: int
    visited: int

    @property
    def unvisited(self) -> int:
        """Listed last month and not known to have been visited."""
        return self.listed - self.visited


def follow_up(frames: BriefingFrames) -> Followup | None:
    """Counts by level with a total row, or None when nothing is known of last month's list."""
    if frames.followup.is_empty():
        return None
    # A visit counts by its date alone; a finding without a date is not yet a visit.
    marked = frames.followup.with_columns(
        visited=pl.col("visited_on").is_not_null(),
        confirmed=_says("confirmed"),
        false_alarm=_says("false"),
        solved=_says("solved"),
    )
    rows = [_counts(marked.filter(pl.col("level") == key), key) for key in LEVEL_KEYS]
    total = _counts(marked, "total")
    return Followup(table=pl.DataFrame([*rows, total]), listed=total["listed"], visited=total["visited"])  # type: ignore[arg-type]


def _counts(rows: pl.DataFrame, level: str) -> dict[str, int | str]:
    visited = int(rows["visited"].sum())
    words = {name: int(rows[name].sum()) for name in ("confirmed", "false_alarm", "solved")}
    return {"level": level, "listed": rows.height, "visited": visited, "unvisited": rows.height - visited, **words}


def _says(group: str) -> pl.Expr:
    # Findings arrive as keys from our own workbook and as free words from offices; both are read.
    pattern = "|".join(_OUTCOME_WORDS[group])
    return pl.concat_str(pl.col("finding", "outcome").fill_null(""), separator=" ").str.contains(pattern)


def followup_words(result: Followup | None) -> str:
    """The section's sentence, from the same table."""
    if result is None:
        return "尚无上期名单的走访办理记录；回传名单工作簿“走访时间、走访结论、处置结果”三列后，下期在此通报。"
    # Nobody visited and nobody reported are the same to this page, and it must not claim the first.
    if not result.visited:
        return f"上期名单{result.listed}家，尚未收到走访记录；请将名单工作簿“走访时间、走访结论、处置结果”填好回传，下期在此通报。"
    total = result.table.row(-1, named=True)
    return (
        f"上期名单{result.listed}家，已走访{result.visited}家、未走访{result.unvisited}家；"
        f"走访中情况属实{total['confirmed']}家、误报{total['false_alarm']}家、已解决或恢复{total['solved']}家。"
    )
