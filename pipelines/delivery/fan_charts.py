"""Which enterprises are explained with Prophet's fan charts, and by which of their indicators."""

from collections.abc import Sequence
from math import expm1

import polars as pl

from models.forecast.fitted.prophet_fan import ProphetView, prophet_view
from pipelines.month.run import MonthRun
from pipelines.work_process import Pending, begin
from warehouse import names

# Fewer figures carry no season of their own, and a fan without one would mislead.
LEAST_FIGURES = 24
FAN_COLUMNS = (
    "uscc", "indicator", "period", "value", "mean", "lo_80", "hi_80", "lo_95", "hi_95",
    "shift_period", "shift_share", "shift_low_share", "shift_high_share", "season_share", "calendar_share", "remainder_share",
)  # fmt: skip


def begin_fans(run: MonthRun) -> Pending[pl.DataFrame]:
    """Begin the fans of the first listed enterprises, as many as configured: FAN_COLUMNS."""
    listed = run.read(names.WARNINGS).filter("is_listed").sort("rank", "uscc")["uscc"].to_list()
    return begin(draw_fans, *_figures_and_choice(run, listed[: run.fans_most]))


def fans_of(run: MonthRun, codes: Sequence[str]) -> pl.DataFrame:
    """Return one fan for each enterprise, of the indicator that stands out most; none for those with too few figures."""
    return draw_fans(*_figures_and_choice(run, codes))


def _figures_and_choice(run: MonthRun, codes: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the figures of enterprises and which indicator of each is drawn."""
    series = run.read(names.SERIES).filter(pl.col("uscc").is_in(codes)).drop_nulls("value")
    return series, least_normal_indicators(series, run.read(names.EVIDENCE))


def draw_fans(series: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """Return a fan for each uscc and indicator chosen, from their series: FAN_COLUMNS; an empty frame where none is chosen."""
    fans = [_fan(series, uscc, indicator) for uscc, indicator in chosen.iter_rows()]
    return pl.concat(fans) if fans else pl.DataFrame()


def least_normal_indicators(series: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Return uscc, indicator: of each enterprise the one with the least chance of being normal among those with enough figures."""
    long = series.group_by("uscc", "indicator").len().filter(pl.col("len") >= LEAST_FIGURES).drop("len")
    # The indicator an official will ask about is the one that looks least normal.
    ranked = long.join(evidence.select("uscc", "indicator", "p_value"), on=["uscc", "indicator"], how="left")
    first = ranked.sort("uscc", "p_value", "indicator", nulls_last=True).unique("uscc", keep="first", maintain_order=True)
    return first.select("uscc", "indicator")


def _fan(series: pl.DataFrame, uscc: str, indicator: str) -> pl.DataFrame:
    """Return the fan of one series."""
    figures = series.filter((pl.col("uscc") == uscc) & (pl.col("indicator") == indicator)).select("period", "value")
    view = prophet_view(figures)
    return view.fan.with_columns(uscc=pl.lit(uscc), indicator=pl.lit(indicator), **_explained(view)).select(FAN_COLUMNS)


def _explained(view: ProphetView) -> dict[str, pl.Expr]:
    """Return what stands beside a fan: the dated level shift, and how far season, calendar and the rest move the last month."""
    shift = view.shift.row(0, named=True) if view.shift.height else {}
    last = view.decomposition.row(-1, named=True)

    def share(logs: float | None) -> pl.Expr:
        return pl.lit(None if logs is None else expm1(logs), dtype=pl.Float64)

    return {
        "shift_period": pl.lit(shift.get("period"), dtype=pl.Date),
        "shift_share": share(shift.get("size_log")),
        "shift_low_share": share(shift.get("lo_95_log")),
        "shift_high_share": share(shift.get("hi_95_log")),
        "season_share": share(last["season"]),
        "calendar_share": share(last["working_days"] + last["festival"]),
        "remainder_share": share(last["remainder"]),
    }
