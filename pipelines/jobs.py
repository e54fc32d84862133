"""The jobs: each is what a schedule starts and what a verb of the command line starts.

In: which assets a job makes, and the brief. Out: sending (mail_jobs.py), when (schedules.py), showing it (dagster_instance.py).
A job is called like the verb that starts it.
"""

from datetime import date

import dagster as dg

from pipelines.assets import deliveries as deliveries_stage
from pipelines.assets import evidence as evidence_stage
from pipelines.assets import risk as risk_stage
from pipelines.assets import tournament as tournament_stage
from pipelines.delivery.brief_publisher import make_brief
from pipelines.resources import RunContext

RUN = "run"
INGEST = "ingest"
REPORT = "report"
SCORE = "score"
TOURNAMENT = "tournament"
BRIEF = "brief"
BRIEF_STEP = "make_brief"

_DELIVERIES = dg.AssetSelection.groups(deliveries_stage.GROUP)
# Ten minutes of fitting that a month neither needs nor waits for.
_QUARTERLY = dg.AssetSelection.groups(tournament_stage.GROUP)

run_job = dg.define_asset_job(
    RUN,
    selection=dg.AssetSelection.all() - _QUARTERLY,
    description="A whole month: take in the inbox, check, score, list, publish the briefing.",
)
ingest_job = dg.define_asset_job(INGEST, selection=_DELIVERIES, description="Take in the inbox and check it; nothing is scored.")
report_job = dg.define_asset_job(
    REPORT,
    selection=dg.AssetSelection.all() - _DELIVERIES - _QUARTERLY,
    description="A month again from what the warehouse holds, without looking into the inbox.",
)
score_job = dg.define_asset_job(
    SCORE,
    selection=dg.AssetSelection.groups(evidence_stage.GROUP, risk_stage.GROUP),
    description="The risks of a month as of its own day, without list or briefing; what a backtest judges.",
)

tournament_job = dg.define_asset_job(
    TOURNAMENT,
    selection=_QUARTERLY,
    description="The forecasters of every class compete on the last year of a sample; the best is used for the class in the months after.",
)


class BriefOptions(dg.Config):
    """Which day's brief: YYYY-MM-DD, today's where it is empty."""

    day: str = ""


@dg.op(
    name=BRIEF_STEP, description="Put together the half-monthly brief of a day from cases, visits, signals and appeals; nothing is scored."
)
def brief_due(config: BriefOptions, run_context: RunContext) -> list[str]:
    """Make the brief of a day; returns its conclusion and where it lies."""
    day = date.fromisoformat(config.day) if config.day else run_context.today
    made = make_brief(run_context.place, run_context.settings, day, run_context.today)
    return [made.title, f"brief  {made.published.folder / 'brief.html'} (revision {made.published.revision})"]


@dg.job(name=BRIEF, description="The half-monthly brief of a day: visits due and made, news since the last one, what needs the district.")
def brief_job() -> None:
    """One step: a brief is small."""
    brief_due()


JOBS = (run_job, ingest_job, report_job, score_job, tournament_job, brief_job)
