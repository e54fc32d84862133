"""The graph Dagster is given, held against a stored picture of it, so that no asset, edge, check, job or schedule moves unseen.

After an intended change write the picture anew: `python -m tests.conventions.test_definitions`, and read the difference before committing.
"""

import json
from pathlib import Path

import dagster as dg

from pipelines.definitions import build_defs
from pipelines.partitions import MONTHS
from pipelines.run_records.asset_names import FACTS_READ, KNOWN_FACTS

PICTURE = Path(__file__).with_name("definitions.json")


def picture() -> dict[str, object]:
    """Return the definitions as plain names."""
    defs = build_defs()
    graph = defs.resolve_asset_graph()
    assets = {}
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        checks = sorted(f"{check.name}{' (blocking)' if graph.get_check_spec(check).blocking else ''}" for check in node.check_keys)
        deps = sorted(parent.path[-1] for parent in node.parent_keys)
        shown: dict[str, object] = {"group": node.group_name, "deps": deps, "checks": checks, "is_monthly": node.partitions_def is not None}
        assets[key.path[-1]] = shown | ({"facts": sorted(node.metadata[FACTS_READ])} if FACTS_READ in node.metadata else {})
    repository = defs.get_repository_def()
    named = [job for job in repository.get_all_jobs() if not job.name.startswith("__")]
    jobs = {job.name: sorted(node.name for node in job.nodes) for job in named}
    schedules = {each.name: [each.job_name, each.cron_schedule, each.execution_timezone] for each in repository.schedule_defs}
    return {"assets": assets, "jobs": jobs, "schedules": schedules}


def test_the_definitions_are_the_stored_ones() -> None:
    assert picture() == json.loads(PICTURE.read_text(encoding="utf-8"))


def test_a_range_of_months_is_one_run_a_month_in_order() -> None:
    """Dagster cuts a month into several runs at every edge that is not from a month to itself; the order is that of the queue."""
    graph = build_defs().resolve_asset_graph()
    monthly = [key for key in graph.executable_asset_keys if graph.get(key).partitions_def == MONTHS]
    crossing = {
        (parent.path[-1], key.path[-1])
        for key in monthly
        for parent in graph.get(key).parent_keys
        if parent in monthly and _offsets(graph.get_partition_mapping(key, parent)) != (0, 0)
    }
    assert crossing == set()
    roots = {key.path[-1] for key in monthly if not graph.get(key).parent_keys & (set(monthly) - {key})}
    assert roots == {KNOWN_FACTS}


def _offsets(mapping: dg.PartitionMapping) -> tuple[int, int]:
    assert isinstance(mapping, dg.TimeWindowPartitionMapping)
    return mapping.start_offset, mapping.end_offset


def test_nothing_starts_by_itself_before_somebody_turns_it_on() -> None:
    for schedule in build_defs().get_repository_def().schedule_defs:
        assert schedule.default_status.value == "STOPPED"


if __name__ == "__main__":
    PICTURE.write_text(json.dumps(picture(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
