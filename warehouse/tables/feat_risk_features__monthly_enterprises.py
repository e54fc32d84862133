"""Features of each enterprise as the risk models see them."""

from warehouse.columns import MONTH, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import INDICATORS, LOG, LOG_ODDS, MONTHS, SHARE, SIGNALS

TABLE = Table(
    name="feat_risk_features__monthly_enterprises",
    meaning="Evidence of each enterprise at a month, as known on the month's own as-of day: what the risks are judged on and learn from.",
    columns=(
        MONTH,
        Column("as_of", "DATE", None, "Day up to which figures were seen.", "截止日"),
        USCC,
        Column("inputs_hash", "VARCHAR", None, "Digest of inputs and settings; a different one makes the month's rows stale.", "输入摘要"),
        Column("decline_log_odds", "DOUBLE", LOG_ODDS, "A decline of both families against nothing.", "经营下降证据"),
        Column("leaving_log_odds", "DOUBLE", LOG_ODDS, "A fall of physical figures alone against nothing.", "产能转移证据"),
        Column("bookings_log_odds", "DOUBLE", LOG_ODDS, "A fall of booked figures alone against nothing.", "账面下降证据"),
        Column("onset_months", "DOUBLE", MONTHS, "Likeliest number of months since it began.", "起始距今月数"),
        Column("physical_log", "DOUBLE", LOG, "Expected shift of energy, water and people.", "实物量变动"),
        Column("booked_log", "DOUBLE", LOG, "Expected shift of output, value added and tax.", "账面量变动"),
        *(
            Column(f"evidence_{key}", "DOUBLE", LOG_ODDS, f"What {key} says of a decline.", f"{label}证据")
            for key, label in INDICATORS.words().items()
        ),
        Column("known_indicators", "DOUBLE", None, "Indicators known over the last three months.", "可用指标数", range=(0, 8)),
        Column("fallen_3_share", "DOUBLE", SHARE, "Share of the known indicators fallen over three months.", "近3月下降占比", range=(0, 1)),
        Column("fallen_6_share", "DOUBLE", SHARE, "Share of the known indicators fallen over six months.", "近6月下降占比", range=(0, 1)),
        Column("noise_log", "DOUBLE", LOG, "Logarithm of the typical monthly noise.", "波动水平"),
        Column("investment_log", "DOUBLE", LOG, "Investment of a year against the mean of three.", "投资变动"),
        Column("silence_months", "DOUBLE", MONTHS, "Months of silence beyond the district's own, averaged.", "停报月数", range=(0, None)),
        *(
            Column(f"signal_{key}", "DOUBLE", None, f"What is left of reports of {key}.", f"{label}", range=(0, None))
            for key, label in SIGNALS.words().items()
        ),
        *(
            Column(
                f"fall_{lag}_errors",
                "DOUBLE",
                None,
                f"Median fall of the indicators over {lag} months, in standard errors.",
                f"{lag}月普遍降幅",
            )
            for lag in (1, 3, 6, 12)
        ),
        Column("second_fall_12_errors", "DOUBLE", None, "Second largest fall over twelve months, in standard errors.", "12月次大降幅"),
        *(
            Column(f"fall_{lag}_log", "DOUBLE", LOG, f"Median fall of the indicators over {lag} months.", f"{lag}月降幅中位数")
            for lag in (12, 18)
        ),
        *(
            Column(
                f"physical_lead_{lag}_log",
                "DOUBLE",
                LOG,
                f"How much further physical than booked figures have fallen over {lag} months.",
                f"{lag}月实物先降",
            )
            for lag in (3, 6, 12)
        ),
        Column("headcount_only_log", "DOUBLE", LOG, "How much further people have fallen than production.", "仅用工下降", range=(0, None)),
        Column("short_stop_log", "DOUBLE", LOG, "Fall of the last two months alone, with people steady.", "短暂停产", range=(0, None)),
        Column("recovered_share", "DOUBLE", SHARE, "Probability that there was a fall and that it is over.", "降后回升概率", range=(0, 1)),
    ),
    key=("month", "as_of", "uscc"),
    caveats=(Caveat("Log-odds of evidence are not probabilities: the risks weigh them against what such evidence meant in the past."),),
)
