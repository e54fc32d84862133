"""The months a run learns from: which they are, whose evidence is stale, and what is read of them.

A month's evidence is a function of what was visible on its own as-of day, so rows made from the same inputs are kept.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

import polars as pl

from models.month import MonthEvidence, features_of_month
from pipelines.clock import as_of_day
from pipelines.delivery.fingerprint import scoring_version
from pipelines.errors import UsageError
from pipelines.month.run import MonthRun
from pipelines.month.table_groups import LEARNED
from pipelines.settings import Settings
from pipelines.work_process import share_out
from warehouse import names
from warehouse.periods import shift_month

# Fewer months of figures than these hold no evidence worth learning from.
LEAST_MONTHS = 12
# So many months back every month is learned from.
EVERY_MONTHS = 12


def training_months(month: date, count: int) -> list[date]:
    """Return the months before `month` to learn from: each of the last year, and every second one before that, in order.

    Neighbouring months hold much the same, so half of the older ones cost half and are worth nearly as much; they are the even months of
    the calendar, so that next month's choice is the same.
    """
    before = [shift_month(month, -back) for back in range(count, 0, -1)]
    return [past for past in before if past >= shift_month(month, -EVERY_MONTHS) or past.month % 2 == 0]


def known_training_months(run: MonthRun) -> list[date]:
    """Return the months a run learns from that have figures enough before them."""
    first = run.tables.first_period()
    if first is None:
        return []
    return [month for month in training_months(run.month, run.settings.month.training_months) if month >= shift_month(first, LEAST_MONTHS)]


def month_features(run: MonthRun) -> pl.DataFrame:
    """Return the stored features of the run's month; raises UsageError where they were made from other inputs than are known now."""
    if not run.tables.is_made(names.RISK_FEATURES, run.month, inputs_hash(run, run.as_of)):
        raise UsageError(
            f"{names.RISK_FEATURES} of {run.month:%Y-%m} was not made from what is known on {run.as_of}; "
            "materialise the evidence of the month first, or run the whole month"
        )
    return run.read(names.RISK_FEATURES).drop("as_of", "inputs_hash")


def training_history(run: MonthRun) -> pl.DataFrame:
    """Return the features of the months a run learns from, with their `month`."""
    run.tables.require(LEARNED)
    made, wanted = run.tables.months(names.RISK_FEATURES), known_training_months(run)
    months = [month for month in made if month in wanted]
    return run.tables.read(names.RISK_FEATURES, month=months).drop("as_of", "inputs_hash")


def stale_months(run: MonthRun) -> Iterator[tuple[date, pl.DataFrame]]:
    """Yield the months a run learns from whose features are absent or made from other inputs, with their rows made anew."""
    days = {month: as_of_day(month, run.as_of) for month in known_training_months(run)}
    hashes = {month: inputs_hash(run, day) for month, day in days.items()}
    stale = [month for month in days if not run.tables.is_made(names.RISK_FEATURES, month, hashes[month])]
    made = share_out(features_of_month, (run.evidence_inputs(month, days[month], run.figures_at(days[month])) for month in stale))
    for month, features in zip(stale, made, strict=True):
        yield month, features.with_columns(as_of=pl.lit(days[month]), inputs_hash=pl.lit(hashes[month]))


def feature_rows(run: MonthRun, evidence: MonthEvidence) -> pl.DataFrame:
    """Return the rows of feat_risk_features of a month, with what they were made from."""
    return evidence.features.with_columns(as_of=pl.lit(evidence.as_of), inputs_hash=pl.lit(inputs_hash(run, evidence.as_of)))


def history_by_these_rules(run: MonthRun) -> pl.DataFrame:
    """Return the features of the months a run learns from, with their `month`; what was made by other rules is made anew and not kept."""
    fresh = [rows.drop("as_of", "inputs_hash").with_columns(month=pl.lit(month)) for month, rows in stale_months(run)]
    stale = [rows["month"][0] for rows in fresh if rows.height]
    kept = training_history(run).filter(~pl.col("month").is_in(stale))
    return pl.concat([kept, *fresh], how="diagonal").select(kept.columns).sort("month", "uscc")


def inputs_hash(run: MonthRun, day: date) -> str:
    """Return a digest of what evidence of a day is made from: the facts visible on it, the settings it reads and the code that makes it."""
    return f"{run.tables.fingerprint(day)}:{evidence_rules(run.settings, day)[:16]}"


def evidence_rules(settings: Settings, day: date) -> str:
    """Return a SHA-256 of the settings and the code that evidence of a day is made by; thresholds of the list are none."""
    values = {"month": asdict(settings.month), "locked": settings.channels.locked, "corrections": settings.corrections_digest(day)}
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(f"{text}{scoring_version()}".encode()).hexdigest()
