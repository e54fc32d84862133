"""Whether stated risks came true as often as they said, by what the evidence mainly came from: reports, meters, books, people.

A kind of evidence whose meaning has changed shows as soon as the truth of a month is known: of a decline half a year later, of leaving a
year later. In: risks, their contributions and evidence as they were published then, what is known now. Out: how risks are made
(models.risk), what is said of it (pipelines.quality.rules).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.special import logit

from models.evidence.deviations import Deviations
from models.numeric import Floats
from models.risk.priors import PRIORS
from models.risk.regression import Examples, fit_towards_prior, standard_errors
from models.risk.retrospective_labels import judge_past
from models.risk.settings import RiskSettings
from models.series.panel import Panel
from models.warnings.false_alarms import expected_false_alarms
from warehouse.periods import month_number, month_numbers
from warehouse.risk_vocabulary import RISK_SOURCES
from warehouse.vocabulary import BOOKED, RISKS, UTILITIES

# Columns of evidence that people report.
_REPORTED: Final = ("signal_", "appeal_", "visit_", "report_")
_INDICATORS: Final = {"meters": UTILITIES, "books": BOOKED, "people": ("employment",)}
REPORTS, *_, NOTHING, ALL = RISK_SOURCES.keys
_LEAST_CHANCE: Final = 1e-6
# The spread of a prior that decides nothing.
_UNDECIDED: Final = 10.0


@dataclass(frozen=True, slots=True)
class RiskGuardSettings:
    """When the truth of a month is known, and how far it may be from what was stated."""

    # Months after which a risk is judged: figures of so many months decide whether a decline lasts, a year whether somebody leaves.
    wait_months: Mapping[str, int]
    # The interval that the count stays in, and how far the log-odds of a month may be off for all of a kind alike; figures show about seven
    # of ten declines that were stated, which lies inside.
    level: float = 0.998
    shift_spread: float = 0.6
    # Where twice as high odds went with less than this part of it, at the upper end of a one-sided interval of 90 %, the evidence means
    # something else than it did. In ordinary months the slope is about 0.7 for declines and 0.9 for leaving.
    least_slope: float = 0.5
    slope_errors: float = 1.28
    # Where fewer were to be expected nothing can be noticed.
    least_stated: float = 2.0
    # Reports count as the main evidence from this much on, in log-odds.
    least_log_odds: float = 0.3


SETTINGS: Final = RiskGuardSettings({"operating": 5, "relocation": 12})


def _reported_features(risk: str) -> list[str]:
    return [one.key for one in PRIORS[risk].features if all(name.startswith(_REPORTED) for name in one.value.meta.root_names())]


def main_sources(contributions: pl.DataFrame, features: pl.DataFrame, settings: RiskGuardSettings = SETTINGS) -> pl.DataFrame:
    """Return what the evidence of each enterprise mainly came from: risk, uscc, source, a key of RISK_SOURCES.

    Reports where they add at least as much as everything else, else the kind of figures that speaks most for a decline, ``nothing`` where
    none does. ``contributions``: rows of pred_contributions; ``features``: rows of feat_risk_features, both of one month.
    """
    parts = [_by_reports(contributions.filter(pl.col("risk") == risk), risk) for risk in RISKS.keys]
    rows = pl.concat(parts).join(features.select("uscc", source=_strongest_figures()), on="uscc", how="inner", maintain_order="left")
    is_reported = (pl.col("reported") >= settings.least_log_odds) & (pl.col("reported") >= pl.col("others"))
    return rows.select("risk", "uscc", source=pl.when(is_reported).then(pl.lit(REPORTS)).otherwise("source"))


def _by_reports(own: pl.DataFrame, risk: str) -> pl.DataFrame:
    is_reported, added = pl.col("feature").is_in(_reported_features(risk)), pl.col("contribution_log_odds")
    sums = own.filter(pl.col("feature") != "intercept").group_by("uscc", maintain_order=True)
    return sums.agg(reported=added.filter(is_reported).sum(), others=added.filter(~is_reported).sum()).with_columns(risk=pl.lit(risk))


def _strongest_figures() -> pl.Expr:
    """The kind of figures whose evidence of a decline, what speaks against it left out, is the largest."""
    sums = {source: pl.sum_horizontal([pl.col(f"evidence_{name}").clip(0, None) for name in own]) for source, own in _INDICATORS.items()}
    largest = pl.max_horizontal(*sums.values())
    strongest = [pl.when((total == largest) & (largest > 0)).then(pl.lit(source)) for source, total in sums.items()]
    return pl.coalesce(*strongest, pl.lit(NOTHING))


def declines_of(month: date, deviations: Deviations, panel: Panel, settings: RiskSettings) -> pl.DataFrame:
    """Return how likely each enterprise was in or before a lasting decline in a past month, as figures known now say: uscc, happened."""
    place = month_number(month) - month_number(panel.first)
    judged = judge_past(deviations, [place], settings.labels, settings.hypotheses)[:, 0]
    return pl.DataFrame({"uscc": panel.uscc, "happened": judged})


def leavers_of(month: date, outcomes: pl.DataFrame, months: int) -> pl.DataFrame:
    """Return who left within so many months after a month, as records known now say: uscc, happened."""
    left = outcomes.filter(pl.col("outcome") == "relocated_out").group_by("uscc").agg(pl.col("occurred_on").min())
    after = month_numbers(pl.col("occurred_on")) - month_number(month)
    return left.filter(after.is_between(1, months)).select("uscc", happened=pl.lit(1.0)).sort("uscc")


def compared_risks(
    risk: str, stated: pl.DataFrame, sources: pl.DataFrame, happened: pl.DataFrame, settings: RiskGuardSettings = SETTINGS
) -> pl.DataFrame:
    """Count what was stated and what happened by source: rows of out_stated, without the months; the whole as ALL.

    ``stated``: rows of pred_risk of the month; ``sources``: from `main_sources`; ``happened``: uscc, happened in 0…1, whoever is not in it
    has none. The interval is that of a count whose chances share a shift of their log-odds; the slope is that of a recalibration (Cox 1958,
    Biometrika 45): 1 where those stated higher came true as much more often as was stated, 0 where a higher statement meant nothing.
    """
    own = sources.filter(pl.col("risk") == risk).select("uscc", "source")
    rows = stated.select("uscc", chance=f"{risk}_risk").drop_nulls().join(own, on="uscc", maintain_order="left")
    judged = rows.join(happened, on="uscc", how="left", maintain_order="left").with_columns(pl.col("happened").fill_null(0.0))
    kinds = {source: judged.filter(pl.col("source") == source) for source in RISK_SOURCES.keys[:-1]} | {ALL: judged}
    return pl.DataFrame([_counted(risk, source, rows, settings) for source, rows in kinds.items() if rows.height], schema=_SCHEMA)


def _counted(risk: str, source: str, rows: pl.DataFrame, settings: RiskGuardSettings) -> dict[str, Any]:
    chances, came = rows["chance"].to_numpy(), rows["happened"].to_numpy()
    stated, happened, (lo, hi) = float(chances.sum()), float(came.sum()), _interval(chances, settings)
    slope, error = _slope(chances, came) if min(stated, happened) >= settings.least_stated else (None, None)
    is_flat = slope is not None and error is not None and slope + settings.slope_errors * error < settings.least_slope
    is_off = stated >= settings.least_stated and (is_flat or not lo <= round(happened) <= hi)
    row = {"risk": risk, "source": source, "count": rows.height, "stated": stated, "happened": happened, "lo": lo, "hi": hi}
    return row | {"slope": slope, "slope_error": error, "is_off": is_off}


def _slope(chances: Floats, happened: Floats) -> tuple[float, float]:
    """Return the slope of a recalibration on the log-odds with its standard error."""
    odds = logit(np.clip(chances, _LEAST_CHANCE, 1 - _LEAST_CHANCE))
    ones = np.ones(len(odds))
    examples = Examples((odds - odds.mean())[:, None], happened, ones, ones)
    start, spread = np.array([logit(happened.mean()), 1.0]), np.full(2, _UNDECIDED)
    fitted = fit_towards_prior(("slope",), examples, start, spread)
    return float(fitted.values[1]), float(standard_errors(fitted, examples)[1])


def _interval(chances: Floats, settings: RiskGuardSettings) -> tuple[int, int]:
    # Counted of what does not happen, so the ends change places.
    alarms = expected_false_alarms(np.asarray(1 - chances), settings.level, settings.shift_spread)
    return alarms.low, alarms.high


_SCHEMA: Final = {
    "risk": pl.String, "source": pl.String, "count": pl.Int64, "stated": pl.Float64, "happened": pl.Float64, "lo": pl.Int64, "hi": pl.Int64,
    "slope": pl.Float64, "slope_error": pl.Float64, "is_off": pl.Boolean,
}  # fmt: skip
