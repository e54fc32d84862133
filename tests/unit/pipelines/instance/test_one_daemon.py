"""A home has one daemon: whoever comes second is told who was first, and what a process becomes goes on holding the home."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from pipelines.instance.one_daemon import hold_for_daemon

BECOME = (
    "import os, sys; from pathlib import Path; from pipelines.data_dir import DataDir\n"
    "from pipelines.instance.one_daemon import hold_for_daemon\n"
    "held = hold_for_daemon(DataDir(Path(sys.argv[1]))); os.set_inheritable(held.fileno(), True)\n"
    "os.execv(sys.executable, [sys.executable, '-c', 'print(1, flush=True); input()'])"
)


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    home.prepare()
    return home


def test_the_second_is_told_who_was_first_and_may_come_when_that_one_is_gone(home: DataDir) -> None:
    first = hold_for_daemon(home)
    with pytest.raises(UsageError, match="is served already, by process"):
        hold_for_daemon(home)
    first.close()
    hold_for_daemon(home).close()


def test_what_a_process_becomes_goes_on_holding_the_home(home: DataDir) -> None:
    with subprocess.Popen([sys.executable, "-c", BECOME, home.root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        with pytest.raises(UsageError, match=f"by process {process.pid};"):
            hold_for_daemon(home)
        process.communicate("\n", timeout=60)
    hold_for_daemon(home).close()
