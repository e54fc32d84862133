"""The texts of reasons laid out in columns: indicator, month, normal level, gap, peers; as a table on a page, compact in an annex."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

CAPTION: Final = Text(zh="列入依据", en="Figures behind the reasons")
MONTH: Final = Text(zh="月份", en="Month")
GAP: Final = Text(zh="差距", en="Gap")
PEERS: Final = Text(zh="同行中位数", en="Peers' median")
LASTING: Final = Text(zh="持续", en="Lasting")
SINCE: Final = Text(zh="{since}起{months}", en="since {since}, {months}")
SINCE_WITH_GAPS: Final = Text(zh="{since}起可比的{months}", en="since {since}, {months} that can be compared")
NOTE: Final = Text(
    zh="差距：当月值比常态水平高（+）或低（−）；同行中位数：同行当月值比各自常态水平高或低的中位数。",
    en="Gap: the month's figure above (+) or below (−) its normal level; peers' median: that of the peers against their own normal levels.",
)

# One line of an annex: 产值10月：常态9,032万元，差距−52%，同行+11%，近3个月同比−62%，1月起连续10个月.
COMPACT: Final = Text(zh="{indicator}{month}：{parts}", en="{indicator} in {month}: {parts}")
COMPACT_NORMAL: Final = Text(zh="常态{normal}{unit}", en="normal {normal} ({unit})")
COMPACT_GAP: Final = Text(zh="差距{gap}", en="gap {gap}")
COMPACT_NOTHING: Final = Text(zh="当月为零或为负", en="at zero or below")
COMPACT_PEERS: Final = Text(zh="同行{peers}", en="peers {peers}")
COMPACT_GROWTH: Final = Text(zh="近3个月同比{growth}", en="3 months {growth} on a year ago")
COMPACT_SINCE: Final = Text(zh="{since}起连续{months}", en="{months} running since {since}")
# A month without a figure is not told as low.
COMPACT_SINCE_WITH_GAPS: Final = Text(zh="{since}起可比的{months}均偏低", en="low in all {months} that can be compared since {since}")
