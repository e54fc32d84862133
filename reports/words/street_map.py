"""The words in and below the map of warnings by street."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

TITLE: Final = Text(zh="每百家监测企业预警家数", en="Warnings per hundred monitored enterprises")
TITLE_INVENTED: Final = Text(
    zh="每百家监测企业预警家数（示意图，虚构边界）", en="Warnings per hundred monitored (sketch, invented borders)"
)
CAPTION: Final = Text(
    zh="每百家监测企业预警家数：{streets}。{absent}{invented}",
    en="Warnings per hundred monitored enterprises: {streets}. {absent}{invented}",
)
STREET: Final = Text(zh="{street}{rate}", en="{street} {rate}")
ABSENT: Final = Text(zh="{streets}没有边界，未画出。", en="No outline, not drawn: {streets}. ")
INVENTED: Final = Text(zh="示意图，边界为虚构。", en="A sketch: the borders are invented.")
CLASS: Final = Text(zh="{low}～{high}", en="{low}–{high}")
HOVER: Final = Text(
    zh="{street}：每百家{rate}，预警{count}家，监测{monitored}家",
    en="{street}: {rate} per hundred, {count} warnings, {monitored} monitored",
)
