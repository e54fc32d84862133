"""The policies that offices of the fictional district run: one for each kind of appeal, some for everybody, some for a few."""

from typing import Final

import polars as pl

COLUMNS: Final = ("policy", "title", "topic", "summary", "department", "contact", "industry", "tier", "valid_from_on", "valid_to_on")
# Null industry or tier: for everybody; null days: without a first or last one.
_POLICIES: Final = (
    ("space-1", "产业空间租金补贴", "space", "扩产租用区内厂房，按面积补贴租金", "区产业空间主管部门", None, None, None),
    (
        "space-2",
        "产业用房优先选址服务",
        "space",
        "规模以上企业扩产优先推荐产业用房",
        "区产业空间主管部门",
        None,
        "district_leader,department",
        None,
    ),
    ("cost-1", "制造业用电用气成本补助", "cost", "按上年用能量给予补助", "区工业和信息化部门", "C33,C29,C26,C39", None, None),
    ("cost-2", "小微企业租金减免", "cost", "租用国有物业的小微企业减免租金", "区国有资产主管部门", None, "group", None),
    ("permits-1", "审批事项帮办代办", "permits", "环评、消防等事项专人帮办，并联办理", "区政务服务部门", None, None, None),
    ("labour-1", "企业新招用工补贴", "labour", "新招用一线员工按人数补贴", "区人力资源部门", None, None, None),
    ("labour-2", "校企合作定向培养", "labour", "对接技工院校，定向培养技能人才", "区人力资源部门", None, None, "2027-12-31"),
    ("finance-1", "中小企业贷款贴息", "finance", "流动资金贷款按利息的一部分贴息", "区金融服务部门", None, None, None),
    ("finance-2", "政府性融资担保", "finance", "政府性担保机构提供低费率担保", "区金融服务部门", None, None, None),
    ("market-1", "产业链供需对接补助", "market", "参加供需对接会、展会给予补助", "区工业和信息化部门", None, None, None),
)


def policy_frame() -> pl.DataFrame:
    """Return the catalogue as its file has it, in the order of the policies."""
    rows = [
        (policy, title, topic, summary, department, "区企业服务热线", industry, tier, None, until)
        for policy, title, topic, summary, department, industry, tier, until in _POLICIES
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
