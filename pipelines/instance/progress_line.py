"""The line at a terminal that says where a run is: which step of which month, how many of how many, and about how long it still takes.

What a step takes is what it took the last time on this machine; where it was never run, nothing is said of how long. In: drawing over the
line. Out: which steps there are and when they begin and end (progress.py).
"""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TextIO

from pipelines.delivery.atomic_files import replace_file

SECONDS_FILE: Final = "step_seconds.json"
BAR_WIDTH: Final = 24
SECONDS_A_MINUTE: Final = 60


def read_seconds(logs: Path) -> dict[str, float]:
    """Return what each step took the last time, in seconds by its name; nothing where that was never noted."""
    try:
        found = json.loads((logs / SECONDS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): float(value) for name, value in found.items()} if _is_seconds(found) else {}


def _is_seconds(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(value, int | float) for value in found.values())


def keep_seconds(logs: Path, seconds: Mapping[str, float]) -> None:
    """Note what steps took, beside what others took before."""
    if seconds and logs.is_dir():
        rounded = {name: round(value, 2) for name, value in sorted({**read_seconds(logs), **seconds}.items())}
        replace_file(logs / SECONDS_FILE, json.dumps(rounded, indent=1).encode())


@dataclass(slots=True)
class ProgressLine:
    """The line of one run; `seconds` is what steps took before. Nothing is drawn where nobody looks (`stream` is no terminal)."""

    seconds: Mapping[str, float]
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _drawn: bool = False

    def show(self, month: str, step: str, done: Sequence[str], left: Sequence[str]) -> None:
        """Draw that a step has begun; `left` are the steps that have not ended, this one first."""
        if self.stream.isatty():
            width = shutil.get_terminal_size().columns - 1
            self.stream.write("\r\x1b[2K" + self._text(month, step, done, left)[:width])
            self.stream.flush()
            self._drawn = True

    def clear(self) -> None:
        """Take the line away, so that another can be printed."""
        if self._drawn:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()
            self._drawn = False

    def _text(self, month: str, step: str, done: Sequence[str], left: Sequence[str]) -> str:
        count = len(done) + len(left)
        filled = round(BAR_WIDTH * self._share(done, left))
        bar = "█" * filled + "·" * (BAR_WIDTH - filled)
        return f"  {month or '       '}  {bar}  {len(done) + 1} of {count}: {step}{self._remaining(left)}"

    def _share(self, done: Sequence[str], left: Sequence[str]) -> float:
        """Return how much of the work is done, by seconds where all are known, else by steps."""
        every = [*done, *left]
        known = [self.seconds.get(name, 0.0) for name in every]
        if all(known):
            return sum(known[: len(done)]) / sum(known)
        return len(done) / len(every)

    def _remaining(self, left: Sequence[str]) -> str:
        if not all(name in self.seconds for name in left):
            return ""
        seconds = sum(self.seconds[name] for name in left)
        if seconds < SECONDS_A_MINUTE:
            return f", about {max(1, round(seconds))} s left"
        return f", about {seconds / SECONDS_A_MINUTE:.0f} min left"
