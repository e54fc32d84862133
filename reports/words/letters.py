"""The texts of the mails: subjects, conclusions, headings and what stands at the foot; files attached and how a correction is marked."""

from typing import Final

from reports.words.text import Text

PART = Text(zh="·{scope}", en=" ({scope})")

# The number comes first: a phone shows the first twenty characters.
BULLETIN_SUBJECT = Text(
    zh="【内部资料】{visits}红{red}橙{orange}{entered}：{place}企业预警月报{part}（{year}年第{number}期）",
    en="[Internal] {visits}{red} red, {orange} orange{entered}: {place}{part} early-warning bulletin, {month}",
)
# Whoever answers for a few reads first how many they are asked to visit: most have neither red nor orange.
SUBJECT_VISITS = Text(zh="走访{count}家，", en="{count} to visit, ")
SUBJECT_ENTERED = Text(zh="，新进{count}家", en=", {count} new")
URGENT_SUBJECT = Text(
    zh="【内部资料】新列红色{count}家：{place}企业预警快报{part}（{month}）",
    en="[Internal] {count} newly red: {place}{part} urgent note, {month}",
)
URGENT_HEADLINE = Text(zh="{month}{scope}新列红色预警企业{enterprises}", en="{month}: {enterprises} newly red in {scope}")
URGENT_NOBODY = Text(zh="{month}{scope}没有新列红色预警企业", en="{month}: no enterprise is newly red in {scope}")
PREHEADER = Text(zh="{headline}。{more}", en="{headline}. {more}")
CORRECTION = Text(zh="【更正】", en="[Correction] ")
TAKEN_BACK = Text(
    zh="更正：按修订后的数据，此前快报所列企业中不再属于新列红色预警的有{who}。",
    en="Correction: by the revised figures, of the enterprises named in an earlier note these are not newly red after all: {who}.",
)
TAKEN_BACK_NAMES = Text(zh="：{names}", en="{names}")
WITHHELD = Text(zh="{where}企业{place}号", en="Enterprise {place}{where}")
WITHHELD_WHERE = Text(zh="{where}", en=", {where}")
WITHHELD_JOIN = Text(zh="", en=", ")

COPY_NUMBER = Text(zh="份号 {number}", en="copy no. {number}")
COPY_STAMP = Text(zh="份号：{number}", en="Copy no. {number}")
POINTS = Text(zh="要点", en="Key points")
LABEL_GAP = Text(zh="　", en=": ")
POINT_GAP = Text(zh="　", en=" · ")
TILES = Text(zh="名单内各等级", en="On the list, by level")
TILE = Text(zh=" 家", en="")
TILE_LINE = Text(zh="家（{change}）", en=" ({change})")
ON_LAST_MONTH = Text(zh="较上月 {change}", en="{change} on last month")
SEVERE = Text(zh="红色、橙色预警企业", en="Red and orange enterprises")
LISTED = Text(zh="名单企业", en="Enterprises on the list")
NO_SEVERE = Text(zh="本期没有红色、橙色预警企业。", en="No enterprise is red or orange this month.")
NOBODY_LISTED = Text(zh="本期没有名单企业。", en="No enterprise is on the list this month.")
MORE_SEVERE = Text(zh="另有{count}家红色、橙色企业见附件。", en="{count} more red and orange ones are in the attached list.")
MORE_LISTED = Text(zh="另有{count}家名单企业见附件。", en="{count} more enterprises are in the attached list.")
# What is asked of the reader: how many visits, by which day, whom.
ASKED = Text(zh="请办", en="What is asked")
ASKED_LINE = Text(
    zh="请走访{enterprises}：{by_day}。结果填入附件名单的“{column}”等栏后回传。",
    en="Please visit {enterprises}: {by_day}. Fill in “{column}” and the columns after it in the attached list and return it.",
)
ASKED_OF_OFFICES = Text(
    zh="请各责任单位先走访红、橙{enterprises}：{by_day}{rest}。结果填入附件名单的“{column}”等栏后回传。",
    en="The offices in charge are asked to visit the red and orange first ({enterprises}): {by_day}{rest}. They fill in “{column}” and the "
    "columns after it in the list.",
)
ASKED_REST = Text(
    zh="；名单其余{count}家按名单所列办理时限走访",
    en="; the other {count} on the list by the day that it gives for each",
)
ASKED_BY = Text(zh="{day}前{count}家{names}", en="{count} by {day}{names}")
ASKED_OPEN = Text(zh="期限另定{count}家{names}", en="{count} with no day set{names}")
ASKED_NAMES = Text(zh="（{names}）", en=" ({names})")
WITH_PAGES = Text(
    zh="《{name}》附{count}家企业的画像，各含退出条件。",
    en="{name} has a page for each of the {count} enterprises, with what would clear it.",
)
MORE = Text(zh="另有{count}家见附件。", en="{count} more are in the attached note.")
RISKS = Text(zh="风险：{risks}", en="risks: {risks}")
SIGNALS_AND_RISKS = Text(zh="{signals}。风险：{risks}", en="{signals}. Risks: {risks}")
STAKE_LINE = Text(zh="{stake}；{responsible}，{due}", en="{stake}; {responsible}, {due}")
IN_BRACKETS = Text(zh="（{inside}）", en=" ({inside})")
FIGURE_LINE = Text(
    zh="{name}（{unit}）　{value}，较常态{gap}，近3个月同比{growth}",
    en="{name} ({unit}): {value}, {gap} against normal, 3 months {growth} on a year ago",
)
CONTENT = Text(zh="内容编号 {content}", en="content {content}")
REVISION = Text(zh="修订 {revision}", en="revision {revision}")
ATTACHED = Text(zh="附件", en="Attached")
ATTACHED_LINE = Text(zh="附件：{names}", en="Attached: {names}")
AS_KNOWN_ON = Text(zh="数据截至{day}。", en="Figures as known on {day}.")
CONTACT = Text(zh="联系：{contact}。", en="Contact: {contact}.")

WORKBOOK_NAME: Final = Text(zh="预警服务企业名单.xlsx", en="early-warning-list.xlsx")
PDF_NAME: Final = Text(zh="预警月报.pdf", en="early-warning-bulletin.pdf")
URGENT_NAME: Final = Text(zh="预警快报.pdf", en="urgent-note.pdf")
