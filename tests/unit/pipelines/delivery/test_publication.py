"""A month's folder appears whole or not at all, keeps every revision, and survives a kill at any step."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.delivery.publication import is_intact, publish, publish_beside, read_manifest, recover

MONTH = "2026-10"
FIRST = {"bulletin.html": b"<p>one</p>", "enterprises/A.html": b"a", "warning_list.csv": b"month\n2026-10\n"}
SECOND = {"bulletin.html": b"<p>two</p>", "enterprises/B.html": b"b", "warning_list.csv": b"month\n2026-10\n"}

# The child kills itself at the n-th file operation, seen through Python's own audit events.
CHILD = """
import os, signal, sys
left = int(sys.argv[1])
from pipelines.delivery import publication
from pathlib import Path
WATCHED = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "ctypes.dlsym"}
def watch(event, arguments):
    global left
    if event in WATCHED:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
files = {name: content.encode() for name, content in eval(sys.argv[3]).items()}
sys.addaudithook(watch)
publication.publish(Path(sys.argv[2]), "2026-10", {"content_id": sys.argv[4]}, lambda revision: files)
"""


def put(briefings: Path, files: dict[str, bytes], content_id: str):
    return publish(briefings, MONTH, {"content_id": content_id}, lambda revision: files)


def read_folder(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_first_edition_has_every_file_and_its_digest(tmp_path: Path) -> None:
    published = put(tmp_path, FIRST, "aa")
    manifest = read_manifest(published.folder)
    assert published.is_new
    assert published.revision == 1
    assert manifest is not None
    assert set(manifest["files"]) == set(FIRST)
    assert is_intact(published.folder, manifest)


def test_the_same_result_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, FIRST, "aa")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / MONTH).rglob("*")}
    again = put(tmp_path, FIRST, "aa")
    assert not again.is_new
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / MONTH).rglob("*")} == before
    assert not (tmp_path / "history").exists()


def test_another_result_becomes_the_next_revision_and_the_old_one_is_kept(tmp_path: Path) -> None:
    put(tmp_path, FIRST, "aa")
    old = read_folder(tmp_path / MONTH)
    published = put(tmp_path, SECOND, "bb")
    assert (published.revision, published.is_new) == (2, True)
    assert read_folder(tmp_path / "history" / f"{MONTH}.r1") == old
    assert put(tmp_path, FIRST, "cc").revision == 3


def test_the_revision_reaches_the_pages(tmp_path: Path) -> None:
    publish(tmp_path, MONTH, {"content_id": "aa"}, lambda revision: {"page": str(revision).encode()})
    publish(tmp_path, MONTH, {"content_id": "bb"}, lambda revision: {"page": str(revision).encode()})
    assert (tmp_path / MONTH / "page").read_bytes() == b"2"


def test_an_edition_changed_by_hand_is_kept_beside_and_published_anew(tmp_path: Path) -> None:
    put(tmp_path, FIRST, "aa")
    (tmp_path / MONTH / "bulletin.html").write_text("scribbled on")
    published = put(tmp_path, FIRST, "aa")
    assert published.revision == 2
    assert (tmp_path / "history" / f"{MONTH}.r1.changed" / "bulletin.html").read_text() == "scribbled on"


def test_counts_alone_are_brought_up_to_date_in_place(tmp_path: Path) -> None:
    publish(tmp_path, MONTH, {"content_id": "aa", "row_counts": {"rows_in": 1}}, lambda revision: FIRST)
    again = publish(tmp_path, MONTH, {"content_id": "aa", "row_counts": {"rows_in": 2}}, lambda revision: FIRST)
    manifest = json.loads((tmp_path / MONTH / "manifest.json").read_text())
    assert not again.is_new
    assert manifest["row_counts"] == {"rows_in": 2}
    assert manifest["revision"] == 1


def test_the_manifest_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    first = put(tmp_path / "one", FIRST, "aa")
    second = put(tmp_path / "two", dict(reversed(FIRST.items())), "aa")
    assert (first.folder / "manifest.json").read_bytes() == (second.folder / "manifest.json").read_bytes()


def _killed_publish(briefings: Path, at: int, files: dict[str, bytes], content_id: str) -> int:
    texts = repr({name: content.decode() for name, content in files.items()})
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(at), str(briefings), texts, content_id], cwd=root, capture_output=True, check=False
    )
    if done.returncode not in (0, -signal.SIGKILL):
        pytest.fail(done.stderr.decode())
    return done.returncode


@pytest.mark.parametrize("is_first", [True, False], ids=["first edition", "next revision"])
def test_a_kill_at_any_step_leaves_the_old_or_the_new_edition_whole(tmp_path: Path, is_first: bool) -> None:
    kills = 0
    for at in range(200):
        briefings = tmp_path / f"at{at}"
        briefings.mkdir()
        if not is_first:
            put(briefings, FIRST, "aa")
        code = _killed_publish(briefings, at, SECOND, "bb")
        _assert_whole(briefings, allow_absent=is_first)
        put(briefings, SECOND, "bb")
        _assert_settled(briefings, is_first=is_first)
        if code == 0:
            break
        kills += 1
    else:
        pytest.fail("the publication never came to an end")
    assert kills > 15


def _assert_whole(briefings: Path, *, allow_absent: bool) -> None:
    folder = briefings / MONTH
    if allow_absent and not folder.exists():
        return
    manifest = read_manifest(folder)
    assert manifest is not None
    assert is_intact(folder, manifest)
    assert set(read_folder(folder)) == {*manifest["files"], "manifest.json"}


def _assert_settled(briefings: Path, *, is_first: bool) -> None:
    manifest = read_manifest(briefings / MONTH)
    assert manifest is not None
    assert manifest["content_id"] == "bb"
    assert is_intact(briefings / MONTH, manifest)
    assert not list(briefings.glob(".staging-*"))
    if not is_first:
        kept = [path.name for path in (briefings / "history").iterdir()]
        assert kept == [f"{MONTH}.r1"]
        assert read_folder(briefings / "history" / f"{MONTH}.r1")["bulletin.html"] == FIRST["bulletin.html"]


def test_recovery_puts_a_whole_staged_edition_in_its_empty_place(tmp_path: Path) -> None:
    folder = put(tmp_path, FIRST, "aa").folder
    folder.rename(tmp_path / f".staging-{MONTH}")
    recover(tmp_path)
    assert read_folder(tmp_path / MONTH)["bulletin.html"] == FIRST["bulletin.html"]


def test_recovery_drops_what_was_half_staged(tmp_path: Path) -> None:
    put(tmp_path, FIRST, "aa").folder.rename(tmp_path / f".staging-{MONTH}")
    (tmp_path / f".staging-{MONTH}" / "bulletin.html").unlink()
    recover(tmp_path)
    assert not (tmp_path / MONTH).exists()
    assert not list(tmp_path.glob(".staging-*"))


def test_without_an_exchange_of_folders_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.delivery.publication.exchange", lambda first, second: False)
    put(tmp_path, FIRST, "aa")
    assert put(tmp_path, SECOND, "bb").revision == 2
    assert (tmp_path / "history" / f"{MONTH}.r1" / "bulletin.html").read_bytes() == FIRST["bulletin.html"]


def test_earlier_editions_find_what_they_link_to(tmp_path: Path) -> None:
    put(tmp_path, FIRST, "aa")
    put(tmp_path, SECOND, "bb")
    for _ in range(2):
        publish_beside(tmp_path, "index*.html", lambda: {"index.html": b"index", "index-01.html": b"street"})
        assert (tmp_path / "history" / f"{MONTH}.r1" / ".." / "index.html").read_bytes() == b"index"
        assert (tmp_path / "history" / MONTH / "bulletin.html").read_bytes() == SECOND["bulletin.html"]
    publish_beside(tmp_path, "index*.html", lambda: {"index.html": b"index"})
    # What is gone leaves no link behind, and the kept edition is as it was.
    assert sorted(path.name for path in (tmp_path / "history").iterdir()) == [MONTH, f"{MONTH}.r1", "index.html"]
    assert is_intact(tmp_path / "history" / f"{MONTH}.r1", read_manifest(tmp_path / "history" / f"{MONTH}.r1") or {})


def test_an_edition_whose_figures_could_not_be_put_in_place_is_not_put_out_by_the_next_publisher(tmp_path: Path) -> None:
    def no_room() -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        publish(tmp_path, MONTH, {"content_id": "aa"}, lambda _: FIRST, no_room)
    publish(tmp_path, "2026-11", {"content_id": "bb"}, lambda _: SECOND)
    assert not (tmp_path / MONTH).exists()
    assert put(tmp_path, FIRST, "aa").revision == 1


@pytest.mark.parametrize(
    ("ledger", "revision"),
    [({1: "aa", 2: "bb"}, 2), ({1: "aa", 2: "cc"}, 3), ({1: "bb", 2: "cc"}, 3), ({}, 1)],
    ids=["the last content", "another content", "an earlier content", "nothing known"],
)
def test_a_folder_that_was_lost_comes_back_under_its_number_and_a_correction_of_it_under_the_next(
    tmp_path: Path, ledger: dict[int, str], revision: int
) -> None:
    published = publish(tmp_path, MONTH, {"content_id": "bb"}, lambda _: FIRST, earlier=ledger)
    assert published.revision == revision
