"""How Dagster tells whether a month is what it would be if it were made now: versions of data, and which of them a month goes by.

A table's version is a digest of its rows, so that making the same rows again makes nothing stale. Facts are read as of a month's own day:
what a month goes by of them is one asset by month (KNOWN_FACTS), whose version is a digest of the facts known on that day and of the
settings. An ingest gives a published month a new version where, and only where, that digest has changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Final

import dagster as dg
import polars as pl
from dagster import DagsterEventType
from dagster._core.definitions.data_version import (
    CODE_VERSION_TAG,
    DATA_VERSION_IS_USER_PROVIDED_TAG,
    DATA_VERSION_TAG,
    get_input_data_version_tag,
    get_input_event_pointer_tag,
)

from pipelines.run_records.asset_names import INTAKE, KNOWN_FACTS, SOUND
from pipelines.settings import Settings
from warehouse.commit_log import frame_digest
from warehouse.corrections.correction import Correction, corrections_by
from warehouse.periods import month_of_key
from warehouse.store import Store

Others = Callable[[date, date], str]
Standing = dg.AssetObservation | dg.AssetMaterialization
# Above any event: what is recorded with it has seen everything up to now.
_LATEST: Final = str(2**53)


def rows_version(rows: pl.DataFrame) -> dg.DataVersion:
    """Return the version of a table's rows, whatever their order."""
    return digest_version(frame_digest(rows))


def digest_version(words: str) -> dg.DataVersion:
    """Return the version of what some words stand for."""
    return dg.DataVersion(sha256(words.encode()).hexdigest()[:16])


def known_version(facts: str, settings: Settings, others: str = "", day: date = date.max) -> dg.DataVersion:
    """Return the version of what a month goes by.

    `facts`: digest of the facts known on its day (Store.known_digests). `others`: digest of what other districts had learned by then.
    `day`: the month's own, by which corrections count.
    """
    return _version(facts, settings.digest(day), others)


def _version(facts: str, settings: str, others: str) -> dg.DataVersion:
    return dg.DataVersion(sha256(f"{facts} {settings}{others}".encode()).hexdigest()[:16])


def version_tags(version: dg.DataVersion, code: str = "", inputs: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the tags by which an event that no step's output stands for carries a version, and what it was made from.

    `inputs`: version by asset, empty where the asset is told apart by month.
    """
    tags = {DATA_VERSION_TAG: version.value, DATA_VERSION_IS_USER_PROVIDED_TAG: "true", CODE_VERSION_TAG: code or "none"}
    for name, of in (inputs or {}).items():
        key = dg.AssetKey(name)
        tags |= {get_input_data_version_tag(key): of or "none", get_input_event_pointer_tag(key): _LATEST}
    return tags


def moved_months(
    instance: dg.DagsterInstance, store: Store, settings: Settings, days: Mapping[date, date], others: Others = lambda _month, _day: ""
) -> Iterator[dg.AssetMaterialization]:
    """Yield a new version of what a month goes by for every month whose facts or settings are others than when it was made.

    `days`: as-of day by month; months that were never made have no version yet. `others`: digest of what other districts had learned, of
    a month as of a day.
    """
    made = _versions(instance)
    wanted = {key: days[month_of_key(key)] for key in made if month_of_key(key) in days}
    found, digests = store.known_digests(wanted.values()), dict[tuple[Correction, ...], str]()
    for key, day in sorted(wanted.items()):
        # Months differ in their corrections alone, and digesting all settings for each would take longer with every month.
        corrections = corrections_by(settings.corrections, day)
        digests[corrections] = digests.get(corrections) or settings.digest(day)
        version = _version(found[day], digests[corrections], others(month_of_key(key), day))
        if made[key] != version.value:
            tags = version_tags(version, inputs={INTAKE: SOUND.value})
            yield dg.AssetMaterialization(KNOWN_FACTS, partition=key, metadata={"as_of": str(day)}, tags=tags)


def _versions(instance: dg.DagsterInstance) -> dict[str, str]:
    """Return the last version of what each month goes by, by partition."""
    found = instance.event_log_storage.get_latest_tags_by_partition(
        dg.AssetKey(KNOWN_FACTS), DagsterEventType.ASSET_MATERIALIZATION, [DATA_VERSION_TAG]
    )
    return {key: tags[DATA_VERSION_TAG] for key, tags in found.items() if DATA_VERSION_TAG in tags}


def standing_events(name: str, partition: str, version: dg.DataVersion, **metadata: str) -> Iterator[Standing]:
    """Yield the events of what no step makes as its own table, in the partition of a month.

    Two, since Dagster reads versions of such an asset from observations, and shows months that are there by materializations.
    """
    yield dg.AssetObservation(name, partition=partition, tags={DATA_VERSION_TAG: version.value})
    yield dg.AssetMaterialization(name, partition=partition, metadata=metadata)


def edition_version(handed_on: Iterable[str]) -> dg.DataVersion:
    """Return the version of an edition: a digest of all that later months take over from it."""
    return dg.DataVersion(sha256("\n".join(handed_on).encode()).hexdigest()[:16])
