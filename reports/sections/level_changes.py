"""What becomes of a level of last month by figures that are others now."""

from __future__ import annotations

from typing import Any

from reports.words import sections as texts
from reports.words.text import Words


def level_change_words(row: dict[str, Any], words: Words) -> str:
    """Last month's level as it was and as it would have been with the restated figures: 橙色→黄色, or that it stays."""
    below = words.say(texts.LEVEL_BELOW)
    then, now = (words.level(row[name], missing=below) for name in ("level_then", "level_now"))
    if then != now:
        return f"{then}→{now}"
    return words.say(texts.LEVEL_STAYS, level=then) if row["level_then"] else then
