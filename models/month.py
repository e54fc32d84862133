"""One month, from what was known on its day to evidence: the only recipe, for the month of a run and for the months it learns from.

`evidence_of_month` is all that training months need; `judge_indicators` goes on from there for the month of a run.
In: the order of the steps. Out: each step (models.series, models.forecast, models.evidence), risks (models.risk).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.evidence.deviations import Deviations, measure_deviations
from models.evidence.features import measure_features
from models.evidence.indicator_evidence import against_normal, describe_indicators
from models.evidence.normal_levels import low_spells, normal_levels
from models.evidence.recent_use import recent_features
from models.forecast.district.district_forecaster import Expectation, expect_district
from models.forecast.settings import ExpectedSettings
from models.forecast.tournament.selection import apply_choice
from models.month_settings import MonthSettings
from models.numeric import Integers
from models.series.comparable import comparable_series, with_quarter_sums
from models.series.panel import Panel, build_panel
from warehouse.periods import shift_month
from warehouse.vocabulary import SIZE_CLASSES

# An enterprise is classed by the first of these that is known of it, over so many months.
_SIZE_INDICATORS: Final = ("output_value", "electricity", "employment")
_SIZE_MONTHS: Final = 36


@dataclass(frozen=True, slots=True)
class MonthEvidence:
    """What the figures known on a day say about a month.

    ``series`` comparable figures (columns of models.series.comparable); ``panel`` the same as an array that ends with ``month``;
    ``groups`` (enterprises of the panel,) peer groups by number, −1 for none; ``deviations`` of every series from its past and its
    peers; ``features`` one row per enterprise of the panel, ``uscc`` first, then the numbers the risks are judged on
    (feat_risk_features without month, as_of and inputs_hash).
    """

    month: date
    as_of: date
    series: pl.DataFrame
    panel: Panel
    groups: npt.NDArray[np.int64]
    deviations: Deviations
    features: pl.DataFrame


@dataclass(frozen=True, slots=True)
class IndicatorEvidence:
    """Rows of feat_series, feat_expected, out_bands and feat_evidence of one month, each without the month."""

    series: pl.DataFrame
    expected: pl.DataFrame
    bands: pl.DataFrame
    evidence: pl.DataFrame


def evidence_of_month(
    figures: pl.DataFrame,
    register: pl.DataFrame,
    signals: pl.DataFrame,
    appeals: pl.DataFrame,
    visits: pl.DataFrame,
    month: date,
    as_of: date,
    settings: MonthSettings,
    use: pl.DataFrame | None = None,
    judged: pl.DataFrame | None = None,
) -> MonthEvidence:
    """Take a month from figures to the features of the risks; all frames as known on ``as_of``.

    ``figures``: core_observations as a run sees them; ``register``: uscc, industry_division, street; ``signals``: uscc, observed_on, kind;
    ``appeals``: uscc, raised_on, topic, closed_on; ``visits``: rows of core_visits; ``use``: by day (models.series.daily_use), None where
    nobody reads meters so; ``judged``: the figures as `judged_figures` gave them, where somebody has asked already.

    Made once per month and day: whoever needs it later keeps it or reads its rows.
    """
    series = comparable_series(figures, month, settings.series, judged)
    panel = build_panel(series, register["uscc"], month, settings.panel_months)
    groups = peer_groups(register, panel.uscc)
    alike = (size_groups(series, register, panel.uscc, month), street_groups(register, panel.uscc))
    deviations = measure_deviations(panel, groups, settings.evidence.deviations, alike)
    recent = recent_features(use, panel, groups, deviations, as_of, settings.evidence.recent, alike)
    features = measure_features(panel, deviations, signals, appeals, visits, as_of, settings.evidence, recent)
    return MonthEvidence(month, as_of, series, panel, groups, deviations, features)


def features_of_month(
    figures: pl.DataFrame,
    register: pl.DataFrame,
    signals: pl.DataFrame,
    appeals: pl.DataFrame,
    visits: pl.DataFrame,
    month: date,
    as_of: date,
    settings: MonthSettings,
    use: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the features of a month that is only learned from; arguments as `evidence_of_month`."""
    return evidence_of_month(figures, register, signals, appeals, visits, month, as_of, settings, use).features


def judge_indicators(
    known: MonthEvidence, register: pl.DataFrame, choice: pl.DataFrame, settings: MonthSettings, expected: ExpectedSettings
) -> IndicatorEvidence:
    """Go on to what was expected of every series and how far each indicator is from it.

    ``choice``: indicator, size_class, forecaster of the tournament a run goes by (`chosen_forecasters`); empty for the usual one.
    """
    sizes = size_classes(known.series, register, known.month)
    expectation = apply_choice(expect_district(known.series, sizes, known.month, expected), choice)
    described = describe_indicators(
        known.panel, known.deviations, expectation.of_last_month, known.series, known.groups, settings.indicators
    )
    normal = normal_levels(described, expectation, known.month)
    told = low_spells(described, normal, known.series)
    of_month = normal.filter(pl.col("period") == known.month)
    evidence = against_normal(told, of_month, _group_frame(known), settings.indicators)
    series = _with_normal(_with_expected(known.series, expectation, known.month, settings), normal, told, known.month)
    return IndicatorEvidence(series, expectation.of_last_month, expectation.band_coverage, evidence)


def _with_expected(series: pl.DataFrame, expectation: Expectation, month: date, settings: MonthSettings) -> pl.DataFrame:
    """Give the series of the stored months with what was expected of each the month before."""
    recent = series.filter(pl.col("period") > shift_month(month, -settings.stored_months))
    return with_quarter_sums(recent.join(expectation.one_ahead, on=["uscc", "indicator", "period"], how="left"))


def _with_normal(series: pl.DataFrame, normal: pl.DataFrame, told: pl.DataFrame, month: date) -> pl.DataFrame:
    """Add the normal level of the month and of those of a running dip; null elsewhere, where the expectation of a month ahead is drawn."""
    names = {"expected": "normal"} | {name: f"normal_{name}" for name in ("lo_80", "hi_80", "lo_95", "hi_95")}
    onsets = told.select("uscc", "indicator", pl.col("onset").fill_null(month))
    level = normal.join(onsets, on=["uscc", "indicator"]).filter(pl.col("period") >= pl.col("onset"))
    drawn = level.select("uscc", "indicator", "period", *names).rename(names)
    return series.join(drawn, on=["uscc", "indicator", "period"], how="left", maintain_order="left")


def _group_frame(known: MonthEvidence) -> pl.DataFrame:
    """Give the peer groups as rows: uscc, group, null for none."""
    group = pl.Series("group", known.groups)
    return pl.DataFrame({"uscc": known.panel.uscc, "group": group}).with_columns(group=pl.when(pl.col("group") >= 0).then("group"))


def peer_groups(register: pl.DataFrame, uscc: npt.NDArray[np.str_]) -> Integers:
    """Number the industry divisions of the enterprises in the order of ``uscc``; −1 where none is known."""
    return _numbered(register, "industry_division", uscc)


def street_groups(register: pl.DataFrame, uscc: npt.NDArray[np.str_]) -> Integers:
    """Number the streets of the enterprises in the order of ``uscc``; −1 where none is known."""
    return _numbered(register, "street", uscc)


def size_groups(series: pl.DataFrame, register: pl.DataFrame, uscc: npt.NDArray[np.str_], month: date) -> Integers:
    """Number the size classes (`size_classes`) of the enterprises in the order of ``uscc``; −1 where none is known."""
    return _numbered(size_classes(series, register, month), "size_class", uscc)


def _numbered(rows: pl.DataFrame, column: str, uscc: npt.NDArray[np.str_]) -> Integers:
    known = pl.DataFrame({"uscc": uscc}).join(rows.select("uscc", column), on="uscc", how="left", maintain_order="left")
    return (known[column].replace("", None).rank("dense").cast(pl.Int64) - 1).fill_null(-1).to_numpy()


def size_classes(series: pl.DataFrame, register: pl.DataFrame, month: date) -> pl.DataFrame:
    """Class enterprises into thirds by size: ``uscc, industry_division, size_class``.

    Size is the median output of the last 36 months up to ``month``, else electricity, else head-count; the class is empty where none
    of them is known.
    """
    # Three years and not one: by its last months a firm that collapses would be called small, and the small would seem ill foreseen.
    recent = series.filter(pl.col("period").is_between(shift_month(month, 1 - _SIZE_MONTHS), month))
    sizes = recent.group_by("uscc", "indicator").agg(pl.col("value").median())
    rows = register.select("uscc", "industry_division")
    for indicator in _SIZE_INDICATORS:
        known = sizes.filter(pl.col("indicator") == indicator).select("uscc", pl.col("value").alias(indicator))
        rows = rows.join(known, on="uscc", how="left", maintain_order="left")
    places = [pl.col(name).rank() / pl.col(name).count() for name in _SIZE_INDICATORS]
    classes = len(SIZE_CLASSES)
    number = (pl.coalesce(places) * classes).ceil().clip(1, classes)
    return rows.select("uscc", "industry_division", size_class=number.cast(pl.Int64).cast(pl.String).fill_null(""))
