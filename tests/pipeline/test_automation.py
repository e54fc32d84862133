"""Everything that starts by itself, evaluated by Dagster's own daemon on a home with figures: ticks, mails about failures, reminders."""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.base_asset_graph import BaseAssetGraph
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill
from dagster._core.scheduler.instigation import InstigatorTick, TickStatus
from dagster._core.test_utils import create_test_daemon_workspace_context, freeze_time
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._daemon.backfill import execute_backfill_iteration
from dagster._daemon.sensor import execute_sensor_iteration
from dagster._scheduler.scheduler import launch_scheduled_runs

from pipelines.commands.send import send
from pipelines.data_dir import CHECKOUT, DataDir
from pipelines.errors import UserError
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.run_execution import execute, job_of
from pipelines.instance.run_worker import work
from pipelines.jobs import REPORT
from tests.district import FIRST, LAST, District, without_paper
from tests.pipeline.automated_definitions import DAY
from tests.pipeline.kept_text import leaks
from tests.unit.pipelines.delivery.relay_server import Relay
from warehouse.names import WARNINGS
from warehouse.periods import month_key, shift_month

pytestmark = pytest.mark.slow
BEGIN = datetime(2026, 8, 20, tzinfo=UTC)
OPERATOR, OFFICE = "ops@example.cn", "data@grid.example.cn"
LOGGER = logging.getLogger("test_automation")
# The daemon looks several times at a backfill before it is over.
BACKFILL_LOOKS = 12
# As long as the slowest sensor waits between two looks, and a little.
LOOK = timedelta(seconds=310)


@dataclass
class Daemon:
    """Dagster's daemon with its clock in our hands: sensors and schedules are evaluated as it does, runs start when they are told to."""

    home: DataDir
    relay: Relay
    context: WorkspaceProcessContext
    at: datetime = BEGIN
    started: set[str] = field(default_factory=set)

    @property
    def instance(self) -> dg.DagsterInstance:
        return self.context.instance

    def look(self) -> None:
        """Evaluate every sensor once, as long after the last time as each of them waits."""
        self.at += LOOK
        with freeze_time(self.at):
            list(execute_sensor_iteration(self.context, LOGGER, None, None))

    def let_time_pass(self, span: timedelta) -> None:
        """Evaluate every schedule up to a later moment."""
        with freeze_time(self.at):
            list(launch_scheduled_runs(self.context, LOGGER, self.at, {}))
        self.at += span
        with freeze_time(self.at):
            list(launch_scheduled_runs(self.context, LOGGER, self.at, {}))

    def queued(self, job: str) -> list[str]:
        """Return the runs of a job that nobody has started yet, oldest first."""
        runs = self.instance.get_runs(dg.RunsFilter(job_name=job, statuses=[dg.DagsterRunStatus.QUEUED]))
        return [run.run_id for run in reversed(runs)]

    def start(self, run_id: str) -> dg.DagsterRunStatus:
        """Do a run here as its own process would do it."""
        run = self.instance.get_run_by_id(run_id)
        assert run is not None
        execute(job_of(run), run, self.instance)
        return self.instance.get_run_by_id(run_id).status  # type: ignore[union-attr]

    def ticks(self) -> dict[str, list[InstigatorTick]]:
        """Return the ticks of every sensor and schedule by its name."""
        repository = self.context.create_request_context().get_code_location(self.location).get_repository("__repository__")
        both = [*repository.get_sensors(), *repository.get_schedules()]
        return {each.name: list(self.instance.get_ticks(each.get_remote_origin_id(), each.selector_id)) for each in both}

    @property
    def location(self) -> str:
        return self.context.create_request_context().code_location_names[0]


def variables(home: DataDir, relay: Relay) -> dict[str, str]:
    """Return what the environment of the daemon says."""
    named = {"HOST": "127.0.0.1", "PORT": str(relay.bound_port), "SECURITY": "none", "FROM": "warn@example.cn"}
    own = {"EARLYWARN_HOME": str(home.root), "EARLYWARN_AUTOMATION": "on", "DAGSTER_HOME": str(home.dagster), "PYTHONPATH": str(CHECKOUT)}
    return {**own, **{f"EARLYWARN_SMTP_{name}": text for name, text in named.items()}}


@pytest.fixture(scope="module")
def daemon(district: District, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    place = tmp_path_factory.mktemp("automation")
    home = district.copied(place / "home")
    home.config.mkdir(exist_ok=True)
    (home.config / "mail.toml").write_text(f'operators = ["{OPERATOR}"]\nretry_seconds = []\n', encoding="utf-8")
    (home.config / "storage.toml").write_text(f'backup_folder = "{place / "backups"}"\n', encoding="utf-8")
    home.subscribers.write_text(f"email,name,scope,editions,language\n{OFFICE},赵某,source:供电企业,feedback,zh\n", encoding="utf-8")
    relay = Relay(place, is_secure=False)
    relay.start()
    with ExitStack() as stack:
        stack.callback(relay.stop)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, text in variables(home, relay).items():
            patch.setenv(name, text)
        instance = stack.enter_context(open_instance(home))
        target = ModuleTarget(
            "tests.pipeline.automated_definitions", attribute=None, working_directory=str(CHECKOUT), location_name="earlywarn"
        )
        yield Daemon(home, relay, stack.enter_context(create_test_daemon_workspace_context(target, instance)))


@pytest.fixture(autouse=True)
def _as_the_daemon_has_it(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in variables(daemon.home, daemon.relay).items():
        monkeypatch.setenv(name, text)
    monkeypatch.setattr("pipelines.resources.today", lambda: date.fromisoformat(DAY))


def test_every_sensor_and_every_schedule_ticks(daemon: Daemon) -> None:
    daemon.look()
    daemon.look()
    daemon.let_time_pass(timedelta(days=100))
    ticks = daemon.ticks()
    assert len(ticks) == 16
    assert [name for name, own in ticks.items() if not own] == []
    failed = {name: tick.error for name, own in ticks.items() for tick in own if tick.status == TickStatus.FAILURE}
    assert failed == {}
    requested = Counter(run.job_name for run in daemon.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED])))
    assert {"run", "ingest", "brief", "tournament", "remind", "answer_replies", "remind_sources", "send_waiting", "backup", "tidy"} <= set(
        requested
    )


def test_the_nightly_backup_is_made_where_the_configuration_says(daemon: Daemon) -> None:
    assert daemon.start(daemon.queued("backup")[0]) == dg.DagsterRunStatus.SUCCESS
    assert len(list((daemon.home.root.parent / "backups").glob("earlywarn-*/backup.json"))) == 1


def test_what_is_old_goes_every_week(daemon: Daemon) -> None:
    """While a daemon has Dagster's records open, as it has."""
    old = daemon.home.logs / "earlywarn.log.2020-01-01"
    old.write_text("x", encoding="utf-8")
    os.utime(old, (0, 0))
    assert daemon.start(daemon.queued("tidy")[0]) == dg.DagsterRunStatus.SUCCESS
    assert not old.exists()


def test_a_delivery_that_lies_there_is_asked_for_once(daemon: Daemon) -> None:
    # All that lies there was taken in at the command line.
    assert asked_by_sensor(daemon) == []
    (daemon.home.inbox / "new.csv").write_text("nothing that was there before", encoding="utf-8")
    for _ in range(4):
        daemon.look()
    assert len(asked_by_sensor(daemon)) == 1


def asked_by_sensor(daemon: Daemon) -> list[str]:
    runs = daemon.instance.get_runs(dg.RunsFilter(job_name="ingest"))
    return [run.run_id for run in runs if "dagster/sensor_name" in run.tags]


def test_a_failed_run_reaches_the_operators_exactly_once(daemon: Daemon) -> None:
    with pytest.raises(UserError):
        send(daemon.home, shift_month(FIRST, -1), is_dry_run=False, held=None)
    for _ in range(3):
        daemon.look()
    [run] = daemon.queued("report_failure")
    assert daemon.start(run) == dg.DagsterRunStatus.SUCCESS
    daemon.look()
    daemon.look()
    assert daemon.queued("report_failure") == []
    assert dict(daemon.relay.accepted) == {OPERATOR: 1}
    [mail] = daemon.relay.mails
    text = message_from_bytes(mail, policy=default).get_body(("plain",)).get_content()
    assert "月报邮件发送（2026年4月）于" in text
    assert "未完成：配置有误" in text


def test_a_source_that_is_late_is_reminded_of_exactly_once(daemon: Daemon) -> None:
    before = len(daemon.relay.mails)
    daemon.let_time_pass(timedelta(days=5))
    first, second, *_ = daemon.queued("remind_sources")
    assert daemon.start(first) == dg.DagsterRunStatus.SUCCESS
    assert daemon.start(second) == dg.DagsterRunStatus.SUCCESS
    [mail] = daemon.relay.mails[before:]
    message = message_from_bytes(mail, policy=default)
    assert message["To"] == OFFICE
    assert "供电企业：2026年7月数据未按期报齐（应于2026年8月10日前）" in message["Subject"]
    text = message.get_body(("plain",)).get_content()
    assert "- 用电" in text
    assert "用水" not in text


def require_whole_steps(graph: BaseAssetGraph[Any], backfill: PartitionBackfill) -> None:
    """Hold the tables of each step against each other as the page does before it takes a range of months."""
    assert backfill.asset_backfill_data is not None
    months = backfill.asset_backfill_data.target_subset.partitions_subsets_by_asset_key
    for key in months:
        for other in graph.get(key).execution_set_asset_keys:
            assert not (months[key] != months[other]), f"{key} and {other}"  # noqa: SIM202 - what the page asks


@pytest.mark.no_cover
def test_a_backfill_makes_each_month_by_itself_and_nothing_that_is_kept_of_it_names_anybody(daemon: Daemon) -> None:
    """Two months as the page asks for them: the daemon asks for runs, each of one month, and a worker's function does them."""
    backfill = asked_by_the_page(daemon, [month_key(FIRST), month_key(LAST)])
    done: list[dg.DagsterRun] = []
    with without_paper():
        for _ in range(BACKFILL_LOOKS):
            # By the real clock, as the runs: what was made before a backfill began is made again.
            list(execute_backfill_iteration(daemon.context, LOGGER))
            while queued := daemon.instance.get_runs(
                dg.RunsFilter(tags={"dagster/backfill": backfill}, statuses=[dg.DagsterRunStatus.QUEUED])
            ):
                # As the daemon takes them: by priority, and of one priority what came first, which stands last here.
                run = max(reversed(queued), key=lambda each: int(each.tags.get("dagster/priority", "0")))
                work(daemon.home, run.run_id)
                done.append(daemon.instance.get_run_by_id(run.run_id))  # type: ignore[arg-type]
            if daemon.instance.get_backfill(backfill).status == BulkActionStatus.COMPLETED_SUCCESS:  # type: ignore[union-attr]
                break
    listing = [run.tags["dagster/partition"] for run in done if dg.AssetKey(WARNINGS) in (run.asset_selection or ())]
    # The later list goes on from the earlier one.
    assert listing == ["2026-05", "2026-06"], [(run.tags["dagster/partition"], len(run.asset_selection or ())) for run in done]
    assert {(run.tags["dagster/partition"], run.status.value) for run in done} == {("2026-05", "SUCCESS"), ("2026-06", "SUCCESS")}
    assert daemon.instance.get_backfill(backfill).status == BulkActionStatus.COMPLETED_SUCCESS  # type: ignore[union-attr]
    assert leaks(daemon.home) == []


def asked_by_the_page(daemon: Daemon, months: list[str]) -> str:
    """Ask for months of every monthly asset of the job that reports, as the page's form does; returns the number of the backfill."""
    graph, number = daemon.context.create_request_context().asset_graph, "backfill"
    keys = [key for key in graph.executable_asset_keys if REPORT in graph.get(key).job_names and graph.get(key).is_partitioned]
    with warnings.catch_warnings():
        # Dagster calls a function of its own that it has renamed.
        warnings.simplefilter("ignore", category=DeprecationWarning)
        backfill = PartitionBackfill.from_asset_partitions(
            backfill_id=number, asset_graph=graph, partition_names=months, asset_selection=keys, backfill_timestamp=time.time(),
            tags={}, dynamic_partitions_store=daemon.instance, all_partitions=False, title=None, description=None, run_config=None,
        )  # fmt: skip
    require_whole_steps(graph, backfill)
    daemon.instance.add_backfill(backfill)
    return number


def test_nothing_that_dagster_keeps_of_it_names_a_reader(daemon: Daemon) -> None:
    for path in [path for path in daemon.home.dagster.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        for address in (OPERATOR, OFFICE):
            assert address.encode() not in content, f"{path} names {address}"
