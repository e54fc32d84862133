"""The texts about corrections of delivered figures: which changed since the list before, who, when, why, and whose level that changes."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

NOTE: Final = Text(
    zh="数据更正说明：与{list_month}名单发布时相比，人工更正新增{entered}项、修改{changed}项、终止{ended}项，提出人、登记人、时间和理由见附表{annex}。"
    "{effect}",
    en="Corrected figures: since the list of {list_month} was published, {entered} corrections were entered, {changed} changed and {ended} "
    "ended; annex {annex} has who, when and why. {effect}",
)
NO_EFFECT: Final = Text(
    zh="按更正后的数据，有关企业的上期等级不变。", en="By the figures as corrected, no level of last month would be another."
)
EFFECT: Final = Text(
    zh="按更正后的数据，有关企业中有{count}家上期等级不同：{names}。",
    en="By the figures as corrected, {count} of the enterprises concerned would have had another level last month: {names}.",
)

TITLE: Final = Text(zh="数据更正（与{list_month}名单发布时相比）", en="Corrected figures (since the list of {list_month} was published)")
TITLE_NOTE: Final = Text(
    zh="上期等级：当时→按本期所用数据，同一企业的其他修订一并计入",
    en="last level: then → by this issue's figures, other restatements of the enterprise included",
)
DELIVERED: Final = Text(zh="交付值", en="Delivered")
USED: Final = Text(zh="采用值", en="Used")
CHANGED: Final = Text(zh="变更", en="Change")
WHY: Final = Text(zh="理由、提出和登记", en="Why, and who")
BY: Final = Text(zh="{who}提出，{day}起用", en="reported by {who}, used from {day}")
AT: Final = Text(zh="{at}由{who}登记", en="first seen {at} with {who} at work")
NOT_USED: Final = Text(zh="不采用", en="none")
AS_DELIVERED: Final = Text(zh="按部门交付", en="as delivered")
WITHHELD: Final = Text(zh="渠道锁定，不列", en="withheld: its channel is locked")
TO_DATE: Final = Text(zh="{month}（累计）", en="{month} (since January)")
