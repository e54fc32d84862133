"""The index of all issues, made anew when a brief or an agenda comes out beside the months.

In: when. Out: what it is made of (index_inputs.py), naming and pages (month_publisher.py, reports.index).
"""

from __future__ import annotations

from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.month_publisher import index_of
from pipelines.delivery.publication import publish_beside
from pipelines.month.stage_tables import StageTables
from pipelines.settings import Settings
from reports.edition import Edition
from reports.index import STREET_PAGES
from warehouse.snapshot import open_snapshot


def refresh_index(home: DataDir, settings: Settings, beside: Edition) -> None:
    """Put the index of everything that is out in place; `beside` is the brief or agenda that comes out and links to it."""
    archive = Archive(home.ops, home.briefings)
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        publish_beside(home.briefings, STREET_PAGES, lambda: index_of(archive, StageTables(store), settings.district, beside))
