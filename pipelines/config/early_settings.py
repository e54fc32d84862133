"""What Dagster asks of the configuration before any step runs: how runs live, who delivers what, what is kept.

In: one file each, and the class of a source. Out: the whole configuration (pipelines.settings), which brings the models' settings along.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, cast

from models.setting_types import OneOf, Text
from pipelines.backups.settings import StorageSettings
from pipelines.config.layers import one_file
from pipelines.config.validation import filling, plain, stated, table
from pipelines.ingest.settings import ReleaseDay
from pipelines.instance.settings import RunSettings, run_table
from warehouse.vocabulary import CHANNELS, INDICATORS

Channel = Annotated[str, OneOf(CHANNELS.keys)]


@dataclass(frozen=True, slots=True)
class Source:
    """Who delivers an indicator, how it may be used, and when a period is nominally known."""

    department: Text
    channel: Channel
    legal_basis: str = ""
    release_day: ReleaseDay = 10


def load_run_settings(local: Path | None = None) -> RunSettings:
    """Return how runs live in a home, which Dagster asks for before a run begins; raises SettingsError naming file and key."""
    return cast("RunSettings", one_file("runs", run_table(), local).runs)


def load_sources(local: Path | None = None) -> Mapping[str, Source]:
    """Return who delivers what in a home and by when, which Dagster shows without any run; raises SettingsError naming file and key."""
    return dict(one_file("sources", source_table(), local))


def load_storage_settings(local: Path | None = None) -> StorageSettings:
    """Return what a home keeps for how long, which Dagster's own records go by; raises SettingsError naming file and key."""
    return cast("StorageSettings", one_file("storage", storage_table(), local))


@cache
def storage_table() -> Any:
    """Return the type of the file about what is kept, each of whose rules is a threshold with its reason."""
    kept = [one.name for one in fields(StorageSettings) if one.name != "backup_folder"]
    return filling(StorageSettings, {"kept": (table(stated(StorageSettings, kept)), ...), **plain(StorageSettings, ["backup_folder"])})


@cache
def source_table() -> Any:
    """Return the type of the file about sources."""
    return table({key: (filling(Source, plain(Source)), ...) for key in INDICATORS.keys})
