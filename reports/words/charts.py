"""The words in and below charts: titles, legends, captions, what a pointer shows."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

TREND: Final = Text(zh="各等级预警企业数（家）", en="Listed enterprises by level")
GROWTH: Final = Text(zh="监测企业合计当月同比（同一刻度）", en="Growth of totals of monitored enterprises on a year ago (same scale)")
LEGEND: Final = Text(zh="{level} {roman}级", en="{level} {roman}")
TRACE: Final = Text(zh="{shape} {level}色{roman}级", en="{shape} {level} {roman}")
TOTAL: Final = Text(zh="共 {count}", en="All {count}")
LEVEL_HOVER: Final = Text(zh="%{{x}} {level}色 %{{y}}家<extra></extra>", en="%{{x}} {level}: %{{y}}<extra></extra>")
YEAR_ON_YEAR: Final = Text(zh="{indicator}同比", en="{indicator} growth")

TREND_NONE: Final = Text(zh="没有可以绘制的月度名单。", en="There is no monthly list to draw.")
TREND_CAPTION: Final = Text(
    zh="{span}各月预警企业数；{month}共{total:,}家，其中{counts}。",
    en="Listed enterprises by month, {span}; {month}: {total:,}, of them {counts}.",
)
# A single month is named alone; "from … to" the same month reads like a fault.
SPAN: Final = Text(zh="{first}至{last}", en="{first} to {last}")
LEVEL_COUNT: Final = Text(zh="{level}{count:,}家", en="{level} {count:,}")

EXPECTED: Final = Text(zh="预期", en="expected")
GAP_HOVER: Final = Text(zh="%{{x}} 无数据<extra></extra>", en="%{{x}} no figure<extra></extra>")
SMALL: Final = Text(
    zh="{indicator}近{months}个月{gaps}；{month}为{value}，预期{expected}",
    en="{indicator}, last {months} months{gaps}; {month}: {value}, expected {expected}",
)
SMALL_GAPS: Final = Text(zh="，其中{count}个月无数据", en=", {count} of them without a figure")
FIGURE: Final = Text(zh="{value}{unit}", en="{value} ({unit})")
