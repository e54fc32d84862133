"""The doctor on damaged homes: what was lost is named with what brings it back, and repairing goes on from what is there."""

import shutil
import tomllib
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from dagster import DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from pipelines.commands import doctor
from pipelines.commands.doctor import Finding, _blocks, _briefings, _guarded, _last_reading, _repair, _runs, _versions, _warehouse
from pipelines.data_dir import CHECKOUT, DataDir
from pipelines.delivery.summary_publisher import publish_summary
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.run_owner import Owner
from pipelines.settings import load_settings
from tests.unit.pipelines.delivery.fixture_districts import MONTH as SUMMED
from tests.unit.pipelines.delivery.fixture_districts import installation_of
from tests.unit.warehouse.staging import CODE
from warehouse.names import RISK
from warehouse.snapshot import publish_snapshot
from warehouse.store import Store

MONTH = date(2026, 1, 1)


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    with Store(home.warehouse, ops=home.ops) as store:
        store.replace_month(RISK, MONTH, pl.DataFrame({"uscc": [CODE], "operating_risk": [0.5]}))
        store.checkpoint()
        publish_snapshot(store, home.snapshot)
    return home


def found(home: DataDir, check: object) -> list[Finding]:
    return _guarded("part", check, home)


def break_block(path: Path) -> None:
    """Turn bits in the blocks that hold rows, and leave those with which a file is opened."""
    whole = bytearray(path.read_bytes())
    # Three headers of 4 KiB come first, then blocks of 256 KiB, of which the first holds rows.
    whole[3 * 4096 + 1000] ^= 0x10
    path.write_bytes(bytes(whole))


def test_a_deep_look_is_remembered_and_asked_for_again(home: DataDir) -> None:
    assert [(each.verdict, each.detail) for each in found(home, _last_reading)] == [
        ("note", "never yet; `earlywarn doctor --deep` reads every block")
    ]
    assert {each.verdict for each in found(home, _blocks)} == {"good"}
    assert found(home, _last_reading)[0].detail.startswith("last at ")


def test_a_month_that_was_changed_by_another_program_is_named(home: DataDir) -> None:
    with Store(home.warehouse) as store:
        store.replace_month(RISK, MONTH, pl.DataFrame({"uscc": [CODE], "operating_risk": [0.9]}))
    assert [(each.verdict, each.exit_code) for each in found(home, _blocks) if "not as committed" in each.detail] == [("bad", 20)]


def test_a_damaged_warehouse_is_named_with_its_file(home: DataDir) -> None:
    break_block(home.warehouse)
    [finding] = found(home, _blocks)
    assert (finding.verdict, finding.exit_code) == ("bad", 20)
    assert str(home.warehouse) in finding.detail


def test_a_damaged_snapshot_is_published_anew(home: DataDir) -> None:
    break_block(home.snapshot)
    assert any("published anew from the warehouse" in each.detail for each in found(home, _blocks))
    with Store(home.snapshot, read_only=True) as store:
        store.read_everything()


def test_a_warehouse_made_anew_by_its_owner_goes_on_after_repair(home: DataDir, tmp_path: Path) -> None:
    shutil.move(home.warehouse, tmp_path / "old.duckdb")
    repaired = found(home, _repair)
    assert [each.verdict for each in repaired] == ["note", "note"]
    assert [each.verdict for each in found(home, _warehouse)] == ["good", "good"]
    assert found(home, _blocks)[0].verdict == "good"


def test_a_run_nobody_works_on_is_named_and_ended_by_repair(tmp_path: Path) -> None:
    home, here = DataDir(tmp_path), Owner.this()
    assert [(each.verdict, each.detail) for each in found(home, partial(_runs, is_repair=False))] == [("note", "none yet")]
    with open_instance(home) as instance:
        live = create_run_for_test(instance, job_name="report", status=DagsterRunStatus.STARTED, tags=here.tags())
        gone = replace(here, started="another start").tags()
        dead = create_run_for_test(instance, job_name="run", status=DagsterRunStatus.STARTED, tags=gone)
    named, working = found(home, partial(_runs, is_repair=False))
    assert (named.verdict, named.exit_code) == ("bad", 20)
    assert named.detail.startswith(f"run (run {dead.run_id[:8]} in process {here.process} on {here.host}, since ")
    assert "`earlywarn doctor --repair` ends it" in named.detail
    assert live.run_id[:8] in working.detail
    ended, working = found(home, partial(_runs, is_repair=True))
    assert ended.verdict == "note"
    assert dead.run_id[:8] in ended.detail
    assert [each.verdict for each in found(home, partial(_runs, is_repair=False))] == ["good"]
    with open_instance(home) as instance:
        assert instance.get_run_by_id(dead.run_id).status == DagsterRunStatus.FAILURE  # type: ignore[union-attr]


def test_of_several_districts_a_summary_that_is_half_is_named(tmp_path: Path) -> None:
    home = installation_of(tmp_path)
    publish_summary(home, load_settings(), SUMMED, ())
    assert [(each.subject, each.verdict) for each in found(home, _briefings)] == [("summaries", "good")]
    # What a kill between two files leaves: the manifest of before beside a file of the next revision.
    (home.briefing(SUMMED) / "summary.csv").write_bytes(b"next")
    assert [(each.verdict, "2026-10" in each.detail) for each in found(home, _briefings)] == [("note", True)]


def test_every_version_that_the_program_pins_is_looked_at_and_another_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = dict(one.split("==") for one in project["dependencies"] if "==" in one)
    assert doctor.pinned_versions() == pinned
    monkeypatch.setattr(doctor, "_version", lambda name: "0.0.1" if name == "polars" else pinned[name])
    [one] = found(DataDir(tmp_path), _versions)
    assert (one.verdict, one.detail) == ("note", f"polars 0.0.1 (tried: {pinned['polars']})")
