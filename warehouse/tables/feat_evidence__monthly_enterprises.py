"""How far each indicator of each enterprise lies below what was normal, for how long, and against its peers."""

from warehouse.columns import INDICATOR, MONTH, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import FAMILIES, INDICATOR_UNIT, LOG, MONTHS, PROBABILITY, SHARE

NO_HISTORY = "too little history to say"


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
        Column("expected", "DOUBLE", INDICATOR_UNIT, "What was expected before the dip began.", "下降前预期", null_means=NO_HISTORY),
        Column("ratio_share", "DOUBLE", SHARE, "Figure ÷ what was expected before the dip.", "实际与预期之比", null_means=NO_HISTORY),
        _gap(1),
        _gap(3),
        _gap(6),
        _gap(12),
        Column(
            "peer_gap_log", "DOUBLE", LOG, "Gap to the median of the peers in the same month.", "与同行差距", null_means="too few peers"
        ),
        Column(
            "peer_percentile_share",
            "DOUBLE",
            SHARE,
            "Place among the peers: 0 is the lowest.",
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
        Column("yoy_share", "DOUBLE", SHARE, "Growth against the same period last year.", "同比", null_means="no base"),
    ),
    key=("month", "uscc", "indicator"),
    caveats=(Caveat("A sector slump shows in the gaps and cancels in peer_gap_log; read both."),),
)
