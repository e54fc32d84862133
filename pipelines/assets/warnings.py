"""Warnings: who is listed at which level, why, what may help and what would clear it, who may be entitled to which policy; whether the
district as a whole is down.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from models.cases.appeals import current_appeals
from models.cases.visits import judged_visits, standing_confirmations
from models.district.bases import monitored_of
from models.district.totals import district_state
from models.warnings.exposure import measure_exposure
from models.warnings.warning_list import WarningInputs, build_warning_list
from pipelines.asset_factory import Results, month_stage, record_month
from pipelines.month.policies import READ as POLICY_READ
from pipelines.month.policies import month_policies
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import EDITIONS
from pipelines.quality.rules import check_policy_keys
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import shift_month

GROUP = "warnings"
WARNING_TABLES = {
    names.WARNINGS: (names.RISK, names.EVIDENCE, names.SERIES, names.REGISTER, names.VISITS, names.OUTCOMES, EDITIONS),
    names.REASONS: (names.WARNINGS, names.EVIDENCE, names.SIGNALS, names.CONTRIBUTIONS),
    names.MEASURES: (names.WARNINGS, names.EVIDENCE, names.SIGNALS, names.APPEALS, *POLICY_READ),
    names.CLEARINGS: (names.WARNINGS, names.EVIDENCE),
}


@month_stage(GROUP, WARNING_TABLES, after=(names.COVERAGE,))
def warning_list(run: MonthRun) -> Results:
    """The list: candidates, levels, the cut to capacity, and what is new against the list published last month."""
    made = build_warning_list(warning_inputs(run), run.month, run.as_of, run.settings.levels, run.settings.measures)
    yield from record_month(run, names.WARNINGS, made.warnings, listed=int(made.warnings["is_listed"].sum()))
    yield from record_month(run, names.REASONS, made.reasons)
    yield from record_month(run, names.MEASURES, made.measures)
    yield from record_month(run, names.CLEARINGS, made.clearings)


@month_stage(GROUP, {names.POLICY_MATCHES: (names.WARNINGS, *POLICY_READ)})
def policies(run: MonthRun) -> Results:
    """Every monitored enterprise held against every policy: who may be entitled, what is missing, which clause is not met."""
    known = month_policies(run)
    matches = known.matches(run.read(names.WARNINGS))
    keys = check_policy_keys(known.policies["policy"], known.named)
    yield from record_month(run, names.POLICY_MATCHES, matches, also=[keys], open=int(matches["place"].is_not_null().sum()))


@month_stage(GROUP, {names.STATE: (names.EVIDENCE, names.REGISTER, names.WARNINGS)})
def state(run: MonthRun) -> Results:
    """Whether the district as a whole is down, by how much and since when."""
    earlier = run.tables.read(names.STATE).filter(pl.col("month") < run.month)
    frame = district_state(
        run.read(names.EVIDENCE), run.known(names.REGISTER), run.read(names.WARNINGS), earlier, run.month, run.settings.levels
    )
    yield from record_month(run, names.STATE, frame)


def warning_inputs(run: MonthRun) -> WarningInputs:
    """Return what the list is made from, with the list published last month and everybody ever listed before."""
    register, appeals = run.known(names.REGISTER), current_appeals(run.known(names.APPEALS), run.as_of)
    editions = run.editions()
    before = editions.list_before(run.month)
    previous = table_named(names.WARNINGS).empty_frame() if before is None else before
    return WarningInputs(
        risk=run.read(names.RISK),
        evidence=run.read(names.EVIDENCE),
        register=register,
        exposure=measure_exposure(run.read(names.SERIES), monitored_of(register, run.as_of), run.month, run.settings.levels),
        previous=previous,
        first_listed=editions.candidates_before(run.month)
        .filter("is_listed")
        .group_by("uscc")
        .agg(first_listed_on=pl.col("month").min())
        .sort("uscc"),
        signals=run.known(names.SIGNALS),
        appeals=appeals,
        # A clause may ask for the level, which the list itself decides.
        eligible=month_policies(run).answering,
        contributions=run.read(names.CONTRIBUTIONS),
        confirmed=confirmed(run, previous, editions.days_before(run.month)),
    )


def confirmed(run: MonthRun, previous: pl.DataFrame, days: Mapping[date, date]) -> pl.DataFrame:
    """Return whom a visit confirmed since the first list that goes on to last month's, with nothing on record since."""
    first = [shift_month(run.month, -months) for months in previous["months_listed"].fill_null(1)]
    # Of a list that nobody kept it is known that it did not come out before its month had ended.
    since = [days.get(month, shift_month(month, 1)) for month in first]
    listed = previous.select("uscc").with_columns(pl.Series("since_on", since, dtype=pl.Date)).filter(previous["is_listed"])
    return standing_confirmations(judged_visits(run.known(names.VISITS), run.as_of), run.known(names.OUTCOMES), listed)
