"""The texts of the weekly letter to whoever answers for cases."""

from typing import Final

from reports.words.text import Text

SUBJECT: Final = Text(
    zh="【内部资料】{count}件待办：{person}走访服务提示（{day}）", en="[Internal] {count} to do: cases of {person} ({day})"
)
CASES: Final = Text(zh="件", en="case")
HEADLINE: Final = Text(zh="{person}有{cases}需要处理", en="{cases} of {person} to act on")
TITLE: Final = Text(zh="企业走访服务提示", en="Cases to act on")
LINE: Final = Text(
    zh="{number}. [{level}] {name}（{street}）——{reason}，办理时限{due}{instead}",
    en="{number}. [{level}] {name} ({street}): {reason}, due {due}{instead}",
)
INSTEAD: Final = Text(zh="（代{person}）", en=" (for {person})")
NO_STREET: Final = Text(zh="街道未登记", en="street not registered")
MORE: Final = Text(zh="另有{count}件，见预警服务台账。", en="{count} more stand in the list of cases.")
OTHERWISE: Final = Text(
    zh="只提示尚未走访和已到回复日期的企业；无需专门上报，办理情况填在回传名单里或直接回复本邮件均可。",
    en="Only cases not visited yet, or whose day of reply has come, are named here; nothing needs to be reported twice: "
    "fill in the list that goes back, or reply to this mail.",
)
# In every letter that numbers enterprises.
HOW_TO_REPLY: Final = Text(
    zh="可直接回复本邮件登记办理情况，每行一家，行首写企业前的序号，如：3 走访 11-18 情况属实 订单减少；3 误报；5 转 区工信局 融资。",
    en="Reply to this mail to record what was done, a line an enterprise, its number first: 3 visited 11-18 confirmed fewer orders; "
    "3 false_alarm; 5 request industry-bureau finance.",
)
