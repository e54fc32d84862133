"""Which folder is the home, and who may read what is in it."""

import os
from datetime import date
from pathlib import Path

import pytest

from pipelines.data_dir import DataDir, find_home, folder_of, month_folders


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


def test_a_home_in_the_folder_districts_belongs_to_an_installation(tmp_path: Path) -> None:
    alone = DataDir(tmp_path / "home")
    assert (alone.district, alone.installation, alone.districts()) == ("", alone, [])
    one = alone.of_district("甲区")
    assert (one.district, one.installation) == ("甲区", alone)
    one.prepare()
    assert alone.districts() == [one]


def test_months_of_a_district_stand_in_the_months_all_districts_share(tmp_path: Path) -> None:
    alone = DataDir(tmp_path / "home")
    one = alone.of_district("甲区")
    assert alone.briefing(date(2026, 10, 1)) == tmp_path / "home" / "briefings" / "2026-10"
    assert one.briefing(date(2026, 10, 1)) == tmp_path / "home" / "briefings" / "2026-10" / "甲区"
    for folder in (one.briefing(date(2026, 10, 1)), one.briefing(date(2026, 9, 1)), alone.of_district("乙区").briefing(date(2026, 8, 1))):
        folder.mkdir(parents=True)
    assert [month for month, _ in month_folders(one.briefings)] == ["2026-09", "2026-10"]
    assert [folder for _, folder in month_folders(one.briefings)] == [one.briefing(date(2026, month, 1)) for month in (9, 10)]


@pytest.mark.parametrize("name", ["../away", "a/b", ".", "..", ".hidden", "-rf", "区" * 100, "a\\b", "a\nb"])
def test_a_district_that_no_folder_can_be_called_like_gets_one_all_the_same(name: str) -> None:
    folder = folder_of(name)
    assert folder.startswith("district-")
    assert folder == folder_of(name) != folder_of(f"{name}1")
    assert folder_of("坪山区") == "坪山区"
