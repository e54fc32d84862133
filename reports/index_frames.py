"""What the index of all issues is made of: months, candidates, who was judged, and the register of today.

In: one frame a part, put together from the folders that are out and the figures kept with them. Out: how they are laid out (reports.index).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from reports.frames import at_the_line
from warehouse.vocabulary import LEVELS, SEVERITY

OTHERS_SCHEMA: Final[dict[str, pl.DataType]] = {
    "month": pl.Date(), "kind": pl.String(), "key": pl.String(), "revision": pl.Int64(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndexFrames:
    """The parts of the index, with at least these columns.

    `issues`: month, revision, as_of, and files (list of the names in its folder), one row a month that is out. `candidates`: month, uscc,
    level, is_listed, is_kept (null where it was not told apart), street, of every month, as published. `scored`: month, uscc, is_judged
    (whether a risk was given for it) of everybody in that month's register. `register`: uscc,
    name, street, industry, owner, as known on the newest month's day.
    """

    issues: pl.DataFrame
    candidates: pl.DataFrame
    scored: pl.DataFrame
    register: pl.DataFrame
    # Briefs and agendas that are out: month, kind (brief | meeting), key (the name of its folder), revision.
    others: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OTHERS_SCHEMA))


def counts_by_month(frames: IndexFrames) -> pl.DataFrame:
    """How many reached the line in each month, and how many of them were listed, by level; the newest month first.

    Shape (months, month, and of each level and of `all` the columns X and X_listed); null where a month's candidates were not kept.
    """
    is_listed = pl.col("is_listed").fill_null(True)
    sums = [part for key in LEVELS.keys for part in _sums(key, pl.col("level") == key, is_listed)]
    sums += _sums("all", pl.col("level").is_not_null(), is_listed)
    counted = frames.candidates.group_by("month").agg(sums)
    return frames.issues.select("month").join(counted, on="month", how="left").sort("month", descending=True)


def _sums(name: str, is_of: pl.Expr, is_listed: pl.Expr) -> list[pl.Expr]:
    is_above = is_of & ~pl.col("is_kept").fill_null(False)
    return [is_above.sum().cast(pl.Int64).alias(name), (is_of & is_listed).sum().cast(pl.Int64).alias(f"{name}_listed")]


def streets_by_month(frames: IndexFrames, most: int) -> pl.DataFrame:
    """Candidates of each street in the newest months, as each month's issue had them: street, month, count, severe_count.

    A street without a candidate in a month has no row of it; one without any in these months is not there.
    """
    shown = frames.issues["month"].sort(descending=True).head(most)
    rows = frames.candidates.filter(pl.col("month").is_in(shown.implode()))
    severe = pl.col("level").is_in(["red", "orange"]).sum().cast(pl.Int64)
    named = at_the_line(rows).with_columns(pl.col("street").str.strip_chars().replace("", None))
    counted = named.group_by("street", "month").agg(count=pl.len().cast(pl.Int64), severe_count=severe)
    return counted.sort("street", "month", nulls_last=True)


def enterprises(frames: IndexFrames, most: int) -> pl.DataFrame:
    """Everybody who was ever in the register of a month, with the register of today: the gravest of the newest month first.

    Shape (enterprises, uscc, name, street, industry, owner, last_seen (newest month at the line, or null)).
    """
    months = frames.issues["month"].sort(descending=True).head(most)
    seen = frames.candidates.filter(pl.col("month").is_in(months.implode()))
    weight = pl.col("level").replace_strict(SEVERITY, default=0, return_dtype=pl.Int64) + 10 * pl.col("is_listed").fill_null(True)
    last = seen.sort("month").group_by("uscc", maintain_order=True).agg(last_seen=pl.col("month").last(), weight=weight.last())
    codes = pl.concat([frames.scored.select("uscc"), frames.candidates.select("uscc")]).unique()
    known = codes.join(frames.register, on="uscc", how="left").join(last, on="uscc", how="left")
    order = ["last_seen", "weight", "street", "name", "uscc"]
    return known.sort(order, descending=[True, True, False, False, False], nulls_last=True).drop("weight")
