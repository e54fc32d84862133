"""The texts of the backtest's page: what each figure is called and means, captions, notes, and why a figure cannot be given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reports.words.format import number, share
from reports.words.text import Text
from warehouse.vocabulary import RISKS

MAKERS: Final = {
    "earlywarn": Text(zh="本程序", en="this program"),
    "year_on_year": Text(zh="同比规则", en="year-on-year rule"),
    "three_sigma": Text(zh="3σ规则", en="3σ rule"),
}
_RELOCATION = RISKS["relocation"]
TARGETS: Final = {"any": Text(zh="任一风险", en="either risk"), "relocation": Text(zh=_RELOCATION.zh, en=_RELOCATION.en)}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the table: its name, what it means, and how its number is written."""

    key: str
    name: Text
    meaning: Text
    form: Callable[[float | None], str]


def _three(value: float | None) -> str:
    return number(value, 3)


def _one(value: float | None) -> str:
    return number(value, 1)


_SAME = Text(zh="同上", en="as above")
_SAME_RELOCATION = Text(zh="同上，只看外迁", en="as above, relocation alone")
_IN_BAND = Text(zh="应在20%—40%之间", en="should lie between 20% and 40%")
_NONE = Text(zh="", en="")
HONESTY: Final = "honesty"
GROUP_NAMES: Final = {
    "ranking": Text(zh="排序能力", en="How well it ranks"),
    "list": Text(zh="名单质量", en="How good the list is"),
    "timeliness": Text(zh="及时性", en="How early it is"),
    HONESTY: Text(zh="校准与误报", en="Calibration and false alarms"),
}
# In reading order: how well it ranks, how good the list is, how early, how honest the probabilities are.
GROUPS: Final[dict[str, tuple[Row, ...]]] = {
    "ranking": (
        Row(
            "average_precision_any",
            Text(zh="平均精确率AP（任一风险）", en="Average precision (either risk)"),
            Text(zh="精确率—召回率曲线下面积", en="area under the precision-recall curve"),
            _three,
        ),
        Row(
            "average_precision_relocation",
            Text(zh="平均精确率AP（外迁风险）", en="Average precision (relocation)"),
            _SAME_RELOCATION,
            _three,
        ),
        Row(
            "base_rate_any",
            Text(zh="基准率（任一风险）", en="Base rate (either risk)"),
            Text(zh="随机排序时AP的期望值", en="average precision of a random order"),
            share,
        ),
        Row("base_rate_relocation", Text(zh="基准率（外迁风险）", en="Base rate (relocation)"), _SAME_RELOCATION, share),
        Row(
            "which_kind_auc",
            Text(zh="外迁与经营下行区分度AUC", en="AUC, relocation against decline"),
            Text(zh="异常企业中辨别外迁的能力，0.5为随机", en="tells movers among those in trouble; 0.5 is chance"),
            _three,
        ),
    ),
    "list": (
        Row(
            "precision_at_capacity",
            Text(zh="容量内精确率", en="Precision at capacity"),
            Text(zh="每月取满容量时，属实企业月占比", en="true enterprise-months among a full list each month"),
            share,
        ),
        Row(
            "precision_listed",
            Text(zh="名单精确率", en="Precision of the list"),
            Text(zh="实际名单中属实企业月占比", en="true enterprise-months among those actually listed"),
            share,
        ),
        Row(
            "benign_share_of_list",
            Text(zh="名单中良性波动占比", en="Harmless look-alikes on the list"),
            Text(zh="停产检修、抄表日变化等假信号", en="maintenance stops, shifted meter readings and the like"),
            share,
        ),
        Row(
            "benign_to_healthy_listing_ratio",
            Text(zh="良性波动入单倍数", en="Listing of look-alikes against healthy"),
            Text(zh="与正常企业入单率之比，1为不受其扰", en="ratio of listing rates; 1 is untroubled by them"),
            _one,
        ),
        Row("listed_per_month", Text(zh="月均名单（家）", en="Listed a month"), _NONE, _one),
        Row(
            "candidates_per_month",
            Text(zh="月均候选（家）", en="Candidates a month"),
            Text(zh="达到预警线或触发规则的企业", en="enterprises above the line or caught by the rule"),
            _one,
        ),
    ),
    "timeliness": (
        Row(
            "found_within_3_months",
            Text(zh="起点后3个月内发现率", en="Found within 3 months of onset"),
            Text(zh="下行或外迁开始后3个月内进入名单", en="listed within 3 months of the start of a decline or move"),
            share,
        ),
        Row(
            "found_within_3_months_of_visible_fall",
            Text(zh="可见下降后3个月内发现率", en="Found within 3 months of a visible fall"),
            Text(zh="从数据上可见之月起算", en="counted from the month in which figures show it"),
            share,
        ),
        Row(
            "departures_seen_3_months_ahead",
            Text(zh="离开前3个月发现率", en="Departures seen 3 months ahead"),
            Text(zh="离开前至少3个月已在名单", en="listed at least 3 months before leaving"),
            share,
        ),
        Row(
            "lead_months_median",
            Text(zh="提前量中位数（月）", en="Median lead (months)"),
            Text(zh="限于离开前进入过名单的企业", en="of those that were listed before they left"),
            _one,
        ),
    ),
    HONESTY: (
        Row(
            "calibration_error_operating",
            Text(zh="校准误差ECE（经营风险）", en="Calibration error ECE (operating)"),
            Text(zh="预测概率与实际比例的平均差", en="mean difference of predicted and observed shares"),
            share,
        ),
        Row("calibration_error_relocation", Text(zh="校准误差ECE（外迁风险）", en="Calibration error ECE (relocation)"), _SAME, share),
        Row(
            "observed_at_02_04_operating",
            Text(zh="预测20%—40%者实际比例（经营）", en="Observed where 20%–40% was predicted (operating)"),
            _IN_BAND,
            share,
        ),
        Row(
            "observed_at_02_04_relocation",
            Text(zh="预测20%—40%者实际比例（外迁）", en="Observed where 20%–40% was predicted (relocation)"),
            _IN_BAND,
            share,
        ),
        Row(
            "expected_false_alarms",
            Text(zh="预期误报（企业月）", en="Expected false alarms (enterprise-months)"),
            Text(zh="按校准概率合计", en="sum of calibrated probabilities"),
            _one,
        ),
        Row(
            "actual_false_alarms",
            Text(zh="实际误报（企业月）", en="Actual false alarms (enterprise-months)"),
            Text(zh="观察期已满的名单", en="lists whose time of observation is over"),
            _one,
        ),
        Row(
            "false_alarm_months_inside",
            Text(zh="实际误报落入95%区间的月份", en="Months with false alarms inside the 95% interval"),
            Text(zh="应接近95%", en="should be close to 95%"),
            share,
        ),
    ),
}
GAPS: Final = {
    "no_onsets": Text(zh="只登记了结果，没有登记起始月份", en="Only outcomes are recorded, not their first months"),
    "no_lookalikes": Text(zh="没有登记停产检修等良性波动", en="Maintenance stops and other harmless dips are not recorded"),
    "no_cases": Text(zh="观察期未满或没有可判断的案例", en="The time of observation is not over, or there is no case to judge by"),
}
NOT_GIVEN = Text(zh="{reason}，不能给出：{names}。", en="{reason}, so these cannot be given: {names}.")
NOT_DRAWN = Text(zh="没有可画的数据，未绘制：{names}。", en="Not drawn for want of data: {names}.")
NOT_APPLICABLE = Text(zh="不适用", en="n/a")
INTERVAL = Text(zh="{low}～{high}", en="{low} to {high}")

SPAN = Text(zh="{first}至{last}", en="{first} to {last}")
HEADLINE = Text(zh="{span}回测：每月前{capacity}家精确率{own}", en="Backtest {span}: precision of the first {capacity} of each month {own}")
HEADLINE_BESIDE = Text(zh="，{rules}", en=", {rules}")
HEADLINE_EMPTY = Text(zh="{span}预警名单回测：尚无可判断的案例", en="Backtest of the lists {span}: no case to judge by yet")
MAKER_FIGURE = Text(zh="{maker}{figure}", en="{maker} {figure}")
POINTS: Final = {
    "average_precision_any": Text(zh="平均精确率（任一风险）", en="average precision (either risk)"),
    "departures_seen_3_months_ahead": Text(
        zh="离开前至少3个月已在名单的企业比例", en="of the departures were on the list at least 3 months before they left"
    ),
    "calibration_error_operating": Text(
        zh="经营风险校准误差ECE，即预测概率与实际比例的平均差",
        en="calibration error ECE of the operating risk: mean difference of predicted and observed shares",
    ),
}
POINT = Text(zh="{what}。", en="{what}.")
POINT_BESIDE = Text(zh="{what}；{rules}。", en="{what}; {rules}.")

CURVES = Text(zh="精确率—召回率曲线", en="Precision over recall")
CURVES_CAPTION = Text(zh="越靠右上越好。{ap}。", en="The further up and right, the better. {ap}.")
AVERAGE_PRECISION = Text(zh="{target}AP：{makers}", en="average precision, {target}: {makers}")
CURVE_OF = Text(zh="精确率—召回率曲线（{name}）", en="precision over recall ({name})")
LEADS = Text(zh="离开前的提前量（累计）", en="Lead before departures (cumulative)")
LEADS_NAME = Text(zh="离开前提前量", en="lead before departures")
LEADS_CAPTION = Text(
    zh="分母为期间离开的{count}家企业，从未进入名单的也计在内。",
    en="Of the {count} enterprises that left in these months, those never listed included.",
)
CALIBRATION = Text(
    zh="校准：预测概率与实际比例（按预测概率十等分）", en="Calibration: predicted and observed shares, by tenths of the prediction"
)
CALIBRATION_CAPTION = Text(
    zh="点落在虚线上表示预测与实际一致；竖线为实际比例的95%区间；刻度为平方根，两图范围不同。",
    en="On the dashed line both agree; vertical lines are 95% intervals of the observed share; square-root scales, with different ranges.",
)
CALIBRATION_OF = Text(zh="校准图（{name}）", en="calibration ({name})")
MONTHS = Text(zh="各月候选与名单家数", en="Candidates and listed enterprises by month")
MONTHS_CAPTION = Text(
    zh="每月名单容量{capacity}家（细阶梯线）；月均候选：{makers}。",
    en="The list holds {capacity} a month (thin steps); candidates a month on average: {makers}.",
)
CANDIDATES_OF = Text(zh="{maker}{count}家", en="{maker} {count}")

RECALL = Text(zh="召回率", en="recall")
PRECISION = Text(zh="精确率", en="precision")
LEADS_AXIS = Text(zh="离开前至少若干个月已在名单的企业比例", en="Share of departures listed at least so many months before")
LEAD_MONTHS = Text(zh="提前月数", en="months before leaving")
PREDICTED = Text(zh="平均预测概率", en="mean predicted probability")
OBSERVED = Text(zh="实际发生比例", en="observed share")
MONTHS_AXIS = Text(zh="候选与名单家数", en="Candidates and listed")
ENTERPRISES = Text(zh="家", en="enterprises")
LISTED = Text(zh="名单", en="listed")
UPRIGHT = Text(zh="{title}（纵轴：{up}）", en="{title} (upright: {up})")

TRUTH_PLANTED = Text(
    zh="判断依据：演示数据预设的真实情况（虚构），包括每家企业逐月的真实活动水平与事件。",
    en="Judged by the demonstration's planted truth (invented): the true activity and the events of each enterprise, month by month.",
)
TRUTH_RECORDED = Text(
    zh="判断依据：已登记的企业结果（迁出、停业、恢复、误报）。没有登记结果的企业按正常计，登记不全会使精确率偏低。",
    en="Judged by recorded outcomes (moved out, closed, recovered, false alarm). Whoever has none counts as well, so missing records make "
    "precision look lower.",
)
NOTES: Final = (
    Text(
        zh="方法：滚动起点回测。每个月只用当月数据截至日已知的数据打分，之后的修订和结果不参与。",
        en="Method: rolling origin. Each month is scored with what was known on its as-of day; later "
        "restatements and outcomes take no part.",
    ),
    Text(
        zh="同比规则：产值、用电连续两个月同比下降30%；3σ规则：低于自身过去24个月均值3个标准差。两项规则不区分经营与外迁，按分值排序比较。",
        en="Year-on-year rule: output and electricity down 30% on a year ago for two months running. 3σ rule: three standard "
        "deviations below the own mean of 24 months. Neither tells operating from relocation; "
        "they are compared by the order of their scores.",
    ),
    Text(
        zh="区间为95%置信区间，按企业整体重抽样（自助法）；“企业月”指一家企业的一个月。",
        en="Intervals are 95% confidence intervals by resampling whole enterprises (bootstrap); an enterprise-month is one month "
        "of one enterprise.",
    ),
    Text(
        zh="每月取前{capacity}家比较，三者口径一致；“—”为不能给出，不是零；“不适用”指规则分值不是概率。",
        en="The first {capacity} of each month are compared, for all three alike; “—” cannot be given and is not zero; “n/a”: a "
        "rule's score is no probability.",
    ),
)

SKIP = Text(zh="跳到要点", en="Skip to the key points")
SERIES_TITLE = Text(zh="{place}企业预警回测报告", en="{place}: backtest of the early warnings")
DISTRICT = Text(zh="辖区", en="the district")
SECTION_POINTS = Text(zh="一、要点", en="1. Key points")
SECTION_GAPS = Text(zh="不能给出的指标", en="Figures that cannot be given")
SECTION_FIGURES = Text(zh="二、指标对照", en="2. Figures side by side")
SECTION_PLOTS = Text(zh="三、图示", en="3. Plots")
SECTION_NOTES = Text(zh="四、说明", en="4. Notes")
INTERVALS = Text(zh="括号内为95%区间", en="95% intervals in brackets")
FIGURE = Text(zh="指标", en="figure")
IN_BRACKETS = Text(zh="（{interval}）", en=" ({interval})")
MADE_ON = Text(zh="生成于", en="made on")

# Lines of the command
FRAMES_IN = Text(zh="数据表：{path}", en="frames in {path}")
PAGE_IN = Text(zh="页面：{path}", en="page in {path}")
