"""A restored home is the one that was backed up, with mails held that may be out, and is there whole or is no home."""

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.backups.backup_manifest import MANIFEST, read_backup, write_manifest
from pipelines.backups.making import Backup, make_backup
from pipelines.backups.restoring import restore_backup
from pipelines.data_dir import RESTORING, DataDir
from pipelines.errors import UsageError, WarehouseUnavailableError
from tests.unit.pipelines.backups.small_home import FILES, MADE_AT, contents, make_home, values
from warehouse.errors import NoRoomError, WarehouseError
from warehouse.ops.audit import verify
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox

RESTORED_AT = MADE_AT + timedelta(days=3)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Backup:
    folder = tmp_path_factory.mktemp("restored")
    return make_backup(make_home(folder / "home"), folder / "disk", clock=lambda: MADE_AT)


@pytest.fixture
def home(made: Backup, tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    restore_backup(home, made.folder, clock=lambda: RESTORED_AT)
    return home


def test_everything_is_there_again_and_a_backup_of_it_has_the_same_manifest(home: DataDir, made: Backup, tmp_path: Path) -> None:
    assert values(home) == [1.0]
    again = make_backup(home, tmp_path / "disk").manifest
    kept = {name: file for name, file in made.manifest.files.items() if name in FILES}
    assert {name: again.files[name] for name in kept} == kept
    assert set(again.files) == set(made.manifest.files)
    assert (again.commit, again.schemas, again.left_out) == (made.manifest.commit, made.manifest.schemas, made.manifest.left_out)
    assert home.snapshot.exists()
    assert not (home.root / RESTORING).exists()
    home.prepare()


def test_the_home_is_its_owners_alone(home: DataDir) -> None:
    assert home.root.stat().st_mode & 0o077 == 0


def test_mails_that_may_be_out_are_held_and_others_are_not(home: DataDir) -> None:
    with open_outbox(home.ops, lambda: RESTORED_AT) as outbox:
        states = {row.recipient: (row.state, row.reply) for row in outbox.rows()}
        assert states["arrived@x.cn"] == ("sent", "250 ok")
        for name in ("waiting@x.cn", "begun@x.cn"):
            assert states[name] == ("held", "restored from a backup at 2026-02-23T03:00: nobody knows whether it went out before that")
        later = {month: MailKey("bulletin", month, 1, "new@x.cn", "district") for month in ("2026-01", "2026-03")}
        for month, key in later.items():
            assert outbox.freeze(key, FrozenMail(f"<{month}>", "s", b"x"))
        assert {row.month: row.state for row in outbox.rows() if row.recipient == "new@x.cn"} == {"2026-01": "held", "2026-03": "pending"}


def test_the_audit_says_so_and_its_chain_holds(home: DataDir, made: Backup) -> None:
    with open_ops(home.ops) as connection:
        entries = connection.execute("select at, content from audit where action = 'restored'").fetchall()
    assert len(entries) == 1
    assert entries[0][0] == RESTORED_AT.isoformat()
    assert made.folder.name in entries[0][1]
    assert '"mails_held": 2' in entries[0][1]
    assert verify(home.ops).is_whole


def test_no_copy_number_that_may_be_taken_is_given_again(home: DataDir) -> None:
    with open_outbox(home.ops, lambda: RESTORED_AT) as outbox:
        assert outbox.copy_number("arrived@x.cn", "district") == 1
        assert outbox.copy_number("new@x.cn", "district") > 100


def test_a_home_that_holds_anything_is_left_alone(made: Backup, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"is not empty \(notes.txt\)") as caught:
        restore_backup(DataDir(tmp_path), made.folder)
    assert caught.value.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_new_disk_counts_as_empty(made: Backup, tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    assert restore_backup(DataDir(tmp_path), made.folder).mails_held == 2


def test_a_damaged_backup_writes_nothing(tmp_path: Path) -> None:
    damaged = make_backup(make_home(tmp_path / "home"), tmp_path / "disk").folder
    (damaged / "subscribers.csv").write_text("other")
    with pytest.raises(WarehouseUnavailableError, match=r"subscribers\.csv"):
        restore_backup(DataDir(tmp_path / "new"), damaged)
    assert not (tmp_path / "new").exists()


def test_a_backup_of_a_newer_program_writes_nothing(made: Backup, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    newer.mkdir()
    manifest = read_backup(made.folder)
    fields = {name: getattr(manifest, name) for name in manifest.__slots__}
    write_manifest(newer, type(manifest)(**{**fields, "program": "7.0.0", "schemas": {**manifest.schemas, "ops.db": 999}}))
    with pytest.raises(WarehouseUnavailableError, match=r"made by version 7\.0\.0"):
        restore_backup(DataDir(tmp_path / "new"), newer)
    assert not (tmp_path / "new").exists()


def test_half_a_restore_is_no_home_and_the_next_one_clears_it(made: Backup, tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home")
    restore_backup(home, made.folder)
    # As a kill leaves it between two of the last moves.
    staged = home.root / RESTORING
    staged.mkdir()
    (staged / MANIFEST).write_bytes((made.folder / MANIFEST).read_bytes())
    home.warehouse.rename(staged / home.warehouse.name)
    with pytest.raises(WarehouseError, match=r"a restore .* was cut off"):
        home.prepare()
    restore_backup(home, made.folder)
    home.prepare()
    assert values(home) == [1.0]
    assert set(FILES) <= set(contents(home.root))


def test_what_somebody_put_beside_half_a_restore_is_not_cleared(made: Backup, tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    (home.root / RESTORING).mkdir()
    (home.root / RESTORING / MANIFEST).write_bytes((made.folder / MANIFEST).read_bytes())
    (home.root / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        restore_backup(home, made.folder)
    assert (home.root / "notes.txt").exists()


def test_a_disk_that_is_too_small_is_said_before_anything_is_copied(made: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.backups.restoring.shutil.disk_usage", lambda _: type("usage", (), {"free": 1000})())
    with pytest.raises(NoRoomError, match="MiB are needed"):
        restore_backup(DataDir(tmp_path / "home"), made.folder)
    assert not (tmp_path / "home").exists()
