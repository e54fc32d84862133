"""The tournament: which forecaster is best for which indicator and size, judged on months it had not seen.

Rolling origins on a sample that fits a stated budget of computing time. The budget is spent by the known price of a fit, not by
the clock, so the same inputs give the same table. Errors are taken on the log-like scale and divided by the series' own seasonal
naive error (MASE), capped so that one explosion cannot decide a class; every cap and fallback is counted.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.forecast.district.district_forecaster import ExpectationArrays, expect_district
from models.forecast.district.season import USUAL_WORKING_DAYS
from models.forecast.fitted.regular_series import FEWEST_FIGURES, RegularSeries
from models.forecast.settings import HORIZONS, ExpectedSettings, TournamentSettings
from models.forecast.tournament.candidates import CandidateForecast, candidate_forecast
from models.forecast.tournament.selection import EVERYWHERE, cheap_forecasts
from models.numeric import Floats, Integers
from models.series.calendar import month_calendar
from warehouse.periods import shift_month
from warehouse.vocabulary import FORECASTERS

PRICE_SECONDS: Final = {one.key: one.fit_seconds for one in FORECASTERS if one.fit_seconds}
_LARGEST_ERROR = 10.0
_LEAST_NAIVE_ERROR = 0.02
_KEYS: Final = ["indicator", "size_class", "forecaster"]


def hold_tournament(
    series: pl.DataFrame,
    groups: pl.DataFrame,
    last_month: date,
    settings: TournamentSettings | None = None,
    expected: ExpectedSettings | None = None,
) -> pl.DataFrame:
    """Let all forecasters forecast the last year of a sample and compare them.

    Args:
        series: comparable series (uscc, indicator, period, value, flags).
        groups: uscc, industry_division, size_class.
        last_month: last known month.
        settings: budget, origins and sample.
        expected: settings of the screening forecaster.

    Returns:
        One row per indicator, size_class and forecaster: scaled_error (mean over series, origins and horizons), screening_error
        (the screening forecaster's on the same series), series_count, forecasts_count, fallback_count, bounded_count, capped_count,
        is_chosen.

    Raises:
        ValueError: there are not enough months before the first origin.
    """
    settings = settings or TournamentSettings()
    arrays = expect_district(series, groups, last_month, expected).arrays
    sample = _sample(arrays, settings)
    last = len(arrays.periods) - 1
    records = pl.concat([_round(arrays, sample, last - back, settings) for back in settings.origins])
    return _with_choice(_table(records, arrays), _gains(records, arrays), settings)


def _sample(arrays: ExpectationArrays, settings: TournamentSettings) -> pl.DataFrame:
    """Draw the series that take part: `row`, and `is_fitted` for as many of every class as the budget pays for."""
    first_origin = len(arrays.periods) - 1 - max(settings.origins)
    if first_origin < 1:
        raise ValueError(f"The tournament needs {max(settings.origins) + 2} months, got {len(arrays.periods)}: wait for more months.")
    known = (np.isfinite(arrays.z) & ~arrays.is_part)[:, : first_origin + 1].sum(axis=1)
    able = pl.Series((known >= FEWEST_FIGURES) & ~arrays.is_intermittent)
    classes = arrays.index.with_row_index("row").filter(able).partition_by("indicator", "size_class", maintain_order=True)
    price = sum(PRICE_SECONDS.values()) * len(settings.origins) * max(len(classes), 1)
    fitted = int(settings.budget_seconds // price)
    # The cheap forecasters are judged on many series and the fitted ones on the first few of the same draw.
    drawn = [frame.sample(min(settings.most_series, frame.height), seed=settings.seed, shuffle=True) for frame in classes]
    marked = [frame.select(pl.col("row").cast(pl.Int64), is_fitted=pl.int_range(pl.len()) < fitted) for frame in drawn]
    return pl.concat(marked) if marked else pl.DataFrame(schema={"row": pl.Int64, "is_fitted": pl.Boolean})


def _round(arrays: ExpectationArrays, sample: pl.DataFrame, origin: int, settings: TournamentSettings) -> pl.DataFrame:
    """Forecast from one origin with everybody; one record per series and forecaster."""
    rows = sample["row"].to_numpy()
    own = np.where(arrays.is_part[rows], np.nan, arrays.z[rows])
    scale = _naive_error(own[:, : origin + 1])
    truth, screening = np.full((2, len(rows), len(HORIZONS)), np.nan)
    for number, horizon in enumerate(HORIZONS):
        if origin + horizon < own.shape[1]:
            truth[:, number] = own[:, origin + horizon]
            screening[:, number] = arrays.e[rows, origin + horizon, number]
    cheap = cheap_forecasts(arrays, rows, origin, screening)
    records = [_records(name, rows, values, truth, scale) for name, values in cheap.items()]
    fitted = np.flatnonzero(sample["is_fitted"].to_numpy())
    candidates = {name: [_candidate(arrays, int(rows[place]), origin, name, settings.seed) for place in fitted] for name in PRICE_SECONDS}
    if len(fitted):
        values = {name: np.stack([candidate.values for candidate in one]) for name, one in candidates.items()}
        everybody = [*values.values(), *(cheap[name][fitted] for name in EVERYWHERE if name != "screening_blend")]
        values["median_of_all"] = np.median(np.stack(everybody), axis=0)
        for name, forecasts in values.items():
            records.append(_records(name, rows[fitted], forecasts, truth[fitted], scale[fitted], candidates.get(name)))
    return pl.concat(records)


def _candidate(arrays: ExpectationArrays, row: int, origin: int, name: str, seed: int) -> CandidateForecast:
    """Forecast one row with one candidate; `values` (horizons,)."""
    # From the first to the last known figure: fitted models cannot begin or end with a gap.
    known = np.flatnonzero(np.isfinite(arrays.z[row, : origin + 1]))
    begin, end = int(known[0]), int(known[-1])
    calendar = month_calendar(arrays.periods[begin], shift_month(arrays.periods[end], origin - end + max(HORIZONS)))
    moving = [np.log(calendar["working_days"].to_numpy() / USUAL_WORKING_DAYS), calendar["festival_share"].to_numpy()]
    periods = tuple(calendar["period"].to_list())
    series = RegularSeries(periods, arrays.z[row, begin : end + 1], np.column_stack(moving), float(arrays.unit[row]))
    candidate = candidate_forecast(name, series, seed)
    steps = [origin - end + horizon - 1 for horizon in HORIZONS]
    return CandidateForecast(candidate.values[steps], candidate.failed, candidate.bounded)


def _records(
    name: str, rows: Integers, values: Floats, truth: Floats, scale: Floats, counts: list[CandidateForecast] | None = None
) -> pl.DataFrame:
    errors = np.minimum(np.abs(truth - values) / scale[:, None], _LARGEST_ERROR)
    seen = np.isfinite(errors)
    return pl.DataFrame(
        {
            "row": rows,
            "forecaster": [name] * len(rows),
            "error_sum": np.where(seen, errors, 0.0).sum(axis=1),
            "forecasts": seen.sum(axis=1),
            "failed": [count.failed for count in counts] if counts else [False] * len(rows),
            "bounded": [count.bounded for count in counts] if counts else [False] * len(rows),
            "capped": (seen & (errors >= _LARGEST_ERROR)).sum(axis=1),
        },
        schema_overrides={"row": pl.Int64, "forecasts": pl.Int64, "failed": pl.Boolean, "bounded": pl.Boolean, "capped": pl.Int64},
    )


def _naive_error(own: Floats) -> Floats:
    steps = np.abs(own[:, 12:] - own[:, :-12])
    count = np.isfinite(steps).sum(axis=1)
    return np.asarray(np.maximum(np.nansum(steps, axis=1) / np.maximum(count, 1), _LEAST_NAIVE_ERROR))


def _by_series(records: pl.DataFrame, arrays: ExpectationArrays) -> pl.DataFrame:
    """Sum the rounds: one row per series and forecaster, with the class and the screening forecaster's error sum beside it."""
    sums = [pl.col("error_sum", "forecasts").sum(), pl.col("failed", "bounded", "capped").sum().cast(pl.Int64)]
    total = records.group_by("row", "forecaster").agg(sums)
    screening = total.filter(pl.col("forecaster") == "screening").select("row", screening_sum="error_sum")
    index = arrays.index.select("indicator", "size_class", row=pl.int_range(pl.len(), dtype=pl.Int64))
    return total.filter(pl.col("forecasts") > 0).join(screening, on="row").join(index, on="row").sort("row", "forecaster")


def _table(records: pl.DataFrame, arrays: ExpectationArrays) -> pl.DataFrame:
    return (
        _by_series(records, arrays)
        .group_by(_KEYS)
        .agg(
            scaled_error=pl.col("error_sum").sum() / pl.col("forecasts").sum(),
            screening_error=pl.col("screening_sum").sum() / pl.col("forecasts").sum(),
            series_count=pl.len().cast(pl.Int64),
            forecasts_count=pl.col("forecasts").sum(),
            fallback_count=pl.col("failed").sum(),
            bounded_count=pl.col("bounded").sum(),
            capped_count=pl.col("capped").sum(),
        )
        .sort("indicator", "size_class", "scaled_error", "forecaster")
    )


def _gains(records: pl.DataFrame, arrays: ExpectationArrays) -> pl.DataFrame:
    """Give, per class and forecaster, the mean gain on the screening forecaster and its standard error over series."""
    gain = (pl.col("screening_sum") - pl.col("error_sum")) / pl.col("forecasts")
    paired = _by_series(records, arrays).with_columns(gain=gain).group_by(_KEYS)
    return paired.agg(gain=pl.col("gain").mean(), gain_error=(pl.col("gain").std() / pl.len().sqrt()).fill_null(0.0), paired=pl.len())


def _with_choice(table: pl.DataFrame, gains: pl.DataFrame, settings: TournamentSettings) -> pl.DataFrame:
    """Mark the forecaster of each class: the screening one, unless another that can run everywhere is clearly better."""
    clear = (pl.col("gain") > settings.standard_errors * pl.col("gain_error")) & (pl.col("paired") >= settings.fewest_series)
    winners = (
        gains.filter(clear, pl.col("forecaster").is_in(EVERYWHERE), pl.col("forecaster") != "screening")
        .sort("indicator", "size_class", "gain", "forecaster", descending=[False, False, True, False])
        .unique(["indicator", "size_class"], keep="first", maintain_order=True)
        .select("indicator", "size_class", winner="forecaster")
    )
    named = table.join(winners, on=["indicator", "size_class"], how="left", maintain_order="left")
    return named.with_columns(is_chosen=pl.col("forecaster") == pl.col("winner").fill_null("screening")).drop("winner")
