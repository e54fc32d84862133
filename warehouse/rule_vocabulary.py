"""The words of the rules a list is made by: the settings that decide it, what else can change, and what a change does to an enterprise.

In: keys that are stored, with their Chinese and English words. Out: which settings decide (models.warnings.rule_changes), their values
(configuration).
"""

from dataclasses import dataclass
from typing import Final, Literal

from warehouse.vocabulary import Term, Terms

RULE_KINDS: Final = Terms(
    Term("threshold", "阈值与名额", "thresholds and places"),
    Term("channel", "数据渠道", "channels of figures"),
    Term("model", "模型参数", "settings of the models"),
    Term("prior", "模型先验权重", "prior weights of the models"),
    Term("code", "计算程序", "the program that scores"),
    # No rule, but what has to be the same for a difference to come from the rules alone.
    Term("data", "数据", "figures"),
)
THRESHOLD, CHANNEL, MODEL, PRIOR, CODE, DATA = RULE_KINDS.keys
# Rules by which who is listed may change; figures are none.
RULES: Final = RULE_KINDS.keys[:-1]

Form = Literal["share", "count", "times", "places_of_tiers", "classes_of_tiers", "class", "level", "channels"]


@dataclass(frozen=True, slots=True)
class RuleSetting(Term):
    """A setting that decides who is listed or at which level; `form`: how its value reads."""

    form: Form


RULE_SETTINGS: Final = Terms(
    RuleSetting("entry_risk", "列入线", "line of entry", "share"),
    RuleSetting("exit_risk", "退出线", "line of exit", "share"),
    RuleSetting("operating_medium_risk", "经营风险“中”的下限", "lower edge of medium operating risk", "share"),
    RuleSetting("operating_high_risk", "经营风险“高”的下限", "lower edge of high operating risk", "share"),
    RuleSetting("operating_very_high_risk", "经营风险“很高”的下限", "lower edge of very high operating risk", "share"),
    RuleSetting("relocation_medium_risk", "外迁风险“中”的下限", "lower edge of medium relocation risk", "share"),
    RuleSetting("relocation_high_risk", "外迁风险“高”的下限", "lower edge of high relocation risk", "share"),
    RuleSetting("relocation_very_high_risk", "外迁风险“很高”的下限", "lower edge of very high relocation risk", "share"),
    RuleSetting("relocation_kind_risk", "计入外迁类的下限", "line from which a case is one of relocation too", "share"),
    RuleSetting("level_margin", "降级余量", "margin before a level falls", "share"),
    RuleSetting("large_multiple", "影响“大”的下限（平均份额倍数）", "lower edge of a large exposure (times the average)", "times"),
    RuleSetting("medium_multiple", "影响“中”的下限（平均份额倍数）", "lower edge of a medium exposure (times the average)", "times"),
    RuleSetting("unknown_exposure_class", "影响未知时按", "class of an unknown exposure", "class"),
    RuleSetting("tier_floor", "服务层级的影响下限", "least exposure of a tier", "classes_of_tiers"),
    RuleSetting("matrix", "等级对照表", "matrix of levels", "level"),
    RuleSetting("capacity_total", "名单名额", "places on the list", "count"),
    RuleSetting("capacity_by_tier", "服务层级名额", "places of a tier", "places_of_tiers"),
    RuleSetting("drawn_places", "抽样走访名额", "places by lot", "count"),
    RuleSetting("drawn_from", "抽样范围（名额线以下家数）", "number just below the cut that is drawn from", "count"),
    RuleSetting("draw_seed", "抽样种子", "seed of the draw", "count"),
    RuleSetting("locked", "不用于点名的数据渠道", "channels that may not stand behind names", "channels"),
)
# What became of a correction of a figure since another list.
CORRECTION_CHANGES: Final = Terms(
    Term("entered", "新增", "entered"),
    Term("changed", "修改", "changed"),
    Term("ended", "终止", "ended"),
)
CORRECTION_ACTIONS: Final = Terms(
    Term("replace", "改用", "another figure is used"),
    Term("drop", "不采用", "no figure is used"),
)
# What changed rules do to an enterprise of a list, the gravest first.
RULE_EFFECTS: Final = Terms(
    Term("came", "新列入", "comes onto the list"),
    Term("left", "不再列入", "goes off the list"),
    Term("raised", "等级升高", "level rises"),
    Term("lowered", "等级降低", "level falls"),
)
