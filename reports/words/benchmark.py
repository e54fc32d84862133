"""The texts of the benchmark's figures: who made the scores, and what stands above and below the table."""

from typing import Final

from reports.words.backtest import MAKERS
from reports.words.text import Text

BENCH_MAKERS: Final = {
    "scores": Text(zh="所交评分", en="the scores given"),
    **{key: MAKERS[key] for key in ("year_on_year", "three_sigma")},
    "expert": Text(zh="仅专家权重", en="expert alone"),
    "boosting": Text(zh="提升树（他区全部真相）", en="boosting, full truth"),
    "chance": Text(zh="随机", en="chance"),
}
JUDGED = Text(
    zh="{count}个虚构区合并评判，每区每月{places}家；方括号内为95%区间",
    en="{count} fictional districts together, {places} places a district and month; 95% intervals in brackets",
)
REACHABLE = Text(
    zh="即使名额全部给对，一份满额名单最多也只能覆盖{share}的异常企业月",
    en="With every place given rightly a full list reaches {share} of all enterprise-months in trouble",
)
