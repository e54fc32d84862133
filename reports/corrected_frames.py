"""The frame of a briefing about corrections of delivered figures."""

from typing import Final

from warehouse.columns import INDICATOR, NAME, OWNER, PERIOD, STREET, TIER, USCC
from warehouse.contract import Column
from warehouse.rule_vocabulary import CORRECTION_ACTIONS, CORRECTION_CHANGES
from warehouse.vocabulary import BASES, INDICATOR_UNIT, LEVELS

CORRECTED: Final[dict[str, tuple[Column, ...]]] = {
    # Corrections of delivered figures that are others than those the list before was made with.
    "corrections": (
        USCC,
        NAME,
        STREET,
        TIER,
        OWNER,
        INDICATOR,
        PERIOD,
        Column("basis", "VARCHAR", None, "A month's figure or a total since January.", "口径", allowed=BASES.keys),
        Column("change", "VARCHAR", None, "What became of the correction.", "变更", allowed=CORRECTION_CHANGES.keys),
        Column("action", "VARCHAR", None, "Another figure is used, or none.", "处理", allowed=CORRECTION_ACTIONS.keys),
        Column("delivered_value", "DOUBLE", INDICATOR_UNIT, "The figure as delivered.", "交付值", null_means="withheld"),
        Column("used_value", "DOUBLE", INDICATOR_UNIT, "The figure that is used.", "采用值", null_means="none, or the one delivered"),
        Column("reason", "VARCHAR", None, "Why.", "理由", null_means="withheld"),
        Column("reported_by", "VARCHAR", None, "Who said so.", "提出人"),
        Column("reported_on", "DATE", None, "From which day it is used.", "启用日期"),
        Column("changed_at", "VARCHAR", None, "Moment at which a command first saw it.", "登记时间", null_means="not noted"),
        Column("changed_by", "VARCHAR", None, "Who was at work.", "操作人", null_means="not noted"),
        Column(
            "level_then", "VARCHAR", None, "Level of last month's list.", "上期等级(当时)", null_means="not listed", allowed=LEVELS.keys
        ),
        Column(
            "level_now",
            "VARCHAR",
            None,
            "Level it would have had with this month's figures.",
            "上期等级(更正后)",
            null_means="not listed",
            allowed=LEVELS.keys,
        ),
    ),
}
