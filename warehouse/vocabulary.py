"""The one dictionary of words: every closed list with its keys, its Chinese and English words, and what the models must know of it.

In: units, indicators, signals, levels, reasons and all other lists whose keys are stored. Out: sentences (reports.words) and
thresholds (configuration). Whoever needs a key or a word of a list reads it here; a test refuses a second copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from warehouse.unit import Unit

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a closed list: the key that is stored, and how people read it."""

    key: str
    zh: str
    en: str

    def word(self, language: Language) -> str:
        """Return the word in a language."""
        return self.zh if language == "zh" else self.en


T = TypeVar("T", bound=Term)


class Terms(Generic[T]):
    """A closed list in its stated order."""

    def __init__(self, *terms: T) -> None:
        """Take the terms in order; raises ValueError where a key stands twice."""
        self._terms = {term.key: term for term in terms}
        if len(self._terms) != len(terms):
            raise ValueError(f"a key stands twice among {[term.key for term in terms]}; name each once")
        self.keys: Final = tuple(self._terms)

    def __iter__(self) -> Iterator[T]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, key: object) -> bool:
        return key in self._terms

    def index(self, key: str) -> int:
        """Return the place of a key, from 0; raises ValueError where the list lacks it."""
        return self.keys.index(key)

    def __getitem__(self, key: str) -> T:
        return self._terms[key]

    def words(self, language: Language = "zh") -> dict[str, str]:
        """Return key to word in a language, in the order of the list."""
        return {term.key: term.word(language) for term in self}


# Units --------------------------------------------------------------------------------------------------------------------------------

# The largest enterprises of the country turn over 3 trillion yuan a year, employ 1.6 million and take 100 billion kilowatt-hours.
CNY_10K = Unit("CNY_10k", "万元", "CNY 10k", "ten thousand yuan", suffix="_cny_10k", largest=1e9)
PERSONS = Unit("persons", "人", "persons", "persons", suffix="_jobs", largest=1e7)
KWH = Unit("kWh", "千瓦时", "kWh", "kilowatt-hours", suffix="_kwh", largest=1e12)
M3 = Unit("m3", "立方米", "m³", "cubic metres", suffix="_m3", largest=1e12)
SHARE = Unit("share", "比例", "share", "a part of one: 0.25 is 25 %", suffix="_share")
MONTHS = Unit("months", "月", "months", "whole months", suffix="_months")
DAYS = Unit("days", "天", "days", "whole days", suffix="_days")
LOG = Unit("log", "对数差", "log", "difference of natural logarithms: -0.69 is half", suffix="_log")
PROBABILITY = Unit("probability", "概率", "probability", "probability between 0 and 1")
LOG_ODDS = Unit("log_odds", "对数几率", "log-odds", "natural logarithm of odds")
COUNT = Unit("count", "个", "count", "number of things counted")
NAIVE_ERROR = Unit("naive_error", "倍", "times naive", "error as a multiple of the mean error of last year's month (MASE)")
INDICATOR_UNIT = Unit("indicator", "指标单位", "indicator's unit", "the canonical unit of the row's indicator: CNY_10k, persons, kWh or m3")

# Indicators ---------------------------------------------------------------------------------------------------------------------------

FAMILIES: Final = Terms(
    Term("physical", "实物类", "physical"),
    Term("booked", "账面类", "booked"),
    Term("investment", "投资类", "investment"),
)


@dataclass(frozen=True, slots=True)
class Indicator(Term):
    """A monthly figure of an enterprise.

    `elasticity`: how much of a shift in activity it follows. `is_stock`: counted at the end of a month, nothing to add up.
    `is_lumpy`: paid in bursts, zero most months. `is_erratic`: jumps tenfold by nature, so only a slip of a whole unit stands out.
    `floor_share`: share of the typical figure added before a logarithm. `is_metered`: delivered by account of a utility.
    """

    family: str
    unit: Unit
    elasticity: float
    floor_share: float = 0.05
    is_stock: bool = False
    is_lumpy: bool = False
    is_erratic: bool = False
    is_metered: bool = False


# In the order in which the office reads them. Head-count is kept longest, energy has a base load.
INDICATORS: Final = Terms(
    Indicator("output_value", "产值", "output", "booked", CNY_10K, 1.0),
    Indicator("value_added", "增加值", "value added", "booked", CNY_10K, 1.0),
    Indicator("fixed_investment", "固投", "fixed investment", "investment", CNY_10K, 0.0, is_lumpy=True, is_erratic=True),
    Indicator("tax", "纳税", "tax", "booked", CNY_10K, 0.9, floor_share=0.15, is_erratic=True),
    Indicator("employment", "用工", "employment", "physical", PERSONS, 0.6, is_stock=True),
    Indicator("electricity", "用电", "electricity", "physical", KWH, 0.85, is_metered=True),
    Indicator("water", "用水", "water", "physical", M3, 0.85, is_metered=True),
    Indicator("gas", "用气", "gas", "physical", M3, 0.9, is_metered=True),
)


def of_family(family: str) -> tuple[str, ...]:
    """Return the keys of the indicators of a family, in order."""
    return tuple(indicator.key for indicator in INDICATORS if indicator.family == family)


# Meters before people: models add up in this order, and another one would change the last digits of published risks.
PHYSICAL: Final = tuple(sorted(of_family("physical"), key=lambda key: not INDICATORS[key].is_metered))
BOOKED: Final = of_family("booked")
# Where they stand among all indicators, which is how arrays have them.
PHYSICAL_PLACES: Final = [INDICATORS.index(key) for key in PHYSICAL]
BOOKED_PLACES: Final = [INDICATORS.index(key) for key in BOOKED]
# Which figure says most of an enterprise, the most first: water or one payment of tax alone says little.
MOST_TELLING: Final = ("output_value", "electricity", "employment", "value_added", "tax", "gas", "water", "fixed_investment")
# One booked, one fiscal, one physical sum: what an office reads of a district first, and they err differently.
TREND_INDICATORS: Final = ("output_value", "tax", "electricity")
UTILITIES: Final = tuple(indicator.key for indicator in INDICATORS if indicator.is_metered)
STOCKS: Final = tuple(indicator.key for indicator in INDICATORS if indicator.is_stock)
LUMPY: Final = tuple(indicator.key for indicator in INDICATORS if indicator.is_lumpy)
ERRATIC: Final = tuple(indicator.key for indicator in INDICATORS if indicator.is_erratic)

# Deliveries ---------------------------------------------------------------------------------------------------------------------------

BASES: Final = Terms(Term("month", "当月", "month"), Term("ytd", "1月至本月", "since January"))
CHANNELS: Final = Terms(
    Term("statistical", "统计", "statistical"),
    Term("administrative", "行政", "administrative"),
    Term("public", "公开", "public"),
    Term("self_reported", "企业自报", "self-reported"),
)
FLAGS: Final = Terms(
    Term("merged", "1—2月合并", "January and February together"),
    Term("spread", "按账期分摊", "spread over the billing period"),
    Term("two_month_bill", "两月一账", "billed every second month"),
    Term("shifted_reading", "抄表提前或延后，两月匀分", "meter read early or late, two months evened out"),
    Term("summed_days", "账单未到，按日用量合计", "added up of its days, the bill has not come"),
    Term("negative", "负数冲减", "negative correction"),
    Term("idle", "长期停用", "idle"),
    Term("set_aside", "数据待核", "set aside"),
)
COVERAGE_STATUSES: Final = Terms(
    Term("ok", "正常", "complete"),
    Term("warn", "偏低", "thin"),
    Term("stop", "不足", "too thin"),
    Term("absent", "未提供", "absent"),
)

# The data tests whose failure a bulletin prints.
CHECKS: Final = Terms(
    Term("arrival.warn", "部分来源到达率低于提示线", "some sources arrived thinner than they should"),
    Term("refusals.warn", "退回行数占比高于提示线", "a larger part of the rows was refused than should be"),
    Term("whole_files", "有来件无法识别或读取", "some files could not be recognised or read"),
    Term("bands", "部分指标落在预期区间外的数字明显偏多", "figures of some indicators lie outside their bands far more often than before"),
    Term("stated", "部分依据给出的风险概率与后来的实际情况明显不符", "risks by some kinds of evidence did not come true as was stated"),
    Term("scatter", "部分指标的数字比以往离散得多", "figures of some indicators scatter far more than they used to"),
    Term(
        "policy_keys",
        "部分条款、申领记录或互斥政策在政策目录中没有对应条目",
        "clauses, claims or exclusions name policies the catalogue lacks",
    ),
)

# Forecasts ----------------------------------------------------------------------------------------------------------------------------

SIZE_CLASSES: Final = Terms(Term("1", "小", "small"), Term("2", "中", "medium"), Term("3", "大", "large"))


@dataclass(frozen=True, slots=True)
class Forecaster(Term):
    """A way of forecasting a series.

    `runs_everywhere`: cheap enough for all series of a class. `fit_seconds`: what one fit costs on one core where it is fitted series by
    series; 0 where it is not.
    """

    runs_everywhere: bool = False
    fit_seconds: float = 0.0


# What runs on every series first, then what is fitted one series at a time, then their combination.
FORECASTERS: Final = Terms(
    Forecaster("screening", "稳健组合", "robust combination", runs_everywhere=True),
    Forecaster("seasonal_naive", "同月值", "seasonal naive", runs_everywhere=True),
    Forecaster("blend", "单列组合", "single-series blend", runs_everywhere=True),
    Forecaster("screening_blend", "两者平均", "mean of both", runs_everywhere=True),
    Forecaster("ets", "ETS", "ETS", fit_seconds=0.25),
    Forecaster("theta", "Theta", "Theta", fit_seconds=0.03),
    Forecaster("stl", "STL", "STL", fit_seconds=0.12),
    Forecaster("structural", "结构模型", "structural model", fit_seconds=0.2),
    Forecaster("prophet", "Prophet", "Prophet", fit_seconds=0.35),
    Forecaster("median_of_all", "中位组合", "median of all"),
)

# Signals, stages and forms of a move --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stage(Term):
    """How far a move has come."""


STAGES: Final = Terms(
    Stage("none", "未见信号", "no sign"),
    Stage("need", "有场地需求或搬迁意向", "need for space, or talk of a move"),
    Stage("looking", "在区外购地或招工", "land or staff sought elsewhere"),
    Stage("set_up_elsewhere", "已在区外设点", "set up elsewhere"),
    Stage("capacity_moved", "产能外移", "capacity moved"),
    Stage("whole_move", "整体搬迁", "whole move"),
)
FORMS: Final = Terms(
    Term("none", "未见信号", "no sign"),
    Term("partial", "部分产能", "partial"),
    Term("whole", "整体", "whole"),
    Term("within_city", "市内", "within the city"),
    Term("within_district", "区内", "within the district"),
    Term("unknown", "待核实", "unknown"),
)


MOVE_STATES: Final = Terms(
    Term("here", "仍在区", "still here"), Term("gone", "已迁出", "moved out"), Term("moved_within", "区内搬迁", "moved within the district")
)


@dataclass(frozen=True, slots=True)
class Signal(Term):
    """Something people report about an enterprise.

    `stage` is what it alone shows (a company or plant elsewhere is set up there, land bought there is not yet; an appeal may be about
    anything), `half_life_months` when it counts half: a lease is settled sooner than land is built on. `is_talk`:
    somebody said it, nothing was seen.
    """

    stage: str
    half_life_months: float
    is_talk: bool = False


SIGNALS: Final = Terms(
    Signal("outside_investment", "在区外投资设点", "investment elsewhere", "set_up_elsewhere", 12.0),
    Signal("lease_ending", "租约将到期", "lease about to end", "need", 9.0),
    Signal("recruiting_outside", "在区外招工", "recruiting elsewhere", "looking", 6.0),
    # A new address may lie in the district: it is no company or plant elsewhere.
    Signal("address_change", "变更注册地址", "change of address", "need", 9.0),
    Signal("equipment_disposal", "处置设备", "equipment disposed of", "capacity_moved", 6.0),
    Signal("land_purchase_outside", "在区外购地", "land bought elsewhere", "looking", 18.0),
    Signal("headcount_transfer", "人员转出参保", "staff insured elsewhere", "capacity_moved", 9.0),
    Signal("appeal", "提出诉求", "an appeal", "none", 6.0, is_talk=True),
    Signal("visit_note", "走访记录", "noted at a visit", "need", 6.0, is_talk=True),
)
# An appeal that was reported, of which nobody wrote down what it asks for.
APPEAL: Final = SIGNALS["appeal"]
# What offices call the topic of an appeal where they write a key and no words.
TOPICS: Final = Terms(
    Term("space", "空间", "space"),
    Term("land", "用地", "land"),
    Term("cost", "成本", "cost"),
    Term("permits", "审批", "permits"),
    Term("permit", "审批", "permits"),
    Term("labour", "用工", "labour"),
    Term("finance", "融资", "finance"),
    Term("market", "市场", "market"),
)
APPEAL_STATES: Final = Terms(
    Term("open", "办理中", "open"), Term("overdue", "逾期未办结", "overdue: open for more than a year"), Term("closed", "已办结", "closed")
)
# Topics that ask for room to grow; offices name them in either language.
SPACE_TOPICS: Final = ("space", "land", "expansion", "用地", "用房", "空间", "扩产", "厂房")


@dataclass(frozen=True, slots=True)
class Need(Term):
    """What an appeal asks for, as far as it speaks of a move; `topics`: what offices write for it in either language.

    `stage` is what it alone shows: who is short of space may look for it elsewhere; a wish for lower costs or quicker permits is no talk of
    a move. `half_life_months`: when an open one counts half, as a reported appeal does.
    """

    topics: tuple[str, ...]
    stage: str = "none"
    half_life_months: float = 6.0


APPEAL_NEEDS: Final = Terms(
    Need("space", "用地用房", "space", SPACE_TOPICS, "need"),
    Need("cost", "降成本", "lower costs", ("cost", "成本", "租金", "降本")),
    Need("permits", "审批", "permits", ("permits", "permit", "审批", "证照")),
    Need("labour", "用工", "labour", ("labour", "labor", "用工", "招工")),
)
NEED_OF_TOPIC: Final = {topic: need.key for need in APPEAL_NEEDS for topic in need.topics}

# Risks, levels and the list -----------------------------------------------------------------------------------------------------------

RISKS: Final = Terms(Term("operating", "经营风险", "operating risk"), Term("relocation", "外迁风险", "relocation risk"))
# What is learned and explained alike: both risks and, of the trouble there is, the part that is leaving.
RELOCATION_SHARE: Final = "relocation_share"
SCORES: Final = Terms(*RISKS, Term(RELOCATION_SHARE, "外迁占比", "share of leaving"))


@dataclass(frozen=True, slots=True)
class Kind(Term):
    """What a warning is about: one of the risks, or both."""

    risks: tuple[str, ...]


KINDS: Final = Terms(
    Kind("operating", "经营风险", "operating risk", ("operating",)),
    Kind("relocation", "外迁风险信号", "signs of relocation", ("relocation",)),
    Kind("both", "经营风险、外迁风险信号", "operating risk and signs of relocation", RISKS.keys),
)
ABOUT_DECLINE: Final = tuple(kind.key for kind in KINDS if "operating" in kind.risks)
ABOUT_RELOCATION: Final = tuple(kind.key for kind in KINDS if "relocation" in kind.risks)


@dataclass(frozen=True, slots=True)
class LevelTerm(Term):
    """A level of warning; `severity` grows with it."""

    severity: int
    roman: str
    shape: str


# The most severe first, as every table and page has them.
LEVELS: Final = Terms(
    LevelTerm("red", "红", "red", 4, "Ⅰ", "▲"),
    LevelTerm("orange", "橙", "orange", 3, "Ⅱ", "◆"),
    LevelTerm("yellow", "黄", "yellow", 2, "Ⅲ", "■"),
    LevelTerm("blue", "蓝", "blue", 1, "Ⅳ", "●"),
)
# How grave each is, by its key.
SEVERITY: Final = {level.key: level.severity for level in LEVELS}
# From the least to the most.
RISK_CLASSES: Final = Terms(
    Term("low", "低", "low"),
    Term("medium", "中", "medium"),
    Term("high", "高", "high"),
    Term("very_high", "很高", "very high"),
)
EXPOSURE_CLASSES: Final = Terms(Term("small", "小", "small"), Term("medium", "中", "medium"), Term("large", "大", "large"))
STATUSES: Final = Terms(
    Term("new", "新增", "new"),
    Term("worse", "升级", "worse"),
    Term("same", "持平", "same"),
    Term("better", "降级", "better"),
)
TIERS: Final = Terms(
    Term("district_leader", "区领导挂点", "served by district leaders"),
    Term("department", "部门服务", "served by departments"),
    Term("group", "工作组服务", "served by groups"),
)
# Why an enterprise of the register is not judged: first what somebody can still do something about.
OUT_OF_SCOPE: Final = Terms(
    Term("no_figures", "近一年无可用数据", "no figures for a year"),
    Term("idle", "长期停产停用", "idle for long"),
    Term("not_yet_registered", "尚未入库", "not yet registered"),
    Term("left_register", "已退出名录", "left the register"),
    Term("departed", "已迁出或停业", "moved out or closed"),
)
# How an enterprise of the register stands on a day.
REGISTER_STANDINGS: Final = Terms(
    Term("monitored", "监测企业", "monitored"),
    Term("left_register", "已退出名录", "left the register"),
    Term("not_yet_registered", "尚未入库", "not yet registered"),
)
# Why an enterprise of last month's list is not on this one: good news first, then what is still to be watched, then who is gone.
LEAVING_CAUSES: Final = Terms(
    Term("risk_receded", "风险回落", "risk receded"),
    Term("no_place", "转为关注（名额）", "on the watch list (places)"),
    Term("departed", "已迁出或停业", "moved out or closed"),
    Term("left_register", "名录退出", "left the register"),
    Term("not_judged", "暂无法评估", "cannot be judged now"),
)
GROWTH_KINDS: Final = Terms(Term("rise", "明显增长", "marked rise"), Term("new", "新入库", "newly registered"))

# Why it is listed, and what would clear it --------------------------------------------------------------------------------------------

# In the order in which they are given: for a relocation case the dated signals come before the figures.
REASONS: Final = Terms(
    Term("drawn", "抽样走访", "visited by lot"),
    Term("visit_confirmed", "走访确认，尚未办结", "confirmed by a visit, not settled yet"),
    Term("relocation_signs", "出现外迁风险信号", "signs of relocation"),
    Term("signal", "信号", "reported signal"),
    Term("appeal", "诉求未办结", "an open appeal"),
    Term("recovering", "前期下降，已见回升", "an earlier fall, recovering"),
    Term("physical_lead", "实物先降", "physical figures fall first"),
    Term("stopped", "停缴停产", "nothing paid or made"),
    Term("fall", "指标下降", "fall of an indicator"),
    Term("recent_use", "近期日用电偏低", "daily electricity low of late"),
    Term("joint", "综合评估", "joint assessment"),
    Term("silence", "停报", "silence"),
)
# Reasons that name figures, those that explain why a risk is what it is, and those that people reported rather than figures gave.
FIGURE_REASONS: Final = ("recovering", "physical_lead", "stopped", "fall")
EXPLAINING_REASONS: Final = ("relocation_signs", *FIGURE_REASONS, "recent_use")
REPORTED_REASONS: Final = ("visit_confirmed", "relocation_signs", "signal", "appeal")
# Whether figures of the physical and of the booked family tell the same.
FAMILY_AGREEMENTS: Final = Terms(
    Term("not_both", "未同时到齐", "not both known"),
    Term("physical_lead", "实物先降", "physical figures fall first"),
    Term("agree", "方向一致", "same direction"),
    Term("disagree", "方向不一", "different directions"),
)
# What the base of a growth rate is like where it is no ordinary one.
YEAR_BASES: Final = Terms(
    Term("low", "去年同期基数偏低", "an unusually low base a year ago"),
    Term("high", "去年同期基数偏高", "an unusually high base a year ago"),
)
CLEARINGS: Final = Terms(
    Term("outcome_recorded", "登记处置结果", "outcome on record"),
    Term("figure_above", "指标回升", "figure back"),
    Term("report_resumes", "恢复报数", "reports resume"),
    Term("no_relocation_plan", "确认无外迁计划", "no plan to move"),
    Term("risk_below", "风险回落", "risk receded"),
)

# Outcomes and visits ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome(Term):
    """What became of an enterprise. `is_departure`: it is no longer here. `form`: the form of the move it was, empty for no move."""

    is_departure: bool = False
    form: str = ""


OUTCOMES: Final = Terms(
    Outcome("relocated_out", "已迁出", "moved out", is_departure=True, form="whole"),
    Outcome("relocated_within", "区内搬迁", "moved within the district", form="within_district"),
    Outcome("closed", "已停业", "closed", is_departure=True),
    Outcome("recovered", "已恢复", "recovered"),
    Outcome("false_alarm", "误报", "false alarm"),
    Outcome("left_register", "退出名录", "left the register"),
)
DEPARTURES: Final = tuple(outcome.key for outcome in OUTCOMES if outcome.is_departure)
# Also the choices of the workbook's drop-down, and what is read back from it.
FINDINGS: Final = Terms(
    Term("confirmed", "情况属实", "confirmed"),
    Term("partly", "部分属实", "partly true"),
    Term("false_alarm", "误报", "false alarm"),
    Term("solved", "已解决", "solved"),
)
# Of somebody who has left: whether a list that was out before had the name.
DEPARTURE_WARNINGS: Final = Terms(
    Term("warned", "事前已列入名单", "listed before"),
    Term("watched", "事前只在关注名单", "on the watch list only"),
    Term("missed", "事前未列入", "not listed before"),
    Term("before_lists", "首期名单发出前离开", "left before the first list"),
    Term("found_by_visit", "走访发现已离开，日期不详", "found gone at a visit, day not known"),
)
# Whoever left before the first list came out, or on a day that nobody knows, says nothing of the lists.
JUDGED_DEPARTURES: Final = DEPARTURE_WARNINGS.keys[:3]
# What else a visit may find; that business is as usual is read and not offered as a choice.
VISIT_STATES: Final = Terms(Term("normal", "经营正常", "business as usual"), Term("in_service", "服务中", "being served"))
# What is counted of visits whose words mean none of these.
UNCLEAR_FINDINGS: Final = Terms(Term("other", "其他结论", "other findings"), Term("not_stated", "未写结论", "finding not stated"))

# Words that may not be used -----------------------------------------------------------------------------------------------------------

# Service only: nothing that hinders, inspects or delays, no verdict on an enterprise, no secrecy class.
FORBIDDEN_WORDS: Final = (
    "将外迁", "问题企业", "阻止", "阻拦", "阻挠", "劝阻", "限制", "禁止", "不予", "不得", "停办", "叫停", "拖延", "延缓", "暂缓", "推迟",
    "稽查", "检查", "督查", "核查", "查处", "查封", "整治", "处罚", "施压", "约谈", "追缴", "问责", "扣留", "冻结", "卡住", "强制", "责令",
    "挽留", "秘密", "机密", "绝密",
)  # fmt: skip


def forbidden_in(text: str) -> list[str]:
    """Return the forbidden words that occur in a text, in the order of their list."""
    return [word for word in FORBIDDEN_WORDS if word in text]
