"""The policies that offices of the fictional district run: one for each kind of appeal, clause by clause, some for everybody.

One has expired, one was not looked through for over a year, and two cannot be had together, as in any real catalogue.
"""

from datetime import date, timedelta
from typing import Final

import polars as pl

from warehouse.periods import shift_month

COLUMNS: Final = (
    "policy", "title", "topic", "summary", "department", "contact", "industry", "tier", "valid_from_on", "valid_to_on", "amount_cny_10k",
    "amount_words", "excludes", "claims_per", "reviewed_on",
)  # fmt: skip
CLAUSE_COLUMNS: Final = ("policy", "clause", "words_zh", "fact", "operator", "value", "mode")
CONTACT: Final = "区企业服务热线"
REVIEWED_MONTHS: Final = 4
# Key, title, topic, summary, department, most in 10,000 yuan, excluded beside it, how often; a null period is once.
_POLICIES: Final = (
    ("space-1", "产业空间租金补贴", "space", "扩产租用区内厂房，按面积补贴租金", "区产业空间主管部门", 100.0, None, "yearly"),
    ("space-2", "产业用房优先选址服务", "space", "规模以上企业扩产优先推荐产业用房", "区产业空间主管部门", None, None, "yearly"),
    ("cost-1", "制造业用电用气成本补助", "cost", "按上年用能量给予补助", "区工业和信息化部门", 50.0, None, "yearly"),
    ("cost-2", "小微企业租金减免", "cost", "租用国有物业的小微企业减免租金", "区国有资产主管部门", 20.0, "space-1", "yearly"),
    ("permits-1", "审批事项帮办代办", "permits", "环评、消防等事项专人帮办，并联办理", "区政务服务部门", None, None, "yearly"),
    ("labour-1", "企业新招用工补贴", "labour", "新招用一线员工按人数补贴", "区人力资源部门", 30.0, None, "yearly"),
    ("labour-2", "校企合作定向培养", "labour", "对接技工院校，定向培养技能人才", "区人力资源部门", 15.0, None, None),
    ("finance-1", "中小企业贷款贴息", "finance", "流动资金贷款按利息的一部分贴息", "区金融服务部门", 60.0, None, "yearly"),
    ("finance-2", "政府性融资担保", "finance", "政府性担保机构提供低费率担保", "区金融服务部门", None, None, "yearly"),
    ("market-1", "产业链供需对接补助", "market", "参加供需对接会、展会给予补助", "区工业和信息化部门", 10.0, None, "yearly"),
    ("growth-1", "工业企业稳增长奖励", "market", "产值增长达到标准的规模以上工业企业给予奖励", "区工业和信息化部门", 80.0, None, "yearly"),
    ("tech-1", "高新技术企业研发资助", "finance", "高新技术企业按研发投入给予资助", "区科技创新主管部门", 120.0, None, "yearly"),
    ("tech-2", "首台（套）装备推广资助", "market", "首台（套）装备推广应用给予资助", "区科技创新主管部门", 200.0, None, None),
    ("green-1", "绿色制造改造资助", "cost", "绿色工厂改造项目给予资助", "区工业和信息化部门", 90.0, None, None),
)  # fmt: skip
# What the program compares, and what a person confirms where fact and operator are missing.
_CLAUSES: Final = (
    ("space-1", "1", "规模以上工业企业，近12个月产值2000万元以上", "output_cny_10k", ">=", "2000"),
    ("space-1", "2", "在本区经营满1年", "age_years", ">=", "1"),
    ("space-1", "3", "新增租用区内产业用房用于扩产", None, None, None),
    ("space-2", "1", "区领导挂点或部门服务企业", "tier", "in", "district_leader,department"),
    ("cost-1", "1", "电子、金属制品、化工、橡塑行业", "industry", "prefix", "C39,C33,C26,C29"),
    ("cost-1", "2", "近12个月产值不低于1000万元", "output_cny_10k", ">=", "1000万元"),
    ("cost-2", "1", "小型、微型企业", "size", "in", "small,micro"),
    ("cost-2", "2", "租用国有物业", None, None, None),
    ("permits-1", "1", "在本区登记经营的企业", "age_years", ">=", "0"),
    ("labour-1", "1", "参保人数不少于30人", "jobs", ">=", "30人"),
    ("labour-1", "2", "新招员工签订一年以上劳动合同", None, None, None),
    ("labour-2", "1", "参保人数100至2000人", "jobs", "between", "100~2000"),
    ("finance-1", "1", "中小微企业", "size", "not in", "large"),
    ("finance-1", "2", "近12个月纳税10万元以上", "tax_cny_10k", ">", "10"),
    ("finance-1", "3", "贷款用于生产经营", None, None, None),
    ("finance-2", "1", "中小微企业", "size", "≠", "large"),
    ("finance-2", "2", "近12个月申领政策不超过2次", "claims_12m_count", "<=", "2"),
    ("market-1", "1", "制造业企业", "industry", "prefix", "C"),
    ("growth-1", "1", "近12个月产值同比增长8%以上", "output_growth_share", ">=", "8%"),
    ("growth-1", "2", "近12个月产值不低于5000万元", "output_cny_10k", ">=", "5000"),
    ("tech-1", "1", "有效期内的高新技术企业", "high_tech", "is true", None),
    ("tech-1", "2", "研发投入占比达到标准", None, None, None),
    ("tech-2", "1", "专用设备、通用设备制造业", "industry", "in", "C34,C35"),
    ("tech-2", "2", "未享受过研发资助", "claimed", "not in", "tech-1"),
    ("green-1", "1", "制造业企业", "industry", "prefix", "C"),
)  # fmt: skip


def policy_frame(last: date) -> pl.DataFrame:
    """Return the catalogue as its file has it, in the order of the policies; `last` is the last month of the district's figures."""
    reviewed = shift_month(last, -REVIEWED_MONTHS)
    # Half of the windows end with the year, and one has ended.
    ends = {"labour-2": date(last.year + 1, 12, 31), "green-1": shift_month(last, -1), "growth-1": date(last.year, 12, 31)}
    reviews = {"tech-2": reviewed - timedelta(days=400)}
    rows = [
        (
            key, title, topic, summary, department, CONTACT, None, None, None, ends.get(key), amount,
            f"最高{amount:g}万元" if amount else "服务事项", excludes, period, reviews.get(key, reviewed),
        )
        for key, title, topic, summary, department, amount, excludes, period in _POLICIES
    ]  # fmt: skip
    days = ("valid_from_on", "valid_to_on", "reviewed_on")
    types = {name: pl.Date() if name in days else pl.Float64() if name == "amount_cny_10k" else pl.String() for name in COLUMNS}
    return pl.DataFrame(rows, schema=types, orient="row")


def clause_frame() -> pl.DataFrame:
    """Return the clauses as their file has them."""
    rows = [(*clause, "machine" if clause[3] else "manual") for clause in _CLAUSES]
    return pl.DataFrame(rows, schema=dict.fromkeys(CLAUSE_COLUMNS, pl.String), orient="row")
