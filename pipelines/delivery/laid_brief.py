"""The tables a half-monthly brief is made from, laid beside its page, and the record that binds them to it.

In: writing frames and edition into the brief's folder, reading them back. Out: what frames hold (brief_inputs.py), whether the page follows
from them (pipelines.verification). Nothing of this goes into mail.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import polars as pl

from pipelines.delivery.laid_tables import FOLDER, UNPRINTED, record_of, recorded_in, to_parquet
from reports.brief_frames import BriefFrames
from reports.edition import Edition

BRIEF_RECORD: Final = f"{FOLDER}/record.json"
TYPES: Final = get_type_hints(BriefFrames)
FRAMES: Final = tuple(item.name for item in fields(BriefFrames) if TYPES[item.name] is pl.DataFrame)
FACTS: Final = tuple(item.name for item in fields(BriefFrames) if item.name not in FRAMES)


@dataclass(frozen=True, slots=True)
class LaidBrief:
    """What lies beside a brief: the frames and the edition it is made from."""

    frames: BriefFrames
    edition: Edition


def lay_brief(frames: BriefFrames, edition: Edition, beside: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a brief's tables by their path in its folder, and the record; `beside`: other files that it binds as well."""
    shown = {name: getattr(frames, name).drop(UNPRINTED, strict=False) for name in FRAMES}
    tables = {f"{FOLDER}/{name}.parquet": to_parquet(frame) for name, frame in shown.items()}
    facts = {name: value.isoformat() if isinstance(value := getattr(frames, name), date) else value for name in FACTS}
    return {**tables, BRIEF_RECORD: record_of(edition, {**tables, **beside}, {"facts": facts})}


def read_laid_brief(folder: Path) -> LaidBrief:
    """Return what lies beside a brief; raises ValueError, KeyError, TypeError, OSError or a polars error where it is damaged."""
    record, edition = recorded_in(folder / BRIEF_RECORD)
    parts: dict[str, Any] = {name: pl.read_parquet(folder / FOLDER / f"{name}.parquet") for name in FRAMES}
    parts |= {name: _fact(name, record["facts"][name]) for name in FACTS}
    return LaidBrief(BriefFrames(**parts), edition)


def _fact(name: str, value: Any) -> Any:
    """Return a single value of a brief as its type has it."""
    kinds = get_args(TYPES[name]) if isinstance(TYPES[name], types.UnionType) else (TYPES[name],)
    return date.fromisoformat(value) if value is not None and date in kinds else value
