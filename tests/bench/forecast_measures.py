"""Figures that every forecast table prints, and the shared data they are taken on."""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SEASON = 12
LEVELS = (80, 95)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Mean and limits (level -> low, high) of the months ahead."""

    mean: np.ndarray
    limits: dict[int, tuple[np.ndarray, np.ndarray]]


def shared_data() -> Path | None:
    """Give the folder of real data beside the checkout, or None."""
    place = Path(os.environ.get("EARLYWARN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    return place if place.is_dir() else None


def smape(truth: np.ndarray, mean: np.ndarray) -> float:
    """Symmetric mean absolute percentage error in percent (M competitions)."""
    return float(np.mean(200 * np.abs(truth - mean) / np.maximum(np.abs(truth) + np.abs(mean), 1e-12)))


def naive_error(past: np.ndarray) -> float:
    """Mean absolute error of last year's month inside the known figures."""
    return float(np.nanmean(np.abs(past[SEASON:] - past[:-SEASON])))


def scaled_interval_score(truth: np.ndarray, low: np.ndarray, high: np.ndarray, level: int, scale: float) -> float:
    """Mean scaled interval score (Gneiting & Raftery 2007; M4)."""
    penalty = 2 / (1 - level / 100)
    return float(np.mean(high - low + penalty * (np.maximum(low - truth, 0) + np.maximum(truth - high, 0))) / scale)


def measures(truth: np.ndarray, forecast: Forecast, past: np.ndarray) -> dict[str, float]:
    """Give sMAPE, MASE, coverage and interval score of one series' forecast."""
    scale = naive_error(past)
    out = {"smape": smape(truth, forecast.mean), "mase": float(np.mean(np.abs(truth - forecast.mean))) / scale}
    for level, (low, high) in forecast.limits.items():
        out[f"cover_{level}"] = float(np.mean((truth >= low) & (truth <= high)))
        out[f"msis_{level}"] = scaled_interval_score(truth, low, high, level, scale)
    return out


def rivals() -> dict[str, Any]:
    """Give statsforecast's models by name, with the season of a year."""
    from statsforecast.models import AutoETS, AutoTheta, DynamicOptimizedTheta, SeasonalNaive

    return {model.__name__: model(season_length=SEASON) for model in (AutoETS, AutoTheta, DynamicOptimizedTheta, SeasonalNaive)}


def rival_forecast(model: Any, past: np.ndarray, horizon: int) -> Forecast:
    """Forecast with a statsforecast model; where it fails, the last figure stands in, as a user would have it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = model.forecast(y=past, h=horizon, level=list(LEVELS))
        except Exception:  # whatever another library raises on a series counts against it, not against the bench
            flat = np.full(horizon, past[-1])
            return Forecast(flat, dict.fromkeys(LEVELS, (flat, flat)))
    return Forecast(made["mean"], {level: (made[f"lo-{level}"], made[f"hi-{level}"]) for level in LEVELS})


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Lay rows out in columns."""
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, *rows]
    ]
