"""The words in and below charts: titles, legends, captions, what a pointer shows."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

TREND: Final = Text(zh="名单企业（按等级）与关注名单企业（家）", en="Enterprises listed, by level, and watched")
GROWTH: Final = Text(zh="监测企业合计当月同比（同一刻度）", en="Growth of totals of monitored enterprises on a year ago (same scale)")
LEGEND: Final = Text(zh="{level} {roman}级", en="{level} {roman}")
TRACE: Final = Text(zh="{shape} {level}色{roman}级", en="{shape} {level} {roman}")
LISTED: Final = Text(zh="名单 {count}", en="Listed {count}")
WATCHED_COUNT: Final = Text(zh="关注 {count}", en="Watch {count}")
LEVEL_HOVER: Final = Text(zh="%{{x}} {level}色 %{{y}}家<extra></extra>", en="%{{x}} {level}: %{{y}}<extra></extra>")
YEAR_ON_YEAR: Final = Text(zh="{indicator}同比", en="{indicator} growth")

TREND_NONE: Final = Text(zh="没有可以绘制的月度名单。", en="There is no monthly list to draw.")
TREND_CAPTION: Final = Text(
    zh="{span}各月名单与关注名单企业数，含已核实、继续跟踪的；{month}名单{total:,}家，其中{counts}{watched}。",
    en="Enterprises listed and watched by month, {span}, with those kept on it; {month}: {total:,}, of them {counts}{watched}.",
)
AND_WATCHED: Final = Text(zh="；另有关注名单{count:,}家", en="; {count:,} more on the watch list")
WATCHED: Final = Text(zh="关注", en="Watch")
WATCHED_HOVER: Final = Text(zh="%{{x}} 关注名单 %{{y}}家<extra></extra>", en="%{{x}} watch list: %{{y}}<extra></extra>")
# A single month is named alone; "from … to" the same month reads like a fault.
SPAN: Final = Text(zh="{first}至{last}", en="{first} to {last}")
LEVEL_COUNT: Final = Text(zh="{level}{count:,}家", en="{level} {count:,}")

EXPECTED: Final = Text(zh="预期", en="expected")
NORMAL: Final = Text(zh="常态水平", en="normal level")
GAP_HOVER: Final = Text(zh="%{{x}} 无数据<extra></extra>", en="%{{x}} no figure<extra></extra>")
SMALL: Final = Text(
    zh="{indicator}近{months}个月{gaps}；{month}为{value}，{line}{expected}",
    en="{indicator}, last {months} months{gaps}; {month}: {value}, {line} {expected}",
)
SMALL_GAPS: Final = Text(zh="，其中{count}个月无数据", en=", {count} of them without a figure")
FIGURE: Final = Text(zh="{value}{unit}", en="{value} ({unit})")
