"""One month, from what was known on its day to evidence: the stage functions in the order in which they run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from models.evidence.features import Evidence, EvidenceSettings, weigh_evidence
from models.series.comparable import SeriesSettings, comparable_series
from models.series.panel import Panel, build_panel


@dataclass(frozen=True, slots=True)
class MonthSettings:
    """Everything from figures to evidence."""

    series: SeriesSettings = field(default_factory=SeriesSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    panel_months: int = 60


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
