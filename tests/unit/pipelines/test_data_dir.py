"""Which folder is the home, and who may read what is in it."""

import os
from pathlib import Path

import pytest

from pipelines.data_dir import DataDir, find_home


def test_home_is_what_the_environment_says_or_var(tmp_path: Path) -> None:
    assert find_home({"EARLYWARN_HOME": str(tmp_path)}).root == tmp_path
    assert find_home({}).root.name == "var"


@pytest.fixture
def _open_mask() -> None:
    os.umask(0o022)


@pytest.mark.usefixtures("_open_mask")
def test_a_new_home_and_what_is_written_into_it_is_its_owners_alone(tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home")
    home.prepare()
    (home.briefings / "bulletin.html").write_text("x")
    assert home.root.stat().st_mode & 0o777 == 0o700
    assert [path for path in home.root.rglob("*") if path.stat().st_mode & 0o077] == []


@pytest.mark.usefixtures("_open_mask")
def test_a_home_that_somebody_opened_to_others_stays_so(tmp_path: Path) -> None:
    """Departments may deliver by a group of their own."""
    home = DataDir(tmp_path / "home")
    home.root.mkdir(mode=0o750)
    home.root.chmod(0o750)
    home.prepare()
    assert home.root.stat().st_mode & 0o777 == 0o750
