"""The texts of the notes and annexes: the bases of shares, what is counted where, the annexes' headings and the line of contents."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

# The bases ----------------------------------------------------------------------------------------------------------------------------

BASES: Final = Text(
    zh="口径：{scope}名录{register}家{left}{future}，监测企业{monitored}家{judged}。",
    en="Bases: of {register} enterprises of the register of {scope}{left}{future}, {monitored} are monitored{judged}.",
)
BASES_LEFT: Final = Text(zh="，已退出{count}家{reasons}", en=", {count} have left it{reasons}")
BASES_FUTURE: Final = Text(zh="，尚未入库{count}家", en=", {count} are yet to enter")
BASES_ALL_JUDGED: Final = Text(zh="，全部参与评估", en=" and all of them judged")
BASES_JUDGED: Final = Text(
    zh="；其中评估{judged}家、未评估{count}家{reasons}", en="; {judged} of them are judged, {count} are not{reasons}"
)
REASONS: Final = Text(zh="（{reasons}）", en=" ({reasons})")
REASON_COUNT: Final = Text(zh="{reason}{count}家", en="{reason} {count}")
REASON_UNKNOWN: Final = Text(zh="原因未登记", en="reason not on record")
UNJUDGED: Final = Text(
    zh="未评估的共{count}家，逐家及原因见附表{annex}和工作簿“数据质量”。",
    en="{count} in all are not judged; annex {annex} and the workbook's sheet on data quality name each with the reason.",
)

# Rows set aside -----------------------------------------------------------------------------------------------------------------------

HANDLED: Final = Text(zh="数据处理：{parts}。", en="Handling of figures: {parts}.")
HELD_MONTH: Final = Text(zh="本月数据待核实未采用{count}条", en="{count} figures of this month held until confirmed")
HELD_EVER: Final = Text(
    zh="历年数据累计搁置{count}条（含已核定的，见{file}）",
    en="{count} of all months set aside so far, settled ones included (see {file})",
)
RESTATED: Final = Text(zh="本期修订{count}条", en="{count} restated this month")
REFUSED: Final = Text(zh="累计退回{count}行（原因见{file}）", en="{count} rows refused so far (reasons in {file})")

# The annexes --------------------------------------------------------------------------------------------------------------------------

NUMBERED: Final = Text(zh="附表{number}　{title}", en="Annex {number}. {title}")
LIST: Final = Text(zh="预警服务企业名单（{count}家）", en="The warning list ({count})")
LIST_NONE: Final = Text(zh="预警服务企业名单：本期没有预警企业。", en="The warning list: nobody is listed this month.")
WATCH: Final = Text(zh="关注名单（{count}家）", en="Watch list ({count})")
SOURCES: Final = Text(zh="数据来源到达情况", en="What the sources delivered")
RESTATEMENTS: Final = Text(zh="主要修订", en="The largest restatements")
UNJUDGED_TITLE: Final = Text(zh="未纳入评估的企业", en="Enterprises that are not judged")
SOURCES_NOTE: Final = Text(
    zh="单位：家；监测企业＝应到＋未到期＋不报送，应到＝已到＋未到；未到期为双月抄表等本月不到报期的，不报送为近一年没有该指标或已迁出、停业的",
    en="enterprises; monitored = expected + not due + silent, expected = arrived + late; not due: bills of two months; silent: "
    "no such figure for a year, or moved out or closed",
)
ARRIVED: Final = Text(zh="已到／应到", en="Arrived / expected")
LATE: Final = Text(zh="未到", en="Late")
NOT_DUE: Final = Text(zh="未到期", en="Not due")
SILENT: Final = Text(zh="不报送", en="Silent")
NOTE_MODEL: Final = Text(
    zh="模型评价（模型卡、概率校准、预期区间覆盖率、预测方法比选）供分析人员查阅，见",
    en="For analysts, the model card, its calibration, what the bands covered and how the forecasters compare: ",
)
MODEL_LINK: Final = Text(zh="模型与预测说明", en="how good the model is")
# A sentence without its link, where there is none: paper.
NOTE_MODEL_PAPER: Final = Text(
    zh="模型评价（模型卡、概率校准、预期区间覆盖率、预测方法比选）供分析人员查阅，随本期电子文件提供。",
    en="The model card, its calibration, what the bands covered and how the forecasters compare are for analysts and come with the files "
    "of this issue.",
)

# The line of contents -----------------------------------------------------------------------------------------------------------------

CONTENTS: Final = Text(zh="目录", en="Contents")
SECTIONS: Final = {
    "points": Text(zh="要点", en="Key points"),
    "board": Text(zh="等级", en="Levels"),
    "changes": Text(zh="变化", en="Changes"),
    "overall": Text(zh="走势", en="District"),
    "places": Text(zh="分布", en="Streets"),
    "severe": Text(zh="红橙企业", en="Red and orange"),
    "followup": Text(zh="上期办理", en="Follow-up"),
    "moves": Text(zh="外迁", en="Relocation"),
    "notes": Text(zh="数据说明", en="Notes"),
    "annex": Text(zh="附表", en="Annex"),
}

# Most warnings by count and by rate ---------------------------------------------------------------------------------------------------

# Of equal ones each has as many.
MOST_EQUAL: Final = Text(
    zh="预警最多的{kind}：{names}，各{count:,}家{rate}。", en="Most warnings by {kind}: {names}, each {count:,}{rate}."
)
MOST: Final = Text(zh="预警最多的{kind}：{names}，{count:,}家{base}{rate}。", en="Most warnings by {kind}: {names}, {count:,}{base}{rate}.")
OF_MONITORED: Final = Text(zh="（监测{base:,}家）", en=" (of {base:,} monitored)")
MOST_BY_RATE: Final = Text(
    zh="；按每百家计最多：{names}，{rate}（监测{base:,}家中{count:,}家）",
    en="; most per hundred: {names}, {rate} ({count:,} of {base:,} monitored)",
)
BOTH_MOST: Final = Text(zh="，每百家{rate}也最多", en=", and most per hundred, {rate}")
