"""Starting a Dagster job from the terminal: the same job, its noise in a log file, its steps as lines.

In: instance, loggers, progress. Out: what a job does (assets) and what a verb says afterwards (cli.py).
"""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from logging.handlers import TimedRotatingFileHandler
from typing import Any

import dagster as dg
from dagster import DagsterEvent
from dagster._core.instance.ref import InstanceRef

from pipelines.data_dir import DataDir
from pipelines.definitions import build_defs

LOG_NAME = "earlywarn"
SCORED_LAYERS = ("feat_", "pred_", "out_")
Progress = Callable[["StepTime"], None]


@dataclass(frozen=True, slots=True)
class StepTime:
    """One finished step of one month; `month` is empty where the step belongs to none."""

    month: str
    step: str
    seconds: float


@dataclass(slots=True)
class StepTimer:
    """Collects the times of steps and tells each to the terminal as it ends."""

    month: str = ""
    tell: Progress | None = None
    steps: list[StepTime] = field(default_factory=list)

    def see(self, event: DagsterEvent) -> None:
        """Note a step that has ended."""
        if event.is_step_success and event.step_key:
            step = StepTime(self.month, event.step_key, event.step_success_data.duration_ms / 1000)
            self.steps.append(step)
            if self.tell:
                self.tell(step)


class _WatchHandler(logging.Handler):
    """Hands Dagster's events, which travel as log records, to a watch."""

    def __init__(self, watch: StepTimer) -> None:
        super().__init__()
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on the event of a record that carries one."""
        event = getattr(record, "dagster_event", None)
        if isinstance(event, DagsterEvent):
            self._watch.see(event)


def dagster_config(home: DataDir) -> dict[str, Any]:
    """Return what dagster.yaml says, with this home's absolute paths; a test holds the two together."""
    base = str(home.dagster)
    return {
        "run_storage": _storage("dagster._core.storage.runs", "SqliteRunStorage", f"{base}/runs"),
        "event_log_storage": _storage("pipelines.event_storage", "PooledEventLogStorage", f"{base}/events"),
        "schedule_storage": _storage("dagster._core.storage.schedules", "SqliteScheduleStorage", f"{base}/schedules"),
        "compute_logs": _storage("dagster._core.storage.local_compute_log_manager", "LocalComputeLogManager", f"{base}/compute"),
        "local_artifact_storage": _storage("dagster._core.storage.root", "LocalArtifactStorage", base),
        "concurrency": {"pools": {"granularity": "run", "default_limit": 1}},
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
    }


def _storage(module: str, cls: str, folder: str) -> dict[str, Any]:
    return {"module": module, "class": cls, "config": {"base_dir": folder}}


@contextmanager
def open_instance(home: DataDir) -> Iterator[dg.DagsterInstance]:
    """Lend Dagster's instance of a home."""
    home.prepare()
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home.dagster), overrides=dagster_config(home))) as instance:
        yield instance


@contextmanager
def quiet_logs(home: DataDir) -> Iterator[None]:
    """Send every log line to `logs/earlywarn.log` (one file a day, 30 kept) and none to the terminal."""
    home.prepare()
    handler = TimedRotatingFileHandler(home.logs / "earlywarn.log", when="midnight", backupCount=30, encoding="utf-8", delay=True)
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


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What a verb asks of a job.

    `run_context`: fields of the resource that differ from the usual. `steps`: configuration of steps by name.
    `is_scored_only`: the deliveries were taken in a moment ago.
    """

    job: str
    home: DataDir
    run_context: dict[str, Any] = field(default_factory=dict)
    month: date | None = None
    is_scored_only: bool = False
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)

    def run_config(self) -> dict[str, Any]:
        """Return the order as Dagster's run configuration."""
        run_context = {"home": str(self.home.root), **self.run_context}
        ops = {name: {"config": config} for name, config in self.steps.items()}
        return {"resources": {"run_context": {"config": run_context}}, "loggers": {"console": {}}, "ops": ops}


def run_job(order: JobRequest, instance: dg.DagsterInstance, watch: StepTimer) -> dg.ExecuteInProcessResult:
    """Run a job in this process; raises what the failing step raised."""
    watch.month = f"{order.month:%Y-%m}" if order.month else ""
    with warnings.catch_warnings():
        # Dagster marks parts it has shipped for years as beta; the versions are pinned and nobody at the terminal can act on it.
        warnings.simplefilter("ignore", category=dg.BetaWarning)
        job = build_defs(loggers={"console": _logger(watch)}).resolve_job_def(order.job)
    # The same job without its first step: taking in the inbox once is enough for a range of months.
    selection = _scored_assets(job) if order.is_scored_only else None
    return job.execute_in_process(
        run_config=order.run_config(), instance=instance, partition_key=watch.month or None, asset_selection=selection, raise_on_error=True
    )


def _scored_assets(job: dg.JobDefinition) -> list[dg.AssetKey]:
    """Return the assets of a job that are made from what the warehouse holds."""
    return [key for key in job.asset_layer.executable_asset_keys if key.path[-1].startswith(SCORED_LAYERS)]


def _logger(watch: StepTimer) -> dg.LoggerDefinition:
    """Return Dagster's logger for the terminal: its lines go to the log file, its events to the watch."""

    def to_file(_context: dg.InitLoggerContext) -> logging.Logger:
        # Dagster logs its events at level debug; the log file keeps only what is worth more.
        logger = logging.Logger(f"{LOG_NAME}.dagster", logging.DEBUG)
        logger.parent = logging.getLogger()
        logger.addHandler(_WatchHandler(watch))
        return logger

    return dg.LoggerDefinition(to_file, description="Lines to the log file, events to the terminal's progress.")
