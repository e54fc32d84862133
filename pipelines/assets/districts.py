"""Districts: of an installation of many, the month of each in its own home, and the summary for the level above.

The month stays the only partition: districts are blocks of one step, and what came of each stands in its metadata and its check.
"""

from typing import Any

import dagster as dg

from pipelines.asset_factory import Results, month_stage, record_month
from pipelines.month.run import MonthRun
from warehouse import names

GROUP = "districts"


@month_stage(GROUP, {names.DISTRICTS: (names.REGISTER,)})
def district_months(run: MonthRun) -> Results:
    """The month of every district that is named, or of all; one that is held is held by itself."""
    # Loaded by the step: the homes of districts bring the whole program along.
    from pipelines.delivery.summary_publisher import publish_summary
    from pipelines.districts.months import check_districts, described_by_district, run_districts

    # What is handed over is read from it: one that is gone, or that an older version published, would lack rows.
    run.tables.publish_snapshot(run.home.snapshot)
    rows, outcomes = run_districts(run)
    summary = publish_summary(run.home, run.settings, run.month, outcomes)
    shown: dict[str, Any] = {
        "districts": dg.MetadataValue.md(described_by_district(rows, outcomes)),
        "summary": dg.MetadataValue.path(str(summary.folder / "index.html")),
        "content_id": summary.content_id,
    }
    yield from record_month(run, names.DISTRICTS, rows, also=[check_districts(rows)], **shown)
    run.tables.publish_snapshot(run.home.snapshot)
