"""One month, from what was known on its day to evidence: the stage functions in the order in which they run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from models.evidence.features import Evidence, EvidenceSettings, weigh_evidence
from models.evidence.indicator_evidence import AssessSettings
from models.series.comparable import SeriesSettings, comparable_series
from models.series.panel import Panel, build_panel


@dataclass(frozen=True, slots=True)
class MonthSettings:
    """Everything from figures to evidence."""

    series: SeriesSettings = field(default_factory=SeriesSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    assess: AssessSettings = field(default_factory=AssessSettings)
    panel_months: int = 60
    # Months before the current one from which the risks learn.
    training_months: int = 36


def month_panel(series: pl.DataFrame, register: pl.DataFrame, month: date, settings: MonthSettings) -> Panel:
    """Lay the comparable series of the registered enterprises out as an array that ends with ``month``."""
    return build_panel(series, register["uscc"], month, settings.panel_months)


def peer_groups(register: pl.DataFrame, uscc: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """Number the industry divisions of the enterprises in the order of ``uscc``; −1 where none is known."""
    division = pl.DataFrame({"uscc": uscc}).join(register.select("uscc", "industry_division"), on="uscc", how="left", maintain_order="left")
    codes = division["industry_division"].replace("", None).rank("dense").cast(pl.Int64) - 1
    return codes.fill_null(-1).to_numpy()


def month_evidence(
    observations: pl.DataFrame, register: pl.DataFrame, signals: pl.DataFrame, month: date, as_of: date, settings: MonthSettings
) -> tuple[pl.DataFrame, Panel, Evidence]:
    """Take a month from observations to evidence; all frames as known on ``as_of``.

    Returns the comparable series, the panel, and the evidence of ``month``.
    """
    series = comparable_series(observations, month, settings.series)
    panel = month_panel(series, register, month, settings)
    return series, panel, weigh_evidence(panel, peer_groups(register, panel.uscc), signals, as_of, settings.evidence)


def size_classes(series: pl.DataFrame, register: pl.DataFrame, month: date, classes: int = 3) -> pl.DataFrame:
    """Class enterprises into thirds by size: ``uscc, industry_division, size_class``.

    Size is the median output of the last 36 months up to ``month``, else electricity, else head-count; the class is empty where none
    of them is known.
    """
    # Three years and not one: by its last months a firm that collapses would be called small, and the small would seem ill foreseen.
    recent = series.filter(pl.col("period").is_between(pl.lit(month).dt.offset_by("-35mo"), month))
    sizes = recent.group_by("uscc", "indicator").agg(pl.col("value").median())
    rows = register.select("uscc", "industry_division")
    for indicator in ("output_value", "electricity", "employment"):
        known = sizes.filter(pl.col("indicator") == indicator).select("uscc", pl.col("value").alias(indicator))
        rows = rows.join(known, on="uscc", how="left", maintain_order="left")
    places = [pl.col(name).rank() / pl.col(name).count() for name in ("output_value", "electricity", "employment")]
    number = (pl.coalesce(places) * classes).ceil().clip(1, classes)
    return rows.select("uscc", "industry_division", size_class=number.cast(pl.Int64).cast(pl.String).fill_null(""))
