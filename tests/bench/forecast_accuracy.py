"""Accuracy and bands on the hold-outs of the M1 and Tourism competitions, beside statsforecast."""

import time

import numpy as np
import polars as pl

from models.forecast.single.forecast import forecast_series
from tests.bench.forecast_measures import LEVELS, Forecast, measures, rival_forecast, rivals, shared_data, table

HORIZONS = {"M1": 18, "Tourism": 24}
OURS, BOTH = "earlywarn", "mean of AutoETS and DOT"
FIGURES = ("smape", "mase", "cover_80", "cover_95", "msis_80", "msis_95")


def report() -> list[str]:
    """Give the tables as lines, or the reason why there are none."""
    data = shared_data()
    if data is None:
        return ["Competitions: skipped, the shared data folder is not beside the checkout (or in EARLYWARN_SHARED_DATA)."]
    frame = pl.read_parquet(data / "forecast_competitions" / "observations.parquet").sort("competition", "series_id", "t")
    lines: list[str] = []
    everything: dict[str, list[dict[str, float]]] = {}
    for competition, horizon in HORIZONS.items():
        results = _competition(frame.filter(pl.col("competition") == competition), horizon)
        lines += [f"{competition}: monthly series, {horizon} months ahead", *_table(results), ""]
        for name, rows in results.items():
            everything.setdefault(name, []).extend(rows)
    return [*lines, "Both: coverage over all series", *_table(everything)]


def _competition(frame: pl.DataFrame, horizon: int) -> dict[str, list[dict[str, float]]]:
    known = frame.filter(~pl.col("is_test"))
    pasts = {name: rows["value"].to_numpy() for (name,), rows in known.group_by("series_id", maintain_order=True)}
    truths = {name: rows["value"].to_numpy() for (name,), rows in frame.filter("is_test").group_by("series_id", maintain_order=True)}
    forecasts, seconds = {}, {}
    _ours(known.filter(pl.col("series_id").is_in(list(pasts)[:5])), horizon)
    begin = time.process_time()
    forecasts[OURS] = _ours(known, horizon)
    seconds[OURS] = time.process_time() - begin
    for name, model in rivals().items():
        # The first call compiles; it is not the price of a forecast.
        rival_forecast(model, next(iter(pasts.values())), horizon)
        begin = time.process_time()
        forecasts[name] = {series: rival_forecast(model, past, horizon) for series, past in pasts.items()}
        seconds[name] = time.process_time() - begin
    forecasts[BOTH] = {name: _mean(forecasts["AutoETS"][name], forecasts["DynamicOptimizedTheta"][name]) for name in pasts}
    seconds[BOTH] = seconds["AutoETS"] + seconds["DynamicOptimizedTheta"]
    return {
        name: [{**measures(truths[key], one, pasts[key]), "ms": 1000 * seconds[name] / len(pasts)} for key, one in made.items()]
        for name, made in forecasts.items()
    }


def _ours(known: pl.DataFrame, horizon: int) -> dict[str, Forecast]:
    made = forecast_series(known.select("series_id", "t", "value"), horizon, LEVELS)
    return {
        name: Forecast(
            rows["mean"].to_numpy(), {level: (rows[f"lo_{level}"].to_numpy(), rows[f"hi_{level}"].to_numpy()) for level in LEVELS}
        )
        for (name,), rows in made.group_by("series_id", maintain_order=True)
    }


def _mean(one: Forecast, other: Forecast) -> Forecast:
    limits = {level: tuple((a + b) / 2 for a, b in zip(one.limits[level], other.limits[level], strict=True)) for level in LEVELS}
    return Forecast((one.mean + other.mean) / 2, limits)  # type: ignore[arg-type]


def _table(results: dict[str, list[dict[str, float]]]) -> list[str]:
    rows = []
    for name, series in results.items():
        means = [f"{np.mean([row[figure] for row in series]):.3f}" for figure in FIGURES]
        rows.append([name, *means, f"{np.mean([row['ms'] for row in series]):.2f}"])
    return table(["forecaster", "sMAPE", "MASE", "cover 80", "cover 95", "MSIS 80", "MSIS 95", "ms/series"], rows)
