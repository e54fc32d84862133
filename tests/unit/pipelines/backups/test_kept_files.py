"""Everything of a home is kept, whatever it is called, but what is named as made anew, half done, or no file."""

import os
from pathlib import Path

from pipelines.backups.kept_files import LEFT_OUT, kept_files
from pipelines.data_dir import DataDir
from tests.unit.pipelines.backups.small_home import FILES, make_home


def names(home: DataDir) -> set[str]:
    return {path.relative_to(home.root).as_posix() for path in kept_files(home)}


def test_files_of_every_kind_are_kept_and_nothing_else(tmp_path: Path) -> None:
    assert names(make_home(tmp_path / "home")) == set(FILES)


def test_what_a_later_version_adds_is_kept(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    (home.root / "maps").mkdir()
    (home.root / "maps" / "new.json").write_text("{}")
    assert "maps/new.json" in names(home)


def test_links_and_pipes_are_not_followed_but_folders_on_other_disks_are(tmp_path: Path) -> None:
    home, elsewhere = make_home(tmp_path / "home"), tmp_path / "disk"
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text("x")
    (home.root / "policies").symlink_to(elsewhere)
    (home.inbox / "passwords").symlink_to("/etc/passwd")
    os.mkfifo(home.inbox / "pipe")
    assert names(home) - set(FILES) == {"policies/a.csv"}


def test_every_folder_of_a_home_is_kept_or_left_out_with_a_reason(tmp_path: Path) -> None:
    """A folder that no reason covers would be lost; one with two answers would be a mistake."""
    home = DataDir(tmp_path / "home")
    places = [
        value.relative_to(home.root).parts[0]
        for name in dir(DataDir)
        if not name.startswith("_") and isinstance(value := getattr(home, name), Path) and value != home.root
    ]
    assert set(LEFT_OUT) - set(places) == {"backups", "districts"}
    assert all(len(reason) > 20 for reason in LEFT_OUT.values())
