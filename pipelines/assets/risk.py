"""Risk: the probability of a lasting decline and of leaving, with the contributions that add up to it."""

from models.risk.score import fit_models, past_labels, score_month
from pipelines.asset_factory import EARLIER_EDITIONS, Results, Tables, month_stage, record_all, record_month
from pipelines.month.list_inputs import known_facts
from pipelines.month.other_districts import keep_learned, priors_of
from pipelines.month.restatements import begin_last_month, revised_levels
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import FIGURE_TABLES, REPORT_TABLES
from pipelines.month.stated_risks import stated_risks
from pipelines.month.training import month_features, training_history
from pipelines.quality.rules import check_stated
from warehouse import names

GROUP = "risk"
RISK_TABLES = {
    # Labels judge the past by its figures; what a visit found is read among the outcomes.
    names.RISK: (names.RISK_FEATURES, *FIGURE_TABLES, names.SIGNALS, names.APPEALS, names.OUTCOMES, names.VISITS),
    names.CONTRIBUTIONS: (names.RISK,),
    names.MODEL_CARD: (names.RISK,),
    names.CALIBRATION: (names.RISK,),
    names.REVISIONS: (names.RISK, names.RESTATEMENTS, names.RISK_FEATURES),
}


# Nothing is scored of a month that is held.
@month_stage(GROUP, RISK_TABLES, after=(names.COVERAGE,))
def risk(run: MonthRun) -> Results:
    """Both risks of every enterprise of the register, with the contributions that add up; what restatements changed of last month's."""
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


STATED_TABLES: Tables = {
    names.STATED: (
        names.RISK, names.CONTRIBUTIONS, names.RISK_FEATURES, *FIGURE_TABLES, *REPORT_TABLES, names.OUTCOMES, EARLIER_EDITIONS,
    ),
}  # fmt: skip


@month_stage(GROUP, STATED_TABLES)
def stated(run: MonthRun) -> Results:
    """Risks of earlier months beside what is known of them now, by what the evidence mainly came from."""
    rows = stated_risks(run)
    yield from record_month(run, names.STATED, rows, also=[check_stated(rows)])
