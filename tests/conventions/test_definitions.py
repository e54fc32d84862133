"""The graph Dagster is given, held against a stored picture of it, so that no asset, edge, check, job or schedule moves unseen.

After an intended change write the picture anew: `python -m tests.conventions.test_definitions`, and read the difference before committing.
"""

import json
from pathlib import Path

from pipelines.definitions import build_defs

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
        assets[key.path[-1]] = {"group": node.group_name, "deps": deps, "checks": checks, "is_monthly": node.partitions_def is not None}
    repository = defs.get_repository_def()
    named = [job for job in repository.get_all_jobs() if not job.name.startswith("__")]
    jobs = {job.name: sorted(node.name for node in job.nodes) for job in named}
    schedules = {each.name: [each.job_name, each.cron_schedule, each.execution_timezone] for each in repository.schedule_defs}
    return {"assets": assets, "jobs": jobs, "schedules": schedules}


def test_the_definitions_are_the_stored_ones() -> None:
    assert picture() == json.loads(PICTURE.read_text(encoding="utf-8"))


def test_nothing_starts_by_itself_before_somebody_turns_it_on() -> None:
    for schedule in build_defs().get_repository_def().schedule_defs:
        assert schedule.default_status.value == "STOPPED"


if __name__ == "__main__":
    PICTURE.write_text(json.dumps(picture(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
