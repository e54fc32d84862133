"""What others learned comes in whole or not at all, with who and when; whatever is wrong with a file is one sentence and a code."""

from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.risk.shared_weights import Learned, LearnedWeight, Source
from pipelines.cli import cli
from pipelines.commands import learn
from pipelines.data_dir import DataDir
from pipelines.errors import NoUsableInputError, UsageError, UserError, exit_code_of
from pipelines.month.learned_document import LearnedDocument, encode
from pipelines.settings import load_settings
from warehouse.errors import WarehouseError
from warehouse.ops.audit import verify
from warehouse.ops.learned_log import learned_imports


def document(district: str, month: int = 10, *, is_fictional: bool = False) -> LearnedDocument:
    weights = (LearnedWeight("leaving_evidence", 1, None, 0.5, 0.05, 30),)
    source = Source(district, date(2026, month, 1), "0.2.0")
    return LearnedDocument((Learned("relocation", source, 20_000, 33, weights, ()),), is_fictional)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    moments = iter(datetime(2026, 11, day, 9) for day in range(1, 28))
    monkeypatch.setattr(learn, "now", lambda: next(moments))
    monkeypatch.setattr(learn, "user_name", lambda: "li@a")
    return DataDir(tmp_path / "home")


def written(folder: Path, name: str, content: bytes | LearnedDocument) -> Path:
    path = folder / name
    path.write_bytes(encode(content) if isinstance(content, LearnedDocument) else content)
    return path


def states(home: DataDir) -> list[str]:
    return [line.split("  ")[-1] for line in learn.list_imports(home)[:-1]]


def test_imports_are_listed_with_who_when_and_which_counts(home: DataDir, tmp_path: Path) -> None:
    old, new = written(tmp_path, "old.json", document("甲区", 8)), written(tmp_path, "new.json", document("甲区", 10))
    assert learn.list_imports(home) == ["no imports"]
    learn.import_files(home, [old])
    assert states(home) == ["in force"]
    learn.import_files(home, [new])
    assert states(home) == ["passed over: there is a newer one of the same district", "in force"]
    lines = learn.list_imports(home)
    assert "甲区 2026-08" in lines[0]
    assert "2026-11-01T09:00:00  li@a" in lines[0]
    assert verify(home.ops).is_whole


def test_the_same_file_twice_is_one_import(home: DataDir, tmp_path: Path) -> None:
    file = written(tmp_path, "a.json", document("甲区"))
    learn.import_files(home, [file, file])
    assert "was imported before" in learn.import_files(home, [file])[0]
    assert len(learned_imports(home.ops)) == 1


def test_an_import_can_be_undone_once(home: DataDir, tmp_path: Path) -> None:
    learn.import_files(home, [written(tmp_path, "a.json", document("甲区"))])
    key = document("甲区").id
    learn.undo(home, key)
    assert states(home) == ["undone 2026-11-02T09:00:00 by li@a"]
    with pytest.raises(UsageError, match="none is"):
        learn.undo(home, key)


def test_one_wrong_file_keeps_all_out(home: DataDir, tmp_path: Path) -> None:
    good, wrong = written(tmp_path, "a.json", document("甲区")), written(tmp_path, "b.json", b"uscc,name\n")
    with pytest.raises(NoUsableInputError):
        learn.import_files(home, [good, wrong])
    assert learned_imports(home.ops) == []


def test_what_is_not_for_this_district_is_refused(home: DataDir, tmp_path: Path) -> None:
    own = document(load_settings().district.name)
    for name, wrong in (("own.json", own), ("fiction.json", document("甲区", is_fictional=True))):
        with pytest.raises(UsageError):
            learn.import_files(home, [written(tmp_path, name, wrong)])
    # The fictional district may learn from fiction.
    home.demo.mkdir(parents=True)
    (home.demo / "truth_events.parquet").touch()
    assert learn.import_files(home, [tmp_path / "fiction.json"])


def test_nothing_is_exported_of_a_home_without_a_published_month(home: DataDir, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="earlywarn ingest"):
        learn.export(home, tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("verb", "code"),
    [(("import", "absent.json"), 10), (("import",), 2), (("undo", "x"), 2), (("export", "absent/x.json"), 2), (("list",), 0)],
)
def test_the_verbs_end_with_their_codes(verb: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARLYWARN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["learn", *verb])
    assert (exit_code_of(result.exception) if isinstance(result.exception, UserError) else result.exit_code) == code
