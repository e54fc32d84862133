"""The frames about who left, and about whom of them lists had not named in time: their columns, and what each says."""

from typing import Final

from warehouse.columns import INDICATOR, KNOWN_ON, NAME, OWNER, STREET, TIER, USCC
from warehouse.contract import Column
from warehouse.miss_vocabulary import MISS_CAUSES, MISS_RECORDS
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import COUNT, DEPARTURE_WARNINGS, DEPARTURES, INDICATOR_UNIT, LOG_ODDS, MONTHS, SHARE

MISSED: Final[dict[str, tuple[Column, ...]]] = {
    # Who moved out or closed within a year, and what the lists that were out before had said.
    "departures": (
        USCC,
        NAME,
        STREET,
        TIER,
        OWNER,
        Column("outcome", "VARCHAR", None, "How it left.", "结果", allowed=DEPARTURES),
        Column("occurred_on", "DATE", None, "Day it left.", "离开日期"),
        Column("warning", "VARCHAR", None, "What the lists had said.", "事前情况", allowed=DEPARTURE_WARNINGS.keys),
        Column("first_listed_on", "DATE", None, "Month of the first list that named it.", "首次列入", null_means="never listed before"),
        Column("warned_on", "DATE", None, "Day that list came out.", "名单发出日", null_means="never listed before"),
        Column("months_ahead", "DOUBLE", MONTHS, "From that day to the day it left.", "提前月数", null_means="never listed before"),
    ),
    # What the risk in question was made of in the month in which the enterprise was nearest to the cut.
    "miss_contributions": (
        USCC,
        Column("feature", "VARCHAR", None, "Key of the feature.", "特征", allowed=FEATURES.keys),
        Column("feature_value", "DOUBLE", None, "Value of the feature.", "特征值", null_means="not known; counted as neutral"),
        Column("contribution_log_odds", "DOUBLE", LOG_ODDS, "What it added to the score.", "贡献"),
    ),
    # Each indicator against normal, as that month's run saw it.
    "miss_figures": (
        USCC,
        INDICATOR,
        Column("period", "DATE", None, "Month of the list.", "月份"),
        Column("value", "DOUBLE", INDICATOR_UNIT, "Figure of the month.", "当月值", null_means="silent"),
        Column("expected", "DOUBLE", INDICATOR_UNIT, "The normal level.", "常态水平", null_means="too little history to say"),
        Column("ratio_share", "DOUBLE", SHARE, "Figure ÷ normal level.", "实际与常态之比", null_means="too little history to say"),
        Column("silent_months", "INTEGER", MONTHS, "Months since the last figure.", "缺报月数"),
        Column("known_on", "DATE", None, "Day on which the figure was first known.", "知晓日", null_means="it did not arrive"),
    ),
    # What people noticed of it in the year before.
    "miss_records": (
        USCC,
        Column("record", "VARCHAR", None, "Signal, appeal or visit.", "来源", allowed=MISS_RECORDS.keys),
        Column("kind", "VARCHAR", None, "Kind of signal, topic of the appeal, what the visit found.", "类别", null_means="not stated"),
        Column("happened_on", "DATE", None, "Day it happened.", "发生日"),
        KNOWN_ON,
    ),
    # Causes over the last months; none in a scope.
    "miss_counts": (
        Column("cause", "VARCHAR", None, "Why no list had named it in time.", "漏报原因", allowed=MISS_CAUSES.keys),
        Column("count", "BIGINT", COUNT, "Departures.", "家数"),
    ),
    # One row: what the sentences about it name.
    "miss_rules": (
        Column("lists_count", "BIGINT", COUNT, "Lists before the day of leaving that must have had the name.", "名单期数"),
        Column("counted_months", "BIGINT", MONTHS, "Months over which causes are counted.", "统计月数"),
    ),
}
