"""Which enterprises are explained with Prophet's fan charts, and by which of their indicators."""

from collections.abc import Sequence

import polars as pl

from models.explain.fan import prophet_view
from pipelines.resources import MonthRun

SERIES = "feat_series__monthly_enterprises"
EVIDENCE = "feat_evidence__monthly_enterprises"
# Fewer figures carry no season of their own, and a fan without one would mislead.
LEAST_FIGURES = 24
FAN_COLUMNS = ("uscc", "indicator", "period", "value", "mean", "lo_80", "hi_80", "lo_95", "hi_95")


def draw_fans(run: MonthRun, warnings: pl.DataFrame) -> pl.DataFrame:
    """Return the fans of the first listed enterprises, as many as configured: FAN_COLUMNS."""
    listed = warnings.filter("is_listed").sort("rank", "uscc")["uscc"].to_list()
    return fans_of(run, listed[: run.settings.explain.fans_most])


def fans_of(run: MonthRun, codes: Sequence[str]) -> pl.DataFrame:
    """Return one fan for each enterprise, of the indicator that stands out most; none for those with too few figures."""
    series = run.read(SERIES).filter(pl.col("uscc").is_in(codes)).drop_nulls("value")
    chosen = telling_indicators(series, run.read(EVIDENCE))
    fans = [_fan(series, uscc, indicator) for uscc, indicator in chosen.iter_rows()]
    return pl.concat(fans) if fans else pl.DataFrame()


def telling_indicators(series: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Return uscc, indicator: of each enterprise the one with the least chance of being normal among those with enough figures."""
    long = series.group_by("uscc", "indicator").len().filter(pl.col("len") >= LEAST_FIGURES).drop("len")
    # The indicator an official will ask about is the one that looks least normal.
    ranked = long.join(evidence.select("uscc", "indicator", "p_value"), on=["uscc", "indicator"], how="left")
    first = ranked.sort("uscc", "p_value", "indicator", nulls_last=True).unique("uscc", keep="first", maintain_order=True)
    return first.select("uscc", "indicator")


def _fan(series: pl.DataFrame, uscc: str, indicator: str) -> pl.DataFrame:
    """Return the fan of one series."""
    figures = series.filter((pl.col("uscc") == uscc) & (pl.col("indicator") == indicator)).select("period", "value")
    fan = prophet_view(figures).fan
    return fan.with_columns(uscc=pl.lit(uscc), indicator=pl.lit(indicator)).select(FAN_COLUMNS)
