"""What a run says of itself besides what Dagster notes: who started it, which code it ran, up to which day it saw."""

from contextlib import suppress
from datetime import date
from typing import Any, Final

import dagster as dg
from dagster._core.storage.tags import MAX_RETRIES_TAG, MAX_RUNTIME_SECONDS_TAG, PARTITION_NAME_TAG, USER_TAG

from pipelines.clock import as_of_day, today
from pipelines.config.early_settings import load_run_settings
from pipelines.config.environment import user_name
from pipelines.data_dir import DataDir
from pipelines.delivery.fingerprint import code_version
from pipelines.errors import UsageError
from pipelines.partitions import month_of_partition, partition_of_month, partitions_of

AS_OF_TAG: Final = "earlywarn/as_of"
CODE_TAG: Final = "earlywarn/code_version"
CODE_DIGITS: Final = 12


def known_tags(home: DataDir, job: dg.JobDefinition, run: dg.DagsterRun) -> dict[str, str]:
    """Return what a run of the page knows of itself once its job is loaded."""
    partition, resources = run.tags.get(PARTITION_NAME_TAG), run.run_config.get("resources", {})
    given: Any = resources.get("run_context", {}).get("config", {}) if isinstance(resources, dict) else {}
    month = month_of_partition(partition, partitions_of(job)) if partition else None
    return {**common_tags(home), **as_of_tags(month, given.get("as_of", ""))}


def command_tags(home: DataDir, job: dg.JobDefinition, month: date | None, as_of: str) -> dict[str, str]:
    """Return the tags of a run of the command line."""
    # Whoever killed a command does not expect the daemon to begin it again.
    own = {MAX_RETRIES_TAG: "0", USER_TAG: user(), **({PARTITION_NAME_TAG: partition_of_month(job, month)} if month else {})}
    return {**own, **common_tags(home), **as_of_tags(month, as_of)}


def is_attended(run: dg.DagsterRun) -> bool:
    """Whether somebody waits for a run at a terminal, who is told at once what is wrong and can start it again."""
    return run.tags.get(MAX_RETRIES_TAG) == "0"


def common_tags(home: DataDir) -> dict[str, str]:
    """Return what is the same for every run of a home."""
    return {CODE_TAG: code_version()[:CODE_DIGITS], MAX_RUNTIME_SECONDS_TAG: str(load_run_settings(home.config).longest_seconds)}


def as_of_tags(month: date | None, as_of: str) -> dict[str, str]:
    """Return up to which day a run sees; a run about no month sees all there is."""
    # What cannot be is refused by the run itself, with a sentence.
    with suppress(UsageError, ValueError):
        latest = min(date.fromisoformat(as_of), today()) if as_of else today()
        return {AS_OF_TAG: (as_of_day(month, latest) if month else latest).isoformat()}
    return {}


def user() -> str:
    """Return who is at work, without the machine, which is a tag of its own; an address is none of Dagster's business."""
    return user_name().partition("@")[0]
