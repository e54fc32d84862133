"""The months of a tidy input and the form they came in: days, moments with and without a zone, text; given back as they came.

A moment with a zone is a day of Asia/Shanghai, whose months are the ones that figures are about.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from warehouse.periods import month_numbers, numbers_month

ZONE: Final = "Asia/Shanghai"
_MOMENT_TEXT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?$"
_DAY_TEXT = r"^\d{4}-\d{2}-\d{2}$"


def month_steps(period: pl.Series) -> pl.Series:
    """Number the months of a period column; null where it cannot be read. Raises ValueError for a type that is no time."""
    return _local(period).to_frame("local").select(step=month_numbers("local")).to_series()


def given_back(steps: pl.DataFrame, frame: pl.DataFrame, name: pl.Expr) -> pl.Expr:
    """Return the expression that turns the months of `steps` (series_id, step) into the form of the periods of `frame`.

    A series whose days are all the last of their month, or all the same day, keeps that, and the time of day with it.
    """
    period = frame["period"]
    if period.dtype == pl.String and not period.str.contains(_DAY_TEXT[:-1]).any():
        return numbers_month(pl.col("step")).dt.strftime("%Y-%m").alias("period")
    days = frame.select(name, local=_local(period)).drop_nulls()
    habit = days.group_by("series_id").agg(
        is_end=(pl.col("local").dt.date() == pl.col("local").dt.month_end().dt.date()).all(),
        day=pl.when(pl.col("local").dt.day().n_unique() == 1).then(pl.col("local").dt.day().first()).otherwise(1),
        time=pl.when(_time_of_day().n_unique() == 1).then(_time_of_day().first()).otherwise(pl.duration()),
    )
    found = steps.select("series_id", "step").join(habit, on="series_id", how="left", maintain_order="left")
    month = numbers_month(pl.col("step"))
    day = pl.min_horizontal(pl.col("day").cast(pl.Int32), month.dt.month_end().dt.day().cast(pl.Int32))
    date = pl.when(pl.col("is_end")).then(month.dt.month_end()).otherwise(month + pl.duration(days=day - 1))
    moments = found.select((date.cast(pl.Datetime("us")) + pl.col("time")).alias("period")).to_series()
    return pl.lit(_in_form_of(period, moments))


def _time_of_day() -> pl.Expr:
    """How long after midnight a moment is."""
    return pl.col("local") - pl.col("local").dt.truncate("1d")


def _local(period: pl.Series) -> pl.Series:
    """Return the periods as moments in Shanghai without a zone."""
    if period.dtype == pl.String:
        return _of_text(period).select("local").to_series()
    if period.dtype == pl.Date:
        return period.cast(pl.Datetime("us"))
    if not isinstance(period.dtype, pl.Datetime):
        raise ValueError(f"The column period is {period.dtype}; it must be a date or text like 2024-05.")
    zoned = period if period.dtype.time_zone is None else period.dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
    return zoned.cast(pl.Datetime("us"))


def _of_text(period: pl.Series) -> pl.DataFrame:
    """Return moments in Shanghai, and `ahead`, how far ahead of Greenwich the text's own zone is, null where it states none."""
    text = pl.col("text").str.strip_chars()
    stamp = pl.when(text.str.contains(_MOMENT_TEXT)).then(
        text.str.slice(0, 10) + " " + text.str.slice(11, 8).str.replace(r"[^0-9:].*$", "")
    )
    moment = pl.coalesce(stamp.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False), stamp.str.to_datetime("%Y-%m-%d %H:%M", strict=False))
    month = (text.str.slice(0, 7) + "-01").str.to_datetime("%Y-%m-%d", strict=False)
    day = pl.when(text.str.contains(_DAY_TEXT)).then(text).str.to_datetime("%Y-%m-%d", strict=False)
    sign, hours, minutes = (text.str.extract(r"([+-])(\d{2}):?(\d{2})$", group) for group in (1, 2, 3))
    offset = pl.duration(hours=hours.cast(pl.Int64), minutes=minutes.cast(pl.Int64))
    ahead = pl.when(text.str.ends_with("Z")).then(pl.duration()).when(sign == "-").then(-offset).when(sign == "+").then(offset)
    frame = pl.DataFrame({"text": period}).with_columns(moment=moment, ahead=pl.when(stamp.is_not_null()).then(ahead))
    zoned = (pl.col("moment") - pl.col("ahead")).dt.replace_time_zone("UTC").dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
    return frame.with_columns(local=pl.coalesce(zoned, "moment", day, pl.when(stamp.is_null()).then(month)))


def _in_form_of(period: pl.Series, moments: pl.Series) -> pl.Series:
    """Return moments of Shanghai in the type and the zone of a column, or in the shape of its texts."""
    if period.dtype == pl.String:
        return _as_text(period, moments)
    if period.dtype == pl.Date or period.dtype.time_zone is None:  # type: ignore[attr-defined]
        return moments.cast(period.dtype)
    zone = period.dtype.time_zone  # type: ignore[attr-defined]
    return moments.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null").dt.convert_time_zone(zone).cast(period.dtype)


def _as_text(period: pl.Series, moments: pl.Series) -> pl.Series:
    """Return moments of Shanghai as the first text is written: a day, or a moment with its separator and zone."""
    first = period.drop_nulls().str.strip_chars().to_list()[0]
    if len(first) == 10:
        return moments.dt.strftime("%Y-%m-%d")
    ahead = _of_text(pl.Series([first]))["ahead"].to_list()[0]
    if ahead is not None:
        moments = moments.dt.replace_time_zone(ZONE).dt.convert_time_zone("UTC").dt.replace_time_zone(None) + ahead
    zone = first[19:].lstrip(".0123456789") if ahead is not None else ""
    return moments.dt.strftime(f"%Y-%m-%d{first[10]}%H:%M:%S") + zone
