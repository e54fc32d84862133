"""A restored home runs on as if nothing had happened: what is delivered afterwards gives the same bytes as in the undisturbed home."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.backups.backup_manifest import read_backup
from pipelines.backups.making import make_backup
from pipelines.backups.restoring import restore_backup
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from tests.district import LAST, District, read_published
from warehouse import names
from warehouse.snapshot import connect_snapshot
from warehouse.store import Store

# When something was written, and by which file: neither is what the tables say.
MOMENTS = ("published_at", "ingested_at", "loaded_at")


def restate(home: DataDir) -> None:
    """Let a source deliver other figures of an enterprise that is listed."""
    listed = pl.read_csv(home.briefing(LAST) / "warning_list.csv")["uscc"][0]
    rows = [f"{listed},employment,{LAST:%Y-%m},3,人,month,{LAST:%Y}-07-14"]
    (home.inbox / "restated.csv").write_text(
        "\n".join(["uscc,indicator,period,value,unit,basis,received_on", *rows]) + "\n", encoding="utf-8"
    )


def tables(home: DataDir) -> dict[str, pl.DataFrame]:
    with Store(home.warehouse, read_only=True, ops=home.ops) as store:
        found = {table: store.read(table) for table in (names.OBSERVATIONS, names.SERIES, names.RISK, names.WARNINGS, names.REASONS)}
    return {table: frame.drop(MOMENTS, strict=False) for table, frame in found.items()}


@pytest.mark.no_cover
def test_a_restored_home_goes_on_like_the_one_that_was_backed_up(district: District, tmp_path: Path) -> None:
    undisturbed, disk = district.copied(tmp_path / "undisturbed"), tmp_path / "disk"
    made = make_backup(undisturbed, disk)
    restored = DataDir(tmp_path / "restored")
    assert restore_backup(restored, made.folder).manifest == read_backup(made.folder)
    assert read_published(restored, LAST) == read_published(undisturbed, LAST)
    for home in (undisturbed, restored):
        restate(home)
        run(home, RunOptions(LAST))
    assert read_published(restored, LAST) == read_published(undisturbed, LAST)
    assert read_published(restored, LAST) != read_published(district.home, LAST)
    for table, frame in tables(undisturbed).items():
        assert tables(restored)[table].equals(frame), table
    with connect_snapshot(restored.root) as notebook:
        assert notebook.sql(f"from lists_of('{LAST:%Y-%m}')").fetchall()
