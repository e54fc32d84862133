"""How far each indicator of each enterprise lies below what was normal, for how long, and against its peers."""

from dataclasses import replace

from warehouse.columns import HI_80, INDICATOR, LO_80, MONTH, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import FAMILIES, INDICATOR_UNIT, LOG, MONTHS, PROBABILITY, SHARE, YEAR_BASES

NO_HISTORY = "too little history to say"
NO_BAND = "too little history, or the dip began longer ago than a year"


def _gap(months: int) -> Column:
    """Return the column of the gap to what was expected so many months earlier."""
    return Column(
        f"gap_{months}_log",
        "DOUBLE",
        LOG,
        f"Figure against what was expected {months} months earlier.",
        f"对{months}个月前预期的偏离",
        null_means=NO_HISTORY,
    )


TABLE = Table(
    name="feat_evidence__monthly_enterprises",
    meaning="Evidence per enterprise and indicator: gap to expectation and to peers, its duration and onset, and silence.",
    columns=(
        MONTH,
        USCC,
        INDICATOR,
        Column("family", "VARCHAR", None, "Indicators of one family move together and count once.", "指标组", allowed=FAMILIES.keys),
        Column("value", "DOUBLE", INDICATOR_UNIT, "Latest figure.", "最新值", null_means="silent"),
        Column(
            "expected",
            "DOUBLE",
            INDICATOR_UNIT,
            "The normal level: what was expected before the dip began.",
            "常态水平",
            null_means=NO_HISTORY,
        ),
        Column("ratio_share", "DOUBLE", SHARE, "Figure ÷ normal level.", "实际与常态之比", null_means=NO_HISTORY),
        _gap(1),
        _gap(3),
        _gap(6),
        _gap(12),
        Column(
            "peer_gap_log",
            "DOUBLE",
            LOG,
            "Change over three months against the own level before and the peers in the same months.",
            "近3月相对同行变化",
            null_means="too few peers",
        ),
        Column(
            "peer_percentile_share",
            "DOUBLE",
            SHARE,
            "Place of that change among the peers': 0 is the lowest.",
            "同行位次",
            null_means="too few peers",
            range=(0, 1),
        ),
        Column(
            "p_value", "DOUBLE", PROBABILITY, "Chance of a gap this low in a normal month.", "显著性", null_means=NO_HISTORY, range=(0, 1)
        ),
        Column("is_anomalous", "BOOLEAN", None, "Whether it stands out at the controlled false-discovery rate.", "是否异常"),
        Column("duration_months", "INTEGER", MONTHS, "For how many months it has been low.", "持续月数", range=(0, None)),
        Column("onset", "DATE", None, "First low month.", "起始月", null_means="not low"),
        Column("silent_months", "INTEGER", MONTHS, "Months since the last figure.", "缺报月数", range=(0, None)),
        Column("yoy_share", "DOUBLE", SHARE, "Growth against the same month last year.", "当月同比", null_means="no base"),
        Column(
            "horizon_months",
            "TINYINT",
            MONTHS,
            "How long before its month the normal level was made; above 12 that of a year earlier goes on.",
            "常态水平作出于几个月前",
            null_means=NO_HISTORY,
            range=(1, 36),
        ),
        replace(LO_80, meaning="Lower end of the 80 % band of the normal level.", null_means=NO_BAND),
        replace(HI_80, meaning="Upper end of the 80 % band of the normal level.", null_means=NO_BAND),
        Column(
            "peers_share",
            "DOUBLE",
            SHARE,
            "How far the peers' middle figure is from what was expected of them as long before, as growth.",
            "同行中位数偏离",
            null_means="too few peers, or the dip began longer ago than a year",
        ),
        Column(
            "stopped_months",
            "INTEGER",
            MONTHS,
            "Months in a row with nothing paid or made, where that is longer than any pause before; 0 where not.",
            "连续为零月数",
            null_means="run by an earlier version",
            range=(0, None),
        ),
        Column(
            "growth_3m_share",
            "DOUBLE",
            SHARE,
            "Growth of the sum of three months against the same months last year.",
            "近3个月同比",
            null_means="a month of the six is missing, or no base",
        ),
        Column(
            "year_base",
            "VARCHAR",
            None,
            "Whether last year's three months stand far above or below the two years around them.",
            "去年同期基数",
            null_means="ordinary, or not known",
            allowed=YEAR_BASES.keys,
        ),
    ),
    key=("month", "uscc", "indicator"),
    caveats=(Caveat("A sector slump shows in the gaps and cancels in peer_gap_log; read both."),),
)
