"""Bad input at the command line: one clear sentence or a quarantine row, the right exit code, and nothing stored is lost or changed."""

import multiprocessing
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli
from pipelines.data_dir import DataDir
from pipelines.ingest.run import ingest_inbox
from pipelines.settings import load_settings
from warehouse import names
from warehouse.store import Store

GOOD = "91310000775785552L"
BAD_DIGIT = "913100007757855521"
HEADER = "uscc,indicator,period,value,unit,basis,received_on"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    """A home whose warehouse holds one good delivery already."""
    monkeypatch.setenv("EARLYWARN_HOME", str(tmp_path / "home"))
    place = DataDir(tmp_path / "home")
    place.prepare()
    deliver(place, "enterprises.csv", "uscc,name", f"{GOOD},甲厂")
    deliver(
        place,
        "grid.csv",
        HEADER,
        *(f"{GOOD},electricity,2026-{month:02d},{1000 + month},kWh,month,2026-{month + 1:02d}-09" for month in range(1, 7)),
    )
    with Store(place.warehouse) as store:
        ingest_inbox(store, place.inbox, date(2026, 8, 1), load_settings().ingest)
    return place


def deliver(home: DataDir, name: str, *lines: str) -> Path:
    path = home.inbox / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["earlywarn", *words])
    code = 0
    try:
        cli.main()
    except SystemExit as end:
        code = int(end.code or 0)
    return code, capsys.readouterr().err


def stored(home: DataDir) -> pl.DataFrame:
    with Store(home.warehouse) as store:
        return store.read(names.OBSERVATIONS)


def rules(home: DataDir) -> list[str]:
    with Store(home.warehouse) as store:
        return store.read(names.QUARANTINE)["rule"].to_list()


def assert_one_sentence(err: str) -> None:
    assert err.startswith("earlywarn: ")
    assert err.count("\n") == 1


def test_an_empty_inbox_is_ten_and_loses_nothing(
    home: DataDir, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, empty = stored(home), tmp_path / "empty"
    empty.mkdir()
    for words in (("ingest", str(empty)), ("run", "--month", "2026-06", "--inbox", str(empty)), ("ingest", str(tmp_path / "nowhere"))):
        code, err = call(capsys, monkeypatch, *words)
        assert code == 10
        assert_one_sentence(err)
    assert stored(home).equals(before)


UNUSABLE = {"strange.csv": b"colour,taste\nred,sweet\n", "broken.parquet": b"PAR1 but not really PAR1", "empty.csv": b""}
BAD_ROWS = {
    "unit": f"{GOOD},electricity,2026-07,5,horsepower,month,2026-08-01",
    "check digit": f"{BAD_DIGIT},electricity,2026-07,5,kWh,month,2026-08-01",
    "future": f"{GOOD},electricity,2031-07,5,kWh,month,2026-08-01",
    "no number": f"{GOOD},electricity,2026-07,five,kWh,month,2026-08-01",
}


def test_a_file_nobody_can_use_is_ten_alone_and_quarantined_beside_good_ones(
    home: DataDir, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(home)
    for name, content in UNUSABLE.items():
        alone = tmp_path / name / "inbox"
        alone.mkdir(parents=True)
        (alone / name).write_bytes(content)
        code, err = call(capsys, monkeypatch, "ingest", str(alone))
        assert code == 10, name
        assert_one_sentence(err)
        (home.inbox / name).write_bytes(content)
    assert call(capsys, monkeypatch, "ingest")[0] == 0
    assert stored(home).equals(before)


def test_bad_rows_are_refused_and_their_neighbours_are_stored(
    home: DataDir, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(home)
    good = [f"{GOOD},water,2025-{month:02d},70,m3,month,2026-07-09" for month in range(1, 8)]
    deliver(home, "more.csv", HEADER, *BAD_ROWS.values(), *good)
    code, _ = call(capsys, monkeypatch, "ingest")
    after = stored(home)
    assert code == 0
    assert len(rules(home)) == len(set(rules(home))) == len(BAD_ROWS)
    assert after.filter(pl.col("indicator") == "electricity").equals(before)
    assert after.filter(pl.col("indicator") == "water").height == len(good)


def test_the_same_file_twice_changes_nothing_and_a_restatement_keeps_the_old_value(
    home: DataDir, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(home)
    (home.inbox / "again.csv").write_bytes((home.inbox / "grid.csv").read_bytes())
    assert call(capsys, monkeypatch, "ingest")[0] == 0
    assert stored(home).equals(before)
    deliver(home, "corrected.csv", HEADER, f"{GOOD},electricity,2026-05,900,kWh,month,2026-07-20")
    assert call(capsys, monkeypatch, "ingest")[0] == 0
    with Store(home.warehouse) as store:
        seen = [
            store.observations_as_of(day).filter(pl.col("period") == date(2026, 5, 1))["value"].item()
            for day in (date(2026, 7, 1), date(2026, 7, 21))
        ]
    assert seen == [1005.0, 900.0]
    assert stored(home).height == before.height + 1


def test_mostly_refused_rows_stop_before_anything_is_scored(
    home: DataDir, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(home, "wrong.csv", HEADER, *(f"{GOOD},electricity,2025-{month:02d},5,horsepower,month,2026-01-01" for month in range(1, 13)))
    code, err = call(capsys, monkeypatch, "ingest")
    assert code == 11
    assert_one_sentence(err)
    (home.inbox / "wrong.csv").unlink()
    assert call(capsys, monkeypatch, "ingest")[0] == 0


def _hold(path: str, ready: object, done: object) -> None:
    """Keep a warehouse open until the test has ended."""
    with Store(Path(path)):
        ready.set()  # type: ignore[attr-defined]
        done.wait(60)  # type: ignore[attr-defined]


def test_a_busy_warehouse_is_twenty(home: DataDir, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever waits long enough ends like this; how long is the office's to say.
    home.config.mkdir(parents=True, exist_ok=True)
    (home.config / "runs.toml").write_text("[runs.wait_minutes]\nvalue = 0\n", encoding="utf-8")
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(str(home.warehouse), ready, done))
    holder.start()
    try:
        assert ready.wait(60)
        code, err = call(capsys, monkeypatch, "ingest")
    finally:
        done.set()
        holder.join()
    assert code == 20
    assert_one_sentence(err)


def test_a_damaged_warehouse_is_twenty(home: DataDir, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    home.warehouse.write_bytes(b"this is no database" * 1000)
    code, err = call(capsys, monkeypatch, "ingest")
    assert code == 20
    assert_one_sentence(err)


@pytest.mark.parametrize(
    "words", [("run", "--month", "2099-01"), ("run", "--month", "2026-06", "--from", "2026-07"), ("report", "--month", "1990-01")]
)
def test_an_impossible_month_is_two(
    home: DataDir, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    code, err = call(capsys, monkeypatch, *words)
    assert code == 2
    assert_one_sentence(err)


def test_a_month_before_all_figures_is_ten(home: DataDir, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, err = call(capsys, monkeypatch, "report", "--month", "2025-10")
    assert code == 10
    assert_one_sentence(err)


def test_an_unpublished_month_cannot_be_sent(home: DataDir, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    home.subscribers.write_text("email,name,scope\na@x.cn,甲,district\n", encoding="utf-8")
    code, err = call(capsys, monkeypatch, "send", "--month", "2026-06", "--dry-run")
    assert code == 2
    assert_one_sentence(err)
