"""The four-level board, the headline and the list's changes against last month."""

from __future__ import annotations

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames, first_month_of
from reports.palette import LEVEL_KEYS
from reports.words.format import versus_last_month


def level_board(frames: BriefingFrames, edition: Edition) -> pl.DataFrame:
    """Count, change and weight by level, red first; shape (4, level, count, previous, change, output_share, tax_share, jobs_share).

    `previous` and `change` are null in the first month; a share is null when no enterprise of the level carries it.
    """
    listed, previous = frames.listed(), frames.previously_listed()
    first = first_month_of(frames, edition.month)
    rows = []
    for key in LEVEL_KEYS:
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


# Null while nothing is known: a share that happens to be all null would else become a text column.
_SHARES = ("output_share", "tax_share", "jobs_share")


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
    total = int(board["count"].sum())
    # Zero enterprises is good news and deserves a sentence, not a number.
    what = f"预警企业{total}家" if total else "没有预警企业"
    return f"{edition.month_words}{edition.scope_words}{what}，{versus_last_month(total_change(board))}"


def lifted(frames: BriefingFrames) -> pl.DataFrame:
    """Enterprises of last month's list that are not on this one; columns as warnings."""
    return frames.previously_listed().join(frames.listed().select("uscc"), on="uscc", how="anti")


def entered(frames: BriefingFrames) -> pl.DataFrame:
    """Enterprises on this list that were not on last month's; columns as warnings."""
    return frames.listed().join(frames.previously_listed().select("uscc"), on="uscc", how="anti")


def moved(frames: BriefingFrames) -> pl.DataFrame:
    """Enterprises on both lists, with `level_before` and `step` (> 0 rose to a more severe level, 0 stayed, < 0 fell)."""
    # Reversed, so that a larger number is more severe and a positive step a rise.
    order = {key: place for place, key in enumerate(reversed(LEVEL_KEYS))}
    before = frames.previously_listed().select("uscc", pl.col("level").alias("level_before"))
    severity = [
        pl.col(column).replace_strict(order, default=None, return_dtype=pl.Int64).alias(f"{column}_order")
        for column in ("level", "level_before")
    ]
    # Levels are compared between the two lists and not read from status, which may be configured otherwise.
    both = frames.listed().join(before, on="uscc", how="inner", maintain_order="left").with_columns(severity)
    return both.with_columns(step=pl.col("level_order") - pl.col("level_before_order"))


def transitions(frames: BriefingFrames) -> pl.DataFrame:
    """The transition table, one row per level of last month and one for newcomers.

    Shape (5, before, red, orange, yellow, blue, lifted, total); `before` is a level key or `none`;
    `total` counts last month's list, so newcomers have none.
    """
    both, gone, came = moved(frames), lifted(frames), entered(frames)
    rows = []
    for key in LEVEL_KEYS:
        now = both.filter(pl.col("level_before") == key)
        counts = {level: now.filter(pl.col("level") == level).height for level in LEVEL_KEYS}
        left = gone.filter(pl.col("level") == key).height
        rows.append({"before": key, **counts, "lifted": left, "total": sum(counts.values()) + left})
    counts = {level: came.filter(pl.col("level") == level).height for level in LEVEL_KEYS}
    rows.append({"before": "none", **counts, "lifted": None, "total": None})
    return pl.DataFrame(rows, schema_overrides={"lifted": pl.Int64, "total": pl.Int64})
