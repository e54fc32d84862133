"""The risks of a month, and what came of the risks of earlier ones."""

from models.risk.score import fit_models, past_labels, score_month
from pipelines.asset_factory import Results
from pipelines.month.list_inputs import known_facts
from pipelines.month.other_districts import keep_learned, priors_of
from pipelines.month.restatements import begin_last_month, revised_levels
from pipelines.month.run import MonthRun
from pipelines.month.stated_risks import stated_risks
from pipelines.month.training import month_features, training_history
from pipelines.quality.rules import check_stated
from pipelines.run_records.table_records import record_all, record_month
from warehouse import names


def risk(run: MonthRun) -> Results:
    """Fit both risks on the past, score the month, and record them with what restatements changed of last month's."""
    found, facts, features = run.evidence(), known_facts(run), month_features(run)
    restated = run.read(names.RESTATEMENTS)
    last_month = begin_last_month(run, restated)
    history, settings = training_history(run), run.settings.risk
    labels = past_labels(history, found.deviations, found.panel, settings)
    models = fit_models(history, found.deviations, found.panel, facts, settings, priors_of(run), features, labels)
    scores = score_month(features, found.panel, models, facts)
    tables = {
        names.RISK: scores.risk,
        names.CONTRIBUTIONS: scores.contributions,
        names.MODEL_CARD: scores.model_card,
        names.CALIBRATION: scores.calibration,
        names.REVISIONS: revised_levels(run, models, restated, last_month),
    }
    yield from record_all(run, tables)
    if run.home.district:
        # For the other districts of the installation, which start from it a month later.
        keep_learned(run, labels)


def stated(run: MonthRun) -> Results:
    """Record the risks of earlier months beside what is known of them now."""
    rows = stated_risks(run)
    yield from record_month(run, names.STATED, rows, also=[check_stated(rows)])
