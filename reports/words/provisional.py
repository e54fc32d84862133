"""The texts about risks of open cases worked out again between two lists."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

TITLE: Final = Text(zh="在办企业风险（暂定）", en="Risks of open cases (provisional)")
WORDS: Final = Text(
    zh="按上期名单（数据截至{listed}）已发布的模型，用{until}前收到的数据、线索和走访重新计算在办企业{known:,}家：{parts}。系暂定情况，不改变名单和已发布的风险值，"
    "以下期名单为准。",
    en="By the models of the last list (data to {listed}), with figures, reports and visits known by {until}, the risks of {known:,} open "
    "cases were worked out again: {parts}. This is provisional, changes neither the list nor the risks published with it, and gives way "
    "to the next list.",
)
PART: Final = Text(zh="{change}{count:,}家", en="{count:,} {change}")
POINT: Final = Text(zh="在办企业风险暂定值变动较大：{parts}。", en="Open cases whose provisional risk has changed: {parts}.")
OPERATING: Final = Text(zh="经营风险", en="Operating risk")
RELOCATION: Final = Text(zh="外迁风险", en="Relocation risk")
BY: Final = Text(zh="变动原因", en="What changed it")
MOVED: Final = Text(zh="{then} → {now}", en="{then} → {now}")
ARRIVED: Final = Text(zh="新到{parts}", en="new: {parts}")
FIGURES: Final = Text(zh="数据{count:,}项", en="{count:,} figures")
REPORTS: Final = Text(zh="线索诉求{count:,}条", en="{count:,} reports and appeals")
VISITS: Final = Text(zh="走访{count:,}次", en="{count:,} visits")
NOTHING: Final = Text(zh="没有新到数据，原有线索随时间减弱", en="nothing new; earlier reports have aged")
LINE: Final = Text(
    zh="暂定（按{month}名单的模型，数据截至{day}）：经营风险 {operating}，外迁风险 {relocation}；{by}",
    en="provisional (models of the list of {month}, data to {day}): operating risk {operating}, relocation risk {relocation}; {by}",
)
