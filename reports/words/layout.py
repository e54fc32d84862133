"""The texts of `earlywarn layout`: how a file would be understood before anything of it is stored, for a terminal."""

from typing import Final

from reports.words.text import Text

FILE: Final = Text(zh="文件：{name}", en="file: {name}")
LAYOUT: Final = Text(zh="版式：{layout}，入库表：{table}", en="layout: {layout}, table: {table}")
REFUSED: Final = Text(zh="整份文件不能采用（{rule}）：{reason}", en="the file is refused as a whole ({rule}): {reason}")
NEAREST: Final = Text(zh="最接近的版式：{layout}，还缺：{missing}", en="nearest layout: {layout}, which also needs: {missing}")
TABLE: Final = Text(zh="表{number}{place}：{rows}行", en="table {number}{place}: {rows} rows")
PLACE: Final = Text(zh="（{place}）", en=" ({place})")
TITLES: Final = Text(zh="标题：{titles}", en="titles: {titles}")
TITLE_PLACES: Final = {
    "title": Text(zh="表头之上", en="above the table"),
    "sheet": Text(zh="工作表名", en="name of the sheet"),
    "file": Text(zh="文件名", en="name of the file"),
}
HEADINGS: Final = Text(zh="各列的理解：", en="how the headings are understood:")
LEFT_OUT: Final = Text(zh="不采用", en="left out")
FIELD: Final = Text(zh="{column}（{kind}）", en="{column} ({kind})")
FIGURE: Final = Text(zh="{indicator}，{basis}{unit}", en="{indicator}, {basis}{unit}")
FIGURE_PARTS: Final = {
    "instead": Text(zh="，替代数", en=", instead of the figure itself"),
    "base": Text(zh="，上年同期", en=", same period of last year"),
    "month": Text(zh="，当月数（核对用）", en=", the month alone (as a check)"),
}
OTHER_ROLES: Final = {
    "unit": Text(zh="各行的计量单位", en="the unit of each row"),
    "finer": Text(zh="区分同一户、同一企业的各行", en="what tells rows of one key apart"),
}
IN_UNIT: Final = Text(zh="，单位{unit}", en=", in {unit}")
PART: Final = Text(zh="{column}的一部分", en="a part of {column}")
KINDS: Final = {
    "reference": Text(zh="编号", en="reference number"),
    "code": Text(zh="信用代码", en="credit code"),
    "account": Text(zh="户号", en="account number"),
    "text": Text(zh="文字", en="text"),
    "word": Text(zh="文字", en="text"),
    "visit_word": Text(zh="走访用语", en="word of a visit"),
    "choice": Text(zh="固定选项", en="one of a closed list"),
    "month": Text(zh="月份", en="month"),
    "year": Text(zh="年份", en="year"),
    "number": Text(zh="数值", en="number"),
    "share": Text(zh="比例", en="share"),
    "unit": Text(zh="计量单位", en="unit"),
    "date": Text(zh="日期", en="date"),
    "past_date": Text(zh="日期", en="date"),
    "receipt": Text(zh="收到日期", en="day received"),
}
MONTH_FROM: Final = Text(zh="月份：{month}{source}", en="month: {month}{source}")
MONTH_IN_ROWS: Final = Text(zh="见各行各列", en="as rows and columns say")
OF_MONTH: Final = Text(zh="，{month}", en=", {month}")
UNITS_FROM: Final = Text(zh="计量单位来自：{source}", en="units: {source}")
SOURCE: Final = Text(zh="（{source}）", en=" ({source})")
LINES: Final = Text(
    zh="行数：共{total}行＝数据{data}＋表头{heading}＋标题{title}＋合计及说明{left_out}＋空行{blank}＋续行{continued}",
    en="lines: {total} = {data} data + {heading} headings + {title} titles + {left_out} totals and remarks + {blank} blank + "
    "{continued} continued",
)
STORED: Final = Text(
    zh="将入库{count}条（一行有几个数值的按数值计），前{shown}条：",
    en="{count} rows would be stored (a wide row counts once a figure), the first {shown}:",
)
STORED_NONE: Final = Text(zh="没有可入库的行", en="no row would be stored")
ROW: Final = Text(zh="第{row}行", en="row {row}")
REFUSED_ROWS: Final = Text(zh="将拒收{count}行，前{shown}行：", en="{count} rows would be refused, the first {shown}:")
REFUSED_NONE: Final = Text(zh="没有拒收的行", en="no row would be refused")
NOTE: Final = Text(zh="说明：{note}", en="note: {note}")
NEW: Final = Text(zh="如需新版式：earlywarn layout new {name}", en="to declare a layout for it: earlywarn layout new {name}")
DRAFT: Final = Text(zh="版式草稿已写入 {path}", en="a draft of a layout was written to {path}")
DRAFT_GAPS: Final = Text(zh="尚缺：{gaps}；请补全草稿中标有 GAP 的各行", en="still missing: {gaps}; fill the lines marked GAP")
DRAFT_UNSURE: Final = Text(zh="拿不准的列：{columns}（草稿中以注释列出）", en="columns it is unsure of: {columns} (comments in the draft)")
DRAFT_NEXT: Final = Text(
    zh="核对后用 earlywarn layout check {name} --layout {path} 试读，无误再改名为 {target} 即生效",
    en="look it over, try it with `earlywarn layout check {name} --layout {path}`, then rename it to {target} to put it into use",
)
# What the ledger of deliveries says of a file, in its own English, and how a Chinese reader is told; in this order.
REMARKS: Final = {
    r"(\S+) \((.+?)\) is the month of no row": r"\1（\2）没有对应的行",
    r"left out as no data: ": "不计入的行：",
    r"\bfile name '?(.+?)'?(?=[;)（）]|$)": r"文件名“\1”",
    r"\bsheet name '?(.+?)'?(?=[;)（）]|$)": r"工作表名“\1”",
    r"\btitle '?(.+?)'?(?=[;)（）]|$)": r"标题“\1”",
    r"rows in which nothing was filled in: (\d+)": r"未填写的行：\1行",
    r"row (\d+) \(": r"第\1行(",
    r"columns (.+?) and (.+)": r"\1、\2列",
    r"^column (.+)": r"\1列",
    r"(\w+) in (\S+) \(heading (.+?)\)(?=; |$)": r"\1为\2（表头\3）",
    r"(\w+) in (\S+) \(default of the layout\)": r"\1为\2（版式默认）",
}
