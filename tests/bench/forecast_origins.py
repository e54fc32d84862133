"""Hold-outs cut from the past of real series: the place to choose how forecasts are made, so that the competitions' own hold-outs are not.

Training parts of M1 and Tourism end earlier and earlier, some keep only their last years; the panels of enterprises end some months early.
Nothing of the months that `forecast_accuracy` reports on is read here.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from models.forecast.single.forecast import forecast_series
from models.series.comparable import comparable_series
from tests.bench.forecast_accuracy import FIGURES
from tests.bench.forecast_measures import LEVELS, SEASON, Forecast, measures, naive_error, shared_data, table
from tests.bench.forecast_panels import PANELS, panel_observations

LENGTHS = (12, 24, 36, 48, 1000)
FEWEST_MONTHS = 12
LARGEST_ERROR = 20.0  # times the naive error: one series that is hardly ever off would decide a mean


@dataclass(frozen=True, slots=True)
class Cut:
    """A hold-out of `horizon` months that ends `back` months before the end; of the past only the last `kept` months."""

    source: str
    horizon: int
    back: int
    kept: int = 1000


CUTS = (
    *(Cut("M1", 18, back) for back in (0, 18, 36)),
    *(Cut("M1", 12, back, kept) for back, kept in ((0, 30), (12, 42))),
    *(Cut("Tourism", 24, back) for back in (0, 24, 48)),
    *(Cut("Tourism", 18, back, 84) for back in (0, 36)),
    *(Cut("Tourism", 12, back, kept) for back, kept in ((20, 36), (50, 30), (80, 20))),
    *(Cut(name, horizon, back) for name in PANELS for horizon, back in ((3, 0), (6, 2))),
)


def report() -> list[str]:
    """Give one row a cut, and coverage by length of the history over all of them."""
    data = shared_data()
    if data is None:
        return ["Earlier origins: skipped, the shared data folder is not beside the checkout (or in EARLYWARN_SHARED_DATA)."]
    sources = _competitions(data) | {name: _panel(data / name, name) for name in PANELS}
    rows, by_length = [], {length: [] for length in LENGTHS[:-1]}
    for cut in CUTS:
        found = measured(sources[cut.source], cut)
        kept = f", last {cut.kept}" if cut.kept < 1000 else ""
        rows.append([f"{cut.source}, {cut.back} back{kept}", str(len(found)), *(f"{found[figure].mean():.3f}" for figure in FIGURES)])
        for low, high in pairwise(LENGTHS):
            by_length[low].append(found.filter(pl.col("months").is_between(low, high, closed="left")))
    pooled = {low: pl.concat(found) for low, found in by_length.items()}
    lengths = [[f"{low} and more", str(len(found)), *_covered(found)] for low, found in pooled.items()]
    head = ["cut", "series", "sMAPE", "MASE", "cover 80", "cover 95", "MSIS 80", "MSIS 95"]
    return ["Earlier origins", *table(head, rows), "", *table(["months of history", "series", "cover 80", "cover 95"], lengths)]


def _covered(found: pl.DataFrame) -> list[str]:
    return [f"{found[f'cover_{level}'].mean():.3f}" for level in LEVELS]


def measured(series: dict[str, np.ndarray], cut: Cut) -> pl.DataFrame:
    """Give one row a series that has a past and a whole hold-out: `months` of its past and the figures of `measures`."""
    pasts = {name: (values[: max(0, len(values) - cut.back - cut.horizon)][-cut.kept :], values) for name, values in series.items()}
    usable = {name: past for name, (past, values) in pasts.items() if _is_usable(past, _truth(values, cut))}
    frame = pl.concat(pl.DataFrame({"series_id": name, "t": range(len(past)), "value": past}) for name, past in usable.items())
    made = forecast_series(frame, cut.horizon, LEVELS)
    rows = []
    for (name,), own in made.group_by("series_id", maintain_order=True):
        limits = {level: (own[f"lo_{level}"].to_numpy(), own[f"hi_{level}"].to_numpy()) for level in LEVELS}
        past, truth = usable[str(name)], _truth(series[str(name)], cut)
        figures = measures(truth, Forecast(own["mean"].to_numpy(), limits), past)
        rows.append({"months": len(past), **figures, "mase": min(figures["mase"], LARGEST_ERROR)})
    return pl.DataFrame(rows)


def _truth(values: np.ndarray, cut: Cut) -> np.ndarray:
    """Give the months held out; none where the series has fewer."""
    end = len(values) - cut.back
    return values[end - cut.horizon : end] if end >= cut.horizon else values[:0]


def _is_usable(past: np.ndarray, truth: np.ndarray) -> bool:
    if len(past) <= FEWEST_MONTHS or not len(truth) or not np.isfinite(truth).all() or not np.isfinite(past[-1]):
        return False
    return bool(np.isfinite(past[SEASON:] - past[:-SEASON]).any() and naive_error(past) > 0)


def _competitions(data: Path) -> dict[str, dict[str, np.ndarray]]:
    """Give the training parts alone."""
    frame = pl.read_parquet(data / "forecast_competitions" / "observations.parquet").filter(~pl.col("is_test"))
    known = frame.sort("competition", "series_id", "t")
    return {
        str(competition): {str(name): own["value"].to_numpy() for (name,), own in rows.group_by("series_id", maintain_order=True)}
        for (competition,), rows in known.group_by("competition", maintain_order=True)
    }


def _panel(folder: Path, name: str) -> dict[str, np.ndarray]:
    """Give every series of a panel from its first to its last month, NaN = missing."""
    last, first = PANELS[name]
    series = comparable_series(panel_observations(folder, first, last), last).sort("uscc", "indicator", "period")
    out = {}
    for (code, indicator), own in series.group_by("uscc", "indicator", maintain_order=True):
        months = (own["period"].dt.year() * 12 + own["period"].dt.month()).to_numpy()
        values = np.full(months[-1] - months[0] + 1, np.nan)
        values[months - months[0]] = own["value"].to_numpy()
        out[f"{code}/{indicator}"] = values
    return out
