"""The texts of `earlywarn explain`: one enterprise at a month, for a terminal."""

from typing import Final

from reports.words.text import Text

AS_KNOWN: Final = Text(zh="{month}，按{day}已知数据", en="{month}, as known on {day}")
NOT_SCORED: Final = Text(zh="未评分：{reason}", en="not scored: {reason}")
NO_ROW: Final = Text(zh="该月名录中没有该企业", en="the register of that month does not have it")
RISKS: Final = Text(
    zh="经营风险 {operating}，外迁风险 {relocation}，外迁阶段：{stage}",
    en="operating risk {operating}, relocation risk {relocation}, stage of a move: {stage}",
)
SHARE_OF_LEAVING: Final = Text(zh="如有问题，属于外迁的可能性：{share}", en="if it is in trouble, the chance that it is leaving: {share}")
FACTORS: Final = Text(
    zh="{risk}由{factors}合成，影响最大的{shown}项（以最大的一项为{whole}）：",
    en="{risk} is made of {factors}; those with most weight are ({shown} shown, the strongest is {whole}):",
)
FACTOR: Final = Text(zh="项因素", en="factor")
RAISES: Final = Text(zh="推高", en="raises")
LOWERS: Final = Text(zh="降低", en="lowers")
INDICATOR: Final = Text(zh="指标", en="indicator")
FIGURE: Final = Text(zh="本月值", en="figure")
EXPECTED: Final = Text(zh="常态水平", en="normal")
RATIO: Final = Text(zh="与常态之比", en="to normal")
PEERS: Final = Text(zh="走势位次", en="course rank")
LOW_SINCE: Final = Text(zh="偏低起始", en="low since")
WITH_UNIT: Final = Text(zh="{indicator}（{unit}）", en="{indicator} ({unit})")
NO_FAN: Final = Text(zh="数据太少，不能给出预测", en="too few figures for a forecast")
SHIFT: Final = Text(
    zh="{indicator}：{month}起水平变化{size}（95%区间{low}至{high}）",
    en="{indicator}: its level shifted by {size} from {month} on (95% interval {low} to {high})",
)
AHEAD: Final = Text(
    zh="{indicator}{month}：预期{mean}{unit}（80%区间{low}至{high}）",
    en="{indicator} in {month}: {mean} expected ({unit}; 80% interval {low} to {high})",
)
NO_WARNING: Final = Text(zh="{month}未达预警线", en="no warning in {month}: below the line of entry")
LISTED: Final = Text(zh="名单第{rank}位，已连续{months}", en="number {rank} of the list, for {months} running")
NOT_LISTED: Final = Text(zh="名额之外，关注", en="on the watch list (places)")
LEVEL: Final = Text(zh="{level}预警，{place}", en="{level} warning, {place}")
REASONS: Final = Text(zh="原因：{phrases}", en="reasons: {phrases}")
MEASURES: Final = Text(zh="服务建议：{phrases}", en="proposed service: {phrases}")
CLEARINGS: Final = Text(zh="解除条件：{phrases}", en="clears when: {phrases}")
PAGE: Final = Text(zh="页面：{path}", en="page: {path}")
MONTHS: Final = Text(zh="个月", en="month")
