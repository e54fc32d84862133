"""Which figures stay out, what changed since the month before, and the evidence of a month from what was known on its day."""

import dagster as dg

from models.evaluation.coverage_guard import outside_of_month
from models.evaluation.scatter_guard import widened_scatter
from models.forecast.tournament.selection import chosen_forecasters
from models.month import judge_indicators
from pipelines.asset_factory import Results
from pipelines.assets.evidence import CORRECTIONS
from pipelines.errors import CheckFailedError
from pipelines.month.edits import edits_of
from pipelines.month.other_districts import others_digest
from pipelines.month.restatements import restated_figures
from pipelines.month.run import MonthRun
from pipelines.month.tournament import tournament_of
from pipelines.month.training import feature_rows, stale_months
from pipelines.quality.rules import check_coverage, check_scatter
from pipelines.run_records.data_versions import known_version
from pipelines.run_records.table_records import judge_all, record_learned, record_month, record_past_months
from warehouse import names
from warehouse.errors import StaleCorrectionError
from warehouse.periods import month_key


def version_of_known(run: MonthRun) -> dg.DataVersion:
    """Return the version of what was known on the month's day: facts, settings, and what other districts had learned."""
    return known_version(run.tables.known_digest(run.as_of), run.settings, others_digest(run), run.as_of)


def edits(run: MonthRun) -> Results:
    """Judge the corrections in force, then record what looks like a typing error."""
    yield from judge_corrections(run)
    yield from record_month(run, names.EDITS, edits_of(run))


def judge_corrections(run: MonthRun) -> Results:
    """Yield whether the figures are what the corrections in force expect; raises CheckFailedError where one is not."""
    try:
        run.figures()
    except StaleCorrectionError as error:
        counts = {"in force": error.in_force, "no longer fitting": error.stale}
        yield dg.AssetCheckResult(asset_key=names.EDITS, check_name=CORRECTIONS, passed=False, metadata=counts)
        recorded = f"{error.stale} of {error.in_force} corrections in force do not fit what was delivered any more"
        raise CheckFailedError(str(error), f"{recorded}; `earlywarn report --month {month_key(run.month)}` names them") from None
    in_force = sum(correction.is_in_force(run.as_of) for correction in run.settings.corrections)
    yield dg.AssetCheckResult(asset_key=names.EDITS, check_name=CORRECTIONS, passed=True, metadata={"in force": in_force})


def restatements(run: MonthRun) -> Results:
    """Record the figures that are others than on the day of the month before."""
    yield from record_month(run, names.RESTATEMENTS, restated_figures(run))


def evidence(run: MonthRun) -> Results:
    """Record the month's evidence and features, and the features of past months that are out of date."""
    found, choice = run.evidence(), chosen_forecasters(tournament_of(run))
    judged = judge_indicators(found, run.known(names.REGISTER), choice, run.settings.month, run.settings.expected)
    outside = outside_of_month(judged.series, run.month)
    tables = {
        names.SERIES: judged.series, names.EXPECTED: judged.expected, names.BANDS: judged.bands, names.OUTSIDE: outside,
        names.EVIDENCE: judged.evidence,
    }  # fmt: skip
    # Judged while the months that are learned from are made.
    being_judged, features = judge_all(run, tables), feature_rows(run, found)
    past = list(stale_months(run))
    # What the guards found of the month's figures, with the tables they are about.
    guards = {names.SERIES: check_scatter(widened_scatter(judged.series, run.month)), names.OUTSIDE: check_coverage(outside)}
    for rows in being_judged:
        yield from rows.record([guards[rows.name]] if rows.name in guards else [])
    yield from record_past_months(run, names.RISK_FEATURES, past)
    yield from record_learned(run, names.RISK_FEATURES, features)
