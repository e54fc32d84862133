"""The texts of the edition for readers outside: page, workbook and CSV."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

SERIES: Final = Text(zh="{place}重点监测企业汇总数据", en="{place} Monitored Enterprises: Totals")
FOR_OUTSIDE: Final = Text(zh="对外发布", en="For publication")
TITLE: Final = Text(zh="{month}{place}重点监测企业汇总数据", en="{place}: totals of monitored enterprises, {month}")
LEAD: Final = Text(
    zh="本期按街道、行业门类和用工规模公布{measures}。表中只有汇总数，不含单个企业的资料。",
    en="This edition gives {measures} by street, industry section and number of jobs. It holds totals and nothing of a single enterprise.",
)
WARNED: Final = Text(zh="预警服务企业（约数）", en="Enterprises offered service (rounded)")
WARNED_ALL: Final = Text(zh="全区约{count:,}家", en="about {count:,} in the district")
WARNED_NOTE: Final = Text(
    zh="家数都按{step}家取整，各自取整，相加不一定等于合计；一两家的确数会指向具体企业，因此不公布确数。",
    en="Every count is rounded to {step} by itself and they need not add up: an exact count of one or two would point at an enterprise.",
)
WARNED_ALONE: Final = Text(
    zh="分等级、分街道的家数合在一起会推出个别确数，本期只公布合计。",
    en="Counts by level and street would together give single ones away; this edition gives the whole alone.",
)
BY_LEVEL: Final = Text(zh="按等级", en="By level")
BY_STREET: Final = Text(zh="按街道", en="By street")
ABOUT: Final = Text(zh="约{count:,}家", en="about {count:,}")
FEW: Final = Text(zh="{most}家以内", en="{most} or fewer")
TABLES: Final = {
    ("street", "section"): Text(zh="街道与行业门类", en="Street and industry section"),
    ("section", "size"): Text(zh="行业门类与用工规模", en="Industry section and number of jobs"),
    ("street", "size"): Text(zh="街道与用工规模", en="Street and number of jobs"),
}
CAPTION: Final = Text(zh="{measure}：{table}（{span}，{unit}）", en="{measure}: {table} ({span}, {unit})")
SPAN_WORDS: Final = {"month": Text(zh="{month}", en="{month}"), "year_to_date": Text(zh="截至{month}本年累计", en="January to {month}")}
ALL: Final = Text(zh="合计", en="All")
HEADS: Final = {
    "street": Text(zh="街道", en="Street"),
    "section": Text(zh="行业门类", en="Industry section"),
    "size": Text(zh="用工规模", en="Jobs"),
}
HIDDEN_MARK: Final = "×"
SIGNS: Final = Text(
    zh="“×”：为保护单个企业的资料不公布；“—”：没有企业，或没有企业上报。",
    en="“×”: left out to protect single enterprises. “—”: no enterprise, or none that reported.",
)
WHY: Final = Text(zh="为什么有的数不公布", en="Why some figures are left out")
RULES: Final = Text(
    zh=(
        "一个合计数只有在至少{fewest}家企业上报、除最大两家外其余企业合计不低于最大一家的{rest}、且最大两家合计不超过{largest}时才公布。"
        "为使不公布的数不能由其他数相减得出，另有一些数也不公布；"
        "任何读者（包括表中的企业自己）用本期和本年以前各期的数，都不能把不公布的数推算到上下{open}以内。"
    ),
    en=(
        "A total is printed where at least {fewest} enterprises reported, the others than the two largest make at least {rest} of the "
        "largest, and the two largest no more than {largest}. Others are left out besides, so that none follows by subtraction: "
        "from this edition and the earlier ones of the year no reader, not even an enterprise in the table, comes nearer than {open} to a "
        "figure that is left out."
    ),
)
SHARE: Final = Text(zh="本期{totals:,}个合计数中，{hidden:,}个不公布。", en="Of {totals:,} totals in this edition {hidden:,} are left out.")
WITHHELD: Final = Text(
    zh="{measure}：没有找到既公布一部分数、又能保护单个企业的办法，本期不公布。",
    en="{measure}: no choice was found that prints some totals and protects single enterprises; nothing of it is printed in this edition.",
)
ROUNDED: Final = Text(zh="数字取整后公布，各项之和与合计可能略有出入。", en="Figures are rounded, so that they may not add up exactly.")
SIZE_NOTE: Final = Text(
    zh="街道、行业和用工规模按企业本年首次列入时的情况划分，全年不变；用工规模按当时本年第一个上报的用工人数划分。",
    en=(
        "Street, industry and class of jobs are those of an enterprise's first edition of the year and stay the same within it; "
        "the class goes by the first number of jobs reported in the year."
    ),
)
BASIS: Final = Text(
    zh="数据截至{day}；累计数按各月首次公布时的数相加，本年内不随以后的修订变动。",
    en="As of {day}; sums since January add up each month as it was first printed, and later revisions do not change them within the year.",
)
SHEET: Final = Text(zh="汇总数据", en="Totals")
COLUMN_WORDS: Final = {
    "measure": Text(zh="指标", en="Measure"),
    "span": Text(zh="时期", en="Period"),
    **HEADS,
    "value": Text(zh="合计数", en="Total"),
    "unit": Text(zh="单位", en="Unit"),
    "enterprises_about": Text(zh="上报企业（约数）", en="Enterprises that reported (rounded)"),
    "is_hidden": Text(zh="是否不公布", en="Left out"),
}
LEFT_OUT: Final = Text(zh="不公布", en="left out")
