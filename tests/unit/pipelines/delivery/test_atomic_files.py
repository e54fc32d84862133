"""A folder takes the place of another one, whatever the system can."""

from pathlib import Path

import pytest

from pipelines.delivery import atomic_files
from pipelines.delivery.atomic_files import put_folder


def folder_of(place: Path, content: str) -> Path:
    place.mkdir()
    (place / "list.csv").write_text(content, encoding="utf-8")
    return place


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_folder_takes_the_place_of_the_earlier_one_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(atomic_files, "exchange", lambda *_: False)
    for content in ("first", "second"):
        put_folder(folder_of(tmp_path / ".day.tmp", content), tmp_path / "day")
        assert (tmp_path / "day" / "list.csv").read_text(encoding="utf-8") == content
    assert [path.name for path in tmp_path.iterdir()] == ["day"]


def test_whoever_looks_while_folders_change_places_finds_the_one_or_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    earlier, staged = folder_of(tmp_path / "day", "first"), folder_of(tmp_path / ".day.tmp", "second")
    remove = atomic_files.shutil.rmtree

    def removed(path: Path, **options: bool) -> None:
        seen.append((earlier / "list.csv").exists())
        remove(path, **options)
        seen.append((earlier / "list.csv").exists())

    monkeypatch.setattr(atomic_files.shutil, "rmtree", removed)
    put_folder(staged, earlier)
    assert all(seen)
