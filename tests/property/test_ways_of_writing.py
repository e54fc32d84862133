"""A district written in every unusual way says exactly what it says in the usual ones; what it loses stands in quarantine."""

import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.demo.departments import choosing
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from tests.unit.pipelines.ingest.deliveries import Inbox
from warehouse import names

TABLES = (names.OBSERVATIONS, names.BILLS, names.PAYMENTS, names.PROJECTS, names.ACCOUNTS, names.REGISTER)
# Names with a quote mark that opens nothing may be asked for again; nothing else may be lost.
LOSING = ("stray_quotes",)


def taken_in(seed: int) -> tuple[Counter[str], pl.DataFrame, pl.DataFrame]:
    """Return every fact of a small district without where it came from, the quarantine, and the files with their ways."""
    settings = DemoSettings(last=date(2025, 9, 1), enterprises=24, months=16, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        inbox = Inbox(Path(folder))
        write_district(inbox.folder, Path(folder) / "truth", settings)
        inbox.ingest(settings.last_day + timedelta(days=1))
        facts = [str((table, *row)) for table in TABLES for row in inbox.store.read(table).drop("delivery_id", "row_number").iter_rows()]
        return Counter(facts), inbox.quarantine(), pl.read_parquet(Path(folder) / "truth" / "truth_files.parquet")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_district_in_unusual_ways_says_what_it_says_in_the_usual_ones(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(choosing, "READABLE_RATE", 0.0)
    monkeypatch.setattr(choosing, "UNREADABLE_RATE", 0.0)
    usual, _, _ = taken_in(seed)
    monkeypatch.setattr(choosing, "READABLE_RATE", 0.75)
    monkeypatch.setattr(choosing, "UNREADABLE_RATE", 0.25)
    unusual, quarantine, files = taken_in(seed)
    assert files["way"].count() > 50
    assert unusual - usual == Counter()
    losing = files.filter(pl.col("way").is_in(LOSING))["file_name"].to_list()
    assert (usual - unusual).total() <= quarantine.filter(pl.col("file_name").is_in(losing)).height
