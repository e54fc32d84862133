"""The tables an edition's pages are made from, laid beside them, and the record that binds them to the pages.

In: writing frames and edition into the folder of a month, reading them back. Out: what frames hold (briefing_inputs.py), whether pages
follow from them (pipelines.verification). The folder is the district's whole edition; nothing of this goes into mail or to readers outside.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.delivery.briefing_inputs import FRAMES
from reports.edition import EarlierIssue, Edition
from reports.frames import BriefingFrames, frame_contract

FOLDER: Final = "tables"
RECORD: Final = f"{FOLDER}/record.json"
# Of people, and on no page.
UNPRINTED: Final = ("owner_email",)
_DATES: Final = ("month", "as_of", "issued_on")


@dataclass(frozen=True, slots=True)
class Laid:
    """What lies beside the pages of an edition: the frames and the edition they are made from."""

    frames: BriefingFrames
    edition: Edition


def printed_part(frames: BriefingFrames) -> BriefingFrames:
    """Return the frames with the columns that pages are made from, and no others."""
    return replace(frames, **{name: getattr(frames, name).select(_columns(name)) for name in FRAMES})


def _columns(name: str) -> list[str]:
    return [column for column in frame_contract(name).column_names if column not in UNPRINTED]


def lay_tables(frames: BriefingFrames, edition: Edition, beside: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the tables by their path in the folder: one for every frame with rows, and the record.

    `beside`: other files that pages do not follow from and that the record binds as well.
    """
    shown = {name: getattr(frames, name).select(_columns(name)) for name in FRAMES}
    tables = {f"{FOLDER}/{name}.parquet": to_parquet(frame) for name, frame in shown.items() if frame.height}
    count = {"enterprises_count": frames.enterprises_count}
    return {**tables, RECORD: record_of(edition, {**tables, **beside}, count)}


def to_parquet(frame: pl.DataFrame) -> bytes:
    """Return a frame as Parquet, the same bytes for the same rows in the same order."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def record_of(edition: Edition, bound: Mapping[str, bytes], facts: Mapping[str, Any]) -> bytes:
    """Return the record of an edition: how it is called, the SHA-256 of every file it binds, and further facts."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(bound.items())}
    record = {**facts, "edition": _written(edition), "files": digests}
    return (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _written(edition: Edition) -> dict[str, Any]:
    """Return an edition as JSON has it; the digest of the record cannot stand in it."""
    written = {**asdict(replace(edition, record="")), **{name: getattr(edition, name).isoformat() for name in _DATES}}
    earlier = edition.earlier
    written["earlier"] = earlier and {"month": earlier.month.isoformat(), "pages": sorted(earlier.pages)}
    return written


def recorded(edition: Edition, record: bytes) -> Edition:
    """Return the edition whose pages name the record."""
    return replace(edition, record=hashlib.sha256(record).hexdigest())


def read_record(path: Path) -> dict[str, Any]:
    """Return a record; raises ValueError where it is none, OSError where it cannot be read."""
    found = json.loads(path.read_bytes())
    if not isinstance(found, dict) or not {"edition", "files"} <= set(found):
        raise ValueError(f"{path.name} is no record of an edition")
    return found


def edition_in(record: Mapping[str, Any], content: bytes) -> Edition:
    """Return the edition of a record, whose bytes are `content`; raises KeyError, TypeError or ValueError where it is none."""
    own = record["edition"]
    earlier = own["earlier"] and EarlierIssue(date.fromisoformat(own["earlier"]["month"]), frozenset(own["earlier"]["pages"]))
    # Another version may know more of an edition, or less.
    known = {item.name: own[item.name] for item in fields(Edition) if item.name in own}
    dates = {name: date.fromisoformat(own[name]) for name in _DATES}
    return recorded(Edition(**{**known, **dates, "earlier": earlier}), content)


def recorded_in(path: Path) -> tuple[dict[str, Any], Edition]:
    """Return a record and the edition whose pages name it; raises ValueError, KeyError, TypeError or OSError where it is none."""
    record = read_record(path)
    return record, edition_in(record, path.read_bytes())


def read_laid(folder: Path) -> Laid:
    """Return what lies beside the pages in a folder; raises ValueError, KeyError, TypeError, OSError, polars errors where it is damaged."""
    record, edition = recorded_in(folder / RECORD)
    paths = {name: folder / FOLDER / f"{name}.parquet" for name in FRAMES}
    frames = {name: pl.read_parquet(path) for name, path in paths.items() if path.is_file()}
    return Laid(BriefingFrames(enterprises_count=record["enterprises_count"], **frames), edition)
