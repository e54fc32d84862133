"""Evidence by indicator, as an official reads it: how far below normal, since when, against whom, how surprising."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.evidence.deviations import Deviations
from models.evidence.settings import IndicatorSettings
from models.evidence.shifts import Shift, Spell, measure_shift, shift_size
from models.evidence.stops import stopped_months
from models.forecast.settings import HORIZONS
from models.numeric import Floats
from models.series.growth_rates import compared_with_last_year
from models.series.panel import Panel
from warehouse.periods import month_number, numbers_month, shift_month
from warehouse.vocabulary import INDICATORS

# How many months back the shifts end against which the present one is ranked; enough of them make small p-values possible.
_EARLIER: Final = range(3, 16)


def describe_indicators(
    panel: Panel,
    deviations: Deviations,
    expected: pl.DataFrame,
    series: pl.DataFrame,
    groups: npt.NDArray[np.int64],
    settings: IndicatorSettings | None = None,
) -> pl.DataFrame:
    """Describe every indicator that an enterprise has ever delivered, one row per ``uscc, indicator``; without the normal level.

    ``expected`` holds what was expected of the panel's last month 1, 3, 6 and 12 months before it (``uscc, indicator,
    horizon_months, expected``), ``series`` the comparable figures with their growth bases, ``groups`` the peer groups.
    The p-value is one-sided and conformal: the share of earlier shifts of that indicator, over all enterprises, that were as low.
    """
    settings = settings or IndicatorSettings()
    last = panel.months_count - 1
    shift = measure_shift(deviations, _recent(last, settings))
    duration = _duration(deviations, settings)
    p_values = _p_values(deviations, shift, last, settings)
    columns: dict[str, npt.NDArray[Any]] = {
        "value": panel.values[:, :, last],
        "peer_gap_log": shift.size,
        "peer_percentile_share": _percentiles(shift.size, groups, settings.least_peers),
        "p_value": p_values,
        "is_anomalous": discoveries(p_values, settings.false_discovery_share),
        "duration_months": duration,
        "silent_months": _silent(panel.values),
        "stopped_months": stopped_months(panel.values),
    }
    growth = compared_with_last_year(series, shift_month(panel.first, last))
    rows = _rows(panel, columns).join(growth, on=["uscc", "indicator"], how="left", maintain_order="left")
    return rows.pipe(_with_gaps, expected, settings).pipe(_with_onset, last, panel).select(_COLUMNS)


_COLUMNS: Final = [
    "uscc", "indicator", "family", "value", "gap_1_log", "gap_3_log", "gap_6_log", "gap_12_log", "peer_gap_log", "peer_percentile_share",
    "p_value", "is_anomalous", "duration_months", "onset", "silent_months", "stopped_months", "yoy_share", "growth_3m_share", "year_base",
]  # fmt: skip


def _recent(last: int, settings: IndicatorSettings) -> Spell:
    return Spell(last - settings.spell_months + 1, last - settings.spell_months + 1, last)


def _rows(panel: Panel, columns: Mapping[str, npt.NDArray[Any]]) -> pl.DataFrame:
    """Lay arrays (enterprises, indicators) out as rows of the indicators an enterprise has ever delivered."""
    enterprise, indicator = np.nonzero(np.isfinite(panel.values).any(axis=2))
    picked = {name: values[enterprise, indicator] for name, values in columns.items()}
    names = np.array(INDICATORS.keys)[indicator]
    rows = pl.DataFrame({"uscc": panel.uscc[enterprise], "indicator": names, **picked})
    counts = ("duration_months", "silent_months", "stopped_months")
    numbers = [name for name, dtype in rows.schema.items() if dtype == pl.Float64 and name not in counts]
    return rows.with_columns(
        pl.col(numbers).fill_nan(None),
        pl.col(counts).cast(pl.Int32),
        family=pl.col("indicator").replace_strict({one.key: one.family for one in INDICATORS}),
    )


def _duration(deviations: Deviations, settings: IndicatorSettings) -> Floats:
    """For how many months up to now a series has stood low against the highest level it had 1 to 12 months before."""
    months = deviations.excess.shape[2]
    references = [deviations.level[:, :, months - 1 - back] for back in HORIZONS if months - 1 - back >= 0]
    reference = np.fmax.reduce(references) if references else np.full(deviations.noise.shape, np.nan)
    depth = np.maximum(settings.low_log, settings.low_noise * deviations.noise)
    low = deviations.excess[:, :, -settings.longest_months :] < (reference - depth)[:, :, None]
    missing = ~np.isfinite(deviations.excess[:, :, -settings.longest_months :])
    run = np.cumprod((low | missing)[:, :, ::-1], axis=2).sum(axis=2)
    # A month that did not arrive neither begins nor ends a spell.
    ends_low = low[:, :, -3:].any(axis=2)
    return np.where(ends_low, run, 0).astype(float)


def _p_values(deviations: Deviations, shift: Shift, last: int, settings: IndicatorSettings) -> Floats:
    """Share of earlier shifts of the indicator, over all enterprises, that were as low for their noise; NaN where none is known."""
    spells = [_recent(last - back, settings) for back in _EARLIER]
    earlier = [shift_size(deviations, spell) / shift.error for spell in spells if spell.onset > 0]
    score = shift.size / shift.error
    reference = np.sort(np.concatenate(earlier), axis=0) if earlier else np.full((1, score.shape[1]), np.nan)
    answers = np.full(score.shape, np.nan)
    for column in range(score.shape[1]):
        known = reference[: np.isfinite(reference[:, column]).sum(), column]
        rank = np.searchsorted(known, score[:, column], side="right")
        answers[:, column] = np.where(np.isfinite(score[:, column]), (rank + 1) / (len(known) + 1), np.nan)
    return answers


def discoveries(p_values: Floats, share: float) -> npt.NDArray[np.bool_]:
    """Which p-values stand out among the enterprises at this false-discovery rate, by indicator.

    Benjamini and Hochberg (1995): of m known p-values in order, all up to the last that is at most its rank's part of the share. The
    libraries that have it load for more than half a second what a month does not use; a test holds it against them.
    """
    found = np.zeros(p_values.shape, dtype=bool)
    for column in range(p_values.shape[1]):
        ordered = np.sort(p_values[np.isfinite(p_values[:, column]), column])
        passing = ordered[ordered <= np.arange(1, ordered.size + 1) / max(ordered.size, 1) * share]
        found[:, column] = p_values[:, column] <= (passing[-1] if passing.size else -np.inf)
    return found


def _percentiles(size: Floats, groups: npt.NDArray[np.int64], least: int) -> Floats:
    """Place of each shift among the peers', 0 the lowest and 1 the highest; NaN where the peers are too few."""
    places = np.full(size.shape, np.nan)
    for group in np.unique(groups[groups >= 0]):
        rows = np.flatnonzero(groups == group)
        known = np.isfinite(size[rows])
        count = known.sum(axis=0)
        rank = np.argsort(np.argsort(size[rows], axis=0), axis=0).astype(float)
        share = np.where(known & (count >= least), rank / np.maximum(count - 1, 1), np.nan)
        places[rows] = share
    return places


def _silent(values: Floats) -> Floats:
    seen = np.isfinite(values)
    return np.asarray(np.where(seen.any(axis=2), np.argmax(seen[:, :, ::-1], axis=2), values.shape[2]), dtype=np.float64)


def against_normal(
    evidence: pl.DataFrame, normal: pl.DataFrame, groups: pl.DataFrame, settings: IndicatorSettings | None = None
) -> pl.DataFrame:
    """Add the normal level and how far the figure and the peers' are from theirs.

    Adds expected, horizon_months, lo_80, hi_80, ratio_share, peers_share.
    ``normal``: rows of ``normal_levels`` for the month of the evidence; ``groups``: uscc, group, null where none is known.
    """
    settings = settings or IndicatorSettings()
    levels = normal.select("uscc", "indicator", "expected", "horizon_months", "lo_80", "hi_80")
    joined = evidence.join(levels, on=["uscc", "indicator"], how="left", maintain_order="left")
    ratio = pl.when(pl.col("expected") > 0).then(pl.col("value") / pl.col("expected"))
    return joined.with_columns(ratio_share=ratio).pipe(_with_peers, groups, settings)


def _with_peers(evidence: pl.DataFrame, groups: pl.DataFrame, settings: IndicatorSettings) -> pl.DataFrame:
    """Add ``peers_share``: the peers' middle gap to what was expected of them as long before as of this one, as growth."""
    own = evidence.join(groups, on="uscc", how="left", maintain_order="left")
    key = ["group", "indicator"]
    gaps = [pl.col(f"gap_{horizon}_log").median().alias(f"peers_{horizon}") for horizon in HORIZONS]
    counts = [pl.col(f"gap_{horizon}_log").count().alias(f"count_{horizon}") for horizon in HORIZONS]
    peers = own.filter(pl.col("group").is_not_null()).group_by(key).agg(*gaps, *counts)
    joined = own.join(peers, on=key, how="left", maintain_order="left")
    # A level carried on from the year before has no twin among the peers'.
    enough = {horizon: (pl.col("horizon_months") == horizon) & (pl.col(f"count_{horizon}") >= settings.least_peers) for horizon in HORIZONS}
    middle = pl.coalesce([pl.when(enough[horizon]).then(pl.col(f"peers_{horizon}")) for horizon in HORIZONS])
    share = middle.exp() * (1 + settings.floor_share) - settings.floor_share - 1
    return joined.with_columns(peers_share=share).select(*evidence.columns, "peers_share")


def _with_gaps(rows: pl.DataFrame, expected: pl.DataFrame, settings: IndicatorSettings) -> pl.DataFrame:
    """Compare with what was expected 1, 3, 6 and 12 months before."""
    wide = expected.pivot("horizon_months", index=["uscc", "indicator"], values="expected")
    wide = wide.rename({str(horizon): f"expected_{horizon}" for horizon in HORIZONS if str(horizon) in wide.columns})
    absent = {name: pl.lit(None, pl.Float64) for horizon in HORIZONS if (name := f"expected_{horizon}") not in wide.columns}
    joined = rows.join(wide.with_columns(**absent), on=["uscc", "indicator"], how="left", maintain_order="left")
    gaps = {f"gap_{horizon}_log": _log_gap(pl.col(f"expected_{horizon}"), settings.floor_share) for horizon in HORIZONS}
    return joined.with_columns(**gaps)


def _log_gap(expected: pl.Expr, floor_share: float) -> pl.Expr:
    """Log ratio of the figure to what was expected; a share of the expectation keeps zeros and corrections finite."""
    ratio = (pl.max_horizontal(pl.col("value") / expected, 0.0) + floor_share) / (1 + floor_share)
    return pl.when((expected > 0) & pl.col("value").is_not_null()).then(ratio.log())


def _with_onset(rows: pl.DataFrame, last: int, panel: Panel) -> pl.DataFrame:
    number = month_number(panel.first) + last - pl.col("duration_months") + 1
    onset = pl.when(pl.col("duration_months") > 0).then(numbers_month(number))
    return rows.with_columns(onset=onset)
