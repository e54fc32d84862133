"""Why each candidate is warned, as codes and numbers; reports.words has a template for each code and language."""

from warehouse.columns import MONTH, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import INDICATORS, KINDS, MONTHS, REASONS, SHARE, SIGNALS, STAGES, YEAR_BASES

OTHER_CODE = "the code has none"

TABLE = Table(
    name="out_reasons__monthly_enterprises",
    meaning="Reasons of each candidate in the order in which they are given; one that names several things has a row for each.",
    columns=(
        MONTH,
        USCC,
        Column("place", "INTEGER", None, "Which reason of the enterprise, from 1.", "序号", range=(1, None)),
        Column("part", "INTEGER", None, "Which thing the reason names, from 1.", "分项", range=(1, None)),
        Column("code", "VARCHAR", None, "Key of the reason.", "原因", allowed=REASONS.keys),
        Column("kind", "VARCHAR", None, "Which risk the reason speaks for.", "风险类别", allowed=KINDS.keys),
        Column("indicator", "VARCHAR", None, "Indicator it is about.", "指标", null_means=OTHER_CODE, allowed=INDICATORS.keys),
        Column(
            "share",
            "DOUBLE",
            SHARE,
            "Part below normal (fall, physical_lead) or the level before (recent_use), part of normal (recovering), or the risk (joint).",
            "幅度",
            null_means="the code has none, or (physical_lead) a booked figure that holds",
        ),
        Column(
            "months",
            "INTEGER",
            MONTHS,
            "For how many months, a stop included.",
            "月数",
            null_means="a single month, or the code has none",
            range=(1, None),
        ),
        Column("since", "DATE", None, "First month of the fall.", "起始月", null_means=OTHER_CODE),
        Column(
            "signal",
            "VARCHAR",
            None,
            "Kind of the reported signal, or of the one a stage rests on.",
            "信号",
            null_means="the code has none, or (relocation_signs) the stage rests on figures",
            allowed=SIGNALS.keys,
        ),
        Column(
            "observed_on",
            "DATE",
            None,
            "Day of the signal, of the appeal, of the visit that confirmed, or the first low day (recent_use).",
            "观察日期",
            null_means=OTHER_CODE,
        ),
        Column("destination", "VARCHAR", None, "Where to, as reported.", "去向", null_means="not stated"),
        Column("stage", "VARCHAR", None, "How far a move has come.", "外迁阶段", null_means=OTHER_CODE, allowed=STAGES.keys),
        Column(
            "feature",
            "VARCHAR",
            None,
            "What weighed most in the risk, or the appeal (appeal, relocation_signs).",
            "主要依据",
            null_means=OTHER_CODE,
            allowed=FEATURES.keys,
        ),
        Column(
            "peers_share",
            "DOUBLE",
            SHARE,
            "How far the peers' middle figure is from their own normal level, as growth; beside the first fall alone.",
            "同行中位数偏离",
            null_means="too few peers, or not the first fall",
        ),
        Column(
            "growth_3m_share",
            "DOUBLE",
            SHARE,
            "Growth of three months against the same months last year.",
            "近3个月同比",
            null_means="the code has none, or a month of the six is missing",
        ),
        Column(
            "year_base",
            "VARCHAR",
            None,
            "Whether the base of that growth is no ordinary one.",
            "去年同期基数",
            null_means="ordinary, or not known",
            allowed=YEAR_BASES.keys,
        ),
    ),
    key=("month", "uscc", "place", "part"),
    caveats=(Caveat("Columns a code does not use are null; what a null means beside a code stands with the template of that code."),),
)
