"""The months of the districts of an installation, as blocks of one step."""

from typing import Any

import dagster as dg

from pipelines.asset_factory import Results
from pipelines.delivery.summary_publisher import publish_summary
from pipelines.districts.months import check_districts, described_by_district, run_districts
from pipelines.month.run import MonthRun
from pipelines.run_records.table_records import record_month
from warehouse import names


def district_months(run: MonthRun) -> Results:
    """Run the month of every district, publish the summary above them, and record what came of each."""
    # What is handed over is read from it: one that is gone, or that an older version published, would lack rows.
    run.tables.publish_snapshot(run.home.snapshot)
    rows, outcomes, unplaced = run_districts(run)
    summary = publish_summary(run.home, run.settings, run.month, outcomes)
    shown: dict[str, Any] = {
        "districts": dg.MetadataValue.md(described_by_district(rows, outcomes)),
        "summary": dg.MetadataValue.path(str(summary.folder / "index.html")),
        "content_id": summary.content_id,
        "enterprises_in_no_district": unplaced,
    }
    yield from record_month(run, names.DISTRICTS, rows, also=[check_districts(rows)], **shown)
    run.tables.publish_snapshot(run.home.snapshot)
