"""The jobs: each is what a schedule starts and what a verb of the command line starts.

In: which assets a job makes. Out: when (schedules.py) and how a terminal shows it (launch.py).
"""

import dagster as dg

from pipelines.assets import deliveries as deliveries_stage

MONTHLY = "monthly"
INGEST = "ingest"
REPORT = "report"

_DELIVERIES = dg.AssetSelection.groups(deliveries_stage.GROUP)

monthly_job = dg.define_asset_job(
    MONTHLY,
    selection=dg.AssetSelection.all(),
    description="A whole month: take in the inbox, check, score, list, publish the briefing.",
)
ingest_job = dg.define_asset_job(INGEST, selection=_DELIVERIES, description="Take in the inbox and check it; nothing is scored.")
report_job = dg.define_asset_job(
    REPORT,
    selection=dg.AssetSelection.all() - _DELIVERIES,
    description="A month again from what the warehouse holds, without looking into the inbox.",
)
JOBS = (monthly_job, ingest_job, report_job)
