"""Forecasts any tidy monthly series with bands: thousands at once, each on its own, with or without dates.

Bad input ends in a finite forecast with a flag or in a refusal that says what is wrong; it never ends in a silent gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from models.forecast.scale import from_log_like, to_log_like, unit_of_series, usual_size
from models.forecast.single.blend import Blend, blend_block
from models.forecast.single.intermittent_bands import intermittent_forecast, intermittent_single
from models.forecast.single.outliers import limit_outliers
from models.forecast.single.period_form import given_back, month_steps
from models.numeric import Flags, Floats
from warehouse.periods import month_key, number_month

BLOCK_SERIES: Final = 128  # series worked on at once: what keeps the bank's arrays inside a processor's cache
LONGEST_MONTHS: Final = 480  # older months say nothing about the next ones
LONGEST_HORIZON: Final = 120
_WIDTHS: Final = (12, 24, 36, 48, 60, 72, 96, 120, 168, 240, 336, LONGEST_MONTHS)
_SHORT_FIGURES: Final = 6
_FARTHEST: Final = 1e9  # times its series' usual size that a figure may be before it is cut
_BOUND_RANGES: Final = 2.0  # ranges of the figures so far that a forecast may lie outside them


def forecast_series(frame: pl.DataFrame, horizon: int, levels: tuple[int, ...] = (80, 95), *, is_part: bool = False) -> pl.DataFrame:
    """Forecast every series of `frame` for the `horizon` months after its last row.

    Args:
        frame: `series_id` (or `uscc` and `indicator`), `period` (Date or text YYYY-MM) or integer `t`, `value`.
        horizon: months ahead, 1 to 120.
        levels: nominal shares of the bands in percent.
        is_part: the frame holds some series of a larger input, so that it may happen to hold no figure at all.

    Returns:
        Frame `series_id`, `period` or `t` (as it came), `mean`, `lo_80`, `hi_80`, ..., `flags`, sorted by series and time.
        Flags are comma words: `short` (fewer than 6 figures), `constant`, `gaps`, `outlier`, `not_finite`, `bounded`, `intermittent`
        (zeros between lumps), `no_figures` (all missing: nulls). Null where there is nothing to say.

    Raises:
        ValueError: a column is missing or of the wrong type, a month comes twice, horizon or levels make no sense, or not one
            series has a figure.
    """
    _refuse_bad_settings(horizon, levels)
    tidy, time_column = _tidy(frame)
    if not is_part and not tidy["value"].is_finite().any():
        raise ValueError("All figures of the input are missing: at least one series needs a figure.")
    order = _lengths(tidy)
    pieces = [_forecast_width(tidy, order.filter(pl.col("width") == width), width, horizon, levels) for width in _WIDTHS]
    out = pl.concat(piece for piece in pieces if piece is not None)
    return _as_it_came(out.sort("series_id", "step"), frame, time_column)


def _refuse_bad_settings(horizon: int, levels: tuple[int, ...]) -> None:
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise ValueError(f"The horizon is {horizon} months; it must be from 1 to {LONGEST_HORIZON}: ask for fewer months.")
    if not levels or any(not 1 <= level <= 99 for level in levels):
        raise ValueError(f"The band levels are {levels}; each must be a percentage from 1 to 99, for example 80,95.")


def _tidy(frame: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Give series_id, step (whole number of the month), value (null where not a number) and the name of the time column."""
    time_column = "period" if "period" in frame.columns else "t"
    for name in (time_column, "value"):
        if name not in frame.columns:
            raise ValueError(
                f"The input has no column {'period or t' if name == 't' else name}, only {', '.join(frame.columns)}: "
                "a tidy series has series_id (or uscc and indicator), period or t, value."
            )
    if frame.is_empty():
        raise ValueError("The input has no rows: there is nothing to forecast.")
    if not (frame.schema["value"].is_numeric() or frame.schema["value"] == pl.Null):
        raise ValueError(f"The column value is {frame.schema['value']}; it must hold numbers: convert it before forecasting.")
    tidy = frame.select(series_name(frame.columns), _step(frame, time_column), pl.col("value").cast(pl.Float64))
    _refuse_unusable(tidy, time_column)
    return tidy, time_column


def series_name(columns: Sequence[str]) -> pl.Expr:
    """Give the expression that names the series of a tidy input with these columns; raises ValueError where nothing does."""
    if "series_id" in columns:
        return pl.col("series_id").cast(pl.String)
    if {"uscc", "indicator"} <= set(columns):
        return pl.concat_str("uscc", "indicator", separator="/").alias("series_id")
    raise ValueError(f"The input has no column series_id (nor uscc and indicator), only {', '.join(columns)}: name the series.")


def _step(frame: pl.DataFrame, time_column: str) -> pl.Expr:
    if time_column == "t":
        kind = frame.schema[time_column]
        if not kind.is_integer():
            raise ValueError(f"The column t is {kind}; it must hold whole numbers that count months: number the months 1, 2, 3, ...")
        return pl.col("t").cast(pl.Int64).alias("step")
    return pl.lit(month_steps(frame[time_column]))


def _refuse_unusable(tidy: pl.DataFrame, time_column: str) -> None:
    if tidy["step"].null_count() or tidy["series_id"].null_count():
        row = tidy.with_row_index(offset=1).filter(pl.col("step").is_null() | pl.col("series_id").is_null()).row(0, named=True)
        raise ValueError(f"Row {row['index']} has no series or no readable {time_column}: every row needs both; remove or mend it.")
    twice = tidy.filter(pl.struct("series_id", "step").is_duplicated())
    if twice.height:
        row = twice.row(0, named=True)
        month = _spoken(row["step"], time_column)
        raise ValueError(f"Series {row['series_id']} has the month {month} more than once: keep one figure a month.")


def _spoken(step: int, time_column: str) -> str:
    return f"t = {step}" if time_column == "t" else month_key(number_month(step))


def _lengths(tidy: pl.DataFrame) -> pl.DataFrame:
    """Give each series its last step and the width of the array it is worked in, which depends on its own length alone."""
    ends = tidy.group_by("series_id").agg(first=pl.col("step").min(), last=pl.col("step").max()).sort("series_id")
    # A width that depended on the neighbours would change the last digits of a forecast with the company it keeps.
    length = (pl.col("last") - pl.col("first") + 1).clip(upper_bound=LONGEST_MONTHS)
    edges = pl.Series(_WIDTHS)
    return ends.with_columns(width=length.map_batches(lambda n: edges.gather(edges.search_sorted(n)), return_dtype=pl.Int64))


def _forecast_width(tidy: pl.DataFrame, members: pl.DataFrame, width: int, horizon: int, levels: tuple[int, ...]) -> pl.DataFrame | None:
    if members.is_empty():
        return None
    placed = tidy.drop_nulls("value").join(members.with_row_index("row"), on="series_id", how="inner")
    cells = placed.with_columns(column=width - 1 - pl.col("last") + pl.col("step")).filter(pl.col("column") >= 0)
    rows, columns = cells["row"].to_numpy(), cells["column"].to_numpy()
    values = np.full((members.height, width), np.nan)
    values[rows, columns] = cells["value"].to_numpy()
    present = np.zeros((members.height, width), dtype=np.bool_)
    present[rows, columns] = True
    blocks = [slice(begin, begin + BLOCK_SERIES) for begin in range(0, len(values), BLOCK_SERIES)]
    return pl.concat(_forecast_block(values[block], present[block], members[block], horizon, levels) for block in blocks)


def _forecast_block(values: Floats, present: Flags, members: pl.DataFrame, horizon: int, levels: tuple[int, ...]) -> pl.DataFrame:
    known = np.where(np.isfinite(values), values, np.nan)
    is_empty: Flags = np.asarray(np.isnan(known).all(axis=1))
    flags: dict[str, Flags] = {"no_figures": is_empty, "not_finite": np.asarray((present & ~np.isfinite(values)).any(axis=1))}
    # An empty row is worked as a single zero, so that its block can be, and blanked in the answer.
    figures = np.where(is_empty[:, None] & (np.arange(known.shape[1]) == known.shape[1] - 1), 0.0, known)
    relative, size, is_far = _to_usual_size(figures)
    unit = unit_of_series(relative)
    scaled, is_outlier = limit_outliers(to_log_like(relative, unit))
    # Among zeros every lump stands out, and it is what has to be expected.
    lumpy = intermittent_single(relative)
    is_outlier &= ~lumpy[:, None]
    cleaned = np.where(is_outlier, from_log_like(scaled, unit), relative)
    shares = tuple(level / 100 for level in levels)
    blend, is_bounded = _bounded(blend_block(cleaned, horizon, shares), cleaned)
    if lumpy.any():
        blend.mean[lumpy], blend.limits[:, :, lumpy] = intermittent_forecast(relative[lumpy], horizon, shares)
    flags |= _more_flags(figures) | {
        "outlier": np.asarray((is_outlier | is_far).any(axis=1)),
        "bounded": is_bounded & ~lumpy,
        "intermittent": lumpy,
    }
    return _rows(_in_own_size(blend, size), members, flags, horizon, levels)


def _to_usual_size(figures: Floats) -> tuple[Floats, Floats, Flags]:
    """Give figures (series, months) relative to each series' usual size, that size (series,), and which figures were cut.

    The size is a power of two, so that nothing is rounded; without it squares of very large figures would be infinite.
    """
    size = np.exp2(np.clip(np.round(np.log2(usual_size(figures))), -1000, 1000))
    with np.errstate(over="ignore"):
        relative = figures / size[:, None]
    return np.clip(relative, -_FARTHEST, _FARTHEST), size, np.abs(relative) > _FARTHEST


def _in_own_size(blend: Blend, size: Floats) -> Blend:
    # The largest numbers there are have no room for a band above them.
    with np.errstate(over="ignore"):
        return Blend(np.nan_to_num(blend.mean * size[:, None]), np.nan_to_num(blend.limits * size[:, None]))


def _more_flags(figures: Floats) -> dict[str, Flags]:
    seen = np.isfinite(figures)
    first = np.argmax(seen, axis=1)
    length = figures.shape[1] - first
    highest, lowest = np.where(seen, figures, -np.inf).max(axis=1), np.where(seen, figures, np.inf).min(axis=1)
    return {
        "gaps": seen.sum(axis=1) < length,
        "short": seen.sum(axis=1) < _SHORT_FIGURES,
        "constant": (highest == lowest) & (seen.sum(axis=1) > 1),
    }


def _bounded(blend: Blend, figures: Floats) -> tuple[Blend, Flags]:
    """Keep forecasts within reach of the figures so far, and not below zero where no figure ever was."""
    seen = np.isfinite(figures)
    highest, lowest = np.where(seen, figures, -np.inf).max(axis=1), np.where(seen, figures, np.inf).min(axis=1)
    # A constant series has no range, but may still move by half of what it is.
    reach = _BOUND_RANGES * np.maximum(highest - lowest, np.abs(highest) / 2)
    floor = np.where(lowest >= 0, 0.0, lowest - reach)[:, None]
    ceiling = (highest + reach)[:, None]
    mean = np.clip(np.nan_to_num(blend.mean, nan=0.0), floor, ceiling)
    is_bounded = ((blend.mean > ceiling) | (blend.mean < floor) & (floor != 0)).any(axis=1)
    limits = np.clip(blend.limits, floor, np.maximum(ceiling + reach[:, None], mean))
    return Blend(mean, limits), is_bounded


def _rows(blend: Blend, members: pl.DataFrame, flags: dict[str, Flags], horizon: int, levels: tuple[int, ...]) -> pl.DataFrame:
    columns = {"mean": blend.mean.reshape(-1)}
    for number, level in enumerate(levels):
        columns |= {f"{side}_{level}": blend.limits[number, place].reshape(-1) for place, side in enumerate(("lo", "hi"))}
    words = np.array([",".join(name for name in sorted(flags) if flags[name][row]) or None for row in range(members.height)], dtype=object)
    steps = members["last"].to_numpy()[:, None] + np.arange(1, horizon + 1)
    out = pl.DataFrame(
        {
            "series_id": np.repeat(members["series_id"].to_numpy(), horizon),
            "step": steps.reshape(-1),
            **columns,
            "flags": pl.Series(np.repeat(words, horizon).tolist(), dtype=pl.String),
        },
        schema_overrides={"series_id": pl.String, "step": pl.Int64},
    )
    empty = pl.col("flags").str.contains("no_figures").fill_null(False)
    return out.with_columns(pl.when(~empty).then(pl.col(name)).alias(name) for name in columns)


def _as_it_came(out: pl.DataFrame, frame: pl.DataFrame, time_column: str) -> pl.DataFrame:
    """Turn the whole-number months back into the form of the input's time column."""
    is_number = time_column == "t"
    time = pl.col("step").cast(frame.schema["t"]) if is_number else given_back(out, frame, series_name(frame.columns))
    rest = [name for name in out.columns if name not in ("series_id", "step")]
    return out.select("series_id", time.alias(time_column), *rest)
