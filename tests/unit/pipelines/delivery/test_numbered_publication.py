import shutil
from pathlib import Path

import pytest

from pipelines.data_dir import DataDir
from pipelines.delivery.numbered_publication import publish_numbered
from pipelines.delivery.publication import Files, Published
from warehouse.ops.numbered_issues import NumberedIssue, issues_noted

DAY = "2026-05-16"


def out(home: DataDir, content: str, shelf: str = "briefs", kept: str | None = None) -> Published:
    def render(revision: int) -> Files:
        return {"page.html": f"{content} r{revision}".encode()}

    return publish_numbered(home, shelf, DAY, {"content_id": content}, render, kept)


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path)


@pytest.mark.parametrize("shelf", ["briefs", "meetings", "outside"])
def test_a_lost_folder_takes_no_number_with_it(home: DataDir, shelf: str) -> None:
    assert [out(home, content, shelf).revision for content in "ab"] == [1, 2]
    shutil.rmtree(home.briefings / shelf)
    assert out(home, "c", shelf).revision == 3


def test_what_comes_back_is_no_correction(home: DataDir) -> None:
    page = (out(home, "a").folder / "page.html").read_bytes()
    shutil.rmtree(home.briefings)
    again = out(home, "a")
    assert (again.revision, (again.folder / "page.html").read_bytes()) == (1, page)


def test_the_same_again_is_neither_new_nor_noted_twice(home: DataDir) -> None:
    assert [out(home, "a").is_new for _ in range(2)] == [True, False]
    assert issues_noted(home.ops, "briefs") == [NumberedIssue(DAY, 1, "a")]


def test_one_that_is_cut_off_before_its_name_has_its_number_all_the_same(home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut_off)
        with pytest.raises(KeyboardInterrupt):
            out(home, "a")
    assert not (home.briefings / "briefs" / DAY).exists()
    assert out(home, "b").revision == 2


def test_the_file_that_later_ones_have_to_know_is_kept_with_the_note(home: DataDir) -> None:
    out(home, "a", kept="page.html")
    assert issues_noted(home.ops, "briefs") == [NumberedIssue(DAY, 1, "a", b"a r1")]
