"""The four-level board, the headline and the list's changes against last month."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames, first_month_of
from reports.words import sections as texts
from reports.words.text import Text, Words
from warehouse.vocabulary import LEVELS

# Null while nothing is known: a share that happens to be all null would else become a text column.
_SHARES = ("output_share", "tax_share", "jobs_share")


def level_board(frames: BriefingFrames, edition: Edition) -> pl.DataFrame:
    """Count, change and weight by level, red first; shape (4, level, count, previous, change, output_share, tax_share, jobs_share).

    `previous` and `change` are null in the first month; a share is null when no enterprise of the level carries it.
    """
    listed, previous = frames.listed(), frames.previously_listed()
    first = first_month_of(frames, edition.month)
    rows = []
    for key in LEVELS.keys:
        of_level = listed.filter(pl.col("level") == key)
        # No earlier list is not a list of zero; the difference is said in words.
        before = None if first else previous.filter(pl.col("level") == key).height
        rows.append(
            {
                "level": key,
                "count": of_level.height,
                "previous": before,
                "change": None if before is None else of_level.height - before,
                **{f"{what}_share": total_share(of_level, what) for what in ("output", "tax", "jobs")},
            }
        )
    return pl.DataFrame(rows, schema_overrides={"previous": pl.Int64, "change": pl.Int64} | dict.fromkeys(_SHARES, pl.Float64))


def total_share(rows: pl.DataFrame, what: str) -> float | None:
    """The summed exposure share (`output`, `tax` or `jobs`) of some warnings; None when none of them carries one.

    An empty set is a true zero only where the figure exists at all, which the caller's whole list decides.
    """
    column = rows[f"exposure_{what}_share"].drop_nulls()
    return float(column.sum()) if column.len() else None


def total_change(board: pl.DataFrame) -> int | None:
    """The change of the whole list against last month, None in the first month."""
    return None if board["change"].null_count() else int(board["change"].sum())


def headline(board: pl.DataFrame, edition: Edition) -> str:
    """The bulletin's headline, a conclusion: `2026年10月全区预警企业51家，比上月增加3家`."""
    words, total = edition.words, int(board["count"].sum())
    return words.say(
        texts.HEADLINE if total else texts.HEADLINE_NONE,
        month=edition.month_words,
        scope=edition.scope_words,
        listed=words.counted(total, texts.ENTERPRISES),
        versus=versus_last_month(total_change(board), words),
    )


def versus_last_month(change: int | None, words: Words) -> str:
    """The comparison with last month's list: 比上月增加3家, 与上月持平, or that there is none."""
    return _compared(change, words, texts.FIRST_LIST, texts.MORE_THAN_LAST, texts.FEWER_THAN_LAST)


def change_label(change: int | None, words: Words) -> str:
    """A board tile's comparison: 较上月增加2家, 与上月持平, or that there is none."""
    return words.capital(_compared(change, words, texts.TILE_FIRST, texts.TILE_MORE, texts.TILE_FEWER))


def _compared(change: int | None, words: Words, first: Text, more: Text, fewer: Text) -> str:
    if change is None:
        return words.say(first)
    if change == 0:
        return words.say(texts.SAME_AS_LAST)
    return words.say(more if change > 0 else fewer, count=abs(change))


@dataclass(frozen=True, slots=True)
class ListChanges:
    """This list against last month's: who is new, who is gone, and who stayed, with columns as warnings.

    `moved` has `level_before` and `step` (> 0 rose to a more severe level, 0 stayed, < 0 fell).
    """

    entered: pl.DataFrame
    lifted: pl.DataFrame
    moved: pl.DataFrame

    @property
    def rose(self) -> pl.DataFrame:
        """Those at a more severe level than last month."""
        return self.moved.filter(pl.col("step") > 0)

    @property
    def fell(self) -> pl.DataFrame:
        """Those at a milder level than last month."""
        return self.moved.filter(pl.col("step") < 0)


def list_changes(frames: BriefingFrames) -> ListChanges:
    """Compare this month's list with last month's."""
    return ListChanges(_entered(frames), _lifted(frames), _moved(frames))


def _lifted(frames: BriefingFrames) -> pl.DataFrame:
    """Enterprises of last month's list that are not on this one; columns as warnings."""
    return frames.previously_listed().join(frames.listed().select("uscc"), on="uscc", how="anti")


def _entered(frames: BriefingFrames) -> pl.DataFrame:
    """Enterprises on this list that were not on last month's; columns as warnings."""
    return frames.listed().join(frames.previously_listed().select("uscc"), on="uscc", how="anti")


def _moved(frames: BriefingFrames) -> pl.DataFrame:
    """Enterprises on both lists, with `level_before` and `step` (> 0 rose to a more severe level, 0 stayed, < 0 fell)."""
    severity = {level.key: level.severity for level in LEVELS}
    before = frames.previously_listed().select("uscc", pl.col("level").alias("level_before"))
    now, then = (pl.col(column).replace_strict(severity, default=None, return_dtype=pl.Int64) for column in ("level", "level_before"))
    # Levels are compared between the two lists and not read from status, which may be configured otherwise.
    return frames.listed().join(before, on="uscc", how="inner", maintain_order="left").with_columns(step=now - then)


def transitions(changes: ListChanges) -> pl.DataFrame:
    """The transition table, one row per level of last month and one for newcomers.

    Shape (5, before, red, orange, yellow, blue, lifted, total); `before` is a level key or `none`;
    `total` counts last month's list, so newcomers have none.
    """
    rows = []
    for key in LEVELS.keys:
        counts = _by_level(changes.moved.filter(pl.col("level_before") == key))
        left = changes.lifted.filter(pl.col("level") == key).height
        rows.append({"before": key, **counts, "lifted": left, "total": sum(counts.values()) + left})
    rows.append({"before": "none", **_by_level(changes.entered), "lifted": None, "total": None})
    return pl.DataFrame(rows, schema_overrides={"lifted": pl.Int64, "total": pl.Int64})


def _by_level(rows: pl.DataFrame) -> dict[str, int]:
    return {key: rows.filter(pl.col("level") == key).height for key in LEVELS.keys}
