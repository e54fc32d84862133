"""Did stated risks come true, by what the evidence mainly came from."""

from warehouse.columns import MONTH, RISK
from warehouse.contract import Caveat, Column, Table
from warehouse.risk_vocabulary import RISK_SOURCES
from warehouse.vocabulary import COUNT

TABLE = Table(
    name="out_stated__monthly_sources",
    meaning="What the risks of an earlier month stated beside what is known of it now, by what the evidence mainly came from.",
    columns=(
        MONTH,
        RISK,
        Column("source", "VARCHAR", None, "What the evidence mainly came from.", "主要依据", allowed=RISK_SOURCES.keys),
        Column("stated_month", "DATE", None, "Month whose published risks are judged.", "风险月份"),
        Column("count", "INTEGER", COUNT, "Enterprises with a risk.", "企业数", range=(0, None)),
        Column("stated", "DOUBLE", COUNT, "How many were to be expected: the sum of the risks.", "预计家数", range=(0, None)),
        Column("happened", "DOUBLE", COUNT, "How many there were, as is known now.", "实际家数", range=(0, None)),
        Column("lo", "INTEGER", COUNT, "Lower end of the interval of that count.", "区间下限", range=(0, None)),
        Column("hi", "INTEGER", COUNT, "Upper end of it.", "区间上限", range=(0, None)),
        Column(
            "slope",
            "DOUBLE",
            None,
            "How much a higher risk meant of what it stated: 1 as much, 0 nothing.",
            "高低吻合度",
            null_means="too few to measure",
        ),
        Column("slope_error", "DOUBLE", None, "Its standard error.", "标准误", null_means="too few to measure", range=(0, None)),
        Column("is_off", "BOOLEAN", None, "Whether the count left its interval, or a higher risk meant little.", "明显不符"),
    ),
    key=("month", "risk", "source"),
    caveats=(
        Caveat("A decline is judged by figures of the five months after, of which about seven in ten show; leaving by records of a year."),
    ),
)
