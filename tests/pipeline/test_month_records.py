"""What is kept of runs names nobody; a month that fails leaves all as it was; checks belong to a month, and stale is what would change."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
from dagster._core.definitions.data_version import DATA_VERSION_TAG, CachingStaleStatusResolver, StaleStatus
from dagster._core.event_api import PartitionKeyFilter
from dagster._core.loader import LoadingContextForTest

from pipelines.assets import district_figures
from pipelines.assets.evidence import CORRECTIONS
from pipelines.clock import now
from pipelines.commands.explain import explain
from pipelines.commands.ingest import ingest
from pipelines.commands.report import report
from pipelines.commands.send import send
from pipelines.commands.snapshot import open_to_read
from pipelines.commands.tidy import tidy
from pipelines.data_dir import DataDir
from pipelines.definitions import build_defs
from pipelines.errors import CheckFailedError, MailNotDeliveredError, UsageError, exit_code_of
from pipelines.instance.dagster_home import open_instance
from pipelines.month.table_groups import EDITIONS, LEARNED, UNSTAGED
from pipelines.steps import evidence_steps
from tests.district import FIRST, LAST, District, read_published, without_paper
from tests.pipeline.kept_text import kept_texts, leaks, secrets_of
from warehouse import names
from warehouse.catalogue import all_tables
from warehouse.periods import month_key, shift_month
from warehouse.store import Store

NEXT = shift_month(LAST, 1)
MONTHS = (month_key(FIRST), month_key(LAST))
# What a month takes in Dagster's records for good, once its runs are old.
MOST_OF_A_MONTH = 600 * 1024
RESULTS = [
    table.name for table in all_tables() if table.layer in ("feat", "pred", "out") and table.name not in UNSTAGED - {names.BRIEFINGS}
]


@pytest.fixture
def home(district: District, tmp_path: Path) -> DataDir:
    """A copy of the district's home that a test may run again."""
    return district.copied(tmp_path / "again")


def stored(home: DataDir) -> dict[str, pl.DataFrame]:
    with Store(home.warehouse, read_only=True) as store:
        return {table: store.read(table) for table in RESULTS}


def assert_left_as_it_was(home: DataDir, before: dict[str, pl.DataFrame]) -> None:
    after = stored(home)
    assert [table for table in RESULTS if not after[table].equals(before[table])] == []


def a_figure(home: DataDir) -> dict[str, Any]:
    """Return a monthly figure of electricity that both months saw."""
    with Store(home.warehouse, read_only=True) as store:
        rows = store.observations_as_of(date(2026, 6, 1)).filter(pl.col("indicator") == "employment", pl.col("basis") == "month")
        names_of = store.read(names.REGISTER).select("uscc", "name")
    return rows.filter(pl.col("period") == date(2026, 3, 1)).join(names_of, on="uscc").sort("uscc").row(0, named=True)


def stale(home: DataDir) -> dict[str, set[str]]:
    """Return the months of each asset that Dagster calls stale or missing, by its own resolver; an asset without months by itself."""
    found: dict[str, set[str]] = {}
    with open_instance(home) as instance:
        graph = build_defs().resolve_asset_graph()
        resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
        for key in graph.get_all_asset_keys():
            node = graph.get(key)
            for month in MONTHS if node.is_partitioned else (None,):
                if not node.is_external and resolver.get_status(key, month) != StaleStatus.FRESH:
                    found.setdefault(key.path[-1], set()).add(month or "")
    # Made by other jobs: the tournament of a quarter, and the months of an installation of many districts.
    for other in (names.TOURNAMENT, names.DISTRICTS):
        found.pop(other, None)
    return found


# Whom it names ------------------------------------------------------------------------------------------------------------------------


def test_nothing_that_is_kept_of_runs_names_anybody(home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two months, one held, one with a stale correction, one that met a mistake, mails written and mails that could not be delivered."""
    figure = a_figure(home)
    owner = "canary.owner@example.gov.cn"
    home.subscribers.write_text(f"email,name,scope,editions,language\n{owner},欧阳某,district,bulletin,zh\n", encoding="utf-8")
    with pytest.raises(CheckFailedError, match=r"arrival\.stop"):
        report(home, NEXT, None)
    write_correction(home, figure, expect=figure["value"] + 12345.25)
    with pytest.raises(CheckFailedError, match=figure["uscc"]):
        report(home, LAST, None)
    shutil.rmtree(home.config / "corrections")

    def mistaken(_run: object) -> pl.DataFrame:
        raise ValueError(f"could not parse {figure['name']} {figure['uscc']} {figure['value']}")

    monkeypatch.setattr(evidence_steps, "edits_of", mistaken)
    with pytest.raises(ValueError, match=figure["name"]):
        report(home, LAST, None)
    send(home, LAST, is_dry_run=True, held=None)
    monkeypatch.setenv("EARLYWARN_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("EARLYWARN_SMTP_PORT", "1")
    monkeypatch.setenv("EARLYWARN_SMTP_FROM", "office@example.gov.cn")
    with pytest.raises(MailNotDeliveredError):
        send(home, LAST, is_dry_run=False, held=None)
    assert leaks(home) == []
    assert not [place for place, text in kept_texts(home) if owner in text or "欧阳某" in text]
    # The same search finds them where they may be.
    named, figures = secrets_of(home)
    assert len(named) > 100
    assert len(figures) > 1000
    assert figure["name"] in named


def write_correction(home: DataDir, figure: dict[str, Any], expect: float) -> None:
    """Write a correction of a figure into the home's configuration."""
    text = (
        f'[[correction]]\nenterprise = "{figure["uscc"]}"\nindicator = "{figure["indicator"]}"\nperiod = "{figure["period"]:%Y-%m}"\n'
        f'basis = "month"\naction = "replace"\nvalue = 4321.0\nexpect = {expect}\nreason = "counted twice"\nreported_by = "group 3"\n'
        "reported_on = 2026-06-20\n"
    )
    (home.config / "corrections").mkdir(parents=True, exist_ok=True)
    (home.config / "corrections" / "head_counts.toml").write_text(text, encoding="utf-8")


# What is left of a month that fails ---------------------------------------------------------------------------------------------------


def test_a_held_month_leaves_the_warehouse_the_snapshot_and_every_look(home: DataDir) -> None:
    before, folders = stored(home), {path.name for path in home.briefings.iterdir()}
    uscc = before[names.WARNINGS]["uscc"][0]
    told = explain(home, uscc, None)
    with pytest.raises(CheckFailedError) as caught:
        report(home, NEXT, None)
    assert exit_code_of(caught.value) == 11
    assert_left_as_it_was(home, before)
    # An ingest publishes a snapshot of what is there.
    (home.inbox / "more.csv").write_text("uscc,observed_on,kind\n" + f"{uscc},2026-09-01,court\n", encoding="utf-8")
    ingest(home, None)
    with open_to_read(home) as store:
        assert store.months(names.RISK) == [FIRST, LAST]
    assert explain(home, uscc, None) == told
    with pytest.raises(UsageError, match="published are 2026-05 to 2026-06"):
        explain(home, uscc, NEXT)
    assert {path.name for path in home.briefings.iterdir()} == folders
    assert_held_in_dagster(home)


def assert_held_in_dagster(home: DataDir) -> None:
    """The check failed for the held month and for no other, nothing was scored after it, and the reason is one sentence."""
    check = dg.AssetCheckKey(dg.AssetKey(names.COVERAGE), "stop")
    with open_instance(home) as instance:
        verdicts = {month: _last_verdict(instance, check, month) for month in (*MONTHS, month_key(NEXT))}
        failure = _last_failure(instance)
        scored = instance.get_materialized_partitions(dg.AssetKey(names.RISK))
    assert verdicts == {MONTHS[0]: True, MONTHS[1]: True, month_key(NEXT): False}
    assert "failed the check arrival.stop" in failure
    assert scored == set(MONTHS)


# Which month a check is about ---------------------------------------------------------------------------------------------------------


def _last_verdict(instance: dg.DagsterInstance, check: dg.AssetCheckKey, month: str) -> bool:
    storage = instance.event_log_storage
    records = storage.get_asset_check_execution_history(check, limit=1, partition_filter=PartitionKeyFilter(key=month))
    evaluation = records[0].event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
    return bool(evaluation.passed)


def _last_failure(instance: dg.DagsterInstance) -> str:
    """Return what is kept of why the last run that failed did."""
    (run,) = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]), limit=1)
    (entry,) = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    kept = entry.dagster_event.step_failure_data.user_failure_data  # type: ignore[union-attr]
    return f"{entry.step_key}: {kept.description if kept else ''}"


def test_corrections_have_one_check_and_its_sentence_counts(home: DataDir) -> None:
    write_correction(home, figure := a_figure(home), expect=figure["value"] + 1)
    with pytest.raises(CheckFailedError) as caught:
        report(home, LAST, None)
    assert exit_code_of(caught.value) == 11
    with open_instance(home) as instance:
        assert not _last_verdict(instance, dg.AssetCheckKey(dg.AssetKey(names.EDITS), CORRECTIONS), MONTHS[1])
        failure = _last_failure(instance)
    assert failure.startswith("edits: 1 of 1 corrections in force")
    assert figure["uscc"] not in failure


# Which months are stale ---------------------------------------------------------------------------------------------------------------


def test_an_ingest_that_brings_nothing_makes_nothing_stale(home: DataDir) -> None:
    assert stale(home) == {}
    ingest(home, None)
    assert stale(home) == {}


def test_a_restatement_makes_the_months_stale_that_see_it_until_they_are_published_again(
    home: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, pages, figure = stored(home), read_published(home, LAST), a_figure(home)
    # Known after the first month's day and before the last one's.
    line = f"{figure['uscc']},employment,2026-03,{figure['value'] * 3 + 1},persons,month,2026-07-01"
    (home.inbox / "late.csv").write_text(f"uscc,indicator,period,value,unit,basis,received_on\n{line}\n", encoding="utf-8")
    ingest(home, None)
    found = stale(home)
    assert set().union(*found.values()) == {MONTHS[1]}
    assert {names.EDITS, names.SERIES, names.RISK, names.BRIEFINGS} <= set(found)

    def broken(*_: object) -> dict[str, bytes]:
        raise OSError("the printer is on fire")

    # Pages that cannot be made leave the published month as it was.
    monkeypatch.setattr("pipelines.delivery.month_publisher.render_files", broken)
    with pytest.raises(OSError, match="on fire"):
        report(home, LAST, None)
    monkeypatch.undo()
    assert_left_as_it_was(home, before)
    assert read_published(home, LAST) == pages
    # When they can, everything comes out at once, and nothing stays staged.
    with without_paper():
        report(home, LAST, None)
    assert not stored(home)[names.SERIES].equals(before[names.SERIES])
    assert read_published(home, LAST) != pages
    assert list(home.staged.iterdir()) == []
    assert stale(home) == {}


@pytest.mark.parametrize(
    ("asset", "read_by", "read_not"),
    [(EDITIONS, {names.WARNINGS, names.BRIEFINGS}, names.SERIES), (LEARNED, {names.RISK}, names.WARNINGS)],
)
def test_what_an_earlier_month_hands_on_makes_later_ones_stale_where_it_changed(
    home: DataDir, asset: str, read_by: set[str], read_not: str
) -> None:
    """The list that a month goes on from, and the features it learns from: the same again changes nothing."""
    with open_instance(home) as instance:
        (record,) = instance.fetch_observations(dg.AssetRecordsFilter(dg.AssetKey(asset), asset_partitions=[MONTHS[0]]), limit=1).records
        version = (record.event_log_entry.tags or {})[DATA_VERSION_TAG]
        hand_on_again(instance, asset, version)
    assert stale(home) == {}
    with open_instance(home) as instance:
        hand_on_again(instance, asset, "others")
    found = stale(home)
    assert set().union(*found.values()) == {MONTHS[1]}
    assert read_by <= set(found)
    assert read_not not in found


def hand_on_again(instance: dg.DagsterInstance, asset: str, version: str) -> None:
    """Record that the first month came out again with some version of what it hands on."""
    instance.report_runless_asset_event(dg.AssetObservation(asset, partition=MONTHS[0], tags={DATA_VERSION_TAG: version}))


def test_every_month_that_is_learned_from_is_shown_to_be_there(home: DataDir) -> None:
    """Those before the first month, which it made, and the two months themselves; made again they are what they were."""
    key = dg.AssetKey(LEARNED)
    with open_instance(home) as instance:
        shown = instance.get_materialized_partitions(key)
        assert shown == instance.get_materialized_partitions(dg.AssetKey(names.RISK_FEATURES))
        assert {*MONTHS, month_key(shift_month(FIRST, -1))} <= shown
    with without_paper():
        report(home, FIRST, None)
    assert stale(home) == {}


def test_a_gate_that_is_moved_behind_the_scores_would_be_seen() -> None:
    deps = {spec.key.path[-1]: {dep.asset_key.path[-1] for dep in spec.deps} for spec in _specs()}
    assert names.COVERAGE in deps[names.RISK]
    assert district_figures.GROUP == "district"


def _specs() -> Iterator[dg.AssetSpec]:
    for step in build_defs().assets or ():
        if isinstance(step, dg.AssetsDefinition):
            yield from step.specs


def test_what_stays_of_old_runs_shows_every_month_as_it_was_in_bounded_room(home: DataDir) -> None:
    before, held = stale(home), room_of_records(home)
    list(tidy(home, clock=lambda: now() + timedelta(days=400)))
    assert stale(home) == before
    # Of the runs of two months, the first of which made the months that are learned from.
    assert room_of_records(home) < min(0.4 * held, len(MONTHS) * MOST_OF_A_MONTH)


def room_of_records(home: DataDir) -> int:
    """Return the bytes of all events and verdicts that Dagster keeps."""
    with closing(sqlite3.connect(home.dagster / "events" / "event_log.db")) as connection:
        pages = ("event_logs", "event"), ("asset_check_executions", "evaluation_event")
        return sum(connection.execute(f"select sum(length({column})) from {table}").fetchone()[0] for table, column in pages)  # noqa: S608
