"""Lays tidy series of a district out as dense arrays, peers next to each other, missing as NaN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from models.numeric import Floats, Integers
from warehouse.periods import month_number, month_numbers


@dataclass(frozen=True, slots=True)
class SeriesMatrix:
    """All series of a district on one run of months.

    ``index`` has one row per series (``uscc, indicator, industry_division, size_class``), sorted by indicator, division, size, code,
    so that every peer group is one contiguous slice. ``values`` (series, months) is NaN where nothing is known. ``is_merged``
    (series, months) marks the shared January and February; ``is_part`` a month that only carries its share of a figure which
    came with a later month, so that it says nothing of its own. ``indicator_starts``, ``division_starts`` and ``group_starts`` are the
    first rows of each slice, narrower ones refining wider ones.
    """

    index: pl.DataFrame
    periods: pl.Series
    values: Floats
    is_merged: npt.NDArray[np.bool_]
    is_part: npt.NDArray[np.bool_]
    indicator_starts: Integers
    division_starts: Integers
    group_starts: Integers


def lay_out(series: pl.DataFrame, groups: pl.DataFrame, last_month: date) -> SeriesMatrix:
    """Lay `series` (uscc, indicator, period, value, flags) out up to `last_month`; firms without a group share an empty one.

    Raises:
        ValueError: there is nothing to lay out, or a month of a series comes twice.
    """
    known = series.filter(pl.col("period") <= last_month, pl.col("value").is_finite())
    if known.is_empty():
        raise ValueError(f"No figure is known up to {last_month}: expected values need at least one; check the ingest of the sources.")
    runs = _runs(known)
    index = _index(runs, groups)
    first: date = known.get_column("period").sort()[0]
    months = _month_count(first, last_month)
    cells = known.select(
        "value",
        column=month_numbers("period") - month_number(first),
        merged=_has_flag("merged"),
        shared=_has_flag("merged|spread|two_month_bill"),
    )
    rows, columns = _rows(known, runs, index), cells["column"].to_numpy()
    _refuse_repeated_months(rows * months + columns, index.height * months, known)
    values = np.full((index.height, months), np.nan)
    values[rows, columns] = cells["value"].to_numpy()
    merged, shared = np.zeros((2, index.height, months), dtype=np.bool_)
    merged[rows, columns] = cells["merged"].to_numpy()
    shared[rows, columns] = cells["shared"].to_numpy()
    periods = pl.date_range(first, last_month, "1mo", eager=True).alias("period")
    levels = (["indicator"], ["indicator", "industry_division"], ["indicator", "industry_division", "size_class"])
    return SeriesMatrix(index, periods, values, merged, _parts(values, shared), *(_starts(index, columns) for columns in levels))


def slice_of_row(starts: Integers, count: int) -> Integers:
    """Give, for each of `count` rows, the number of the slice it lies in."""
    marks = np.zeros(count, dtype=np.int64)
    marks[starts[1:]] = 1
    return np.cumsum(marks)


def _has_flag(words: str) -> pl.Expr:
    return pl.col("flags").cast(pl.String).str.contains(words).fill_null(False)


def _parts(values: Floats, shared: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Mark all but the last month of every run of equal shares."""
    parts = np.zeros_like(shared)
    with np.errstate(invalid="ignore"):
        equal = np.abs(values[:, 1:] - values[:, :-1]) <= 1e-9 * np.abs(values[:, 1:])
    parts[:, :-1] = shared[:, 1:] & shared[:, :-1] & equal
    return parts


def _runs(known: pl.DataFrame) -> pl.DataFrame:
    """Give one row per run of equal names: `uscc`, `indicator`, `begin` (its first row).

    Figures mostly come series by series, so names are compared with their neighbours instead of being looked up one by one.
    """
    names = known.select("uscc", pl.col("indicator").cast(pl.String))
    changes = names.select(begins=pl.any_horizontal(pl.all() != pl.all().shift(1)).fill_null(True)).to_series()
    begin = np.flatnonzero(changes.to_numpy())
    return names[begin].with_columns(begin=begin)


def _rows(known: pl.DataFrame, runs: pl.DataFrame, index: pl.DataFrame) -> Integers:
    """Give the row of the matrix for every row of `known`."""
    numbered = index.select("uscc", "indicator", row=pl.int_range(pl.len(), dtype=pl.Int64))
    of_run = runs.join(numbered, on=["uscc", "indicator"], how="left", maintain_order="left")["row"].to_numpy()
    lengths = np.diff(np.append(runs["begin"].to_numpy(), known.height))
    return np.repeat(of_run, lengths)


def _index(runs: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    peers = groups.select("uscc", pl.col("industry_division", "size_class").cast(pl.String))
    if peers["uscc"].is_duplicated().any():
        twice = peers.filter(pl.col("uscc").is_duplicated())["uscc"][0]
        raise ValueError(f"Enterprise {twice} stands more than once among the groups: each has one division and one size class.")
    return (
        runs.select("uscc", "indicator")
        .unique()
        .join(peers, on="uscc", how="left")
        .with_columns(pl.col("industry_division", "size_class").fill_null(""))
        .sort("indicator", "industry_division", "size_class", "uscc")
    )


def _month_count(first: date, last: date) -> int:
    return month_number(last) - month_number(first) + 1


def _refuse_repeated_months(cells: Integers, cell_count: int, known: pl.DataFrame) -> None:
    if len(cells) == 0 or np.bincount(cells, minlength=cell_count).max() <= 1:
        return
    twice = known.filter(pl.struct("uscc", "indicator", "period").is_duplicated()).row(0, named=True)
    raise ValueError(
        f"{twice['indicator']} of {twice['uscc']} has {twice['period']:%Y-%m} more than once: a comparable series has one figure a month; "
        "keep one of them."
    )


def _starts(index: pl.DataFrame, columns: list[str]) -> Integers:
    changed = index.select(pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in columns).fill_null(True)).to_series()
    return np.flatnonzero(changed.to_numpy()).astype(np.int64)
