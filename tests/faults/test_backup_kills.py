"""Backups and restores killed at any step: what is there is whole, what is not passes for nothing, and the same command finishes.

EARLYWARN_KILLS makes it as large as wanted.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.backups.making import backups_of, make_backup
from pipelines.backups.restoring import restore_backup
from pipelines.backups.verification import verify_backup
from pipelines.data_dir import RESTORING_MARK, DataDir
from tests.unit.pipelines.backups.small_home import FILES, contents, make_home, values

KILLS = int(os.environ.get("EARLYWARN_KILLS", "3"))
# Kills itself at the event of a number: a file opened, copied, renamed, removed, a folder made.
PROGRAM = """
import os, signal, sys
from pathlib import Path
from pipelines.backups.making import make_backup
from pipelines.backups.restoring import restore_backup
from pipelines.data_dir import DataDir
left, counted = int(sys.argv[4]), 0
def watch(event, args):
    global counted
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.copyfile", "os.utime", "sqlite3.connect"):
        counted += 1
        if counted == left:
            os.kill(os.getpid(), signal.SIGKILL)
home, place = DataDir(Path(sys.argv[2])), Path(sys.argv[3])
sys.addaudithook(watch)
make_backup(home, place) if sys.argv[1] == "backup" else restore_backup(home, place)
print(counted)
"""


def events(verb: str, home: DataDir, place: Path, kill_at: int = 0) -> int | None:
    """Run a verb in a process of its own; returns how many events it took, None where it was killed."""
    command = [sys.executable, "-c", PROGRAM, verb, str(home.root), str(place), str(kill_at)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in (0, -9), done.stderr
    return int(done.stdout) if done.returncode == 0 else None


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    return make_home(tmp_path_factory.mktemp("kills") / "home")


def test_a_killed_backup_leaves_whole_ones_alone(home: DataDir, tmp_path: Path) -> None:
    count = events("backup", home, tmp_path)
    assert count
    chance = random.Random(1)  # noqa: S311 - moments of a test
    for kill_at in sorted(chance.randrange(1, count) for _ in range(KILLS)):
        events("backup", home, tmp_path, kill_at)
        for folder in backups_of(tmp_path):
            verify_backup(folder)
    before = len(backups_of(tmp_path))
    make_backup(home, tmp_path)
    assert len(backups_of(tmp_path)) == before + 1
    assert {path.name for path in tmp_path.iterdir()} == {folder.name for folder in backups_of(tmp_path)}
    assert values(home) == [1.0]


def test_a_killed_restore_is_no_home_and_is_finished_by_the_same_command(home: DataDir, tmp_path: Path) -> None:
    made = make_backup(home, tmp_path / "disk").folder
    count = events("restore", DataDir(tmp_path / "first"), made)
    assert count
    # The last events are those that put everything in place.
    chance = random.Random(2)  # noqa: S311 - moments of a test
    moments = {chance.randrange(1, count) for _ in range(KILLS)} | {chance.randrange(count - 30, count) for _ in range(KILLS)}
    for kill_at in sorted(moments):
        restored = DataDir(tmp_path / f"home{kill_at}")
        assert events("restore", restored, made, kill_at) is None
        is_whole = restored.warehouse.exists() and not (restored.root / RESTORING_MARK).exists()
        if not is_whole:
            restore_backup(restored, made)
        restored.prepare()
        assert values(restored) == [1.0]
        assert {name for name in contents(restored.root) if name in FILES} == set(FILES)
