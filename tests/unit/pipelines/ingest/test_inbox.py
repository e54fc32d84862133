"""Only plain files are read, wherever they lie; nothing is followed out of the inbox."""

import os

import pytest

from pipelines.errors import NoUsableInputError
from pipelines.ingest.inbox import find_files
from pipelines.ingest.refusals import FileRefusedError
from tests.unit.pipelines.ingest.deliveries import figure


def names(folder) -> list[str]:
    return [entry.file_name for entry in find_files(folder)]


def test_files_are_found_at_any_depth_and_in_order(tmp_path):
    for name in ("b.csv", "a/z.csv", "a/b/c.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == ["a/b/c.csv", "a/z.csv", "b.csv"]


def test_leftovers_are_nobodys_delivery(tmp_path):
    for name in (".DS_Store", "~$list.xlsx", "Thumbs.db", ".hidden/x.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == []


def test_a_missing_inbox_is_said_to_be_missing(tmp_path):
    with pytest.raises(NoUsableInputError, match="no inbox folder"):
        find_files(tmp_path / "nowhere")


def test_links_pipes_and_linked_folders_are_refused_with_a_row(inbox, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("uscc,name\n91440300192413773Q,甲\n")
    (inbox.folder / "link.csv").symlink_to(outside / "secret.csv")
    (inbox.folder / "folder").symlink_to(outside, target_is_directory=True)
    (inbox.folder / "dangling.csv").symlink_to(outside / "nothing.csv")
    os.mkfifo(inbox.folder / "pipe.csv")
    inbox.put("good.csv", [figure()])
    report = inbox.ingest()
    assert report.rows_stored == 1
    assert set(inbox.quarantine().select("file_name", "rule").rows()) == {
        (name, "not_a_file") for name in ("link.csv", "folder", "dangling.csv", "pipe.csv")
    }
    inbox.ingest()
    assert inbox.quarantine().height == 4


def test_a_file_swapped_for_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("secret")
    path = tmp_path / "in" / "a.csv"
    path.parent.mkdir()
    path.write_text("x")
    entry = find_files(path.parent)[0]
    path.unlink()
    path.symlink_to(tmp_path / "secret")
    with pytest.raises(FileRefusedError):
        entry.read_bytes()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(inbox):
    inbox.put("locked.csv", "x").chmod(0)
    inbox.ingest()
    assert inbox.rules() == [(None, "unreadable_file")]


def test_names_in_the_bytes_of_windows_are_read_as_they_were_written(tmp_path):
    (tmp_path / "测").mkdir()
    for name in ("测/电费2026年10月.csv".encode(), "电费2026年9月.csv".encode("gb18030"), b"\xff\xff.csv"):
        with open(os.fsencode(tmp_path) + b"/" + name, "w") as handle:
            handle.write("x")
    assert set(names(tmp_path)) == {"测/电费2026年10月.csv", "电费2026年9月.csv", "??.csv"}
