"""Old runs go with their events and logs; the one that made what is newest of a month stays, however old."""

from datetime import timedelta
from pathlib import Path

import dagster as dg

from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance
from pipelines.retention.old_runs import old_runs

MONTHS = dg.StaticPartitionsDefinition(["2026-09", "2026-10"])


@dg.asset(partitions_def=MONTHS)
def monthly() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 3})


@dg.op
def send() -> int:
    return 1


@dg.job
def mail() -> None:
    send()


def test_runs_go_with_what_they_logged_and_every_month_keeps_its_newest(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    with open_instance(home) as instance:
        first, second, other = (
            dg.materialize([monthly], instance=instance, partition_key=month).run_id for month in ("2026-09", "2026-09", "2026-10")
        )
        mails = mail.execute_in_process(instance=instance).run_id
        under_way = instance.create_run_for_job(mail, status=dg.DagsterRunStatus.STARTED).run_id
    (home.dagster / "compute" / first).mkdir(parents=True, exist_ok=True)
    assert list(old_runs(home, 1, now())) == []
    later = now() + timedelta(days=2)
    found = list(old_runs(home, 1, later))
    assert {each.name for each in found} == {first, mails}
    assert all(each.bytes > 0 for each in found)
    for each in found:
        each.remove()
    with open_instance(home) as instance:
        assert {run.run_id for run in instance.get_runs()} == {second, other, under_way}
        assert instance.get_materialized_partitions(dg.AssetKey("monthly")) == {"2026-09", "2026-10"}
        assert instance.all_logs(first) == []
    assert not (home.dagster / "compute" / first).exists()
    assert list(old_runs(home, 1, later)) == []


def test_a_home_in_which_nothing_ran_has_none(tmp_path: Path) -> None:
    assert list(old_runs(DataDir(tmp_path), 1, now())) == []
    assert list(tmp_path.iterdir()) == []
