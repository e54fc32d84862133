"""A backup that is not what was written is named, and looking at one changes nothing in it."""

import shutil
from pathlib import Path

import pytest

from pipelines.backups.backup_manifest import file_digest, read_backup, write_manifest
from pipelines.backups.making import make_backup
from pipelines.backups.verification import verify_backup
from pipelines.errors import UserError, WarehouseUnavailableError
from tests.unit.pipelines.backups.small_home import contents, make_home
from tests.unit.warehouse.staging import figure, load_figures
from warehouse.errors import LedgerError, WarehouseError
from warehouse.ops.ops_db import open_ops
from warehouse.store import Store


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verified")
    return make_backup(make_home(folder / "home"), folder / "disk").folder


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "backup"))


def vouch_for(folder: Path, name: str) -> None:
    """Let the manifest say that a file is as it is now, as somebody would who wants to deceive."""
    manifest = read_backup(folder)
    (folder / "backup.json").unlink()
    write_manifest(folder, type(manifest)(**{**_fields(manifest), "files": {**manifest.files, name: file_digest(folder / name)}}))


def _fields(manifest: object) -> dict[str, object]:
    return {name: getattr(manifest, name) for name in manifest.__slots__}  # type: ignore[attr-defined]


def test_a_whole_backup_is_read_and_left_as_it_is(backup: Path) -> None:
    before = contents(backup)
    assert len(verify_backup(backup).files) + 1 == len(before)
    assert contents(backup) == before


@pytest.mark.parametrize("name", ["inbox/tax/2026-01.csv", "warehouse.duckdb", "ops.db"])
def test_a_changed_file_is_named(backup: Path, name: str) -> None:
    whole = bytearray((backup / name).read_bytes())
    whole[len(whole) // 2] ^= 1
    (backup / name).write_bytes(bytes(whole))
    with pytest.raises(WarehouseUnavailableError, match=f"not as it was written: {name}"):
        verify_backup(backup)


def test_a_missing_file_is_named(backup: Path) -> None:
    (backup / "subscribers.csv").unlink()
    with pytest.raises(WarehouseUnavailableError, match=r"subscribers\.csv"):
        verify_backup(backup)


def test_a_warehouse_of_another_time_does_not_pass_with_a_forged_manifest(backup: Path) -> None:
    with Store(backup / "warehouse.duckdb") as store:
        load_figures(store, [figure(2.0, uscc="x")], "d9")
    vouch_for(backup, "warehouse.duckdb")
    with pytest.raises((LedgerError, WarehouseError), match="changed outside the program"):
        verify_backup(backup)


def test_an_ops_db_of_another_time_does_not_either(backup: Path) -> None:
    with open_ops(backup / "ops.db") as connection:
        connection.execute("delete from warehouse_commits where number = (select max(number) from warehouse_commits)")
        connection.execute("pragma wal_checkpoint(truncate)")
    vouch_for(backup, "ops.db")
    with pytest.raises((UserError, WarehouseError), match="another commit"):
        verify_backup(backup)
