"""The texts about whether bands and stated risks still hold."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

OUTSIDE: Final = Text(zh="预期区间是否仍然有效", en="Whether the bands still hold")
OUTSIDE_NOTE: Final = Text(
    zh="本月数字中落在一个月前给出的80%区间之外的占比，与以往对照（以往两年的中间水平；上两年同一时节更多的，取较多者）。明显偏多，说明情况已与以往不同，"
    "该指标的区间和据此得出的风险概率可能偏乐观。",
    en="Which part of the month's figures lies outside the band of 80% given a month before, beside what is usual (the middle of 24 "
    "months, or the most of the same season of the two years before). Far more means that things are no longer as they were: the bands of "
    "that indicator, and risks that rest on them, may be too sure of themselves.",
)
WITH_BAND: Final = Text(zh="有区间的数字", en="Figures with a band")
OUTSIDE_SHARE: Final = Text(zh="区间外", en="Outside")
USUAL: Final = Text(zh="以往", en="Usual")
READING: Final = Text(zh="结论", en="Reading")
NOTICED: Final = Text(zh="明显偏多", en="far more than usual")
AS_USUAL: Final = Text(zh="与以往相当", en="as usual")
TOO_SHORT: Final = Text(zh="历史太短", en="history too short")

STATED: Final = Text(zh="以往的风险概率是否应验", en="Whether stated risks came true")
STATED_NOTE: Final = Text(
    zh="按主要依据分组，对照当时各企业风险概率之和（预计）与后来的实际家数。经营下降由此后五个月的数据判断，数据只能看出约七成；外迁以一年内登记迁出为准，走访发现的"
    "不计。“高低吻合度”为一，说明当时概率高的后来按所说的比例更多地发生；接近零，说明高低已无意义。实际家数超出区间，或吻合度明显低于一半，即为明显不符。",
    en="By what the evidence mainly came from: the sum of the risks stated then beside how many there were. A decline is judged by figures "
    "of the five months after, in which about seven of ten show; leaving by records of a year, visits apart. A slope of 1 means that "
    "whoever was stated higher came true as much more often as was stated, near 0 that higher meant nothing. Where the count leaves its "
    "interval, or the slope is plainly below one half, risks did not come true as was stated.",
)
SOURCE: Final = Text(zh="主要依据", en="Evidence mainly from")
ENTERPRISES: Final = Text(zh="企业数", en="Enterprises")
EXPECTED: Final = Text(zh="预计", en="Stated")
HAPPENED: Final = Text(zh="实际", en="Happened")
RANGE: Final = Text(zh="区间", en="Interval")
SLOPE: Final = Text(zh="高低吻合度", en="Slope")
RISK_OF: Final = Text(zh="{month}{risk}", en="{risk}, {month}")
INTERVAL: Final = Text(zh="{lo}至{hi}", en="{lo} to {hi}")
OFF: Final = Text(zh="明显不符", en="not as stated")
FITS: Final = Text(zh="相符", en="as stated")
