"""The frames about what was learned from earlier lists: their columns, and what each says."""

from dataclasses import replace
from typing import Final

from warehouse.columns import MONTH, OWNER, STREET, TIER, USCC
from warehouse.contract import Column
from warehouse.evidence_families import EVIDENCE_FAMILIES
from warehouse.learning_vocabulary import COMPARISONS, EFFECT_OUTCOMES, EFFECT_READINGS
from warehouse.vocabulary import COUNT, KINDS, LEVELS, MONTHS, SHARE

LEARNED: Final[dict[str, tuple[Column, ...]]] = {
    # One row, and none in a scope: what visits by lot say of those just below the cut.
    "missed": (
        Column("first_month", "DATE", None, "Month of the first draw.", "首次抽样月"),
        Column("drawn", "BIGINT", None, "Enterprises drawn since.", "抽取数"),
        Column("visited", "BIGINT", None, "Those of them with a finding.", "走访数"),
        Column("confirmed", "BIGINT", None, "Those of them that were confirmed.", "属实数"),
        Column("share", "DOUBLE", SHARE, "Confirmed among the visited.", "属实占比", null_means="too few to say"),
        Column("share_lo", "DOUBLE", SHARE, "Lower end of the 95 % interval.", "区间下限", null_means="too few to say"),
        Column("share_hi", "DOUBLE", SHARE, "Upper end of the 95 % interval.", "区间上限", null_means="too few to say"),
        Column("pool", "BIGINT", None, "Those just below this month's cut.", "名额线以下家数"),
    ),
    # How right the lists of the last months were: by month, month and level, level, kind, and all; what is not counted by is null.
    "precision": (
        replace(MONTH, null_means="all of them"),
        Column("level", "VARCHAR", None, "Level the list gave.", "等级", null_means="all levels", allowed=LEVELS.keys),
        Column("kind", "VARCHAR", None, "What it warned of.", "类型", null_means="all kinds", allowed=KINDS.keys),
        Column("listed", "BIGINT", COUNT, "Places on the lists.", "名单家数"),
        Column("judged", "BIGINT", COUNT, "Those of them with an outcome on record.", "已有结果"),
        Column("confirmed", "BIGINT", COUNT, "Those of them that were right.", "属实"),
        Column("open", "BIGINT", COUNT, "Those without an outcome on record.", "尚无结果"),
        Column("share", "DOUBLE", SHARE, "Right among those with an outcome.", "属实占比", null_means="too few to say"),
        Column("promised", "DOUBLE", COUNT, "False alarms the list stated in advance.", "预计误报", null_means="not of one month"),
        Column("promised_lo", "BIGINT", COUNT, "Lower end of the 95 % interval.", "区间下限", null_means="not of one month"),
        Column("promised_hi", "BIGINT", COUNT, "Upper end of the 95 % interval.", "区间上限", null_means="not of one month"),
    ),
    # How soon somebody came to those who came onto a list: by month, by level, and all.
    "contacts": (
        replace(MONTH, null_means="all of them"),
        Column("level", "VARCHAR", None, "Level the list gave.", "等级", null_means="all levels", allowed=LEVELS.keys),
        Column("warnings", "BIGINT", COUNT, "Who came onto a list.", "新进入"),
        Column("visited", "BIGINT", COUNT, "Those of them with a visit since.", "已走访"),
        Column("median_days", "DOUBLE", None, "Half were visited within.", "过半走访用时", null_means="too few, or half still wait"),
        Column("is_few", "BOOLEAN", None, "Too few to say within which time half were visited.", "太少"),
        Column("due", "BIGINT", COUNT, "Those of them whose day has passed.", "已到期"),
        Column("in_time", "BIGINT", COUNT, "Those of them visited by that day.", "按时走访"),
        Column("in_time_share", "DOUBLE", SHARE, "In time among those due.", "按时占比", null_means="too few to say"),
    ),
    # What a place on the list does, by either comparison and either outcome.
    "effects": (
        Column("comparison", "VARCHAR", None, "Who is compared.", "比较", allowed=COMPARISONS.keys),
        Column("outcome", "VARCHAR", None, "By what.", "结果", allowed=EFFECT_OUTCOMES.keys),
        Column("placed", "BIGINT", COUNT, "Enterprises with a place whose months are over.", "列入"),
        Column("placed_visited", "BIGINT", COUNT, "Those of them visited in that time.", "列入中已走访"),
        Column("others", "BIGINT", COUNT, "Enterprises like them without a place.", "未列入"),
        Column("others_visited", "BIGINT", COUNT, "Those of them visited in that time.", "未列入中已走访"),
        Column("waiting", "BIGINT", COUNT, "With a place, and their months are not over.", "未满期"),
        Column("placed_share", "DOUBLE", SHARE, "Share of those with a place.", "列入占比", null_means="too few, or at the cut"),
        Column("others_share", "DOUBLE", SHARE, "Share of the others.", "未列入占比", null_means="too few, or at the cut"),
        Column("difference", "DOUBLE", SHARE, "With a place less without.", "相差", null_means="too few to say"),
        Column("difference_lo", "DOUBLE", SHARE, "Lower end of the 95 % interval.", "区间下限", null_means="too few to say"),
        Column("difference_hi", "DOUBLE", SHARE, "Upper end of the 95 % interval.", "区间上限", null_means="too few to say"),
        Column("reading", "VARCHAR", None, "What that says.", "判断", allowed=EFFECT_READINGS.keys),
    ),
    # Everybody who was visited lately, whoever came.
    "burden": (
        USCC,
        STREET,
        TIER,
        OWNER,
        Column("visit_days", "BIGINT", None, "Days on which somebody was there.", "被走访天数"),
        Column("groups", "BIGINT", COUNT, "Different visitors.", "走访单位数"),
        Column("is_joint", "BOOLEAN", None, "So often that going together or calling is proposed.", "建议联合走访"),
        Column("is_often", "BOOLEAN", None, "More often than that.", "更多"),
    ),
    # Which evidence came first, of those who left or were confirmed to be in trouble over the last months, by family.
    "first_evidence": (
        Column("family", "VARCHAR", None, "Family that was first there.", "最早证据", allowed=(*EVIDENCE_FAMILIES.keys, "none")),
        Column("relocated_out", "BIGINT", COUNT, "Those of them who moved out.", "迁出"),
        Column("closed", "BIGINT", COUNT, "Those of them who closed.", "停业"),
        Column("confirmed", "BIGINT", COUNT, "Those of them in whom a visit confirmed trouble.", "走访属实"),
        Column("listed", "BIGINT", COUNT, "Those of them whom a list named in the year before.", "曾列入"),
        Column("median_months", "DOUBLE", MONTHS, "From the evidence to the first list.", "证据至列入", null_means="too few to say"),
    ),
    # One row: the settings that the sentences about all this name.
    "learning_rules": (
        Column("confirm_months", "BIGINT", MONTHS, "Within so many months an outcome counts.", "认定月数"),
        Column("effect_months", "BIGINT", MONTHS, "After so many months groups are compared.", "比较月数"),
        Column("effect_window", "DOUBLE", SHARE, "Risk on each side of the cut.", "名额线两侧"),
        Column("effect_least", "BIGINT", COUNT, "Enterprises the smaller group needs.", "最少家数"),
        Column("least_count", "BIGINT", COUNT, "A share needs a base of so many.", "比例最少基数"),
        Column("burden_days", "BIGINT", None, "Visits of so many days are counted.", "走访天数窗口"),
        Column("burden_visits", "BIGINT", None, "From so many on a joint visit is proposed.", "联合走访起点"),
        Column("miss_counted_months", "BIGINT", MONTHS, "Months over which first evidence is counted.", "证据统计月数"),
    ),
}
