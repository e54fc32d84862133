"""Versions move where facts known on a month's own day do, and nowhere else."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from dagster._core.definitions.data_version import DATA_VERSION_TAG

from pipelines.run_records.asset_names import KNOWN_FACTS
from pipelines.run_records.data_versions import known_version, moved_months, rows_version, version_tags
from pipelines.settings import load_settings
from tests.unit.pipelines.ingest.deliveries import Inbox
from warehouse.store import Store

CODE = "91310000775785552L"
HEADER = "uscc,indicator,period,value,unit,basis,received_on"
DAYS = {date(2026, 5, 1): date(2026, 6, 16), date(2026, 6, 1): date(2026, 7, 16), date(2026, 7, 1): date(2026, 8, 16)}
SETTINGS = load_settings()


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    inbox = Inbox(tmp_path)
    inbox.put("enterprises.csv", f"uscc,name\n{CODE},甲厂\n")
    inbox.put("grid.csv", f"{HEADER}\n{CODE},electricity,2026-05,900,kWh,month,2026-06-09\n")
    inbox.ingest(date(2026, 6, 10))
    yield inbox
    inbox.store.close()


def made(instance: dg.DagsterInstance, store: Store, months: list[date]) -> None:
    """Record that months were made from what the warehouse holds now."""
    found = store.known_digests(DAYS.values())
    for month in months:
        tags = version_tags(known_version(found[DAYS[month]], SETTINGS))
        instance.report_runless_asset_event(dg.AssetMaterialization(KNOWN_FACTS, partition=f"{month:%Y-%m}", tags=tags))


def test_a_late_row_moves_the_months_that_see_it_and_were_made(inbox: Inbox) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        made(instance, inbox.store, [date(2026, 5, 1), date(2026, 6, 1)])
        assert list(moved_months(instance, inbox.store, SETTINGS, DAYS)) == []
        # Known after May's day and before June's; July was never made.
        inbox.put("late.csv", f"{HEADER}\n{CODE},electricity,2026-05,950,kWh,month,2026-07-01\n")
        inbox.ingest(date(2026, 7, 2))
        moved = list(moved_months(instance, inbox.store, SETTINGS, DAYS))
        assert [event.partition for event in moved] == ["2026-06"]
        for event in moved:
            instance.report_runless_asset_event(event)
        assert list(moved_months(instance, inbox.store, SETTINGS, DAYS)) == []


def test_other_settings_move_every_month(inbox: Inbox) -> None:
    facts = inbox.store.known_digests([date(2026, 6, 16)])[date(2026, 6, 16)]
    assert known_version(facts, SETTINGS) == known_version(facts, load_settings())
    assert known_version(facts, SETTINGS) != known_version(f"{facts}0", SETTINGS)


def test_days_are_told_apart_by_what_is_known_on_them(inbox: Inbox) -> None:
    before, after, later = date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 20)
    found = inbox.store.known_digests([later, before, after])
    assert found[before] != found[after] == found[later]
    assert found[after] == inbox.store.known_digests([after])[after]


def test_the_same_rows_have_the_same_version_in_any_order() -> None:
    rows = pl.DataFrame({"uscc": ["a", "b"], "value": [1.0, None]})
    assert rows_version(rows) == rows_version(rows.reverse())
    assert rows_version(rows) != rows_version(rows.with_columns(value=pl.lit(2.0)))
    assert version_tags(rows_version(rows))[DATA_VERSION_TAG] == rows_version(rows).value
