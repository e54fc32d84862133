"""Frames of an edition cut by enterprise, once for all of its pages: looking them through for every page costs a fifth of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from reports.frames import BriefingFrames, empty
from reports.sections.records import RECORD_FRAMES

# What is said of one enterprise; everything else of a briefing is about the district.
_OWN_FRAMES: Final = (
    "warnings", "previous", "leavers", "reasons", "measures", "clearings", "evidence", "contributions", "series", "figures", "fans",
    "burden", *RECORD_FRAMES,
)  # fmt: skip


@dataclass(frozen=True)
class CutFrames:
    """The frames of an edition, from which those of one enterprise are taken."""

    frames: BriefingFrames

    @classmethod
    def cut(cls, frames: BriefingFrames | CutFrames) -> CutFrames:
        """Frames that may have been cut already."""
        return frames if isinstance(frames, CutFrames) else cls(frames)

    @cached_property
    def _parts(self) -> dict[str, dict[tuple[object, ...], pl.DataFrame]]:
        return {name: getattr(self.frames, name).partition_by("uscc", as_dict=True) for name in _OWN_FRAMES}

    def of(self, uscc: str) -> BriefingFrames:
        """The frames of one enterprise alone, rows in the order they had."""
        own: dict[str, Any] = {name: parts.get((uscc,), empty(name)) for name, parts in self._parts.items()}
        return BriefingFrames(**own, learning_rules=self.frames.learning_rules)
