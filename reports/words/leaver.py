"""The texts of the page of an enterprise that has left the list."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

OFF_THE_LIST: Final = Text(zh="已离开名单", en="Off the list")
LEVEL: Final = Text(zh="上期等级", en="Last level")
FIRST_LISTED: Final = Text(zh="首次列入 {month}", en="first listed {month}")
WAS_LISTED: Final = Text(zh="至上期连续在名单{months}", en="on the list for {months} up to the last issue")
CAUSE: Final = Text(zh="离开原因", en="Why it left")
STAKE: Final = Text(zh="上期体量", en="At stake then")
WHY: Final = Text(zh="一、为什么离开名单", en="1. Why it left the list")
MEANINGS: Final = {
    "risk_receded": Text(
        zh="本月经营风险和外迁风险均未达到预警线，不再列入名单，也不在关注名单。已经承诺的服务请继续办结。",
        en="Neither its operating nor its relocation risk reaches the line this month; it is on neither list. Services that were promised "
        "should still be brought to an end.",
    ),
    "no_place": Text(
        zh="本月仍达到预警线，因名额转为关注名单。",
        en="Still at the line this month; it has gone to the watch list for want of a place.",
    ),
    "departed": Text(
        zh="登记信息显示企业已迁出本区或已停业，不再评估。离开名单不表示风险已经解除。",
        en="On record as moved out of the district or closed and is no longer judged. Leaving the list does not mean that all is well.",
    ),
    "left_register": Text(
        zh="企业已退出监测名录，不再评估。离开名单不表示风险已经解除。",
        en="It has left the register of monitored enterprises and is no longer judged. Leaving the list does not mean that it is well.",
    ),
    "not_judged": Text(
        zh="本月可用的数据不足以评估。离开名单不表示风险已经解除，数据到齐后重新评估。",
        en="This month's figures do not suffice to judge it. Leaving the list does not mean that it is well; it is judged again when they "
        "have arrived.",
    ),
}
