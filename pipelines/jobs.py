"""The jobs: each is what a schedule starts and what a verb of the command line starts.

In: which assets a job makes, and the brief; what a step does is loaded when it runs. Out: sending (mail_jobs.py), when (schedules.py), how
it is run and shown (pipelines.instance). A job is called like the verb that starts it.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.asset_factory import POOL
from pipelines.assets import deliveries as deliveries_stage
from pipelines.assets import districts as districts_stage
from pipelines.assets import evidence as evidence_stage
from pipelines.assets import risk as risk_stage
from pipelines.assets import tournament as tournament_stage
from pipelines.errors import UsageError
from pipelines.resources import RunContext
from pipelines.run_records.step_failure import recorded_failures

if TYPE_CHECKING:
    from pipelines.data_dir import DataDir

RUN = "run"
INGEST = "ingest"
REPORT = "report"
SCORE = "score"
TOURNAMENT = "tournament"
BRIEF = "brief"
BRIEF_STEP = "make_brief"
BACKUP = "backup"
DISTRICTS = "districts"
BACKUP_STEP = "back_up"
TIDY = "tidy"
TIDY_STEP = "tidy_up"

_DELIVERIES = dg.AssetSelection.groups(deliveries_stage.GROUP)
# Ten minutes of fitting that a month neither needs nor waits for.
_QUARTERLY = dg.AssetSelection.groups(tournament_stage.GROUP)
# Of an installation of many districts, each of which has a home of its own.
_DISTRICTS = dg.AssetSelection.groups(districts_stage.GROUP)

run_job = dg.define_asset_job(
    RUN,
    selection=dg.AssetSelection.all() - _QUARTERLY - _DISTRICTS,
    description="A whole month: take in the inbox, check, score, list, publish the briefing.",
)
ingest_job = dg.define_asset_job(INGEST, selection=_DELIVERIES, description="Take in the inbox and check it; nothing is scored.")
report_job = dg.define_asset_job(
    REPORT,
    selection=dg.AssetSelection.all() - _DELIVERIES - _QUARTERLY - _DISTRICTS,
    description="A month again from what the warehouse holds, without looking into the inbox.",
)
score_job = dg.define_asset_job(
    SCORE,
    selection=dg.AssetSelection.groups(evidence_stage.GROUP, risk_stage.GROUP),
    description="The risks of a month as of its own day, without list or briefing; what a backtest judges.",
)

districts_job = dg.define_asset_job(
    DISTRICTS,
    selection=_DELIVERIES | _DISTRICTS,
    description="A whole month of an installation of many districts: take in the inbox, hand over, run the month of every district.",
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
    name=BRIEF_STEP,
    description="Put together the half-monthly brief of a day from cases, visits, reports and appeals; provisional risks stay with it.",
)
def brief_due(config: BriefOptions, run_context: RunContext) -> list[str]:
    """Make the brief of a day; returns its conclusion and where it lies."""
    with recorded_failures():
        return _made_brief(config, run_context)


def _made_brief(config: BriefOptions, run_context: RunContext) -> list[str]:
    day = date.fromisoformat(config.day) if config.day else run_context.today
    return [line for home in run_context.place.districts() or [run_context.place] for line in _brief_of(home, day, run_context.today)]


def _brief_of(home: "DataDir", day: date, today: date) -> list[str]:
    from pipelines.delivery.brief_publisher import make_brief
    from pipelines.settings import load_settings

    made = make_brief(home, load_settings(home.config), day, today)
    return [made.title, f"brief  {made.published.folder / 'brief.html'} (revision {made.published.revision})"]


@dg.job(name=BRIEF, description="The half-monthly brief of a day: visits due and made, news since the last one, what needs the district.")
def brief_job() -> None:
    """One step: a brief is small."""
    brief_due()


@dg.op(
    name=BACKUP_STEP,
    description="Copy the home below the folder that storage.toml names, and verify the copy.",
    pool=POOL,
    out=dg.Out(dg.Nothing),
)
def back_up(context: dg.OpExecutionContext, run_context: RunContext) -> None:
    """Make one backup; old ones go by the rule of storage.toml."""
    from pipelines.commands.backup import backup

    with recorded_failures():
        folder = run_context.settings.storage.backup_folder
        if not folder:
            raise UsageError("no folder for backups is named; write `backup_folder` into storage.toml, best on another disk")
        for line in backup(run_context.place, Path(folder), tell=context.log.info):
            context.log.info(line)


@dg.job(name=BACKUP, description="A verified copy of the home, in the folder that storage.toml names.")
def backup_job() -> None:
    """One step, in the warehouse's pool: it waits for a month at work, and a month waits for it."""
    back_up()


@dg.op(
    name=TIDY_STEP,
    description="Remove what the rules of storage.toml let go, and give back the room.",
    pool=POOL,
    out=dg.Out(dg.Nothing),
)
def tidy_up(context: dg.OpExecutionContext, run_context: RunContext) -> None:
    """Tidy the home as the command does; facts, published months and the audit are none of its business."""
    from pipelines.commands.tidy import tidy

    with recorded_failures():
        for line in tidy(run_context.place):
            context.log.info(line)


@dg.job(name=TIDY, description="What the rules of storage.toml let go: old runs and their events, logs, backups; never facts.")
def tidy_job() -> None:
    """One step, in the warehouse's pool, since the warehouse is written anew where much of it is empty."""
    tidy_up()


JOBS = (run_job, ingest_job, report_job, score_job, districts_job, tournament_job, brief_job, backup_job, tidy_job)
