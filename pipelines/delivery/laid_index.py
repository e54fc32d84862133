"""What the index of all issues is made from besides the folders that are out, laid beside it: names of the register, and how it is called.

In: writing both, gathering the rest from the folders. Out: pages (reports.index), whether they follow (pipelines.verification).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.fingerprint import code_version
from pipelines.delivery.index_inputs import CANDIDATES_SCHEMA, index_frames
from pipelines.delivery.laid_tables import FOLDER, RECORD, record_of, recorded_in, to_parquet
from pipelines.delivery.publication import read_manifest
from reports.edition import Edition
from reports.index_frames import IndexFrames

REGISTER_TABLE, INDEX_RECORD = "index_register.parquet", "index_record.json"
WARNINGS: Final = f"{FOLDER}/warnings.parquet"


@dataclass(frozen=True, slots=True)
class LaidIndex:
    """What lies beside an index: its frames, how it is called, and the version of the program that made it."""

    frames: IndexFrames
    edition: Edition
    code: str


def lay_index(frames: IndexFrames, edition: Edition) -> dict[str, bytes]:
    """Return the names of the register and the record by their file names."""
    tables = {REGISTER_TABLE: to_parquet(frames.register)}
    return {**tables, INDEX_RECORD: record_of(edition, tables, {"code": code_version()})}


def read_laid_index(briefings: Path) -> LaidIndex:
    """Return what an index is made from; raises ValueError, KeyError, TypeError, OSError or a polars error where something is damaged."""
    record, edition = recorded_in(briefings / INDEX_RECORD)
    # The figures of its months are read from their folders alone.
    archive = Archive(briefings / ".none", briefings)
    frames = index_frames(archive, lambda month: _candidates(archive.folder(month)), pl.read_parquet(briefings / REGISTER_TABLE))
    # Only the record of a publication is named by its pages.
    return LaidIndex(frames, replace(edition, record=""), str(record["code"]))


def months_without_tables(briefings: Path) -> list[date]:
    """Return the months whose tables do not lie beside them, since an earlier version made them."""
    archive = Archive(briefings / ".none", briefings)
    months = ((month, read_manifest(archive.folder(month))) for month in archive.months())
    return [month for month, manifest in months if manifest is not None and RECORD not in manifest["files"]]


def _candidates(folder: Path) -> pl.DataFrame:
    path = folder / WARNINGS
    return pl.read_parquet(path) if path.is_file() else pl.DataFrame(schema=CANDIDATES_SCHEMA)
