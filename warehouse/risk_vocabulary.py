"""Words of the two risks: what is measured of each enterprise, and the features that are made of it.

In: keys, labels and meanings. Out: how a feature is computed and what it weighs (models.risk.priors), all other words
(warehouse.vocabulary).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from warehouse.unit import Unit
from warehouse.vocabulary import APPEAL_NEEDS, DAYS, INDICATORS, LOG, LOG_ODDS, MONTHS, SHARE, SIGNALS, Term, Terms


@dataclass(frozen=True, slots=True)
class RiskEvidence(Term):
    """A number measured of each enterprise, from which the features are computed: `zh` is its label, `en` what it means."""

    unit: Unit | None
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class VisitEvidence(Term):
    """What a visit found, as far as it speaks for or against a move; `half_life_months`: when it counts half."""

    half_life_months: float


# Who compares sites needs most of a year to move; what else is wrong is put right, or shows in figures, sooner.
VISIT_EVIDENCE: Final = Terms(
    VisitEvidence("visit_move", "走访记载外迁打算", "a visit that noted plans to move", 9.0),
    VisitEvidence("visit_trouble", "走访证实其他困难", "a visit that confirmed other trouble", 6.0),
)

# What the evidence of an enterprise mainly comes from, and all of it together.
RISK_SOURCES: Final = Terms(
    Term("reports", "线索、诉求和走访", "reports, appeals and visits"),
    Term("meters", "水电气计量", "meters"),
    Term("books", "产值、增加值和纳税", "output, value added and tax"),
    Term("people", "用工", "head-count"),
    Term("nothing", "没有不利证据", "no evidence against it"),
    Term("all", "全部", "all"),
)

# Reports that explain a fall instead of announcing one; beside SIGNALS in the ledger of what people report.
NOTICES: Final = Terms(Term("planned_shutdown", "计划停产检修", "a planned overhaul"))
REPORT_KINDS: Final = Terms[Term](*SIGNALS, *NOTICES)

# What the newest days say; 0 throughout where nobody reads meters by the day.
RECENT_USE: Final = Terms(
    RiskEvidence(
        "recent_electricity_errors",
        "近期用电降幅",
        "Fall of electricity in the month and the days after it, in standard errors; 0 where no daily readings are delivered.",
        None,
    ),
    RiskEvidence(
        "running_electricity_errors",
        "本月以来用电降幅",
        "Fall of electricity in the days after the month alone, in standard errors; 0 where no daily readings are delivered.",
        None,
    ),
    RiskEvidence("recent_electricity_log", "近14天用电变动", "Shift of electricity in the newest two weeks against its level before.", LOG),
    RiskEvidence(
        "recent_electricity_low_days", "用电偏低天数", "For how many days electricity has been low, up to the day of the run.", DAYS, 0
    ),
)
# Columns of feat_risk_features, in their stored order.
RISK_EVIDENCE: Final = Terms(
    RiskEvidence("decline_log_odds", "经营下降证据", "A decline of both families against nothing.", LOG_ODDS),
    RiskEvidence("leaving_log_odds", "产能转移证据", "A fall of physical figures alone against nothing.", LOG_ODDS),
    RiskEvidence("bookings_log_odds", "账面下降证据", "A fall of booked figures alone against nothing.", LOG_ODDS),
    RiskEvidence("onset_months", "起始距今月数", "Likeliest number of months since it began.", MONTHS),
    RiskEvidence("physical_log", "实物量变动", "Expected shift of energy, water and people.", LOG),
    RiskEvidence("booked_log", "账面量变动", "Expected shift of output, value added and tax.", LOG),
    *(RiskEvidence(f"evidence_{one.key}", f"{one.zh}证据", f"What {one.key} says of a decline.", LOG_ODDS) for one in INDICATORS),
    RiskEvidence("known_indicators", "可用指标数", "Indicators known over the last three months.", None, 0, len(INDICATORS)),
    RiskEvidence("fallen_3_share", "近3月下降占比", "Share of the known indicators fallen over three months.", SHARE, 0, 1),
    RiskEvidence("fallen_6_share", "近6月下降占比", "Share of the known indicators fallen over six months.", SHARE, 0, 1),
    RiskEvidence("noise_log", "波动水平", "Logarithm of the typical monthly noise.", LOG),
    RiskEvidence("investment_log", "投资变动", "Investment of a year against the mean of three.", LOG),
    RiskEvidence("silence_months", "停报月数", "Months of silence beyond the district's own, averaged.", MONTHS, 0),
    *(RiskEvidence(f"signal_{one.key}", one.zh, f"What is left of reports of {one.key}.", None, 0) for one in SIGNALS),
    *(RiskEvidence(f"appeal_{one.key}", f"{one.zh}诉求", f"What is left of open appeals on {one.key}.", None, 0) for one in APPEAL_NEEDS),
    RiskEvidence("appeal_repeated", "已登记的诉求线索", "What is left of reported appeals that the book of appeals holds too.", None, 0),
    *(
        RiskEvidence(
            f"fall_{lag}_errors", f"{lag}月普遍降幅", f"Median fall of the indicators over {lag} months, in standard errors.", None
        )
        for lag in (1, 3, 6, 12)
    ),
    RiskEvidence("second_fall_12_errors", "12月次大降幅", "Second largest fall over twelve months, in standard errors.", None),
    *(RiskEvidence(f"fall_{lag}_log", f"{lag}月降幅中位数", f"Median fall of the indicators over {lag} months.", LOG) for lag in (12, 18)),
    *(
        RiskEvidence(
            f"physical_lead_{lag}_log",
            f"{lag}月实物先降",
            f"How much further physical than booked figures have fallen over {lag} months.",
            LOG,
        )
        for lag in (3, 6, 12)
    ),
    RiskEvidence("headcount_only_log", "仅用工下降", "How much further people have fallen than production.", LOG, 0),
    RiskEvidence("short_stop_log", "短暂停产", "Fall of the last two months alone, with people steady.", LOG, 0),
    *RECENT_USE,
    RiskEvidence("recovered_share", "降后回升概率", "Probability that there was a fall and that it is over.", SHARE, 0, 1),
    RiskEvidence("people_fall_6_log", "6月用工降幅", "How far people have fallen over six months.", LOG),
    RiskEvidence("report_kinds", "线索种类数", "Different kinds of reports within twelve months.", None, 0, len(SIGNALS)),
    *(RiskEvidence(one.key, one.zh, f"What is left of {one.en}.", None, 0) for one in VISIT_EVIDENCE),
    RiskEvidence("visit_repeated", "已在走访中的线索", "What is left of reported visit notes whose visit is on record too.", None, 0),
    RiskEvidence("shutdown_announced", "公告停产检修期内降幅", "Part of a shut-down (0 to 1) new in an announced one.", None, 0, 1),
    RiskEvidence("shutdown_overrun_log", "检修期满仍未恢复", "How far production stands below before, the announced time over.", LOG, 0),
)
# Contributions are named after them; weights stand in models.risk.priors.
FEATURES: Final = Terms(
    Term("intercept", "基准水平", "base rate"),
    Term("decline_evidence", "各项指标合并下降证据", "joint evidence of a decline"),
    Term("leaving_evidence", "用能用工先于产值下降", "energy and people fall before output"),
    Term("output_evidence", "产值下降的单项证据", "evidence of output alone"),
    Term("energy_evidence", "用电下降的单项证据", "evidence of electricity alone"),
    Term("other_evidence", "用水用气增加值的单项证据", "evidence of water, gas and value added"),
    Term("people_evidence", "用工与其他指标同时下降", "people fall with the others"),
    Term("fall_1", "本月指标普遍下降", "most indicators down this month"),
    Term("fall_3", "近3月指标普遍下降", "most indicators down over three months"),
    Term("fall_6", "较半年前普遍下降", "most indicators down on half a year ago"),
    Term("fall_12", "较一年前普遍下降", "most indicators down on a year ago"),
    Term("second_fall_12", "较一年前至少两项下降", "two indicators or more down on a year ago"),
    Term("fall_12_depth", "较一年前下降幅度", "depth of the fall on a year ago"),
    Term("fall_18_depth", "较一年半前下降幅度", "depth of the fall on a year and a half ago"),
    Term("short_stop", "用工稳定的短暂停产", "short stop with people steady"),
    Term("headcount_only", "仅用工人数下降", "fall of the head-count alone"),
    Term("shutdown_announced", "处于公告的停产检修期", "an announced overhaul runs"),
    Term("shutdown_overrun", "公告的停产检修期满仍未恢复", "an announced overhaul is over and production not back"),
    Term("signals", "外迁类信号", "reported signs of a move"),
    Term("appeals", "诉求与走访反映", "appeals and visit notes"),
    Term("silence_months", "停报月数", "months of silence"),
    Term("investment_log", "固定资产投资变化", "change of fixed investment"),
    Term("noise_log", "数据自身波动大小", "noise of the figures themselves"),
    Term("recent_electricity", "上月以来日用电偏低", "daily electricity low since last month"),
    Term("running_electricity", "本月以来日用电偏低", "daily electricity low in the running month"),
    Term("leaving_over_decline", "更像产能转移而非经营下滑", "capacity leaving rather than a decline"),
    Term("physical_first", "用能用工先降", "energy and people fall first"),
    Term("physical_lead", "半年来用能用工比产值税收降得更多", "energy and people fell further than output and tax over half a year"),
    Term("physical_fall", "用能用工低于预期幅度", "depth of the fall of energy and people"),
    Term("booked_fall", "产值税收同样下降", "output and tax fall as well"),
    Term("investment_stopped", "固定资产投资停止", "fixed investment stopped"),
    Term("growth", "用能与产值同步增长", "energy and output grow together"),
    Term("people_fall", "半年来用工减少", "people fell over half a year"),
    Term("several_reports", "一年内多类线索", "several kinds of reports within a year"),
    *VISIT_EVIDENCE,
    Term("fall_age", "下降已持续时间", "time since the fall began"),
    *(Term(f"signal_{signal.key}", signal.zh, signal.en) for signal in SIGNALS),
    *(Term(f"appeal_{need.key}", f"{need.zh}诉求未办结", f"an open appeal on {need.en}") for need in APPEAL_NEEDS),
    *(Term(f"decline_{one.key}", f"{one.zh}下降证据", f"evidence of falling {one.en}") for one in INDICATORS),
)
# Reported signs of a move weigh in the operating risk too, since a decline counts whatever its cause; people are shown them apart from
# what speaks of the operation itself.
SIGNS_OF_A_MOVE: Final = ("signals",)
