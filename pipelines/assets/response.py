"""Response: how much has arrived, what is at stake, who is listed at which level, what the district as a whole does, who grows."""

import dagster as dg
import polars as pl

from models.district.coverage import source_coverage
from models.district.growth import find_growth
from models.district.totals import district_state, district_totals
from models.series.comparable import comparable_series
from models.warnings.exposure import measure_exposure
from models.warnings.measures import eligible_policies
from models.warnings.warning_list import WarningInputs, build_warning_list
from pipelines.asset_factory import Results, record_month, stage
from pipelines.month.edits import EDITS, QUARANTINE, quarantine_of
from pipelines.month.restatements import RESTATEMENTS
from pipelines.quality.rules import check_arrival
from pipelines.resources import MonthRun, Warehouse
from warehouse.catalogue import table_named
from warehouse.ops.editions import Archive
from warehouse.store import REGISTER

GROUP = "response"
SERIES = "feat_series__monthly_enterprises"
EVIDENCE = "feat_evidence__monthly_enterprises"
RISK = "pred_risk__monthly_enterprises"
CONTRIBUTIONS = "pred_contributions__monthly_enterprises"
COVERAGE = "out_coverage__monthly_sources"
DISTRICT = "out_district__monthly_indicators"
GROWTH = "out_growth__monthly_enterprises"
WARNINGS = "out_warnings__monthly_enterprises"
STATE = "out_state__monthly_districts"


@stage(GROUP, {COVERAGE: (SERIES, EDITS, QUARANTINE, RESTATEMENTS)})
def coverage(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """How much of each source has arrived; below the stop threshold the month is held."""
    run = warehouse.month_run(context)
    aside = quarantine_of(run).filter(pl.col("action") == "set_aside", pl.col("period") == f"{run.month:%Y-%m}")
    register, restated = run.known(REGISTER), run.read(RESTATEMENTS)
    frame = source_coverage(run.read(SERIES), register, run.month, run.settings.coverage, set_aside=aside, restated=restated)
    yield from record_month(warehouse, run, COVERAGE, frame, also=check_arrival(frame))


@stage(GROUP, {DISTRICT: (SERIES,)})
def district(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Totals and growth of the district over 36 months."""
    run = warehouse.month_run(context)
    series = run.read(SERIES)
    if run.settings.channels.locked:
        # Locked figures name nobody in a total, so the district's growth is still told from them.
        series = comparable_series(run.figures(with_locked=True), run.month, run.settings.month.series)
    yield from record_month(warehouse, run, DISTRICT, district_totals(series, run.known(REGISTER), run.month))


@stage(GROUP, {GROWTH: (SERIES, "core_appeals__event_enterprises")})
def growth(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Who grows, who is new, who may need space."""
    run = warehouse.month_run(context)
    register, appeals = run.known(REGISTER), open_appeals(run)
    yield from record_month(
        warehouse, run, GROWTH, find_growth(run.read(SERIES), register, run.month, run.settings.growth, appeals=appeals)
    )


@stage(
    GROUP,
    {
        WARNINGS: (
            RISK,
            CONTRIBUTIONS,
            EVIDENCE,
            SERIES,
            COVERAGE,
            REGISTER,
            "core_signals__event_enterprises",
            "core_appeals__event_enterprises",
        )
    },
)
def warning_list(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """The list: candidates, levels, the cut to capacity, and what is new against the list published last month."""
    run = warehouse.month_run(context)
    inputs = gather_warning_inputs(run, Archive(warehouse.run_context.place.ops, warehouse.run_context.place.briefings))
    frame = build_warning_list(inputs, run.month, run.as_of, run.settings.levels, run.settings.measures)
    yield from record_month(warehouse, run, WARNINGS, frame, listed=int(frame["is_listed"].sum()))


@stage(GROUP, {STATE: (RISK, WARNINGS)})
def state(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Whether the district as a whole is down, by how much and since when."""
    run = warehouse.month_run(context)
    earlier = run.store.read(STATE).filter(pl.col("month") < run.month)
    frame = district_state(run.read(RISK), run.known(REGISTER), run.read(WARNINGS), earlier, run.month, run.settings.levels)
    yield from record_month(warehouse, run, STATE, frame)


def open_appeals(run: MonthRun) -> pl.DataFrame:
    """Return the appeals that were open on the as-of day."""
    closed = pl.col("closed_on") <= run.as_of
    return run.known("core_appeals__event_enterprises").filter(~closed.fill_null(False))


def gather_warning_inputs(run: MonthRun, archive: Archive) -> WarningInputs:
    """Return what the list is made from, with the list published last month and everybody ever listed before."""
    register, appeals = run.known(REGISTER), open_appeals(run)
    policies, claims = run.known("core_policies__event_policies"), run.known("core_claims__event_enterprises")
    before = archive.list_before(run.month)
    return WarningInputs(
        risk=run.read(RISK),
        evidence=run.read(EVIDENCE),
        register=register,
        exposure=measure_exposure(run.read(SERIES), register, run.month, run.settings.levels),
        previous=table_named(WARNINGS).empty_frame() if before is None else before,
        first_listed=archive.listed_before(run.month).group_by("uscc").agg(first_listed_on=pl.col("month").min()).sort("uscc"),
        signals=run.known("core_signals__event_enterprises"),
        appeals=appeals,
        eligible=eligible_policies(policies, claims, register, appeals, pl.lit(run.as_of)),
        contributions=run.read(CONTRIBUTIONS),
    )
