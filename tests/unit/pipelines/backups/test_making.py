"""A backup holds everything of one moment, links what did not change, and is there whole or not at all."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.backups.making import STAGED, backups_of, make_backup, newest_backup
from pipelines.backups.verification import verify_backup
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from tests.unit.pipelines.backups.small_home import FILES, MADE_AT, MONTH, contents, make_home, values
from warehouse.errors import NoRoomError, WarehouseBusyError, WarehouseError
from warehouse.names import RISK
from warehouse.ops.commits import last_commits
from warehouse.store import Store


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    return make_home(tmp_path_factory.mktemp("backup") / "home")


def test_a_backup_holds_everything_that_cannot_be_made_anew(home: DataDir, tmp_path: Path) -> None:
    made = make_backup(home, tmp_path / "disk", clock=lambda: MADE_AT)
    assert made.folder == tmp_path / "disk" / "earlywarn-2026-02-20T03-00-00"
    assert set(contents(made.folder)) == {*FILES, "warehouse.duckdb", "ops.db", "backup.json"}
    assert {name: text.decode() for name, text in contents(made.folder).items() if name in FILES} == FILES
    done, _ = last_commits(home.ops)
    assert done is not None
    assert made.manifest.commit == {"number": done.number, "sha256": done.sha256}
    assert values(DataDir(made.folder)) == values(home) == [1.0]
    assert [path.name for path in (tmp_path / "disk").iterdir()] == [made.folder.name]


def test_nobody_else_may_read_it(home: DataDir, tmp_path: Path) -> None:
    made = make_backup(home, tmp_path / "disk")
    assert [path for path in (tmp_path / "disk", *(tmp_path / "disk").rglob("*")) if path.stat().st_mode & 0o077] == []
    assert made.folder.is_dir()


def test_what_did_not_change_is_linked_and_what_did_is_copied(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    first = make_backup(home, tmp_path / "disk", clock=lambda: MADE_AT)
    (home.inbox / "tax" / "2026-01.csv").write_text("uscc\n1\n")
    second = make_backup(home, tmp_path / "disk", clock=lambda: MADE_AT + timedelta(days=1))
    same, changed = "briefings/2026-01/bulletin.html", "inbox/tax/2026-01.csv"
    assert (first.folder / same).samefile(second.folder / same)
    assert (first.folder / changed).read_text() == "uscc\n"
    assert (second.folder / changed).read_text() == "uscc\n1\n"
    assert second.linked_bytes == sum(len(text) for name, text in FILES.items() if name != changed)
    for made in (first, second):
        verify_backup(made.folder)


def test_a_file_that_was_damaged_in_the_backup_before_is_copied_anew(home: DataDir, tmp_path: Path) -> None:
    first = make_backup(home, tmp_path, clock=lambda: MADE_AT)
    damaged = first.folder / "briefings/2026-01/bulletin.html"
    damaged.write_text("<p>2</p>")
    second = make_backup(home, tmp_path, clock=lambda: MADE_AT + timedelta(days=1))
    assert (second.folder / "briefings/2026-01/bulletin.html").read_text() == "<p>1</p>"


def test_two_of_one_second_lie_side_by_side_in_order(home: DataDir, tmp_path: Path) -> None:
    made = [make_backup(home, tmp_path, clock=lambda: MADE_AT).folder for _ in range(2)]
    assert backups_of(tmp_path) == made
    assert newest_backup(tmp_path) == made[1]
    assert newest_backup(made[0]) == made[0]


def test_a_run_at_work_is_waited_for_and_then_named(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    (home.config / "runs.toml").write_text("runs.wait_minutes.value = 0\n")
    code = (
        "import sys; from pathlib import Path; from warehouse.store import Store\n"
        f"store = Store(Path({str(home.warehouse)!r})); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == "open"
        with pytest.raises(WarehouseBusyError, match="wait until that run has ended"):
            make_backup(home, tmp_path / "disk")
        assert list((tmp_path / "disk").iterdir()) == []
        writer.communicate("", timeout=60)
    assert make_backup(home, tmp_path / "disk").folder.is_dir()


def test_a_home_that_lost_something_is_not_backed_up_in_silence(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    earlier = home.warehouse.read_bytes()
    with Store(home.warehouse, ops=home.ops) as store:
        store.replace_month(RISK, MONTH, pl.DataFrame({"uscc": ["x"], "operating_risk": [0.1]}))
    home.warehouse.write_bytes(earlier)
    with pytest.raises(WarehouseError, match="has lost what was stored last"):
        make_backup(home, tmp_path / "disk")
    assert list((tmp_path / "disk").iterdir()) == []


def test_what_a_killed_backup_left_is_cleared_and_that_of_a_living_one_is_not(home: DataDir, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as ended:
        ended.wait(60)
    for process in (ended.pid, os.getppid()):
        (tmp_path / f"{STAGED}{process}").mkdir()
    made = make_backup(home, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{STAGED}{os.getppid()}", made.folder.name}
    assert backups_of(tmp_path) == [made.folder]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(home: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.backups.making.copy_durably", fill)
    with pytest.raises(NoRoomError, match="not enough room for a backup"):
        make_backup(home, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("inside", ["", "copies"])
def test_a_backup_does_not_lie_in_the_home_it_is_of(home: DataDir, inside: str) -> None:
    with pytest.raises(UsageError, match="would be lost with it"):
        make_backup(home, home.root / inside)


def test_there_has_to_be_a_home_and_a_folder(home: DataDir, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to back up"):
        make_backup(DataDir(tmp_path / "nowhere"), tmp_path / "disk")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        make_backup(home, tmp_path / "file")
    with pytest.raises(UsageError, match="is no backup and holds none"):
        newest_backup(tmp_path)


def test_a_home_without_a_warehouse_is_backed_up_too(tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home")
    home.prepare()
    (home.inbox / "a.csv").write_text("x")
    made = make_backup(home, tmp_path / "disk")
    assert set(made.manifest.files) == {"inbox/a.csv"}
    assert made.manifest.commit is None
    assert set(made.manifest.schemas.values()) == {None}
