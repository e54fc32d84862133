"""Dagster's instance: the same settings for the checkout and for any home, and an event log that Dagster can read back."""

from pathlib import Path

import dagster as dg
import yaml

from pipelines.dagster_instance import PooledEventLogStorage, dagster_config, open_instance, write_config
from pipelines.data_dir import CHECKOUT, DataDir


def test_the_checkout_and_a_home_have_the_same_settings() -> None:
    shipped = yaml.safe_load((CHECKOUT / "dagster.yaml").read_text(encoding="utf-8"))
    assert shipped == dagster_config(DataDir(Path("var")))


@dg.asset(check_specs=[dg.AssetCheckSpec("sound", asset="thing")])
def thing() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 3}, check_results=[dg.AssetCheckResult(passed=True)])


def test_what_a_run_logs_can_be_read_by_another_process_of_the_same_home(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    with open_instance(home) as instance:
        assert isinstance(instance.event_log_storage, PooledEventLogStorage)
        run_id = dg.materialize([thing], instance=instance).run_id
    with open_instance(home) as later:
        event = later.get_latest_materialization_event(dg.AssetKey("thing"))
        assert event is not None
        assert event.run_id == run_id
        assert later.get_run_by_id(run_id).status == dg.DagsterRunStatus.SUCCESS  # type: ignore[union-attr]
    assert not (tmp_path / "inbox" / "dagster").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"briefings", "dagster", "inbox", "logs"}


def test_the_settings_of_another_version_are_replaced_when_the_program_starts(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    home.prepare()
    (home.dagster / "dagster.yaml").write_text("event_log_storage: {module: of.yesterday, class: Gone, config: {}}", encoding="utf-8")
    with open_instance(home) as instance:
        assert isinstance(instance.event_log_storage, PooledEventLogStorage)
    assert yaml.safe_load((home.dagster / "dagster.yaml").read_text(encoding="utf-8")) == dagster_config(home)
    written = (home.dagster / "dagster.yaml").stat().st_mtime_ns
    write_config(home)
    assert (home.dagster / "dagster.yaml").stat().st_mtime_ns == written
