"""Where Dagster's storage of a home lies and by which settings it works: one set of them, whatever starts it.

`earlywarn ui` and `serve`, the daemon, the command line and `dagster dev` in the checkout all see the same settings and the same code
location, so that what one of them starts the others know.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import dagster as dg
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.instance.ref import InstanceRef
from dagster._core.remote_origin import ManagedGrpcPythonEnvCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from pipelines.config.early_settings import load_run_settings, load_storage_settings
from pipelines.config.environment import POSTGRES, has_postgres
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file

# The same name stands in pyproject.toml, for `dagster dev` in the checkout; a test holds the two together.
CODE_LOCATION: Final = "earlywarn"
DEFINITIONS: Final = "pipelines.definitions"
# How often the daemon looks after runs whose process is gone, and how long a run may take to begin and to end.
WATCH_SECONDS: Final = 15
START_SECONDS: Final = 300
CANCEL_SECONDS: Final = 180
SKIPPED_DAYS: Final = 7


def dagster_config(home: DataDir) -> dict[str, Any]:
    """Return what dagster.yaml holds for a home; the checkout's own file says the same about `var`, and a test holds the two together."""
    base, runs = str(home.dagster), load_run_settings(home.config)
    return {
        **_records(base),
        "compute_logs": _storage("dagster._core.storage.local_compute_log_manager", "LocalComputeLogManager", f"{base}/compute"),
        "local_artifact_storage": _storage("dagster._core.storage.root", "LocalArtifactStorage", base),
        "run_launcher": {"module": "pipelines.instance.run_launcher", "class": "ProcessRunLauncher", "config": {}},
        "run_coordinator": {"module": "pipelines.instance.run_coordinator", "class": "MonthlyRunCoordinator", "config": {}},
        # What is left of a run that was killed is ended, and nothing waits behind it.
        "run_monitoring": {
            "enabled": True,
            "max_runtime_seconds": runs.longest_seconds,
            "start_timeout_seconds": START_SECONDS,
            "cancel_timeout_seconds": CANCEL_SECONDS,
            "poll_interval_seconds": WATCH_SECONDS,
        },
        # A run whose process died is tried again; one whose check failed would fail again.
        "run_retries": {"enabled": True, "max_retries": runs.crash_retries, "retry_on_asset_or_op_failure": False},
        "concurrency": {"pools": {"granularity": "run", "default_limit": 1}},
        "retention": _ticks_kept(load_storage_settings(home.config).run_days),
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
    }


def _ticks_kept(days: int) -> dict[str, Any]:
    """Return how many days ticks are kept: as long as the runs they asked for, looks of sensors that asked for nothing a week."""
    every = dict.fromkeys(("skipped", "started", "success", "failure"), days)
    return {"schedule": {"purge_after_days": every}, "sensor": {"purge_after_days": every | {"skipped": SKIPPED_DAYS}}}


def _records(base: str) -> dict[str, Any]:
    """Return where runs, events and schedules are recorded: in files of the home, or in the PostgreSQL that the environment names."""
    if has_postgres():
        # By the name of the variable: the password in it belongs into no file.
        own = {"module": "pipelines.instance.postgres_records", "class": "MendedPostgresStorage"}
        return {"storage": {"custom": {**own, "config": {"postgres_url": {"env": POSTGRES}}}}}
    return {
        "run_storage": _storage("dagster._core.storage.runs", "SqliteRunStorage", f"{base}/runs"),
        "event_log_storage": _storage("pipelines.instance.event_log", "PooledEventLogStorage", f"{base}/events"),
        "schedule_storage": _storage("dagster._core.storage.schedules", "SqliteScheduleStorage", f"{base}/schedules"),
    }


def _storage(module: str, cls: str, folder: str) -> dict[str, Any]:
    return {"module": module, "class": cls, "config": {"base_dir": folder}}


def write_config(home: DataDir) -> None:
    """Write the settings into the home, for commands of Dagster that read them from a file; a file of another version is replaced."""
    home.prepare()
    # JSON is YAML, and these files are for a program to read.
    _write(home.dagster / "dagster.yaml", dagster_config(home))
    _write(workspace_file(home), {"load_from": [{"python_module": {"module_name": DEFINITIONS, "location_name": CODE_LOCATION}}]})


def _write(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=1)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        # At once: processes that start together read and write it at the same time, and half a file would be other settings.
        replace_file(path, text.encode())


def workspace_file(home: DataDir) -> Path:
    """Return the file that tells Dagster's commands which code to load and by which name (`dagster dev -w`)."""
    return home.dagster / "workspace.yaml"


@contextmanager
def open_instance(home: DataDir) -> Iterator[dg.DagsterInstance]:
    """Lend Dagster's instance of a home."""
    write_config(home)
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home.dagster), overrides=dagster_config(home))) as instance:
        yield instance


def home_of(instance: dg.DagsterInstance) -> DataDir:
    """Return the home an instance belongs to: a run works in the home in which it is recorded."""
    return DataDir(Path(instance.root_directory).resolve().parent)


def job_origin(job: str) -> RemoteJobOrigin:
    """Return where the page finds a job, so that runs of the command line stand with the job's others and can be run again."""
    location = ManagedGrpcPythonEnvCodeLocationOrigin(LoadableTargetOrigin(module_name=DEFINITIONS), CODE_LOCATION)
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, SINGLETON_REPOSITORY_NAME), job)
