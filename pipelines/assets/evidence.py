"""Evidence: from what was known to comparable series, what would have been normal, and how far the month is from it."""

import dagster as dg
import polars as pl

from models.evidence.features import weigh_evidence
from models.evidence.indicator_evidence import assess_evidence
from models.forecast.district.district_forecaster import expect_district
from models.forecast.tournament.selection import apply_choice, chosen_forecasters
from models.month import month_panel, peer_groups, size_classes
from models.series.comparable import comparable_series, with_quarter_sums
from pipelines.asset_factory import Results, record_month, stage
from pipelines.month.edits import EDITS, edits_of
from pipelines.month.restatements import RESTATEMENTS, restated_figures
from pipelines.month.tournament import TOURNAMENT, tournament_of
from pipelines.month.training import make_training_months
from pipelines.resources import Warehouse
from warehouse.periods import shift_month
from warehouse.store import FIGURES, REGISTER, SIGNALS

GROUP = "evidence"
SERIES = "feat_series__monthly_enterprises"
EXPECTED = "feat_expected__monthly_enterprises"
EVIDENCE = "feat_evidence__monthly_enterprises"
ACTIVITY = "feat_risk_features__monthly_enterprises"
BANDS = "out_bands__monthly_indicators"
PERIODS = 36


@stage(GROUP, {EDITS: FIGURES})
def edits(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Figures that look like typing errors and stay out of this run."""
    run = warehouse.month_run(context)
    yield from record_month(warehouse, run, EDITS, edits_of(run))


@stage(GROUP, {RESTATEMENTS: FIGURES})
def restatements(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Figures that changed since the month before was run."""
    run = warehouse.month_run(context)
    yield from record_month(warehouse, run, RESTATEMENTS, restated_figures(run))


@stage(GROUP, {SERIES: FIGURES, EXPECTED: (SERIES, TOURNAMENT), BANDS: (SERIES,), EVIDENCE: (SERIES, EXPECTED)})
def evidence(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Comparable series with what was expected of them, and how far the month is from it."""
    run = warehouse.month_run(context)
    register, settings = run.known(REGISTER), run.settings.month
    series = comparable_series(run.figures(), run.month, settings.series)
    screened = expect_district(series, size_classes(series, register, run.month), run.month, run.settings.expected)
    expectation = apply_choice(screened, chosen_forecasters(tournament_of(run)))
    panel = month_panel(series, register, run.month, settings)
    groups = peer_groups(register, panel.uscc)
    weighed = weigh_evidence(panel, groups, run.known(SIGNALS), run.as_of, settings.evidence)
    assessed = assess_evidence(panel, weighed.deviations, expectation.of_last_month, series, groups, settings.assess)
    recent = series.filter(pl.col("period") > shift_month(run.month, -PERIODS))
    with_expected = recent.join(expectation.one_ahead, on=["uscc", "indicator", "period"], how="left")
    yield from record_month(warehouse, run, SERIES, with_quarter_sums(with_expected))
    yield from record_month(warehouse, run, EXPECTED, expectation.of_last_month)
    yield from record_month(warehouse, run, BANDS, expectation.band_coverage)
    yield from record_month(warehouse, run, EVIDENCE, assessed)


@stage(GROUP, {ACTIVITY: FIGURES})
def activity(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """The evidence of this month and of the months before it, each as known on its own day: what the risks learn from."""
    run = warehouse.month_run(context)
    made = make_training_months(run)
    yield from record_month(warehouse, run, ACTIVITY, run.read(ACTIVITY), months_made=made)
