"""The texts of the page about the model, for analysts: what each table says, and how to read it, in plain words."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

TITLE: Final = Text(zh="{month}模型与预测说明", en="How good the model is: {month}")
LEAD: Final = Text(
    zh="本页供分析人员使用：模型凭什么给出风险概率，以往给出的概率与后来实际是否相符，预期值和区间有多准。阅读通报和走访企业不需要本页。",
    en="For analysts: what the probabilities rest on, whether earlier ones came true, and how close expectations and bands are. Neither "
    "the bulletin nor a visit needs this page.",
)
BACK: Final = Text(zh="返回本期通报", en="Back to the bulletin")
EMPTY: Final = Text(
    zh="历史数据不足，本期没有可列的模型评价。", en="The history is too short: nothing can be said about the model this month."
)
INDICATOR: Final = Text(zh="指标", en="Indicator")
SIZE: Final = Text(zh="规模", en="Size")
SAMPLES: Final = Text(zh="样本数", en="Samples")

MODEL: Final = Text(zh="模型卡：风险概率由哪些因素构成", en="Model card: what the probabilities are made of")
MODEL_NOTE: Final = Text(
    zh="“影响”为正，说明该因素越强风险概率越高，为负则越低；每增加1，发生与不发生之比约扩大为2.7倍。"
    "“专家设定”是看数据之前的判断，“允许偏离”越小，数据越难改变它；样本数和其中实际发生的家次说明数据有多少。"
    "“台阶”是从某值起在直线之上再增减多少，经营风险的由本区以往各月得出，外迁风险的来自其他区；形状中虚线为专家设定，实线为实际采用，底色为实际采用的95%区间。"
    "经营风险的“影响”已计入校准：根据有误差的数字学得的权数偏小，统一放大后概率才与实际相符。",
    en="A positive effect raises the probability, a negative one lowers it; one more multiplies the odds by about 2.7. The expert's value "
    "was set before any figures were seen; the smaller its spread, the harder figures can move it. Samples, and how many of them came "
    "true, say how much there was to learn from. Steps: how much is added to the "
    "line from a value on, learned for operating risk from this district's own past, for relocation from other districts; in the shape the "
    "expert's line is dashed, what is used solid, and the ground its 95% band. "
    "Effects on the operating risk include its calibration: weights learned from noisy figures are too small, and are stretched alike "
    "until probabilities fit what happened.",
)
# Where other districts' experience is in the expected values: how many districts, and of the two risks from how many enterprises.
OTHERS_NOTE: Final = Text(
    zh="“事先设定”由专家设定和其他{districts}个区的经验合成：经营风险来自{operating}家次的经营下降，外迁风险来自{relocation}家次的外迁。"
    "各区之间差别越大，他区经验所占分量越小；没有足够事例的因素仍用专家设定。",
    en="What is set before this district's past is looked at is made of the expert's values and of what other districts found ({districts} "
    "of them): for operating risk from {operating} enterprises that declined, for relocation from {relocation} that left. The more "
    "districts differ, the less others weigh; a feature without enough events keeps the expert's value.",
)
OTHERS_NONE: Final = Text(
    zh="本期没有采用其他区的经验，均从专家设定出发。",
    en="No other district's experience is in it this month: it starts from the expert's values.",
)
SHARED_PRIOR: Final = Text(zh="事先设定", en="Set before")
OTHER_EVENTS: Final = Text(zh="他区事例", en="Events elsewhere")
STEP: Final = Text(zh="{value}起{change}", en="from {value} {change}")
STEP_JOIN: Final = Text(zh="；", en="; ")
STEPS: Final = Text(zh="台阶", en="Steps")
SHAPE: Final = Text(zh="形状", en="Shape")
FEATURE: Final = Text(zh="因素", en="Feature")
COEFFICIENT: Final = Text(zh="影响", en="Effect")
PRIOR: Final = Text(zh="专家设定", en="Expert's value")
PRIOR_SPREAD: Final = Text(zh="允许偏离", en="Its spread")
POSITIVES: Final = Text(zh="实际发生", en="Came true")

CALIBRATION: Final = Text(zh="概率与实际：说“三成可能”时是否真有三成", en="Calibration: whether thirty per cent happens three times in ten")
CALIBRATION_NOTE: Final = Text(
    zh="把以往各月全部企业按预测概率从低到高分成十组，对照每组的平均预测与后来实际发生的比例；两者相近，概率即可按字面理解。",
    en="All enterprises of earlier months in ten groups by predicted probability, the lowest first: the mean prediction beside the share "
    "that came true. Where the two are close, probabilities mean what they say.",
)
GROUP: Final = Text(zh="分组", en="Tenth")
# Long English words of narrow columns may be parted on a phone.
OPERATING_PREDICTED: Final = Text(zh="经营：预测", en="Opera\u00adting: pre\u00addicted")
RELOCATION_PREDICTED: Final = Text(zh="外迁：预测", en="Reloca\u00adtion: pre\u00addicted")
SHARE_PREDICTED: Final = Text(zh="外迁占比：预测", en="Share leav\u00ading: pre\u00addicted")
OBSERVED_SHARE: Final = Text(zh="实际", en="Ob\u00adserved")

BANDS: Final = Text(zh="预期区间：实际值落在区间内的比例", en="Bands: how often the figure fell inside")
BANDS_NOTE: Final = Text(
    zh="近24个月里，提前1、3、6、12个月给出的80%和95%区间实际包含了多少。接近80%、95%为准；明显偏低说明区间过窄，偏高说明过宽。",
    en="Over the last 24 months: how many figures the bands of 80% and 95% held that were given 1, 3, 6 and 12 months ahead. Close to 80% "
    "and 95% is right; far below means too narrow, above too wide.",
)
BAND_CELL: Final = Text(zh="{level}%·{horizon}月", en="{level}%, {horizon} mo.")

TOURNAMENT: Final = Text(zh="预测方法比选：哪种方法误差最小", en="The forecasters compared: which is closest")
TOURNAMENT_NOTE: Final = Text(
    zh="{quarter}止的季度比选，各方法只用当时已知的数据预测其后1、3、6、12个月。{screening}一列为误差，以“照抄上年同月”的误差为1；"
    "其余各列为同一批序列上相对{screening}的倍数，小于1为更准。逐列拟合的方法每类最多比{fitted}列，只作对照，采用的方法须能每月用于全部序列。"
    "拟合失败以同月值替代{failed}次，异常放大被截断{cut}次。",
    en="Comparison of the quarter to {quarter}: every method forecasts 1, 3, 6 and 12 months from what was known then. The column "
    "{screening} is an error, that of copying last year's month being 1; the others are multiples of it on the same series, below 1 is "
    "closer. Methods fitted series by series are compared on {fitted} a class at most and only for reference, since the one in use must "
    "serve every series every month. Failed fits replaced by last year's month: {failed}; exploding forecasts cut: {cut}.",
)
CHOSEN: Final = Text(zh="采用", en="In use")
SERIES: Final = Text(zh="序列数", en="Series")
