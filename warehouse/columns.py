"""Columns that stand in several tables: the same quantity has the same name, type and meaning everywhere."""

from dataclasses import replace

from warehouse.contract import Column
from warehouse.vocabulary import CHANNELS, INDICATOR_UNIT, INDICATORS, MONTHS, PROBABILITY, SCORES, SHARE, TIERS, UTILITIES

MONTH = Column("month", "DATE", None, "First day of the month the run was made for.", "月份")
PERIOD = Column("period", "DATE", None, "First day of the month the figure is about.", "所属期")
USCC = Column("uscc", "VARCHAR", None, "Unified social credit code, 18 characters, check digit verified.", "统一社会信用代码")
INDICATOR = Column("indicator", "VARCHAR", None, "Key of one of the eight indicators.", "指标", allowed=INDICATORS.keys)
DISTRICT = Column(
    "district", "VARCHAR", None, "District the enterprise is monitored by.", "所属区", null_means="not stated in the register"
)
HORIZON = Column("horizon_months", "TINYINT", MONTHS, "How many months ahead the expectation was made.", "预测期", range=(1, 12))
RISK = Column(
    "risk", "VARCHAR", None, "What the row explains: one of the two risks, or the share of leaving.", "风险类别", allowed=SCORES.keys
)
NAME = Column("name", "VARCHAR", None, "Name of the enterprise as the register has it.", "企业名称")
STREET = Column(
    "street", "VARCHAR", None, "Street (sub-district) the enterprise stands in.", "街道", null_means="not stated in the register"
)
INDUSTRY = Column("industry", "VARCHAR", None, "Industry code or name, GB/T 4754-2017.", "行业", null_means="not stated in the register")
TIER = Column(
    "tier",
    "VARCHAR",
    None,
    "Who answers: a district leader, a department or a working group.",
    "服务层级",
    null_means="not stated in the register",
    allowed=TIERS.keys,
)
OWNER = Column("owner", "VARCHAR", None, "Person or unit responsible for the enterprise.", "责任单位", null_means="nobody assigned")
OWNER_EMAIL = Column("owner_email", "VARCHAR", None, "Where the owner is reached.", "责任人邮箱", null_means="not stated in the register")

DELIVERY_ID = Column("delivery_id", "VARCHAR", None, "The delivery (file) the row came with.", "交付编号")
ROW_NUMBER = Column("row_number", "BIGINT", None, "Data row in that file, counted from 1 without the header.", "行号", range=(1, None))
RECEIVED_ON = Column(
    "received_on", "DATE", None, "Day the office says it received the figure.", "收到日期", null_means="not stated by the sender"
)
KNOWN_ON = Column("known_on", "DATE", None, "First day on which a run may see the row.", "知晓日期")
IS_NOMINAL_KNOWN = Column(
    "is_nominal_known", "BOOLEAN", None, "Whether known_on is the nominal release day because the sender stated none.", "名义知晓日"
)
CHANNEL = Column(
    "channel", "VARCHAR", None, "Legal channel the figure came through.", "渠道", null_means="not stated", allowed=CHANNELS.keys
)
ACCOUNT = Column("account", "VARCHAR", None, "Account number at the utility, as text.", "户号")
METERS_COUNT = Column(
    "meters_count",
    "INTEGER",
    None,
    "How many meters the value adds up, where the file names them.",
    "计量点数",
    null_means="the file names no meters",
    range=(1, None),
)
UTILITY = Column("indicator", "VARCHAR", None, "What the account meters: electricity, water or gas.", "指标", allowed=UTILITIES)
SOURCE = Column("source", "VARCHAR", None, "Key of the layout or department the row came from.", "来源", null_means="not stated")

EXPECTED = Column("expected", "DOUBLE", INDICATOR_UNIT, "What would have been normal.", "预期值", null_means="too little history to say")
LO_80 = Column("lo_80", "DOUBLE", INDICATOR_UNIT, "Lower end of the 80 % band.", "80%下限", null_means="no expectation")
HI_80 = Column("hi_80", "DOUBLE", INDICATOR_UNIT, "Upper end of the 80 % band.", "80%上限", null_means="no expectation")
LO_95 = Column("lo_95", "DOUBLE", INDICATOR_UNIT, "Lower end of the 95 % band.", "95%下限", null_means="no expectation")
HI_95 = Column("hi_95", "DOUBLE", INDICATOR_UNIT, "Upper end of the 95 % band.", "95%上限", null_means="no expectation")
BANDS = (LO_80, HI_80, LO_95, HI_95)
_NO_DIP = "no dip runs in that month (expected is the normal level then), or nothing was expected before it began"
NORMAL_LEVEL = (
    Column(
        "normal", "DOUBLE", INDICATOR_UNIT, "What was expected of a month in a running dip before it began.", "常态水平", null_means=_NO_DIP
    ),
    *(
        replace(
            band,
            name=f"normal_{band.name}",
            meaning=f"{band.meaning[:-1]} of the normal level.",
            label=f"常态水平{band.label}",
            null_means=_NO_DIP,
        )
        for band in BANDS
    ),
)

OPERATING_RISK = Column(
    "operating_risk",
    "DOUBLE",
    PROBABILITY,
    "Probability that a lasting decline is under way or starts within 3 months.",
    "经营风险",
    null_means="out of scope",
    range=(0, 1),
)
RELOCATION_RISK = Column(
    "relocation_risk",
    "DOUBLE",
    PROBABILITY,
    "Probability that it leaves, wholly or for the most part, within 12 months.",
    "外迁风险",
    null_means="out of scope",
    range=(0, 1),
)
RELOCATION_SHARE = Column(
    "relocation_share",
    "DOUBLE",
    SHARE,
    "Of the trouble, the part that is leaving: the chance that it leaves, given that it declines or leaves.",
    "外迁占比",
    null_means="out of scope, or judged before this was asked",
    range=(0, 1),
)
COMBINED_RISK = Column(
    "combined_risk",
    "DOUBLE",
    PROBABILITY,
    "The larger of the two risks; it decides who is listed.",
    "综合风险",
    null_means="out of scope",
    range=(0, 1),
)
