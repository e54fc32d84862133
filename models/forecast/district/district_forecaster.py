"""Expected values of a whole district: every enterprise, indicator and month at once, from what was known at each origin.

The public step is `expect_district`; the named steps below follow its story. Nothing in an expectation made at a month comes
from figures of later months, except the fixed unit of the log-like scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from models.forecast.district.district_smoothers import SmoothedPaths, smooth_district
from models.forecast.district.pooled_bands import LIMITS, Cells, around_expected, cells_of_rows, fading_limits, not_narrower
from models.forecast.district.season import fit_calendar
from models.forecast.intermittent import intermittent_rows, running_scale, shifted, trailing_expectation, without_one_offs
from models.forecast.scale import from_log_like, to_log_like, unit_of_series
from models.forecast.series_matrix import SeriesMatrix, lay_out, slice_of_row
from models.forecast.settings import HORIZONS, ExpectedSettings
from models.numeric import Floats, Integers
from warehouse.vocabulary import LUMPY

_VALUES = ("expected", "lo_80", "hi_80", "lo_95", "hi_95")
_COVERAGE_TYPES = {
    "indicator": pl.String,
    "size_class": pl.String,
    "horizon_months": pl.Int64,
    "nominal_share": pl.Float64,
    "covered_share": pl.Float64,
    "count": pl.Int64,
}
_MATURE_MONTHS = 22  # months after its first figure from which a series' errors count fully in the bands
_YOUNG_WEIGHT = 0.03  # what earlier errors count
_FEWEST_FIGURES = 4  # fewer figures than these make every expectation a fallback
_STALE_MONTHS = 12  # a series silent for longer is carried on only as a fallback
_MOST_AWAY = 1.5  # log points an expectation may lie outside the range seen so far


@dataclass(frozen=True, slots=True)
class ExpectationArrays:
    """Dense arrays on the log-like scale z = asinh(value / unit); S series, T months, H = 4 horizons (1, 3, 6, 12 months).

    ``z`` (S, T) figures, NaN = missing; ``c`` (S, T) calendar effect contained in them, as fitted at the last month;
    ``e`` (S, T, H) what was expected of the month 1, 3, 6 and 12 months before it, NaN before the first figure;
    ``s`` (S,) noise scale of a one-month surprise at the last month, ``s_path`` (S, T) the same as known at each month;
    ``unit`` (S,) unit of z; ``is_intermittent`` (S,); ``is_part`` (S, T) months that only carry their share of a later figure
    (the January of a merged pair, the first month of a two-month bill): neither surprises nor evidence; ``index`` names the
    series (uscc, indicator, industry_division, size_class), ``periods`` the months. ``limits``, by horizon, (origins from ``first_origin``,
    4, cells) the limits of the bands in noise scales; ``cell`` (S,) the cell of every series.
    """

    index: pl.DataFrame
    periods: pl.Series
    z: Floats
    c: Floats
    e: Floats
    s: Floats
    s_path: Floats
    unit: Floats
    is_intermittent: npt.NDArray[np.bool_]
    is_part: npt.NDArray[np.bool_]
    limits: tuple[Floats, ...]
    first_origin: int
    cell: Integers


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would have been normal.

    ``one_ahead``: uscc, indicator, period, expected, lo_80, hi_80, lo_95, hi_95 of the last months, each made the month before.
    ``targets``: uscc, indicator, horizon_months, expected, limits, is_fallback, made at the last month for the months ahead.
    ``of_last_month``: the same columns, what was expected of the last month 1, 3, 6 and 12 months before it.
    ``band_coverage``: indicator, size_class, horizon_months, nominal_share, covered_share, count. ``arrays``: see there.
    """

    one_ahead: pl.DataFrame
    targets: pl.DataFrame
    of_last_month: pl.DataFrame
    band_coverage: pl.DataFrame
    arrays: ExpectationArrays


def expect_district(series: pl.DataFrame, groups: pl.DataFrame, last_month: date, settings: ExpectedSettings | None = None) -> Expectation:
    """Give expected values with bands for every series of a district.

    Args:
        series: comparable series (uscc, indicator, period, value, flags); months after `last_month` are not looked at.
        groups: uscc, industry_division, size_class; a firm without a row shares the empty group.
        last_month: first day of the last month that is known.
        settings: how expectations are made.

    Raises:
        ValueError: no figure is known up to `last_month`, or a series has a month twice.
    """
    settings = settings or ExpectedSettings()
    matrix = lay_out(series, groups, last_month)
    unit = unit_of_series(matrix.values)
    z = to_log_like(matrix.values, unit)
    # A share of a later figure was not known in its month: it neither moves a level nor is it an error.
    own = np.where(matrix.is_part, np.nan, z)
    effects = fit_calendar(np.where(_in_long_run(matrix.is_part), np.nan, z), matrix, settings)
    paths = smooth_district(own, matrix.periods[0].month - 1, effects, matrix.indicator_starts, settings)
    by_nature = matrix.index["indicator"].is_in(LUMPY).to_numpy()
    lumpy = by_nature | intermittent_rows(matrix.values, settings.intermittent_share)
    regular = matrix.values.copy()
    regular[lumpy & ~by_nature] = without_one_offs(matrix.values[lumpy & ~by_nature])
    _replace_lumpy(paths, own, regular, unit, lumpy)
    _bound(paths, z.T)
    bands = _bands(matrix, own, paths, lumpy, settings)
    return Expectation(
        one_ahead=_one_ahead(matrix, paths, unit, bands, settings),
        targets=_targets(matrix, paths, unit, bands),
        of_last_month=_of_last_month(matrix, paths, unit, bands),
        band_coverage=_coverage(matrix, bands, settings),
        arrays=_arrays(matrix, z, paths, unit, lumpy, bands),
    )


def _in_long_run(is_part: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say which months lie in a run of three or more equal shares, whose flat course would pass for a calm season."""
    beside = np.zeros_like(is_part)
    beside[:, 1:] |= is_part[:, :-1]
    beside[:, :-1] |= is_part[:, 1:]
    return is_part & beside


def _replace_lumpy(paths: SmoothedPaths, own: Floats, values: Floats, unit: Floats, lumpy: npt.NDArray[np.bool_]) -> None:
    """Give lumpy series their own expectation and noise scale, without a season."""
    mean = to_log_like(trailing_expectation(values[lumpy]), unit[lumpy]).T
    for number, horizon in enumerate(HORIZONS):
        paths.expected[number][:, lumpy] = shifted(mean, horizon)
    paths.targets[:, lumpy] = mean[-1]
    paths.effect[:, lumpy] = 0.0
    paths.target_effect[:, lumpy] = 0.0
    paths.scale[:, lumpy] = running_scale(own[lumpy].T - paths.expected[0][:, lumpy])


def _bound(paths: SmoothedPaths, figures: Floats) -> None:
    """Keep every expectation near the range of the figures seen at its origin, so that nothing can explode."""
    low = np.fmin.accumulate(figures, axis=0) - _MOST_AWAY
    high = np.fmax.accumulate(figures, axis=0) + _MOST_AWAY
    for number, horizon in enumerate(HORIZONS):
        paths.expected[number, horizon:] = np.clip(paths.expected[number, horizon:], low[:-horizon], high[:-horizon])
    paths.targets[:] = np.clip(paths.targets, low[-1], high[-1])


@dataclass(frozen=True, slots=True)
class _Bands:
    """Bands of one run: the cell of every series, errors (months, series) and limits (months from `first`, limits, cells) by horizon."""

    cells: Cells
    first: int
    errors: tuple[Floats, ...]
    limits: tuple[Floats, ...]

    def of_rows(self, number: int, origins: Integers) -> Floats:
        """Give the normalised limits of horizon `number` for expectations made at `origins`, shape (origins, limits, series)."""
        return self.limits[number][origins - self.first][:, :, self.cells.of_row]


def _bands(matrix: SeriesMatrix, z: Floats, paths: SmoothedPaths, lumpy: npt.NDArray[np.bool_], settings: ExpectedSettings) -> _Bands:
    indicator = slice_of_row(matrix.indicator_starts, len(z))
    # Lumpy series have errors of their own shape; the others are told apart by how volatile they are among their kind.
    volatility = np.where(lumpy, 3, _thirds(paths.scale[-1], indicator))
    cells = cells_of_rows(indicator, volatility, _size_codes(matrix))
    lumpy_cells = np.zeros(len(cells.parent), dtype=np.bool_)
    lumpy_cells[cells.of_row[lumpy]] = True
    first = max(0, z.shape[1] - 1 - max(settings.stored_months, settings.coverage_months + max(HORIZONS)))
    age = _age(paths.seen)
    errors: list[Floats] = []
    limits: list[Floats] = []
    for number, horizon in enumerate(HORIZONS):
        normalised = np.full(z.T.shape, np.nan)
        normalised[horizon:] = (z.T[horizon:] - paths.expected[number, horizon:]) / paths.scale[:-horizon]
        # The errors of a series' first months are those of a stranger: they count only until better ones are known.
        # Counted in months, since a meter that is billed every second month grows up as fast as the others.
        weights = np.ones(z.T.shape)
        weights[horizon:] = np.where(age[:-horizon] >= _MATURE_MONTHS, 1.0, _YOUNG_WEIGHT)
        errors.append(normalised)
        found = around_expected(fading_limits(normalised, weights, cells, lumpy_cells, settings.band_memory, first))
        limits.append(not_narrower(found, limits[-1]) if limits else found)
    return _Bands(cells, first, tuple(errors), tuple(limits))


def _age(seen: Integers) -> Integers:
    """Give the months since each series' first figure, that month included; shape (months, series) as `seen`."""
    return np.asarray(np.cumsum(seen > 0, axis=0))


def _size_codes(matrix: SeriesMatrix) -> Integers:
    return matrix.index["size_class"].rank("dense").to_numpy().astype(np.int64) - 1


def _coverage(matrix: SeriesMatrix, bands: _Bands, settings: ExpectedSettings) -> pl.DataFrame:
    """Count how many of the last months' figures fell inside the bands made before them, by indicator and size class."""
    keys = ["indicator", "size_class", "horizon_months", "nominal_share"]
    frames = []
    for number, horizon in enumerate(HORIZONS):
        errors = bands.errors[number]
        months = np.arange(max(horizon, len(errors) - settings.coverage_months), len(errors))
        if not len(months):
            continue
        lo_95, lo_80, hi_80, hi_95 = np.moveaxis(bands.of_rows(number, months - horizon), 1, 0)
        recent = errors[months]
        base = matrix.index.select("indicator", "size_class", horizon_months=pl.lit(horizon, pl.Int64))
        for nominal, low, high in ((0.8, lo_80, hi_80), (0.95, lo_95, hi_95)):
            inside = pl.Series(((recent >= low) & (recent <= high)).sum(axis=0))
            seen = pl.Series(np.isfinite(recent).sum(axis=0)).cast(pl.Int64)
            frames.append(base.with_columns(nominal_share=pl.lit(nominal), inside=inside, count=seen))
    if not frames:
        return pl.DataFrame(schema=_COVERAGE_TYPES)
    counted = pl.concat(frames).group_by(keys).agg(pl.col("inside", "count").sum()).filter(pl.col("count") > 0)
    return counted.select(*keys, covered_share=pl.col("inside") / pl.col("count"), count="count").sort(keys)


def _thirds(scale: Floats, indicator: Integers) -> Integers:
    """Class the series of every indicator into thirds by noise scale (0 steady, 1, 2 volatile)."""
    out = np.zeros(len(scale), dtype=np.int64)
    for number in range(int(indicator.max()) + 1):
        members = indicator == number
        out[members] = np.searchsorted(np.quantile(scale[members], [1 / 3, 2 / 3]), scale[members], side="left")
    return out


def _in_own_unit(centre: Floats, scale: Floats, limits: Floats, unit: Floats, floor: Floats) -> dict[str, Floats]:
    """Turn centre (n, series), noise scale (n, series) and limits (n, limits, series) into columns (series x n) in canonical units."""
    columns = {"expected": centre}
    columns |= {name: centre + limits[:, number] * scale for number, name in enumerate(LIMITS)}
    # A figure that never was negative is not expected to be.
    columns = {name: np.maximum(values, floor) for name, values in columns.items()}
    return {name: from_log_like(np.ascontiguousarray(columns[name].T), unit).reshape(-1) for name in _VALUES}


def _one_ahead(matrix: SeriesMatrix, paths: SmoothedPaths, unit: Floats, bands: _Bands, settings: ExpectedSettings) -> pl.DataFrame:
    count = len(matrix.periods)
    months = np.arange(max(1, count - settings.stored_months), count)
    if not len(months):
        return pl.DataFrame(schema={"uscc": pl.String, "indicator": pl.String, "period": pl.Date} | dict.fromkeys(_VALUES, pl.Float64))
    columns = _in_own_unit(paths.expected[0, months], paths.scale[months - 1], bands.of_rows(0, months - 1), unit, _floor(matrix))
    keys = _repeated_keys(matrix, len(months)).with_columns(period=pl.concat([matrix.periods[months.tolist()]] * len(unit)))
    return keys.with_columns(**columns).filter(pl.col("expected").is_not_nan())


def _floor(matrix: SeriesMatrix) -> Floats:
    return np.where((np.nan_to_num(matrix.values) < 0).any(axis=1), -np.inf, 0.0)


def _repeated_keys(matrix: SeriesMatrix, times: int) -> pl.DataFrame:
    rows = np.repeat(np.arange(matrix.index.height), times)
    return matrix.index.select("uscc", "indicator")[rows]


def _targets(matrix: SeriesMatrix, paths: SmoothedPaths, unit: Floats, bands: _Bands) -> pl.DataFrame:
    """What is expected of the months ahead of the last one."""
    last = len(matrix.periods) - 1
    limits = np.concatenate([bands.of_rows(number, np.array([last])) for number in range(len(HORIZONS))])
    scale = np.broadcast_to(paths.scale[last], paths.targets.shape)
    return _by_horizon(matrix, paths, HORIZONS, _in_own_unit(paths.targets, scale, limits, unit, _floor(matrix)))


def _of_last_month(matrix: SeriesMatrix, paths: SmoothedPaths, unit: Floats, bands: _Bands) -> pl.DataFrame:
    """What was expected of the last month, each horizon from its own origin; horizons longer than the history are left out."""
    last = len(matrix.periods) - 1
    numbers = [number for number, horizon in enumerate(HORIZONS) if last - horizon >= bands.first]
    if not numbers:
        return _targets(matrix, paths, unit, bands).clear()
    horizons = tuple(HORIZONS[number] for number in numbers)
    limits = np.concatenate([bands.of_rows(number, np.array([last - HORIZONS[number]])) for number in numbers])
    scale = paths.scale[[last - horizon for horizon in horizons]]
    columns = _in_own_unit(paths.expected[numbers, last], scale, limits, unit, _floor(matrix))
    return _by_horizon(matrix, paths, horizons, columns).filter(pl.col("expected").is_not_nan())


def _by_horizon(matrix: SeriesMatrix, paths: SmoothedPaths, horizons: tuple[int, ...], columns: dict[str, Floats]) -> pl.DataFrame:
    count = len(horizons)
    keys = _repeated_keys(matrix, count).with_columns(horizon_months=np.tile(np.array(horizons, dtype=np.int64), matrix.index.height))
    return keys.with_columns(**columns, is_fallback=np.repeat(_is_fallback(matrix, paths), count))


def _is_fallback(matrix: SeriesMatrix, paths: SmoothedPaths) -> npt.NDArray[np.bool_]:
    last = len(matrix.periods) - 1
    silent = last - np.where(np.isfinite(matrix.values), np.arange(last + 1), -1).max(axis=1)
    return np.asarray((paths.seen[-1] < _FEWEST_FIGURES) | (silent >= _STALE_MONTHS))


def expected_at(arrays: ExpectationArrays, rows: Integers, months: Integers, numbers: Integers) -> dict[str, Floats]:
    """Give what was expected of single months by the screening forecaster: expected, lo_80, hi_80, lo_95, hi_95, each (points,).

    ``rows`` are series by place in ``arrays.index``, ``months`` places in ``arrays.periods`` and ``numbers`` places in HORIZONS. NaN where
    the expectation would have been made before the first figure or before the first stored origin.
    """
    origins = months - np.array(HORIZONS)[numbers]
    is_stored = origins >= arrays.first_origin
    centre = np.where(is_stored, arrays.e[rows, months, numbers], np.nan)
    scale = arrays.s_path[rows, np.maximum(origins, 0)]
    limits = np.full((len(rows), len(LIMITS)), np.nan)
    for number, known in enumerate(arrays.limits):
        at = is_stored & (numbers == number)
        limits[at] = known[origins[at] - arrays.first_origin, :, arrays.cell[rows[at]]]
    floor = np.where((np.nan_to_num(arrays.z[rows]) < 0).any(axis=1), -np.inf, 0.0)
    columns = {"expected": centre} | {name: centre + limits[:, place] * scale for place, name in enumerate(LIMITS)}
    return {name: from_log_like(np.maximum(columns[name], floor)[:, None], arrays.unit[rows])[:, 0] for name in _VALUES}


def _arrays(
    matrix: SeriesMatrix, z: Floats, paths: SmoothedPaths, unit: Floats, lumpy: npt.NDArray[np.bool_], bands: _Bands
) -> ExpectationArrays:
    return ExpectationArrays(
        index=matrix.index,
        periods=matrix.periods,
        z=z,
        c=np.ascontiguousarray(paths.effect.T),
        e=np.ascontiguousarray(paths.expected.transpose(2, 1, 0)),
        s=paths.scale[-1].copy(),
        s_path=np.ascontiguousarray(paths.scale.T),
        unit=unit,
        is_intermittent=lumpy,
        is_part=matrix.is_part,
        limits=bands.limits,
        first_origin=bands.first,
        cell=bands.cells.of_row,
    )
