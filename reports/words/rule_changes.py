"""The texts about rules of a list that changed: which, and who comes and goes by it on the same figures."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

CHANGED: Final = Text(
    zh="规则变更说明：本期规则与{list_month}名单发布时不同（{rules}）。用同样的数据按本期规则重算该期名单：{effects}。{who}{figures}",
    en="Rules that changed: this issue's rules are not those by which the list of {list_month} was published ({rules}). That list made "
    "again on the same figures by the rules of this issue: {effects}.{who}{figures}",
)
CHANGED_IN_SCOPE: Final = Text(
    zh="规则变更说明：本期规则与{list_month}名单发布时不同（{rules}）。用同样的数据按本期规则重算该期名单，{scope}：{effects}。{who}{figures}",
    en="Rules that changed: this issue's rules are not those by which the list of {list_month} was published ({rules}). That list made "
    "again on the same figures by the rules of this issue, {scope}: {effects}.{who}{figures}",
)
# What was learned or delivered since about the earlier day is a difference of figures and not of rules.
FIGURES_CHANGED: Final = Text(
    zh="该期数据发布后有补报或更正，上述差别也含数据变化。",
    en=" Figures of that day were delivered late or corrected since, so that part of the difference comes from figures.",
)
# Whoever ran the command that first saw them; that is not always whoever wrote the file.
WHO: Final = Text(zh="变更登记：{steps}。", en=" First seen: {steps}.")
BY: Final = Text(zh="{at}由{who}登记{count}项", en="{at} with {who} at work ({count})")
NO_EFFECT: Final = Text(zh="名单和等级均无变化", en="nobody comes or goes and no level changes")
EFFECT_COUNT: Final = Text(zh="{effect}{count}家", en="{effect}: {count}")
EFFECT_NAMED: Final = Text(zh="{effect}{count}家（{names}）", en="{effect}: {count} ({names})")
MORE_NAMES: Final = Text(zh="{names}等", en="{names} and others")
IN_FULL: Final = Text(zh="，逐家见附表{annex}", en="; annex {annex} names each")

SETTING: Final = Text(zh="{setting}由{then}改为{now}", en="{setting} from {then} to {now}")
PART: Final = Text(zh="{setting}（{part}）", en="{setting} ({part})")
CELL: Final = Text(zh="风险{risk}、影响{exposure}", en="{risk} risk, {exposure} exposure")
NOT_SET: Final = Text(zh="未设", en="none")
MORE_SETTINGS: Final = Text(zh="{settings}，另{count}项", en="{settings}, and {count} more")
# Internal numbers of the models: how many, not which; the warehouse names them.
COUNTED: Final = Text(zh="{kind}调整{count}项", en="{kind}: {count} changed")
CODE: Final = Text(zh="计算程序更新", en="the program that scores was updated")
UNRECORDED: Final = Text(
    zh="该期名单由未留存规则的旧版程序生成，按计算程序更新处理",
    en="an older version of the program made that list and did not keep its rules; taken as an update of the program",
)

TITLE: Final = Text(zh="规则变更的影响（按本期规则重算{list_month}名单）", en="What changed rules do (the list of {list_month} made again)")
SHEET: Final = Text(zh="规则变更", en="Changed rules")
ITEM: Final = Text(zh="企业／规则项", en="Enterprise / rule")
EFFECT: Final = Text(zh="影响", en="Effect")
LEVEL_THEN: Final = Text(zh="发布时", en="As published")
LEVEL_NOW: Final = Text(zh="按本期规则", en="By this issue's rules")
RULE: Final = Text(zh="规则变更", en="rule changed")

# On the command line ------------------------------------------------------------------------------------------------------------------

NOTICE: Final = Text(
    zh="规则变更：{month}的规则与已发布的{list_month}名单不同。",
    en="Rules changed: those of {month} differ from those the list of {list_month} was published by.",
)
TRIED: Final = Text(
    zh="试算{file}：按改动后的设置、同样的数据重算{list_month}名单；没有保存任何内容。",
    en="{file} tried: the list of {list_month} made again by the changed settings on the same figures; nothing was stored.",
)
TRIED_BESIDE_TODAY: Final = Text(
    zh="该名单发布后规则已有变更，因此与按现行规则重算的名单相比，而不是与发布的名单相比。",
    en="The rules have changed since that list was published, so it is compared with the list as today's rules make it.",
)
NOTHING_CHANGED: Final = Text(
    zh="{file}没有改动任何决定名单的设置：名单不变。", en="{file} changes no setting that decides the list: the list stays as it is."
)
EFFECT_LINE: Final = Text(zh="{effect}{count}家", en="{effect}: {count}")
FIRM_LINE: Final = Text(zh="  {name}  {uscc}  {then} → {now}", en="  {name}  {uscc}  {then} → {now}")
MORE_LINES: Final = Text(zh="  另{count}家", en="  and {count} more")
BELOW: Final = Text(zh="未列入", en="not listed")
FIGURES_LINE: Final = Text(
    zh="注意：该名单的数据发布后有补报或更正，差别不全来自规则。",
    en="Note: figures of that list were delivered late or corrected since; not all of the difference comes from rules.",
)
