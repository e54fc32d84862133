"""Dagster's instance: the same settings and the same code location for the checkout and for any home, whatever starts it."""

import tomllib
from pathlib import Path

import dagster as dg
import yaml
from dagster._core.workspace.load import location_origins_from_yaml_paths

from pipelines.data_dir import CHECKOUT, DataDir
from pipelines.instance.dagster_home import (
    CODE_LOCATION,
    DEFINITIONS,
    dagster_config,
    home_of,
    job_origin,
    open_instance,
    workspace_file,
    write_config,
)
from pipelines.instance.event_log import PooledEventLogStorage


def test_the_checkout_and_a_home_have_the_same_settings() -> None:
    shipped = yaml.safe_load((CHECKOUT / "dagster.yaml").read_text(encoding="utf-8"))
    assert shipped == dagster_config(DataDir(Path("var")))


def test_the_code_has_one_name_whatever_starts_it(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    write_config(home)
    checkout = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["dagster"]
    assert checkout == {"module_name": DEFINITIONS, "code_location_name": CODE_LOCATION}
    (page,) = location_origins_from_yaml_paths([str(workspace_file(home))])
    command = job_origin("run").repository_origin.code_location_origin
    assert page.location_name == command.location_name == CODE_LOCATION
    assert page.loadable_target_origin.module_name == command.loadable_target_origin.module_name == DEFINITIONS


@dg.asset(check_specs=[dg.AssetCheckSpec("sound", asset="thing")])
def thing() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 3}, check_results=[dg.AssetCheckResult(passed=True)])


def test_what_a_run_logs_can_be_read_by_another_process_of_the_same_home(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    with open_instance(home) as instance:
        assert isinstance(instance.event_log_storage, PooledEventLogStorage)
        assert home_of(instance) == home
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


def test_how_long_a_run_may_take_is_the_homes_to_say(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    home.config.mkdir(parents=True)
    (home.config / "runs.toml").write_text("[runs.longest_hours]\nvalue = 3\n", encoding="utf-8")
    assert dagster_config(home)["run_monitoring"]["max_runtime_seconds"] == 3 * 3600
    assert dagster_config(home)["run_monitoring"]["enabled"] is True
