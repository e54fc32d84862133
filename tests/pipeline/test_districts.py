"""Two districts in one installation: each month is what the district alone would have; one that is held keeps nobody back."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.commands.backup import backup
from pipelines.commands.demo import demo
from pipelines.commands.doctor import doctor
from pipelines.commands.restore import restore
from pipelines.commands.run import RunOptions, run
from pipelines.commands.send import send
from pipelines.commands.snapshot import home_of_enterprise
from pipelines.commands.verify import verify
from pipelines.data_dir import DataDir
from pipelines.delivery.laid_summary import ROWS_TABLE, SUMMARY_RECORD
from pipelines.delivery.laid_tables import to_parquet
from pipelines.delivery.publication import SUMMARY_MANIFEST, is_intact, read_manifest
from pipelines.errors import DistrictsNotOutError, UsageError
from warehouse import names
from warehouse.snapshot import open_snapshot

if TYPE_CHECKING:
    from pipelines.commands.console import RunResult

LAST = date(2026, 6, 1)
ENTERPRISES, MONTHS, SEED = 24, 16, 3


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataDir, RunResult]:
    """An installation of two districts with its last month run; whoever changes it takes a copy. Nobody moves between them."""
    home = DataDir(tmp_path_factory.mktemp("installation") / "home")
    demo(home, enterprises=ENTERPRISES, months=MONTHS, last=LAST, seed=SEED, districts=2, is_tidy=True)
    staying = stayers(home)
    for path in sorted(home.inbox.rglob("*")):
        if path.is_file():
            keep_rows(path, path, staying)
    return home, run(home, RunOptions(LAST))


def stayers(home: DataDir) -> set[str]:
    """Return the enterprises that the register names in one district alone."""
    rows = delivered_register(home).group_by("uscc").agg(pl.col("district").n_unique())
    return set(rows.filter(pl.col("district") == 1)["uscc"])


@pytest.fixture
def copied(ran: tuple[DataDir, RunResult], tmp_path: Path) -> DataDir:
    shutil.copytree(ran[0].root, tmp_path / "home", symlinks=True)
    return DataDir(tmp_path / "home")


def scores(home: DataDir) -> pl.DataFrame:
    return pl.read_parquet(home.briefing(LAST) / "scores.parquet")


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def registered(home: DataDir) -> dict[str, str]:
    """Return the district of every enterprise as the delivered register has it last."""
    return dict(delivered_register(home).select("uscc", "district").iter_rows())


def delivered_register(home: DataDir) -> pl.DataFrame:
    return pl.concat([pl.read_csv(path, infer_schema=False) for path in sorted(home.inbox.rglob("enterprises*.csv"))], how="diagonal")


def test_every_district_has_its_own_edition_and_nobody_elses(ran: tuple[DataDir, RunResult]) -> None:
    home, result = ran
    districts = home.districts()
    assert len(districts) == 2
    assert not result.unpublished
    assert {month.folder for month in result.months} == {home.root / "briefings" / "2026-06" / one.district for one in districts}
    of = registered(home)
    for one in districts:
        manifest = read_manifest(one.briefing(LAST))
        assert manifest is not None
        assert is_intact(one.briefing(LAST), manifest)
        assert {of[uscc] for uscc in scores(one)["uscc"]} == {one.district}


def test_the_summary_stands_above_them_and_links_to_what_is_there(ran: tuple[DataDir, RunResult]) -> None:
    home, _ = ran
    folder = home.briefing(LAST)
    manifest = json.loads((folder / SUMMARY_MANIFEST).read_text(encoding="utf-8"))
    assert is_intact(folder, manifest)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert all(one.district in page for one in home.districts())


def test_a_shared_month_is_checked_with_the_editions_of_its_districts(copied: DataDir) -> None:
    folder, one = copied.briefing(LAST), copied.districts()[0]
    answer = verify(folder)
    assert (answer.exit_code, answer.lines.count("sound")) == (0, 3)
    (one.briefing(LAST) / "warning_list.csv").unlink()
    assert verify(folder).exit_code == 20
    shutil.rmtree(one.briefing(LAST))
    assert any(one.district in line and "none beside it" in line for line in verify(folder).lines)
    (folder / "stray.txt").write_text("x", encoding="utf-8")
    assert any("stray.txt" in line for line in verify(folder).lines)


def test_a_summary_follows_from_its_tables_and_they_from_the_districts(copied: DataDir) -> None:
    folder = copied.briefing(LAST)
    assert sum("each district's figures follow from the tables of its edition" in line for line in verify(folder).lines) == 1
    rows = pl.read_parquet(folder / ROWS_TABLE)
    page, record = (folder / "index.html").read_text(encoding="utf-8"), (folder / SUMMARY_RECORD).read_bytes()
    forged = to_parquet(rows.with_columns(pl.col("monitored_count") + 1000))
    _seal(folder, ROWS_TABLE, forged)
    assert any(f"{ROWS_TABLE}: is not what the edition was made from" in line for line in verify(folder).lines)
    bound = json.loads(record)
    bound["files"][ROWS_TABLE] = hashlib.sha256(forged).hexdigest()
    _seal(folder, SUMMARY_RECORD, json.dumps(bound).encode())
    assert any("index.html: was made with another record" in line for line in verify(folder).lines)
    old, new = (hashlib.sha256(content).hexdigest() for content in (record, (folder / SUMMARY_RECORD).read_bytes()))
    _seal(folder, "index.html", page.replace(old, new).encode())
    lines = "\n".join(verify(folder).lines)
    assert re.search(rf"{ROWS_TABLE}: \S+: monitored_count is \d+, by the tables of its edition it is \d+", lines)
    assert re.search(r"index\.html: line \d+: stands “", lines)


def _seal(folder: Path, name: str, content: bytes) -> None:
    """Change a file of the summary and put its new digest into the manifest."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / SUMMARY_MANIFEST).read_bytes())
    manifest["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / SUMMARY_MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_a_month_in_an_installation_is_the_month_of_the_district_alone(ran: tuple[DataDir, RunResult], tmp_path: Path) -> None:
    home, _ = ran
    one = home.districts()[0]
    own, alone = set(scores(one)["uscc"]), DataDir(tmp_path / "alone")
    for path in sorted(home.inbox.rglob("*")):
        if path.is_file():
            keep_rows(path, alone.inbox / path.relative_to(home.inbox), own)
    shutil.copytree(one.config, alone.config)
    run(alone, RunOptions(LAST))
    assert scores(alone).equals(scores(one))


def keep_rows(path: Path, target: Path, own: set[str]) -> None:
    """Copy a tidy file with the rows of some enterprises alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = pl.read_csv(path, infer_schema=False) if path.suffix == ".csv" else pl.read_parquet(path)
    kept = rows.filter(pl.col("uscc").is_in(list(own))) if "uscc" in rows.columns else rows
    kept.write_csv(target) if path.suffix == ".csv" else kept.write_parquet(target)


def test_every_district_sends_its_own_and_the_installation_the_summary(copied: DataDir) -> None:
    first, second = copied.districts()
    lines = (
        f"a@x.cn,张,district,bulletin,zh\nb@x.cn,李,region:{first.district},bulletin,zh\nc@x.cn,王,region:{second.district},bulletin,zh\n"
    )
    copied.subscribers.write_text(f"email,name,scope,editions,language\n{lines}", encoding="utf-8")
    written = [Path(line.removeprefix("wrote ")) for line in send(copied, LAST, is_dry_run=True, held=None) if line.startswith("wrote ")]
    homes = {"a@x.cn": copied, "b@x.cn": first, "c@x.cn": second}
    assert len(written) == 3
    for address, home in homes.items():
        assert [path for path in written if address in path.name and path.is_relative_to(home.outbox)]


def test_an_enterprise_is_found_in_its_district(ran: tuple[DataDir, RunResult]) -> None:
    home, _ = ran
    for uscc, district in list(registered(home).items())[:: ENTERPRISES // 2]:
        assert home_of_enterprise(home, uscc).district == district
    with pytest.raises(UsageError, match="no enterprise"):
        home_of_enterprise(home, "没有这家企业")


def test_one_district_again_leaves_the_others_as_they_are_and_the_same_bytes(copied: DataDir) -> None:
    first, second = copied.districts()
    before = digests(copied.briefings)
    result = run(copied, RunOptions(LAST, district=first.district))
    assert digests(copied.briefings) == before
    assert {month.district for month in result.months} == {first.district, second.district}
    with pytest.raises(UsageError, match="there is no district"):
        run(copied, RunOptions(LAST, district="别处"))


def test_a_district_with_a_broken_configuration_is_named_and_the_other_comes_out(copied: DataDir) -> None:
    first, second = copied.districts()
    first.config.mkdir(exist_ok=True)
    (first.config / "levels.toml").write_text("places = 'many'\n", encoding="utf-8")
    before = read_manifest(first.briefing(LAST))
    result = run(copied, RunOptions(LAST))
    assert [each.district for each in result.unpublished] == [first.district]
    assert "levels.toml" in result.unpublished[0].sentence
    with pytest.raises(DistrictsNotOutError, match=first.district) as refused:
        result.require_published()
    assert refused.value.exit_code == 2
    # What was out stays out.
    assert read_manifest(first.briefing(LAST)) == before
    assert [month.district for month in result.months] == [second.district]
    with open_snapshot(copied.snapshot, copied.warehouse, copied.ops) as store:
        rows = store.read(names.DISTRICTS, month=LAST)
    assert rows.filter(pl.col("status") == "failed")["folder"].to_list() == [first.district]


def test_the_installation_is_sound_and_comes_back_from_a_backup(copied: DataDir, tmp_path: Path) -> None:
    examination = doctor(copied)
    assert [finding for finding in examination.findings if finding.verdict == "bad"] == []
    backup(copied, tmp_path / "kept")
    back = DataDir(tmp_path / "back")
    restore(back, tmp_path / "kept")
    assert digests(back.briefings) == digests(copied.briefings)
    assert [one.district for one in back.districts()] == [one.district for one in copied.districts()]
    result = run(back, RunOptions(LAST))
    assert not result.unpublished
    assert digests(back.briefings) == digests(copied.briefings)
