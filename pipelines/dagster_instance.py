"""Dagster as this program uses it: where its storage lies, and running a job in this process with its noise in a log file.

In: storage, logs, progress. Out: what a job does (pipelines.assets, pipelines.jobs) and what a verb prints afterwards (pipelines.commands).
"""

import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from logging.handlers import TimedRotatingFileHandler
from typing import Any

import dagster as dg
import sqlalchemy as db
from dagster import DagsterEvent, DagsterEventType
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import QueuePool

from pipelines.data_dir import DataDir
from pipelines.room import require_room
from pipelines.settings import require_settings
from pipelines.work_process import warm_up
from warehouse.periods import month_key

LOG_NAME = "earlywarn"
LOGS_KEPT = 30
SCORED_LAYERS = ("feat_", "pred_", "out_")
OnStep = Callable[["StepTime"], None]
OnNotice = Callable[[Mapping[str, Any]], None]
# The entry of an observation that whoever started a run reads at once: what an ingest did, that the rules of the list changed.
NOTICE = "notice"
JobRunner = Callable[["JobRequest"], dg.ExecuteInProcessResult]


# Storage ------------------------------------------------------------------------------------------------------------------------------


class PooledEventLogStorage(ConsolidatedSqliteEventLogStorage):
    """Dagster's event log in one SQLite file behind one pooled connection; configured in dagster.yaml with `base_dir`.

    Dagster's own SQLite logs open, checkpoint and close a database for every event: measured on a run of 17 steps and 170 events that is
    6 s of CPU and 13 s of waiting, against 1.9 s and 3 s here.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """Open the log below `base_dir`, making it where it is absent."""
        self._pool_engine: db.Engine | None = None
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> "PooledEventLogStorage":
        """Build the storage from its entry in dagster.yaml."""
        return cls(inst_data=inst_data, **config_value)

    def _engine(self) -> db.Engine:
        """Return the one engine of this process."""
        if self._pool_engine is None:
            # Dagster logs from several threads; the pool hands each connection to one of them at a time.
            timeout = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
            self._pool_engine = db.create_engine(self._conn_string, poolclass=QueuePool, connect_args=timeout)
            db.event.listen(self._pool_engine, "connect", _relax_syncing)
        return self._pool_engine

    @contextmanager
    def _connect(self) -> Iterator[db.Connection]:
        """Lend a connection inside a transaction."""
        with self._engine().connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        """Give the connections back to the system."""
        if self._pool_engine is not None:
            self._pool_engine.dispose()
        super().dispose()  # type: ignore[no-untyped-call]


def _relax_syncing(connection: Any, _record: object) -> None:
    """A power cut may cost the last events of a log, never its consistency; what is published does not depend on it."""
    connection.execute("pragma synchronous = normal")


def dagster_config(home: DataDir) -> dict[str, Any]:
    """Return what dagster.yaml holds, with this home's absolute paths; a test holds the two together."""
    base = str(home.dagster)
    return {
        "run_storage": _storage("dagster._core.storage.runs", "SqliteRunStorage", f"{base}/runs"),
        "event_log_storage": _storage("pipelines.dagster_instance", "PooledEventLogStorage", f"{base}/events"),
        "schedule_storage": _storage("dagster._core.storage.schedules", "SqliteScheduleStorage", f"{base}/schedules"),
        "compute_logs": _storage("dagster._core.storage.local_compute_log_manager", "LocalComputeLogManager", f"{base}/compute"),
        "local_artifact_storage": _storage("dagster._core.storage.root", "LocalArtifactStorage", base),
        "concurrency": {"pools": {"granularity": "run", "default_limit": 1}},
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
    }


def _storage(module: str, cls: str, folder: str) -> dict[str, Any]:
    return {"module": module, "class": cls, "config": {"base_dir": folder}}


def write_config(home: DataDir) -> None:
    """Write the settings into the home, for commands of Dagster that read them from a file; a file of another version is replaced."""
    home.prepare()
    # JSON is YAML, and this file is for a program to read.
    path, text = home.dagster / "dagster.yaml", json.dumps(dagster_config(home), indent=1)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


@contextmanager
def open_instance(home: DataDir) -> Iterator[dg.DagsterInstance]:
    """Lend Dagster's instance of a home."""
    write_config(home)
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home.dagster), overrides=dagster_config(home))) as instance:
        yield instance


# Progress -----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepTime:
    """One finished step of one month; `month` is empty where the step belongs to none."""

    month: str
    step: str
    seconds: float


@dataclass(slots=True)
class StepTimer:
    """Collects the times of steps and hands each to the terminal as it ends; a notice as soon as it is given."""

    on_step: OnStep | None = None
    on_notice: OnNotice | None = None
    month: str = ""
    steps: list[StepTime] = field(default_factory=list)

    def note(self, event: DagsterEvent) -> None:
        """Note a step that has ended, or a notice."""
        if event.event_type == DagsterEventType.ASSET_OBSERVATION and self.on_notice:
            told = event.asset_observation_data.asset_observation.metadata.get(NOTICE)
            if isinstance(told, dg.JsonMetadataValue) and isinstance(told.data, Mapping):
                self.on_notice(told.data)
        if event.is_step_success and event.step_key:
            step = StepTime(self.month, event.step_key, event.step_success_data.duration_ms / 1000)
            self.steps.append(step)
            if self.on_step:
                self.on_step(step)


class _LogFile(TimedRotatingFileHandler):
    """The log file; a disk too full for a line ends no job, and is told where it does."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - named by the library
        """Let a line go that cannot be written; what is wrong with the line itself is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


class _TimingHandler(logging.Handler):
    """Hands Dagster's events, which travel as log records, to a timer."""

    def __init__(self, timer: StepTimer) -> None:
        super().__init__()
        self._timer = timer

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on the event of a record that carries one."""
        event = getattr(record, "dagster_event", None)
        if isinstance(event, DagsterEvent):
            self._timer.note(event)


@contextmanager
def quiet_logs(home: DataDir) -> Iterator[None]:
    """Send every log line to `logs/earlywarn.log` (one file a day, 30 kept) and none to the terminal."""
    home.prepare()
    handler = _LogFile(home.logs / "earlywarn.log", when="midnight", backupCount=LOGS_KEPT, encoding="utf-8", delay=True)
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    # Libraries log to the root; at a terminal their lines would drown the progress.
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = before
        root.setLevel(level)
        handler.close()


# Jobs ---------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JobRequest:
    """Which job to run on which home.

    `run_context`: fields of the resource that differ from the usual. `steps`: configuration of steps by name.
    `is_ingested`: the deliveries were taken in a moment ago, so that step is left out.
    """

    job: str
    home: DataDir
    run_context: Mapping[str, Any] = field(default_factory=dict)
    month: date | None = None
    is_ingested: bool = False
    steps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def run_config(self) -> dict[str, Any]:
        """Return the request as Dagster's run configuration."""
        run_context = {"home": str(self.home.root), **self.run_context}
        ops = {name: {"config": dict(config)} for name, config in self.steps.items()}
        return {"resources": {"run_context": {"config": run_context}}, "loggers": {"console": {}}, "ops": ops}


@contextmanager
def open_jobs(home: DataDir, timer: StepTimer | None = None, *, is_mail: bool = False) -> Iterator[JobRunner]:
    """Lend a function that runs a job in this process and raises what a failing step raised; nothing is logged to the terminal.

    `is_mail`: the job only sends. Raises SettingsError and NoRoomError before anything begins.
    """
    timer = timer or StepTimer()
    require_settings(home.config)
    require_room(home, is_mail=is_mail)
    # Loaded beside Dagster, whose own loading takes as long.
    warm_up()
    with quiet_logs(home), open_instance(home) as instance:
        yield lambda request: _run_job(request, instance, timer)


def _run_job(request: JobRequest, instance: dg.DagsterInstance, timer: StepTimer) -> dg.ExecuteInProcessResult:
    """Run a job in this process."""
    # Dagster loads this module for its storage; only who runs a job needs every step.
    from pipelines.definitions import build_defs

    timer.month = month_key(request.month) if request.month else ""
    with warnings.catch_warnings():
        # Dagster marks parts it has shipped for years as beta; the versions are pinned and nobody at the terminal can act on it.
        warnings.simplefilter("ignore", category=dg.BetaWarning)
        job = build_defs(loggers={"console": _logger(timer)}).resolve_job_def(request.job)
    # The same job without its first step: taking in the inbox once is enough for a range of months.
    selection = _scored_assets(job) if request.is_ingested else None
    partition, config = timer.month or None, request.run_config()
    try:
        return job.execute_in_process(config, instance, partition_key=partition, asset_selection=selection, raise_on_error=True)
    except DagsterExecutionInterruptedError as error:
        # Dagster's own name for Ctrl-C, which the command line ends on in one sentence.
        raise KeyboardInterrupt from error


def _scored_assets(job: dg.JobDefinition) -> list[dg.AssetKey]:
    """Return the assets of a job that are made from what the warehouse holds."""
    return [key for key in job.asset_layer.executable_asset_keys if key.path[-1].startswith(SCORED_LAYERS)]


def _logger(timer: StepTimer) -> dg.LoggerDefinition:
    """Return Dagster's logger for the terminal: its lines go to the log file, its events to the timer."""

    def to_file(_context: dg.InitLoggerContext) -> logging.Logger:
        # Dagster logs its events at level debug; the log file keeps only what is worth more.
        logger = logging.Logger(f"{LOG_NAME}.dagster", logging.DEBUG)
        logger.parent = logging.getLogger()
        logger.addHandler(_TimingHandler(timer))
        return logger

    return dg.LoggerDefinition(to_file, description="Lines to the log file, events to the terminal's progress.")
