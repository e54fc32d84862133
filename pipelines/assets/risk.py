"""Risk: the probability of a lasting decline and of leaving, with the contributions that add up to it."""

import dagster as dg

from models.month import month_evidence
from models.risk.score import KnownFacts, fit_models, score_month
from pipelines.asset_factory import Results, record_month, stage
from pipelines.month.restatements import RESTATEMENTS, REVISIONS, revised_levels
from pipelines.month.training import training_history
from pipelines.resources import MonthRun, Warehouse
from warehouse.store import OUTCOMES, REGISTER, SIGNALS, VISITS

GROUP = "risk"
ACTIVITY = "feat_risk_features__monthly_enterprises"
RISK = "pred_risk__monthly_enterprises"
CONTRIBUTIONS = "pred_contributions__monthly_enterprises"
MODEL_CARD = "out_model_card__monthly_features"
CALIBRATION = "out_calibration__monthly_deciles"


MADE = {
    # What a visit found is read among the outcomes.
    RISK: (ACTIVITY, OUTCOMES, VISITS),
    CONTRIBUTIONS: (RISK,),
    MODEL_CARD: (RISK,),
    CALIBRATION: (RISK,),
    REVISIONS: (RISK, RESTATEMENTS),
}


@stage(GROUP, MADE)
def risk(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Both risks of every enterprise of the register, with the contributions that add up; what restatements changed of last month's."""
    run = warehouse.month_run(context)
    register, signals = run.known(REGISTER), run.known(SIGNALS)
    _, panel, evidence = month_evidence(run.figures(), register, signals, run.month, run.as_of, run.settings.month)
    record = known_facts(run)
    models = fit_models(training_history(run), evidence, panel, record, run.settings.risk)
    scores = score_month(evidence, panel, models, record)
    yield from record_month(warehouse, run, RISK, scores.risk)
    yield from record_month(warehouse, run, CONTRIBUTIONS, scores.contributions)
    yield from record_month(warehouse, run, MODEL_CARD, scores.model_card)
    yield from record_month(warehouse, run, CALIBRATION, scores.calibration)
    yield from record_month(warehouse, run, REVISIONS, revised_levels(run, models, run.read(RESTATEMENTS)))


def known_facts(run: MonthRun) -> KnownFacts:
    """Return what is on record on the run's as-of day."""
    district = run.settings.district
    return KnownFacts(run.known(REGISTER), run.known(OUTCOMES), run.known(SIGNALS), run.as_of, district.name, district.city)
