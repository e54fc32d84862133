"""The forecasters' tournament as the annex shows it: one row per indicator and size class, one column per forecaster."""

from __future__ import annotations

import polars as pl

from reports.frames import BriefingFrames
from reports.words.format import FORECASTER_NAMES, INDICATOR_NAMES, month_words

BASIS = "screening"
# Fitted one series at a time: far fewer series than the table's last column says.
FITTED = ("ets", "theta", "stl", "structural", "prophet")
RIVALS: tuple[str, ...] = tuple(name for name in FORECASTER_NAMES if name != BASIS)


def contest_table(frames: BriefingFrames) -> pl.DataFrame:
    """One row per class: indicator, size_class, chosen, screening_error, series_count, and each of RIVALS.

    A rival's figure is its error divided by the screening forecaster's on the same series (below 1 is better), null where it did not run.
    """
    table = frames.tournament.with_columns(ratio=pl.col("scaled_error") / pl.col("screening_error"))
    keys = ["indicator", "size_class"]

    def ratio(name: str) -> pl.Expr:
        return pl.col("ratio").filter(pl.col("forecaster") == name).first()

    own = pl.col("forecaster") == BASIS
    classes = table.group_by(keys).agg(
        *(ratio(name).alias(name) for name in RIVALS),
        chosen=pl.col("forecaster").filter(pl.col("is_chosen")).first(),
        screening_error=pl.col("scaled_error").filter(own).first(),
        series_count=pl.col("series_count").filter(own).first(),
    )
    order = {name: number for number, name in enumerate(INDICATOR_NAMES)}
    place = pl.col("indicator").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    return classes.select(*keys, "chosen", "screening_error", "series_count", *RIVALS).sort(place, "size_class")


def contest_words(frames: BriefingFrames) -> str:
    """How to read the table, and how often a fit failed or exploded; empty where no tournament is known."""
    table = frames.tournament
    if table.is_empty():
        return ""
    fitted = table.filter(pl.col("forecaster").is_in(FITTED))["series_count"].max() or 0
    failed, cut = (int(table[name].sum()) for name in ("fallback_count", "bounded_count"))
    return (
        f"{month_words(table['quarter'].max())}止的季度比选：滚动起点，提前1、3、6、12个月。稳健组合一列为误差（与上年同月法误差之比），"  # type: ignore[arg-type]
        f"其余各列为同一批序列上相对稳健组合的倍数，小于1为更优；逐列拟合的方法每类最多比{fitted}列，只作对照，采用的方法须能每月用于全部序列。"
        f"拟合失败以同月值替代{failed}次，异常放大被截断{cut}次。"
    )
