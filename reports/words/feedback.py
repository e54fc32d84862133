"""The texts of the data-quality feedback to whoever delivered: sheet, letter, and what each kind of problem asks for."""

from typing import Final

from reports.words.text import Text

TITLE: Final = Text(zh="数据质量反馈单·{department}·{day}", en="Data-quality feedback · {department} · {day}")
HOW: Final = Text(
    zh="请在浅黄色单元格内填写更正值（确需撤回的填“作废”）和更正说明，其余单元格不必改动；填好后将本文件原样送回，未填写的行不作处理。",
    en="Fill in the corrected value (or “withdrawn” to take a figure back) and a remark in the light yellow cells alone, and send this "
    "file back; rows left alone are not touched.",
)
SHEET: Final = Text(zh="反馈单", en="Feedback")
ITEM: Final = Text(zh="反馈编号", en="Item")
FILE: Final = Text(zh="文件", en="File")
ROW: Final = Text(zh="行号", en="Row")
CODE: Final = Text(zh="统一社会信用代码", en="Credit code")
ACCOUNT: Final = Text(zh="户号", en="Account")
PROJECT: Final = Text(zh="项目代码", en="Project")
INDICATOR: Final = Text(zh="指标", en="Indicator")
MONTH: Final = Text(zh="所属期", en="Month")
BASIS: Final = Text(zh="口径", en="Basis")
READ_FROM: Final = Text(zh="抄表起日", en="Read from")
READ_TO: Final = Text(zh="抄表止日", en="Read to")
PROBLEM: Final = Text(zh="问题", en="Problem")
VALUE: Final = Text(zh="原值", en="As delivered")
NEEDED: Final = Text(zh="要求", en="Expected")
TO_DO: Final = Text(zh="如何处理", en="What to do")
UNIT: Final = Text(zh="计量单位", en="Unit")
CORRECTED: Final = Text(zh="更正值", en="Corrected value")
REMARK: Final = Text(zh="更正说明", en="Remark")

INPUT_VALUE: Final = Text(
    zh="填数字，计量单位见左；撤回填“作废”", en="A number in the unit to the left, or “withdrawn” to take the figure back"
)
NOT_A_VALUE: Final = Text(zh="请填数字，或“作废”", en="Fill in a number, or “withdrawn”")

FILL_IN: Final = Text(zh="在本表填写更正值，原样送回", en="Fill in the corrected value here and send the file back")
FILL_IN_CODE: Final = Text(
    zh="在本表填写正确的代码（户号）和更正值，原样送回", en="Fill in the right code (account) and the value here and send the file back"
)
DELIVER: Final = Text(zh="在本单位系统中更正后重新报送该行", en="Correct it in your system and deliver the row again")
DELIVER_FILE: Final = Text(zh="整份文件未能入库，请按说明重新报送", en="Nothing of the file was taken in; deliver it again as said")
CONFIRM: Final = Text(
    zh="核实：有误的填更正值送回；无误的请告知数据联系人", en="Check: send back the right value; where it is right, tell the contact"
)

# What is wrong and what is asked for, by the end of a rule's key: the longest that fits counts.
PROBLEMS: Final = {
    "bad_code": Text(zh="统一社会信用代码校验不符", en="the credit code fails its check digit"),
    "code_not_text": Text(zh="代码以数字格式保存，位数已丢失", en="the code was kept as a number and lost digits"),
    "account_not_text": Text(zh="户号以数字格式保存，位数已丢失", en="the account was kept as a number and lost digits"),
    "_missing": Text(zh="必填单元格为空", en="a cell that is needed is empty"),
    "bad_value": Text(zh="数值无法识别", en="the value is no number"),
    "bad_period": Text(zh="所属期无法识别", en="the month cannot be read"),
    "several_months": Text(
        zh="所属期为1月至当月累计，而该列按当月数值入库，请只报当月数或逐月分行报送",
        en="the month is all months since January, and the figure is one of a month alone",
    ),
    "shown_rescaled": Text(
        zh="单元格数字格式带缩放（如以万元显示），所见与所存不一致，请改为“常规”格式、核对计量单位后重报",
        en="a number format shows another number than the cell holds; set it to General and deliver it again",
    ),
    "bad_": Text(zh="单元格内容无法识别", en="a cell cannot be read"),
    "unknown_unit": Text(zh="计量单位无法识别", en="the unit is not known"),
    "unknown_layout": Text(zh="表头与任何约定版式不符", en="the columns fit no agreed layout"),
    "unknown_format": Text(zh="文件格式无法读取", en="the format cannot be read"),
    "unknown_": Text(zh="内容不在约定范围内", en="a word that is not agreed"),
    "impossible_unit": Text(zh="计量单位与指标不符", en="the unit does not measure this"),
    "future_": Text(zh="日期晚于当前", en="a date in the future"),
    "finer_key": Text(
        zh="文件中有多行关于同一事项而内容不同，无法判断是分项还是更正，均未采用",
        en="several rows about the same differ; nobody can tell parts from corrections",
    ),
    "formula_not_worked_out": Text(
        zh="单元格中的公式未计算出结果，请用表格软件打开、保存后重报", en="a formula was never worked out; open and save the workbook"
    ),
    "broken_encoding": Text(zh="文件编码损坏，有字符丢失，请从系统重新导出", en="the file's encoding is damaged; export it again"),
    "damaged_spreadsheet": Text(zh="工作簿文件损坏，请打开后另存再报", en="the workbook is damaged; open it and save it again"),
    "broken_parquet": Text(zh="数据文件损坏，请重新导出", en="the file is damaged; export it again"),
    "spreadsheet_too_costly": Text(zh="工作簿过大，无法读取，请分拆后报送", en="the workbook is too large to be read; split it"),
    "unreadable_file": Text(zh="文件无法打开", en="the file cannot be opened"),
    "not_a_file": Text(zh="不是可读取的文件", en="it is no file that can be read"),
    "empty_file": Text(zh="文件为空", en="the file is empty"),
    "no_rows": Text(zh="文件中没有数据行", en="the file has no rows"),
    "no_period": Text(zh="未注明所属月份", en="no month is stated"),
    "no_unit": Text(zh="未注明计量单位", en="no unit is stated"),
    "two_units": Text(zh="同一列注明了两种计量单位", en="two units are stated for one column"),
    "two_months": Text(zh="文件注明了两个所属月份", en="two months are stated"),
    "two_codes": Text(zh="同一行有两个不同的代码", en="one row names two codes"),
    "two_tables": Text(zh="一张工作表中有两张表", en="one sheet holds two tables"),
    "two_rows_": Text(zh="同一事项有两行且内容不同", en="two rows about the same differ"),
    "duplicate_column": Text(zh="有两列表头相同", en="two columns have the same heading"),
    "nested_column": Text(zh="列中含有嵌套内容", en="a column holds nested content"),
    "garbled_text": Text(zh="文字为乱码", en="the text is garbled"),
    "sheet_without_layout": Text(zh="该工作表不符合任何约定版式", en="the sheet fits no agreed layout"),
    "ambiguous_": Text(zh="内容有两种理解，无法确定", en="it can be read in two ways"),
    "not_applicable": Text(zh="注明“不适用”，没有数值", en="it is said not to apply"),
    "split_number": Text(
        zh="数值疑似被千分位逗号拆成两格，请去掉逗号后重报", en="a comma of thousands seems to have split the number into two cells"
    ),
    "fewer_meters": Text(
        zh="只含该户号部分计量点的用量，会替代已有的合计，请按户号将全部计量点一并报送",
        en="some meters of an account of which all are known; deliver all of them together",
    ),
    "before_any_record": Text(zh="日期过早，疑似年份录入错误", en="a date before any record; the year looks like a slip"),
    "ends_before_it_begins": Text(zh="结束日期早于开始日期", en="it ends before it begins"),
    "received_before_period": Text(zh="报送时间早于所属期", en="it was received before the month it is about"),
    "part_of_another_row": Text(zh="该行是另一行的一部分", en="the row is part of another one"),
    "remark_without_visit": Text(zh="有走访结论而无走访日期", en="a finding without the day of the visit"),
    "malformed_row": Text(zh="该行列数与表头不符", en="the row does not fit the columns"),
    "swapped_columns": Text(zh="本月与累计两列疑似颠倒", en="month and total look swapped"),
    "two_values_one_day": Text(zh="同一日报送了两个不同数值", en="two values were delivered on one day"),
    "clause_not_comparable": Text(zh="政策条款无法由系统比对，暂由人工确认", en="the clause cannot be compared; a person answers it"),
    "impossible_size": Text(zh="数值大得不可能", en="larger than can be"),
    "negative_head_count": Text(zh="人数为负", en="a head-count below nothing"),
    "suspected_typing_error": Text(zh="数值与历史水平相差悬殊，疑似录入错误", en="far from the usual; it looks like a slip"),
    "file_in_wrong_unit": Text(zh="整份文件疑似计量单位有误", en="the whole file looks to be in a wrong unit"),
    "swapped_years": Text(zh="本年与上年数值疑似颠倒", en="this year and last year look swapped"),
    "pasted_total": Text(zh="当月值与累计值疑似填反", en="a month stands where a total is due, or the other way round"),
    "": Text(zh="未通过校验", en="it did not pass the checks"),
}
EXPECTED: Final = {
    "code": Text(zh="18位代码，文本格式", en="18 characters, as text"),
    "account": Text(zh="完整户号，文本格式", en="the whole number, as text"),
    "value": Text(zh="数字，计量单位见右", en="a number in the unit to the right"),
    "period": Text(zh="不晚于当前的月份，如2026-07", en="a month that has come, such as 2026-07"),
    "file": Text(zh="见问题说明", en="see the problem"),
    "suspected": Text(zh="核实后的数值", en="the value, checked"),
    "clash": Text(zh="两个数值中正确的一个", en="the right one of the two values"),
}
DETAIL: Final = Text(zh="{problem}（{reason}）", en="{problem} ({reason})")

SUBJECT: Final = Text(
    zh="数据质量反馈单：{department}待核实{count}条（{day}）", en="Data-quality feedback: {count} to check, {department} ({day})"
)
HEADLINE: Final = Text(zh="贵单位报送的数据中有{count}条需要核实或更正", en="{count} of the rows you delivered need checking or correcting")
BY_PROBLEM: Final = Text(zh="{problem}：{count}条", en="{problem}: {count}")
MORE_OF: Final = Text(zh="附件列出每条的文件、行号、原值和要求。", en="The attached sheets name file, row, value and what is expected.")
LATER: Final = Text(zh="另有{count}条将在这些处理后反馈。", en="{count} more will follow when these are answered.")
NOTE: Final = Text(
    zh="本反馈单只含贵单位报送的数据，请勿转发。", en="This holds nothing but what your office delivered; please do not pass it on."
)
TOP: Final = Text(zh="{issuer}·数据质量反馈", en="{issuer} · data-quality feedback")
FILE_NAME: Final = Text(zh="数据质量反馈单_{day}{sheet}.xlsx", en="data-quality-feedback_{day}{sheet}.xlsx")
SHEETS: Final = {
    "figures": Text(zh="_指标", en="_figures"),
    "bills": Text(zh="_账单", en="_bills"),
    "projects": Text(zh="_项目", en="_projects"),
    "none": Text(zh="_需重报", en="_to-deliver-again"),
}
